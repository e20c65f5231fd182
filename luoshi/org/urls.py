"""Addresses of the room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from luoshi.org.views import accounts, burden, condition, grants, handing, me, register, sheets, trail, units

unit_pages = [
    path("", units.tree, name="tree"),
    path("rules/", units.rules, name="rules"),
    path("<int:pk>/", units.unit, name="unit"),
    path("burden/", burden.burden, name="burden"),
    path("<int:pk>/burden/", burden.burden, name="burden_of"),
    path("<int:pk>/keep/", register.keep, name="keep"),
    *(
        path(f"<int:pk>/{kind}/", register.change, {"kind": kind}, name=kind)
        for kind in ("rename", "move", "merge", "abolish")
    ),
    path("liaisons/", register.register, name="liaisons"),
    path("liaisons/export/", register.export, name="liaisons_export"),
    path("<int:pk>/ask-liaison/", register.ask, name="ask_liaison"),
    path("bodies/<int:pk>/", register.body, name="body"),
    path("bodies/<int:pk>/keep/", register.keep_body, name="keep_body"),
    path("tags/", register.tag_list, name="tags"),
    path("tags/<int:pk>/retire/", register.retire_tag, name="retire_tag"),
    path("handing/", handing.index, name="handing"),
    path("handing/<int:pk>/", handing.sheet, name="sheet"),
    path("handing/<int:pk>/cancel/", handing.cancel, name="hand_over_cancel"),
    path("posts/add/", handing.add_post, name="post_add"),
    path("posts/<int:pk>/", handing.keep_post, name="post"),
    path("posts/<int:pk>/hand-over/", handing.hand_over, name="hand_over"),
    path("posts/<int:pk>/lend/", handing.lend, name="lend"),
    path("delegations/<int:pk>/", handing.end, name="delegation"),
]
account_pages = [
    path("", accounts.accounts, name="list"),
    path("new/", accounts.new, name="new"),
    path("<int:pk>/", accounts.account, name="account"),
    path("<int:pk>/moves/<slug:name>/", accounts.move, name="move"),
]
grant_pages = [
    path("", grants.grants, name="list"),
    path("new/", grants.new, name="new"),
    path("<int:pk>/end/", grants.end, name="end"),
]
trail_pages = [
    path("", trail.acts, name="list"),
    path("verify/", trail.verify, name="verify"),
    path("export/", trail.export, name="export"),
]
own_pages = [
    path("", me.me, name="me"),
    path("password/", me.password, name="password"),
    path("language/", me.language, name="language"),
    path("log-ins/end/", me.end_log_ins, name="end_log_ins"),
    path("tokens/end/", me.drop_token, name="drop_token"),
]
sheet_pages = [
    path("units/", sheets.units, name="units"),
    path("units/template.xlsx", sheets.template, name="template"),
    path("<int:pk>/slips/", sheets.slips, name="slips"),
    path("<int:pk>/", sheets.show, name="show"),
    path("<int:pk>/columns/", sheets.columns, name="columns"),
    path("<int:pk>/name/", sheets.name, name="name"),
    path("<int:pk>/moves/<slug:name>/", sheets.move, name="move"),
]
urlpatterns = [
    path("login/", units.Login.as_view(), name="login"),
    path("logout/", units.Logout.as_view(), name="logout"),
    # Chosen on the log-in page as well.
    path("language/setlang/", login_not_required(set_language), name="set_language"),
    path("unit/", units.switch_unit, name="switch_unit"),
    path("invitation/", me.invitation, name="invitation"),
    path("me/", include((own_pages, "me"))),
    path("accounts/", include((account_pages, "accounts"))),
    path("trail/", include((trail_pages, "trail"))),
    path("condition/", condition.condition, name="condition"),
    path("grants/", include((grant_pages, "grants"))),
    path("units/", include((unit_pages, "units"))),
    path("imports/", include((sheet_pages, "sheets"))),
]
