from django.urls import path
from wagtail.documents.views.serve import authenticate_with_password

from media import views

urlpatterns = [
    path("documents/<int:document_id>/<str:filename>", views.document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path(
        "media/pictures/<str:signature>/<int:image_id>/<str:spec>/<str:filename>",
        views.picture,
        name="media_picture",
    ),
    path("media/images/<str:name>", views.rendition, name="media_rendition"),
]
