"""Addresses of authors, series, tags and feeds. `cms.urls` includes them for every language."""

from django.urls import path, re_path

from articles import views
from articles.feeds.views import feed

urlpatterns = [
    re_path(r"^feeds/(?P<path>(?:[\w-]+/)*)(?P<file>rss\.xml|atom\.xml|feed\.json)$", feed, name="feed"),
    path("authors/", views.authors, name="authors"),
    path("authors/<unicode_slug:slug>/", views.author, name="author"),
    path("series/<unicode_slug:slug>/", views.series, name="series"),
    path("tags/<unicode_slug:slug>/", views.tag, name="tag"),
]
