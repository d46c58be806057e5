from django.urls import path

from organisations import code_views, joining_views, responsible_views, views
from organisations.models import Kind
from organisations.register import import_views
from organisations.register import views as register

app_name = "organisations"

urlpatterns = [
    path("", views.organisations, name="list"),
    path("invitation/<slug:token>/", views.accept, name="accept"),
    path("join/", joining_views.type_code, name="type_code"),
    path("join/<slug:code>/", joining_views.join, name="join"),
    path("ask/", joining_views.ask, name="ask"),
    path("ask/sent/", joining_views.asked, name="asked"),
    path("ask/confirm/<str:token>/", joining_views.confirm_request, name="confirm_request"),
    path("requests/", joining_views.requests, name="requests"),
    path("requests/<uuid:uid>/approve/", joining_views.approve_request, name="approve_request"),
    path("requests/<uuid:uid>/refuse/", joining_views.refuse_request, name="refuse_request"),
    path("requests/<uuid:uid>/withdraw/", joining_views.withdraw_request, name="withdraw_request"),
    path("confirm/", responsible_views.confirm, name="confirm"),
    path("leave/<int:pk>/", responsible_views.leave, name="leave"),
    path("responsible/", responsible_views.board, name="responsible"),
    path("responsible/table.csv", responsible_views.board, {"form": "csv"}, name="responsible_csv"),
    path("responsible/table.xlsx", responsible_views.board, {"form": "xlsx"}, name="responsible_xlsx"),
    path("responsible/<uuid:uid>/remind/", responsible_views.remind, name="responsible_remind"),
    path("<uuid:uid>/members/", views.members, name="members"),
    path("<uuid:uid>/members/<int:pk>/end/", views.end, name="end"),
    path("<uuid:uid>/members/<int:pk>/details/", responsible_views.details, name="details"),
    path("<uuid:uid>/members/<int:pk>/restore/", responsible_views.restore, name="restore"),
    path("<uuid:uid>/codes/", code_views.codes, name="codes"),
    path("<uuid:uid>/codes/<int:pk>/poster.pdf", code_views.poster, name="poster"),
    path("<uuid:uid>/codes/<int:pk>/withdraw/", code_views.withdraw_code, name="withdraw_code"),
    path("<uuid:uid>/delegate/", views.delegate, name="delegate"),
    path("<uuid:uid>/invite/", views.invite, name="invite"),
    path("<uuid:uid>/invitations/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("register/", register.register, name="register"),
    path("register/register.csv", register.download, {"kind": "csv"}, name="register_csv"),
    path("register/register.xlsx", register.download, {"kind": "xlsx"}, name="register_xlsx"),
    path("register/directors/", register.directors_overview, name="register_directors"),
    path(
        "register/directors.csv", register.directors_overview, {"kind": "csv"}, name="register_directors_csv"
    ),
    path(
        "register/directors.xlsx",
        register.directors_overview,
        {"kind": "xlsx"},
        name="register_directors_xlsx",
    ),
    path("register/new-school/", register.new, {"kind": Kind.SCHOOL}, name="register_new_school"),
    path("register/new-cluster/", register.new, {"kind": Kind.CLUSTER}, name="register_new_cluster"),
    path("register/import/", import_views.begin, name="register_import"),
    path("register/import/empty.xlsx", import_views.empty_sheet, name="register_empty"),
    path("register/import/<uuid:uid>/", import_views.sheet, name="register_sheet"),
    path("register/import/<uuid:uid>/columns/", import_views.columns, name="register_columns"),
    path("register/import/<uuid:uid>/confirm/", import_views.confirm, name="register_confirm"),
    path("register/import/<uuid:uid>/undo/", import_views.undo, name="register_undo"),
    path("register/import/<uuid:uid>/discard/", import_views.discard, name="register_discard"),
    path("register/<uuid:uid>/", register.organisation, name="register_one"),
    path("register/<uuid:uid>/edit/", register.edit, name="register_edit"),
    path("register/<uuid:uid>/numbers/", register.facts, name="register_new_facts"),
    path("register/<uuid:uid>/numbers/<int:year>/", register.facts, name="register_facts"),
    path("register/<uuid:uid>/close/", register.close, name="register_close"),
    path("register/<uuid:uid>/merge/", register.close, {"merge": True}, name="register_merge"),
    path("register/<uuid:uid>/reopen/", register.reopen, name="register_reopen"),
    path("register/<uuid:uid>/schools/", register.cluster_schools, name="register_cluster_schools"),
]
