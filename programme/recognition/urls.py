from django.urls import path

from programme.recognition import contribution_views, featured_views, public_views, views

app_name = "recognition"

SCHEME = "my/recognition/awards/<uuid:uid>/"
HONOUR = "my/recognition/given/<uuid:uid>/"

urlpatterns = [
    path("recognition/", public_views.awards, name="awards"),
    path("recognition/table.csv", public_views.awards, {"form": "csv"}, name="awards_csv"),
    path("recognition/table.xlsx", public_views.awards, {"form": "xlsx"}, name="awards_xlsx"),
    path("recognition/sharing/", contribution_views.overview, name="contribution"),
    path("recognition/sharing/<slug:key>/", contribution_views.badge, name="badge"),
    path("recognition/sharing/schools/<uuid:uid>/", contribution_views.school, name="school"),
    path("recognition/<uuid:uid>/", public_views.scheme, name="scheme"),
    path("my/recognition/", views.desk, name="desk"),
    path("my/recognition/own/", views.own, name="own"),
    path("my/recognition/own/<uuid:uid>/agree/", views.own_agree, name="own_agree"),
    path("my/recognition/own/<uuid:uid>/withdraw/", views.own_withdraw, name="own_withdraw"),
    path("my/recognition/featured/", featured_views.featured, name="featured"),
    path("my/recognition/featured/new/<slug:kind>/", featured_views.new_featured, name="new_featured"),
    path("my/recognition/featured/<uuid:uid>/", featured_views.edit_featured, name="edit_featured"),
    path("my/recognition/featured/<uuid:uid>/end/", featured_views.end_featured, name="end_featured"),
    path("my/recognition/reached/", contribution_views.reached, name="reached"),
    path("my/recognition/reached/design/", contribution_views.choose_design, name="choose_design"),
    path("my/recognition/reached/<slug:key>/<uuid:uid>/", contribution_views.reward, name="reward"),
    path("my/recognition/awards/new/", views.new_scheme, name="new_scheme"),
    path(SCHEME, views.desk_scheme, name="desk_scheme"),
    path(f"{SCHEME}edit/", views.edit_scheme, name="edit_scheme"),
    path(f"{SCHEME}table.xlsx", views.table, name="desk_xlsx"),
    path(f"{SCHEME}empty.xlsx", views.empty_sheet, name="empty_xlsx"),
    path(f"{SCHEME}state/<slug:to>/", views.turn, name="turn"),
    path(f"{SCHEME}copy/", views.copy_scheme, name="copy_scheme"),
    path(f"{SCHEME}delete/", views.delete_scheme, name="delete_scheme"),
    path(f"{SCHEME}add/<slug:recipient>/", views.add, name="add"),
    path(f"{SCHEME}bring-in/", views.bring_in, name="bring_in"),
    path(f"{SCHEME}certificates/", views.certify_all, name="certify_all"),
    path(HONOUR, views.honour, name="honour"),
    path(f"{HONOUR}edit/", views.edit_honour, name="edit_honour"),
    path(f"{HONOUR}agree/", views.agree, name="agree"),
    path(f"{HONOUR}withdraw/", views.withdraw, name="withdraw"),
    path(f"{HONOUR}drop/", views.drop, name="drop"),
    path(f"{HONOUR}revoke/", views.revoke, name="revoke"),
    path(f"{HONOUR}restore/", views.restore, name="restore"),
    path(f"{HONOUR}certificate/", views.certify, name="certify"),
]
