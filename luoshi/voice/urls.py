"""Addresses of the room. What stands outside `office/` is for whoever has something to say: see `config.unnamed`."""

from django.urls import path

from luoshi.voice.views import open as entry

app_name = "voice"
urlpatterns = [
    path("", entry.write, name="write"),
    path("receipt/", entry.receipt, name="receipt"),
    path("receipt/add/", entry.add, name="add"),
    path("survey/", entry.survey, name="survey"),
]
