"""Addresses of what readers do. `cms.urls` includes them for every language."""

from django.urls import path

from cms.readers import views

urlpatterns = [
    path("comments/<int:pk>/", views.comments, name="comments"),
    path("comments/<int:pk>/token/", views.token, name="comment_token"),
    path("comments/<int:pk>/sent/", views.sent, name="comment_sent"),
    path("comments/<int:pk>/reply/<uuid:uuid>/", views.reply, name="comment_reply"),
]
