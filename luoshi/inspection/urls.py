"""Addresses of the room."""

from django.urls import path

from luoshi.inspection.views import draw, plan

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
]
