"""Addresses that machines know beforehand. Mounted at the root; those in `translated` once in each language."""

from django.urls import path, re_path

from cms.discovery import views

urlpatterns = [
    path("robots.txt", views.robots_txt, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security"),
    path("security.txt", views.security_txt_elsewhere),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    re_path(r"^sitemap-(?P<name>[a-z]+(?:-[0-9]{1,9})?)\.xml$", views.sitemap, name="sitemap_part"),
    path("favicon.ico", views.icon, {"width": 48}),
    path("apple-touch-icon.png", views.icon, {"width": 180}),
    path("apple-touch-icon-precomposed.png", views.icon, {"width": 180}),
]

translated = [
    path("llms.txt", views.llms_txt, name="llms"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
