"""Addresses of the room. What stands outside `office/` is for whoever has something to say: see `config.unnamed`."""

from django.urls import path

from luoshi.voice.views import asking, office, results
from luoshi.voice.views import open as entry

app_name = "voice"
urlpatterns = [
    path("", entry.write, name="write"),
    path("receipt/", entry.receipt, name="receipt"),
    path("receipt/add/", entry.add, name="add"),
    path("survey/", entry.survey, name="survey"),
    path("where/", entry.where, name="where"),
    path("office/", office.cases, name="cases"),
    path("office/statistics/", results.statistics, name="statistics"),
    path("office/initiatives/", results.initiatives, name="initiatives"),
    path("office/settings/", results.settings, name="settings"),
    path("office/hand-in/", office.hand_in, name="hand_in"),
    path("office/<int:pk>/", office.case, name="case"),
    path("office/<int:pk>/correct/", office.correct, name="correct"),
    path("office/<int:pk>/reporter/", office.reporter, name="reporter"),
    path("office/<int:pk>/moves/<slug:name>/", office.move, name="move"),
    path("office/entrances/", asking.entrances, name="entrances"),
    path("office/entrances/<int:pk>/", asking.entrance, name="entrance"),
    path("office/entrances/<int:pk>/close/", asking.close_entrance, name="close_entrance"),
    path("office/surveys/", asking.surveys, name="surveys"),
    path("office/surveys/new/", asking.open_survey, name="open_survey"),
    path("office/surveys/<int:pk>/", asking.survey, name="survey_page"),
    path("office/surveys/<int:pk>/close/", asking.close_survey, name="close_survey"),
    path("office/notes/", asking.notes, name="notes"),
    path("office/notes/new/", asking.write_note, name="write_note"),
    path("office/notes/<int:pk>/", asking.note, name="note"),
    path("office/notes/<int:pk>/correct/", asking.write_note, name="correct_note"),
]
