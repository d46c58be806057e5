from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Child privacy")

    def ready(self) -> None:
        from media.models import PortalDocument, PortalImage
        from privacy.texts import know_files

        know_files(
            image=lambda pk: PortalImage.objects.filter(pk=pk).first(),
            document=lambda pk: PortalDocument.objects.filter(pk=pk).first(),
        )
