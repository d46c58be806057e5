from django.urls import path

from search import clicks, saved, views

urlpatterns = [
    path("", views.results, name="search"),
    path("clicked/", clicks.clicked, name="search_click"),
    path("suggest/", views.suggest, name="search_suggest"),
    path("saved/", saved.searches, name="saved_searches"),
    path("saved/new/", saved.save, name="save_search"),
    path("saved/<int:pk>/delete/", saved.delete, name="delete_saved_search"),
    path("saved/<int:pk>/letters/", saved.letters, name="saved_search_letters"),
    path("saved/stop/<str:token>/", saved.stop, name="stop_search_letters"),
]
