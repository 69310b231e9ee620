"""Addresses of what readers do. `cms.urls` includes them for every language."""

from django.urls import path

from cms.readers import seen_views, subscribe_views, views

urlpatterns = [
    path("comments/<int:pk>/", views.comments, name="comments"),
    path("comments/<int:pk>/token/", views.token, name="comment_token"),
    path("comments/<int:pk>/sent/", views.sent, name="comment_sent"),
    path("seen/<int:pk>/", seen_views.seen, name="seen"),
    path("subscribe/", subscribe_views.subscribe, name="subscribe"),
    path("subscribe/sent/", subscribe_views.sent, name="subscribe_sent"),
    path("subscribe/confirm/<str:token>/", subscribe_views.confirm, name="subscribe_confirm"),
    path("subscribe/manage/<str:token>/", subscribe_views.manage, name="subscribe_manage"),
    path("subscribe/leave/<str:token>/", subscribe_views.leave, name="subscribe_leave"),
    path("comments/<int:pk>/reply/<uuid:uuid>/", views.reply, name="comment_reply"),
]
