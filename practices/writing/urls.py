from django.urls import path

from practices.writing import views

app_name = "writing"

urlpatterns = [
    path("", views.stories, name="stories"),
    path("new/", views.begin, name="begin"),
    path("<slug:reference>/", views.overview, name="overview"),
    path("<slug:reference>/add/<slug:kind>/", views.upload, name="upload"),
    path("<slug:reference>/preview/", views.preview, name="preview"),
    path("<slug:reference>/history/", views.history, name="history"),
    path("<slug:reference>/history/<int:pk>/", views.preview, name="revision"),
    path("<slug:reference>/history/<int:pk>/restore/", views.restore, name="restore"),
    path("<slug:reference>/discard/", views.discard, name="discard"),
    path("<slug:reference>/mend/", views.mend, name="mend"),
    path("<slug:reference>/fetch-back/", views.fetch_back, name="fetch_back"),
    path("<slug:reference>/step/<slug:step>/", views.step, name="step"),
]
