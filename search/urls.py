from django.urls import path

from search import clicks, views

urlpatterns = [
    path("", views.results, name="search"),
    path("clicked/", clicks.clicked, name="search_click"),
]
