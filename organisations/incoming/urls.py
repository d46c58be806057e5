from django.urls import path

from organisations.incoming import views

app_name = "sheets"

urlpatterns = [
    path("<uuid:uid>/", views.sheet, name="sheet"),
    path("<uuid:uid>/confirm/", views.confirm, name="confirm"),
    path("<uuid:uid>/undo/", views.undo, name="undo"),
    path("<uuid:uid>/discard/", views.discard, name="discard"),
]
