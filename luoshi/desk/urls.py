"""Addresses of the room: the desk is the site's root."""

from django.urls import path

from luoshi.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("tasks/", views.tasks, name="tasks"),
    path("cockpit/", views.cockpit, name="cockpit"),
    path("cockpit/tree/", views.tree, name="tree"),
    path("cockpit/fields/", views.fields, name="fields"),
    path("cockpit/mile/", views.mile, name="mile"),
    path("cockpit/mile/export.csv", views.mile_export, name="mile_export"),
    path("cockpit/brief/", views.brief, name="brief"),
    path("notices/", views.notices, name="notices"),
    path("notices/seen/", views.see_all, name="see_all"),
    path("notices/settings/", views.notice_settings, name="notice_settings"),
    path("notices/<int:pk>/", views.open_notice, name="notice"),
    path("search/", views.search, name="search"),
]
