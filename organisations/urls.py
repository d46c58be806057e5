from django.urls import path

from organisations import views

app_name = "organisations"

urlpatterns = [
    path("", views.organisations, name="list"),
    path("invitation/<slug:token>/", views.accept, name="accept"),
    path("<uuid:uid>/members/", views.members, name="members"),
    path("<uuid:uid>/members/<int:pk>/end/", views.end, name="end"),
    path("<uuid:uid>/delegate/", views.delegate, name="delegate"),
    path("<uuid:uid>/invite/", views.invite, name="invite"),
    path("<uuid:uid>/invitations/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
