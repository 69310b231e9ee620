"""Addresses of what this room owns outside the page tree. `cms.urls` includes them for every language."""

from django.urls import path

from cms.content import views

urlpatterns = [
    path("terms/", views.glossary, name="glossary"),
    path("terms/<str:slug>/", views.term, name="term"),
]
