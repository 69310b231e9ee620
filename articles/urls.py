"""Addresses of authors, series and tags. `cms.urls` includes them for every language."""

from django.urls import path

from articles import views

urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<str:slug>/", views.author, name="author"),
    path("series/<str:slug>/", views.series, name="series"),
    path("tags/<str:slug>/", views.tag, name="tag"),
]
