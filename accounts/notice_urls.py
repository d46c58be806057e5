from django.urls import path

from accounts import notice_views as views

app_name = "notices"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/unread/", views.unread, name="unread"),
    path("settings/", views.choose, name="settings"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("line/", views.line, name="line"),
    path("line/unlink/", views.unlink, name="unlink"),
]
