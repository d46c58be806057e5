from django.urls import path

from practices.papers import views

urlpatterns = [
    path("<slug:reference>/<str:name>", views.published, name="practice_paper"),
    path("<slug:reference>/draft/<str:name>", views.draft, name="practice_draft_paper"),
]
