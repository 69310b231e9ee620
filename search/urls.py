"""Addresses of the search page. The composition root includes them for every language."""

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/description.xml", views.description, name="search_description"),
]
