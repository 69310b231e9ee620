"""Addresses of what this room owns outside the page tree. `cms.urls` includes them for every language."""

from django.urls import path, re_path

from cms.content import views

urlpatterns = [
    path("terms/", views.glossary, name="glossary"),
    path("terms/<unicode_slug:slug>/", views.term, name="term"),
    re_path(r"^accent-(?P<colour>[0-9a-f]{6})\.css$", views.accent, name="accent"),
]
