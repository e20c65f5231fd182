"""Addresses of the room."""

from django.urls import path

from luoshi.signals.views import burden, complaints, hints

app_name = "signals"
urlpatterns = [
    path("", hints.hints, name="hints"),
    path("rules/", hints.rules, name="rules"),
    path("rules/thresholds/", hints.thresholds, name="thresholds"),
    path("<int:pk>/", hints.hint, name="hint"),
    path("<int:pk>/moves/<slug:name>/", hints.move, name="move"),
    path("burden/", burden.burden, name="burden"),
    path("burden/rows/", burden.rows, name="burden_rows"),
    path("burden/limits/", burden.limits, name="limits"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/new/", complaints.complain, name="complain"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<int:pk>/moves/<slug:name>/", complaints.move, name="move_complaint"),
]
