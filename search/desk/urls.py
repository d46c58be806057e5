from django.urls import path

from search.desk import views

app_name = "search_desk"
urlpatterns = [
    path("", views.queries, name="queries"),
    path("queries.csv", views.queries_csv, name="queries_csv"),
    path("synonyms/", views.synonyms, name="synonyms"),
    path("synonyms/add/", views.add_synonyms, name="add_synonyms"),
    path("synonyms/shipped/<str:key>/", views.edit_shipped, name="edit_shipped"),
    path("synonyms/<int:pk>/", views.edit_synonyms, name="edit_synonyms"),
    path("synonyms/<int:pk>/delete/", views.delete_synonyms, name="delete_synonyms"),
    path("pins/", views.pins, name="pins"),
    path("pins/add/", views.add_pin, name="add_pin"),
    path("pins/<int:pk>/", views.edit_pin, name="edit_pin"),
    path("pins/<int:pk>/delete/", views.delete_pin, name="delete_pin"),
    path("judgements/", views.judgements, name="judgements"),
    path("judge/", views.judge, name="judge"),
    path("requests/", views.requests, name="requests"),
    path("requests/add/", views.add_request, name="add_request"),
    path("requests/<int:pk>/done/", views.finish_request, name="finish_request"),
    path("history/", views.history, name="history"),
    path("history/<int:pk>/revert/", views.revert, name="revert"),
]
