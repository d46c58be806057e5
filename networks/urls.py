from django.urls import path

from networks import views

app_name = "networks"

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/sent/", views.registered, name="registered"),
    path("register/confirmed/", views.confirmed, name="confirmed"),
    path("register/confirm/<str:key>/", views.confirm, name="confirm"),
    path("applications/", views.applications, name="applications"),
    path("applications/<uuid:uid>/", views.application, name="application"),
    path("applications/<uuid:uid>/approve/", views.approve, name="approve"),
    path("applications/<uuid:uid>/refuse/", views.refuse, name="refuse"),
    path("profile/<slug:reference>/edit/", views.edit_profile, name="edit_profile"),
]
