from django.urls import path

from programme.indicators import signing_views, views

app_name = "indicators"

urlpatterns = [
    path("", views.indicators, name="all"),
    path("begin/", views.begin, name="begin"),
    path("new/", views.new, name="new"),
    path("sign/", signing_views.sign, name="sign"),
    path("statements/", signing_views.statements, name="statements"),
    path("statements/<uuid:uid>/", signing_views.statement, name="statement"),
    path("statements/<uuid:uid>/table.csv", signing_views.statement, {"form": "csv"}, name="statement_csv"),
    path(
        "statements/<uuid:uid>/table.xlsx", signing_views.statement, {"form": "xlsx"}, name="statement_xlsx"
    ),
    path("statements/<uuid:uid>/<slug:key>/", signing_views.stated, name="stated"),
    path(
        "statements/<uuid:uid>/<slug:key>/table.csv", signing_views.stated, {"form": "csv"}, name="stated_csv"
    ),
    path(
        "statements/<uuid:uid>/<slug:key>/table.xlsx",
        signing_views.stated,
        {"form": "xlsx"},
        name="stated_xlsx",
    ),
    path("figures/import/", views.bring_in, name="bring_in"),
    path("figures/empty.xlsx", views.empty_sheet, name="empty_xlsx"),
    path("<slug:key>/", views.indicator, name="indicator"),
    path("<slug:key>/change/", views.change, name="change"),
    path("<slug:key>/stop/", views.use, {"again": False}, name="stop"),
    path("<slug:key>/use/", views.use, {"again": True}, name="use"),
    path("<slug:key>/figures/new/", views.enter, name="enter"),
    path("<slug:key>/figures/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<slug:key>/list/", views.behind, name="behind"),
    path("<slug:key>/list/table.csv", views.behind, {"form": "csv"}, name="behind_csv"),
    path("<slug:key>/list/table.xlsx", views.behind, {"form": "xlsx"}, name="behind_xlsx"),
]
