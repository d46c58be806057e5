from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Child privacy")

    def ready(self) -> None:
        from content import free_text, publication
        from media.models import PortalDocument, PortalImage
        from privacy import gate, signal_handlers  # noqa: F401 - connects
        from privacy.free_text import about_a_child, exposing_a_child
        from privacy.texts import know_files

        publication.register(gate.check)
        free_text.register(words=about_a_child, papers=exposing_a_child)

        know_files(
            image=lambda pk: PortalImage.objects.filter(pk=pk).first(),
            document=lambda pk: PortalDocument.objects.filter(pk=pk).first(),
        )
