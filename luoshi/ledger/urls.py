"""Addresses of the room."""

from django.urls import path

from luoshi.ledger.views import completion, draft, duties, handing, lists, requests, sheets, task, timetable

app_name = "ledger"
urlpatterns = [
    path("", lists.ledger, name="list"),
    path("import/", sheets.take, name="import"),
    path("template.xlsx", sheets.template, name="template"),
    path("export.csv", sheets.export, {"ending": "csv"}, name="export_csv"),
    path("export.xlsx", sheets.export, {"ending": "xlsx"}, name="export_xlsx"),
    path("receipts/", lists.receipts, name="receipts"),
    path("timetable/", timetable.show, name="timetable"),
    path("tasks/<int:pk>/dates/", timetable.shift, name="shift"),
    path("tasks/<int:pk>/milestones/", timetable.milestone, name="milestone"),
    path("tasks/<int:pk>/waits/", timetable.wait, name="wait"),
    path("tasks/<int:pk>/waits/<int:wait>/drop/", timetable.stop_waiting, name="stop_waiting"),
    path("issue/", handing.issue, name="issue"),
    path("tasks/<int:pk>/", task.show, name="task"),
    path("plans/<int:pk>/source/", task.source, name="source"),
    path("tasks/<int:pk>/edit/", draft.edit, name="edit"),
    path("tasks/<int:pk>/duties/", draft.add_duty, name="add_duty"),
    path("tasks/<int:pk>/generic/<int:generic>/", draft.settle, name="settle"),
    path("duties/<int:pk>/holder/", draft.name_holder, name="holder"),
    path("duties/<int:pk>/drop/", draft.drop_duty, name="drop_duty"),
    path("tasks/<int:pk>/breakdown/", handing.breakdown, name="breakdown"),
    path("tasks/<int:pk>/complete/", completion.apply, name="complete"),
    path("tasks/<int:pk>/verify/", completion.verify, name="verify"),
    path("tasks/<int:pk>/moves/<slug:name>/", task.move, name="move"),
    path("duties/<int:pk>/receive/", duties.receive, name="receive"),
    path("duties/<int:pk>/liaison/", duties.liaison, name="liaison"),
    path("duties/<int:pk>/division/", duties.division, name="division"),
    path("duties/<int:pk>/dispute/", duties.dispute, name="dispute"),
    path("tasks/<int:pk>/requests/", requests.choose, name="choose_request"),
    path("tasks/<int:pk>/requests/<slug:kind>/", requests.ask, name="ask"),
    path("requests/<int:pk>/", requests.show, name="request"),
    path("requests/<int:pk>/answer/", requests.answer, name="answer"),
    path("requests/<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
]
