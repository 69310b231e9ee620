"""Public URLs of files. Mounted at the root, without a namespace and without a language."""

from django.urls import path

from cms.media import views

urlpatterns = [
    path("media/private/<path:path>", views.private_media, name="private_media"),
    path("media/<path:path>", views.public_media, name="public_media"),
    path("documents/<uuid:uuid>/<str:filename>", views.document, name="document"),
]
