from django.urls import path

from networks.commitments import (
    drafting_views,
    keeping_views,
    paper_views,
    public_views,
    signing_views,
    views,
)
from networks.commitments.states import Deed

app_name = "commitments"

urlpatterns = [
    path("commitments/", public_views.in_force, name="in_force"),
    path("commitments/sign/<str:token>/", signing_views.sign, name="sign"),
    path("commitments/<slug:reference>/", public_views.commitment, name="public"),
    path("my/commitments/", views.commitments, name="mine"),
    path("my/commitments/table.csv", views.commitments, {"form": "csv"}, name="csv"),
    path("my/commitments/table.xlsx", views.commitments, {"form": "xlsx"}, name="xlsx"),
    path("my/commitments/new/", drafting_views.new, name="new"),
    path("my/commitments/<uuid:uid>/", views.commitment, name="commitment"),
    path("my/commitments/<uuid:uid>/edit/", drafting_views.edit, name="edit"),
    path("my/commitments/<uuid:uid>/promises/", drafting_views.promises, name="promises"),
    *(
        path(f"my/commitments/<uuid:uid>/{deed}/", views.press, {"deed": deed}, name=deed)
        for deed in (Deed.PROPOSE, Deed.RECALL, Deed.REOPEN, Deed.RENEW, Deed.SHOW)
    ),
    path("my/commitments/<uuid:uid>/cancel/", views.cancel, name="cancel"),
    path("my/commitments/<uuid:uid>/parties/<int:pk>/link/", signing_views.link_for_line, name="link"),
    path("my/commitments/<uuid:uid>/parties/<int:pk>/send/", signing_views.send_again, name="send"),
    path("my/commitments/<uuid:uid>/sign-on-paper/", signing_views.sign_on_paper, name="paper"),
    path("my/commitments/<uuid:uid>/signed-paper/", paper_views.scan, name="scan"),
    path("my/commitments/<uuid:uid>/print/<str:name>", paper_views.printed, name="print"),
    path("my/commitments/<uuid:uid>/report/", keeping_views.report, name="report"),
    path("my/commitments/<uuid:uid>/reports/<int:pk>/answer/", keeping_views.answer, name="answer"),
    path("my/commitments/<uuid:uid>/reports/<int:pk>/file/", keeping_views.file, name="file"),
    path("my/commitments/<uuid:uid>/promises/<int:pk>/judge/", keeping_views.judge, name="judge"),
]
