"""Addresses of the kernel: files, and background jobs."""

from django.urls import path

from luoshi.kernel import views

app_name = "kernel"
urlpatterns = [path("<uuid:uid>/", views.download, name="download")]
jobs = (
    [
        path("", views.job_list, name="list"),
        path("<int:pk>/", views.job, name="job"),
        path("<int:pk>/moves/<slug:name>/", views.move, name="move"),
        path("schedules/", views.schedule_list, name="schedules"),
        path("schedules/<int:pk>/", views.schedule, name="schedule"),
    ],
    "jobs",
)
