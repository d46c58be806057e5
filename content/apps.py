from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from content import comparisons, dates, eras

        eras.teach()
        dates.use_in_editing()
        comparisons.use_in_editing()
