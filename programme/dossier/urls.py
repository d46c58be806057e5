from django.urls import path

from programme.dossier import paper_views, views

app_name = "dossiers"

DOSSIER = "my/dossiers/<uuid:uid>/"
ATTACHMENT = f"{DOSSIER}attachments/<uuid:key>/"

urlpatterns = [
    path("my/dossiers/", views.mine, name="mine"),
    path("my/dossiers/table.xlsx", views.mine, {"form": "xlsx"}, name="xlsx"),
    path("my/dossiers/new/<uuid:uid>/", views.new, name="new"),
    path(DOSSIER, views.dossier, name="dossier"),
    path(f"{DOSSIER}about/", views.about, name="about"),
    path(f"{DOSSIER}text/<slug:key>/", views.section, name="section"),
    path(f"{DOSSIER}news/", views.news, name="news"),
    path(f"{DOSSIER}attachments/", views.attachments, name="attachments"),
    path(f"{DOSSIER}attachments/take/", views.take, name="take"),
    path(f"{ATTACHMENT}file/", paper_views.attachment, name="attachment"),
    *(
        path(f"{ATTACHMENT}{deed}/", views.arrange, {"deed": deed}, name=deed)
        for deed in ("up", "down", "detach", "put_back")
    ),
    path(f"{DOSSIER}finish/", views.finish, name="finish"),
    path(f"{DOSSIER}sent/", views.sent, name="sent"),
    path(f"{DOSSIER}result/", views.result, name="result"),
    *(
        path(f"{DOSSIER}{deed}/", views.undo, {"deed": deed}, name=deed)
        for deed in ("reopen", "unsend", "undecide", "delete")
    ),
    path(f"{DOSSIER}leave-out/", views.leave_out, name="leave_out"),
    path(f"{DOSSIER}draft.<slug:kind>", paper_views.draft, name="draft_paper"),
    path(f"{DOSSIER}editions/<int:number>.<slug:kind>", paper_views.edition, name="paper"),
]
