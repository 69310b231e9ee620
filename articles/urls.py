"""Addresses of authors, series and tags. `cms.urls` includes them for every language."""

from django.urls import path

from articles import views

urlpatterns = [
    path("authors/", views.authors, name="authors"),
    path("authors/<unicode_slug:slug>/", views.author, name="author"),
    path("series/<unicode_slug:slug>/", views.series, name="series"),
    path("tags/<unicode_slug:slug>/", views.tag, name="tag"),
]
