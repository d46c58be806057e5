from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        from wagtail.models import UploadedFile

        from media import encoding
        from media.files import HeldFile

        encoding.register()

        # Not `storage`: that would call for a migration of Wagtail's own model.
        UploadedFile._meta.get_field("file").attr_class = HeldFile
