from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from wagtail import hooks

        from organisations import audit, signal_handlers

        hooks.register("register_log_actions", audit.register)
        signal_handlers.connect(self)
