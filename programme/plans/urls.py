from django.urls import path

from programme.plans import plan_views, public_views, views

app_name = "plans"

PLAN = "my/plans/<uuid:uid>/"
ACTIVITY = f"{PLAN}activities/<int:pk>/"

urlpatterns = [
    path("vision/", public_views.vision, name="vision"),
    path("plans/<uuid:uid>/", public_views.plan, name="public"),
    path("plans/<uuid:uid>/file/", public_views.file, name="public_file"),
    path("my/plans/", views.mine, name="mine"),
    path("my/plans/schools/", views.schools, name="schools"),
    path("my/plans/schools/table.xlsx", views.schools, {"form": "xlsx"}, name="schools_xlsx"),
    path("my/plans/late/", views.late, name="late"),
    path("my/plans/late/table.xlsx", views.late, {"form": "xlsx"}, name="late_xlsx"),
    path("my/plans/of/<uuid:uid>/", views.desk, name="desk"),
    path("my/plans/of/<uuid:uid>/vision/", views.write_vision, name="write_vision"),
    path("my/plans/of/<uuid:uid>/vision/<int:pk>/confirm/", views.confirm_vision, name="confirm_vision"),
    path("my/plans/of/<uuid:uid>/vision/<int:pk>/drop/", views.drop_vision, name="drop_vision"),
    path("my/plans/of/<uuid:uid>/new/", plan_views.new, name="new"),
    path("my/plans/of/<uuid:uid>/remind/", views.remind, name="remind"),
    path(PLAN, plan_views.plan, name="plan"),
    path(f"{PLAN}edit/", plan_views.edit, name="edit"),
    path(f"{PLAN}file/", plan_views.file, name="file"),
    path(f"{PLAN}send/", plan_views.send, name="send"),
    path(f"{PLAN}approve/", plan_views.approve, name="approve"),
    path(f"{PLAN}back/", plan_views.back, name="back"),
    path(f"{PLAN}withdraw/", plan_views.withdraw, name="withdraw"),
    path(f"{PLAN}delete/", plan_views.delete, name="delete"),
    path(f"{PLAN}revise/", plan_views.revise, name="revise"),
    path(f"{PLAN}copy/", plan_views.copy, name="copy"),
    path(f"{PLAN}print/", plan_views.printed, name="print"),
    path(f"{PLAN}table.xlsx", plan_views.table, name="xlsx"),
    path(f"{PLAN}empty.xlsx", plan_views.empty_sheet, name="empty_xlsx"),
    path(f"{PLAN}bring-in/", plan_views.bring_in, name="bring_in"),
    path(f"{PLAN}activities/new/", plan_views.add_activity, name="add_activity"),
    path(f"{ACTIVITY}edit/", plan_views.edit_activity, name="edit_activity"),
    path(f"{ACTIVITY}drop/", plan_views.drop_activity, name="drop_activity"),
    path(f"{ACTIVITY}progress/", plan_views.progress, name="progress"),
    path(f"{ACTIVITY}evidence/", plan_views.add_evidence, name="add_evidence"),
    path(f"{ACTIVITY}evidence/<int:evidence>/", plan_views.evidence_file, name="evidence_file"),
    path(f"{ACTIVITY}evidence/<int:evidence>/drop/", plan_views.drop_evidence, name="drop_evidence"),
]
