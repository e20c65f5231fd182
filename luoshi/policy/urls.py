"""Addresses of the room."""

from django.urls import path

from luoshi.policy.views import agenda, consulting, meetings, plans, review

app_name = "policy"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("import/", plans.import_plan, name="import"),
    path("consultations/", consulting.consultations, name="consultations"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/new/", agenda.bring, name="bring"),
    path("agenda/<int:pk>/", agenda.item, name="item"),
    path("agenda/<int:pk>/edit/", agenda.edit, name="edit_item"),
    path("agenda/<int:pk>/shift/", agenda.shift, name="shift_item"),
    path("agenda/<int:pk>/decide/", agenda.decide, name="decide"),
    path("agenda/<int:pk>/papers/", agenda.paper, name="paper"),
    path("agenda/<int:pk>/moves/<slug:name>/", agenda.move, name="move_item"),
    path("decisions/<int:pk>/moves/<slug:name>/", agenda.decision, name="decision"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.plan, name="plan_meeting"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.edit, name="edit_meeting"),
    path("meetings/<int:pk>/call/", meetings.call, name="call"),
    path("meetings/<int:pk>/attendance/", meetings.attend, name="attend"),
    path("meetings/<int:pk>/seats/<int:seat>/release/", meetings.release, name="release"),
    path("meetings/<int:pk>/moves/<slug:name>/", meetings.move, name="move_meeting"),
    path("meetings/<int:pk>/<slug:name>.docx", meetings.document, name="meeting_paper"),
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
