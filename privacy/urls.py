from django.urls import path

from privacy import picture_views, views

app_name = "privacy"

urlpatterns = [
    path("", views.findings, name="findings"),
    path("things/<int:kind>/<str:pk>/", views.thing, name="thing"),
    path("things/<int:kind>/<str:pk>/clear/", views.clear, name="clear"),
    path("things/<int:kind>/<str:pk>/mend/", views.mend, name="mend"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("phrases/new/", views.phrase, name="phrase"),
    path("consents/", picture_views.ledger, name="consents"),
    path("consents/new/", picture_views.record, name="record"),
    path("consents/<int:pk>/", picture_views.consent, name="consent"),
    path("consents/<int:pk>/change/", picture_views.change, name="change_consent"),
    path("consents/<int:pk>/form/", picture_views.consent_file, name="consent_file"),
    path("consents/<int:pk>/withdraw/", picture_views.withdraw_consent, name="withdraw_consent"),
    path("receipts/<str:number>/", picture_views.receipt, name="receipt"),
    path("pictures/", picture_views.faces, name="faces"),
    path("pictures/<int:pk>/<slug:action>/", picture_views.change_picture, name="change_picture"),
    path("take-downs/", picture_views.take_downs, name="take_downs"),
    path("take-downs/<str:number>/", picture_views.take_down, name="take_down"),
    path("ask/", picture_views.ask, name="ask"),
    path("asked/<str:number>/", picture_views.asked, name="asked"),
]
