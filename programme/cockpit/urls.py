from django.urls import path

from programme.cockpit import views

app_name = "cockpit"

urlpatterns = [
    path("", views.cockpit, name="cockpit"),
    path("table.csv", views.cockpit, {"form": "csv"}, name="csv"),
    path("table.xlsx", views.cockpit, {"form": "xlsx"}, name="xlsx"),
    path("schools/", views.schools, name="schools"),
    path("schools/table.csv", views.schools, {"form": "csv"}, name="schools_csv"),
    path("schools/table.xlsx", views.schools, {"form": "xlsx"}, name="schools_xlsx"),
    path("schools/<uuid:uid>/", views.school, name="school"),
    path("schools/<uuid:uid>/nudge/", views.nudge, name="nudge"),
    path("partnerships/<int:pk>/", views.partnership, name="partnership"),
    path("shares/", views.shares, name="shares"),
    path("shares/<int:pk>/end/", views.end_share, name="end_share"),
    path("shared/<str:token>/", views.shared, name="shared"),
]
