from django.urls import path

from programme.reports import narrative_views, office_views, paper_views, views

app_name = "reports"

urlpatterns = [
    path("reports/", views.public_list, name="public_list"),
    path("reports/<int:year>-<int:term>/", views.public, name="public"),
    path("my/reports/", views.mine, name="mine"),
    path("my/reports/rounds/new/", office_views.prepare, name="prepare"),
    path("my/reports/rounds/<uuid:uid>/", office_views.round_board, name="board"),
    path(
        "my/reports/rounds/<uuid:uid>/board.csv", office_views.round_board, {"form": "csv"}, name="board_csv"
    ),
    path(
        "my/reports/rounds/<uuid:uid>/board.xlsx",
        office_views.round_board,
        {"form": "xlsx"},
        name="board_xlsx",
    ),
    path("my/reports/rounds/<uuid:uid>/edit/", office_views.edit, name="edit_round"),
    path("my/reports/rounds/<uuid:uid>/open/", office_views.open_round, name="open_round"),
    path("my/reports/rounds/<uuid:uid>/close/", office_views.close, name="close_round"),
    path("my/reports/rounds/<uuid:uid>/reopen/", office_views.reopen, name="reopen_round"),
    path("my/reports/rounds/<uuid:uid>/receive/", office_views.receive, name="receive_all"),
    path("my/reports/rounds/<uuid:uid>/remind/", office_views.remind, name="remind_all"),
    path("my/reports/rounds/<uuid:uid>/remind/<uuid:school>/", office_views.remind, name="remind"),
    path("my/reports/rounds/<uuid:uid>/totals/", office_views.totals, name="totals"),
    path(
        "my/reports/rounds/<uuid:uid>/totals.xlsx", office_views.totals, {"form": "xlsx"}, name="totals_xlsx"
    ),
    path("my/reports/rounds/<uuid:uid>/totals/<slug:key>/", office_views.total, name="total"),
    path("my/reports/rounds/<uuid:uid>/reflections/", office_views.reflections, name="reflections"),
    path("my/reports/rounds/<uuid:uid>/narrative/", narrative_views.narrative, name="narrative"),
    path("my/reports/rounds/<uuid:uid>/narrative/draft/", narrative_views.draft, name="narrative_draft"),
    path("my/reports/rounds/<uuid:uid>/narrative/write/", narrative_views.write, name="narrative_write"),
    path(
        "my/reports/rounds/<uuid:uid>/narrative/<int:number>/",
        narrative_views.narrative,
        name="narrative_version",
    ),
    path(
        "my/reports/rounds/<uuid:uid>/narrative/<int:number>/report.<slug:kind>",
        narrative_views.printed,
        name="narrative_paper",
    ),
    path("my/reports/rounds/<uuid:uid>/start/<uuid:school>/", views.start, name="start"),
    path("my/reports/<uuid:uid>/", views.report, name="report"),
    path("my/reports/<uuid:uid>/step/<slug:step>/", views.step, name="step"),
    path("my/reports/<uuid:uid>/send/", views.send, name="send"),
    path("my/reports/<uuid:uid>/take-back/", views.take_back, name="take_back"),
    path("my/reports/<uuid:uid>/certify/", views.certify, name="certify"),
    path("my/reports/<uuid:uid>/give-back/", views.give_back, name="give_back"),
    path("my/reports/<uuid:uid>/receive/", views.receive, name="receive"),
    path("my/reports/<uuid:uid>/to-sign.pdf", paper_views.to_sign, name="to_sign"),
    path("my/reports/<uuid:uid>/on-paper/", paper_views.record, name="on_paper"),
    path(
        "my/reports/<uuid:uid>/versions/<int:number>/signed-paper/",
        paper_views.signed_paper,
        name="signed_paper",
    ),
    path("my/reports/<uuid:uid>/correct/", views.correct, name="correct"),
    path("my/reports/<uuid:uid>/drop-correction/", views.drop_correction, name="drop_correction"),
    path("my/reports/<uuid:uid>/versions/<int:number>/", views.version, name="version"),
    path("my/reports/<uuid:uid>/evidence/<slug:key>/", views.evidence, name="evidence"),
]
