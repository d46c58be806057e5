from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = _("Networks")

    def ready(self) -> None:
        from wagtail import hooks

        from networks import audit, signal_handlers

        hooks.register("register_log_actions", audit.register)
        signal_handlers.connect()
