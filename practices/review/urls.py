from django.urls import path

from practices.review import views
from practices.review.states import Deed

app_name = "review"

urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("reminders/", views.reminders, name="reminders"),
    path("link/<slug:token>/", views.link, name="link"),
    path("link/<slug:token>/preview/", views.link_preview, name="link_preview"),
    path("<slug:reference>/", views.practice, name="practice"),
    path("<slug:reference>/preview/", views.preview, name="preview"),
    path("<slug:reference>/difference/", views.difference, name="difference"),
    path("<slug:reference>/papers/<int:pk>/", views.paper, name="paper_file"),
    *(path(f"<slug:reference>/{deed}/", views.deed, {"deed": deed}, name=deed.value) for deed in Deed),
]
