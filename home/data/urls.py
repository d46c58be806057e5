from django.urls import path, re_path

from home.data import views

app_name = "data"
urlpatterns = [
    path("", views.lists, name="lists"),
    re_path(r"^(?P<key>[a-z-]+)\.(?P<kind>xlsx|csv|json)$", views.take, name="take"),
]
