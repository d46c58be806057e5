"""Below `networks/graph/`, in the name space of `networks`."""

from django.urls import path, re_path

from networks.graph import views

urlpatterns = [
    path("", views.graph, name="graph"),
    path("map/", views.district_map, name="map"),
    re_path(r"^(?P<table>links|findings|districts)\.(?P<kind>csv|xlsx)$", views.file, name="graph_file"),
]
