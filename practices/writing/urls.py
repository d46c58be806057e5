from django.urls import path

from practices.writing import views

app_name = "writing"

urlpatterns = [
    path("", views.stories, name="stories"),
    path("new/", views.begin, name="begin"),
    path("<slug:reference>/", views.overview, name="overview"),
    path("<slug:reference>/step/<slug:step>/", views.step, name="step"),
]
