"""Below the admin's own prefix, and behind its sign-in: see wagtail_hooks.py."""

from django.urls import path

from cms.operations import views

urlpatterns = [
    path("", views.BackgroundWork.as_view(), name="background_work"),
    path("tasks/retry/", views.retry_all, name="background_work_retry_all"),
    path("tasks/<uuid:pk>/retry/", views.retry, name="background_work_retry"),
    path("tasks/<uuid:pk>/discard/", views.discard, name="background_work_discard"),
    path("scheduled/<int:failure_id>/retry/", views.publish_again, name="background_work_publish_again"),
    path("jobs/<str:name>/run/", views.run_job, name="background_work_run_job"),
]
