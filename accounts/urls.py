from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("notices/", views.inbox, name="notices"),
    path("notices/read/", views.read_all_notices, name="read_all_notices"),
    path("notices/<int:pk>/read/", views.read_notice, name="read_notice"),
    path("notices/<int:pk>/unread/", views.unread_notice, name="unread_notice"),
]
