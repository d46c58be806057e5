from django.urls import path

from privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.findings, name="findings"),
    path("things/<int:kind>/<str:pk>/", views.thing, name="thing"),
    path("things/<int:kind>/<str:pk>/clear/", views.clear, name="clear"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("phrases/new/", views.phrase, name="phrase"),
]
