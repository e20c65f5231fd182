"""Addresses of the room."""

from django.urls import path

from luoshi.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("periods/new/", views.new_period, name="new_period"),
    path("chain/", views.chain, name="chain"),
    path("feeds/<int:pk>/", views.feed, name="feed"),
    path("letters/", views.appeals, name="appeals"),
    path("letters/<int:pk>/", views.appeal, name="appeal"),
    path("entries/<int:pk>/take/", views.take, name="take"),
    path("shares/", views.shares, name="shares"),
    path("entries/<int:pk>/share/", views.share, name="share"),
    path("entries/<int:pk>/unshare/", views.share, {"name": "withdraw"}, name="unshare"),
    path("change/", views.change, name="change"),
    path("limits/", views.limits, name="limits"),
    path("rhythms/", views.rhythm, name="rhythms"),
    path("rhythms/<int:pk>/", views.rhythm, name="rhythm"),
    path("periods/<int:pk>/start/", views.start, name="start"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/sheet/", views.sheet, name="sheet"),
    path("reports/<int:pk>/scan/", views.scan, name="scan"),
    path("reports/<int:pk>/moves/<slug:name>/", views.move, name="move"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("entries/<int:pk>/draft/", views.draft, name="draft"),
    path("entries/<int:pk>/no-change/", views.no_change, name="no_change"),
    path("entries/<int:pk>/files/<int:attachment>/drop/", views.drop_file, name="drop_file"),
    path("review/", views.review, name="review"),
    path("review/accept/", views.accept, name="accept"),
    path("review/return/", views.return_many, name="return_many"),
    path("review/withdraw/", views.withdraw_many, name="withdraw_many"),
    path("review/<int:period>/", views.review_all, name="review_all"),
    path("review/<int:period>/<int:task>/", views.review_task, name="review_task"),
    path("receipts/<int:pk>/return/", views.give_back, name="return"),
    path("receipts/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("missing/", views.missing, name="missing"),
    path("missing/<int:pk>/", views.missing, name="missing_in"),
    path("missing/<int:pk>/chase/", views.chase_all, name="chase_all"),
    path("asks/<int:pk>/moves/<slug:name>/", views.ask_move, name="ask_move"),
]
