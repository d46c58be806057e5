from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = _("Networks")

    def ready(self) -> None:
        from networks import audit, signal_handlers  # noqa: F401 - audit registers itself

        signal_handlers.connect()
