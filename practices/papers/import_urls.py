from django.urls import path

from practices.papers import import_views as views

urlpatterns = [
    path("", views.begin, name="import"),
    path("<int:pk>/", views.report, name="import_report"),
    path("<int:pk>/leftovers/<int:number>/", views.settle, name="import_settle"),
]
