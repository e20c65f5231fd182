"""Addresses of the room."""

from django.urls import path

from luoshi.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("import/", views.import_plan, name="import"),
    path("consultations/", views.consultations, name="consultations"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/confirm/", views.confirm_certain, name="confirm_certain"),
    path("<int:pk>/names/", views.map_name, name="map"),
    path("<int:pk>/headings/", views.assign, name="assign"),
    path("<int:pk>/consult/", views.consult, name="consult"),
    path("<int:pk>/redraft/", views.redraft, name="redraft"),
    path("<int:pk>/opinions/", views.opinions, name="opinions"),
    path("<int:pk>/agree/", views.agree_all, name="agree_all"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("tasks/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("tasks/<int:pk>/reconsider/", views.reconsider, name="reconsider"),
    path("tasks/<int:pk>/leave-out/", views.leave_out, name="leave_out"),
    path("opinions/<int:pk>/answer/", views.answer, name="answer"),
    path("opinions/<int:pk>/rule/", views.rule, name="rule"),
]
