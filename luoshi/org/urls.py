"""Addresses of the room."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from luoshi.org.views import handing, units

unit_pages = [
    path("", units.tree, name="tree"),
    path("rules/", units.rules, name="rules"),
    path("<int:pk>/", units.unit, name="unit"),
    path("handing/", handing.index, name="handing"),
    path("handing/<int:pk>/", handing.sheet, name="sheet"),
    path("handing/<int:pk>/cancel/", handing.cancel, name="hand_over_cancel"),
    path("posts/add/", handing.add_post, name="post_add"),
    path("posts/<int:pk>/", handing.keep_post, name="post"),
    path("posts/<int:pk>/hand-over/", handing.hand_over, name="hand_over"),
    path("posts/<int:pk>/lend/", handing.lend, name="lend"),
    path("delegations/<int:pk>/", handing.end, name="delegation"),
]
urlpatterns = [
    path("login/", units.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    # Chosen on the log-in page as well.
    path("language/setlang/", login_not_required(set_language), name="set_language"),
    path("unit/", units.switch_unit, name="switch_unit"),
    path("units/", include((unit_pages, "units"))),
]
