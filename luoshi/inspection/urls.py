"""Addresses of the room."""

from django.urls import path

from luoshi.inspection.views import draw, plan, visits

app_name = "inspection"
urlpatterns = [
    path("", plan.plan, name="plan"),
    path("items/new/", plan.add, name="add_item"),
    path("items/<int:pk>/", plan.item, name="item"),
    path("items/<int:pk>/edit/", plan.edit, name="edit_item"),
    path("items/<int:pk>/objects/", plan.objects, name="objects"),
    path("items/<int:pk>/draws/new/", draw.prepare, name="prepare_draw"),
    path("items/<int:pk>/moves/<slug:name>/", plan.move, name="move_item"),
    path("proposals/<int:pk>/decline/", plan.proposal, name="decline_proposal"),
    path("draws/", draw.draws, name="draws"),
    path("draws/<int:pk>/", draw.draw, name="draw"),
    path("draws/<int:pk>/record.json", draw.record, name="record"),
    path("draws/<int:pk>/moves/<slug:name>/", draw.move, name="move_draw"),
    path("targets/<int:pk>/replace/", draw.replace, name="replace_target"),
    path("inspectors/", draw.inspectors, name="inspectors"),
    path("visits/", visits.index, name="visits"),
    path("visits/<int:pk>/", visits.show, name="visit"),
    path("visits/<int:pk>/sheet/", visits.sheet, name="sheet"),
    path("visits/<int:pk>/paper/", visits.paper, name="paper"),
    path("visits/<int:pk>/findings/new/", visits.find, name="find"),
    path("visits/<int:pk>/conclusion/", visits.draft, name="draft"),
    path("targets/<int:pk>/visit/", visits.plan, name="plan_visit"),
    path("calls/new/", visits.call, name="call"),
    path("visits/<int:pk>/moves/<slug:name>/", visits.move, {"kind": "visit"}, name="move_visit"),
    path("findings/<int:pk>/moves/<slug:name>/", visits.move, {"kind": "finding"}, name="move_finding"),
    path("conclusions/<int:pk>/moves/<slug:name>/", visits.move, {"kind": "conclusion"}, name="move_conclusion"),
    path("objections/<int:pk>/moves/<slug:name>/", visits.move, {"kind": "objection"}, name="move_objection"),
]
