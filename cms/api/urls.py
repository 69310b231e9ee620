"""Addresses of the read API."""

from django.urls import path, re_path

from cms.api import views

urlpatterns = [
    path("", views.index, name="api_index"),
    path("pages/", views.pages, name="api_pages"),
    path("pages/<int:pk>/", views.page, name="api_page"),
    path("resolve/", views.resolve_path, name="api_resolve"),
    path("site/", views.site, name="api_site"),
    re_path(r"^(?P<path>.*)$", views.nothing),
]
