"""Addresses of the room."""

from django.urls import path

from luoshi.policy.views import consulting, plans, review

app_name = "policy"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("import/", plans.import_plan, name="import"),
    path("consultations/", consulting.consultations, name="consultations"),
    path("<int:pk>/", review.review, name="review"),
    path("<int:pk>/copy/", plans.copy, name="copy"),
    path("<int:pk>/correct/", review.correct, name="correct"),
    path("<int:pk>/confirm/", review.confirm_certain, name="confirm_certain"),
    path("<int:pk>/names/", review.map_name, name="map"),
    path("<int:pk>/names/proposed/", review.map_proposed, name="map_proposed"),
    path("<int:pk>/headings/", review.assign, name="assign"),
    path("<int:pk>/consult/", consulting.consult, name="consult"),
    path("<int:pk>/newcomers/", consulting.ask_newcomers, name="ask_newcomers"),
    path("<int:pk>/redraft/", consulting.redraft, name="redraft"),
    path("<int:pk>/opinions/", consulting.opinions, name="opinions"),
    path("<int:pk>/agree/", consulting.agree_all, name="agree_all"),
    path("<int:pk>/approve/", consulting.approve, name="approve"),
    path("tasks/<int:pk>/confirm/", review.confirm, name="confirm"),
    path("tasks/<int:pk>/reconsider/", review.reconsider, name="reconsider"),
    path("tasks/<int:pk>/leave-out/", review.leave_out, name="leave_out"),
    path("marks/<int:pk>/settle/", review.settle, name="settle"),
    path("opinions/<int:pk>/answer/", consulting.answer, name="answer"),
    path("opinions/<int:pk>/rule/", consulting.rule, name="rule"),
]
