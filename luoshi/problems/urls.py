"""Addresses of the room."""

from django.urls import path

from luoshi.problems.views import lists, records

app_name = "problems"
urlpatterns = [
    path("", lists.index, name="list"),
    path("export/", lists.export, name="export"),
    path("numbers/", lists.numbers, name="numbers"),
    path("new/", lists.enter, name="enter"),
    path("publicity/", lists.publicity, name="publicity"),
    path("settings/", lists.settings, name="settings"),
    path("<int:pk>/", lists.show, name="problem"),
    path("<int:pk>/edit/", lists.edit, name="edit"),
    path("<int:pk>/moves/<slug:name>/", lists.move, name="move"),
    path("extensions/<int:pk>/<slug:name>/", lists.answer, name="answer"),
    path("records/", records.index, name="records"),
    path("records/new/", records.draft, name="draft_record"),
    path("records/<int:pk>/", records.show, name="record"),
    path("records/<int:pk>/paper/", records.paper, name="record_paper"),
    path("records/<int:pk>/moves/<slug:name>/", records.move, name="move_record"),
]
