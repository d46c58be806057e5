from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from organisations import audit, signal_handlers  # noqa: F401 - the audit log registers itself

        signal_handlers.connect(self)
