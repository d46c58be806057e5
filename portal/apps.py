from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "V-CARE + N"

    def ready(self) -> None:
        from portal import checks, signal_handlers  # noqa: F401 - importing registers the checks

        signal_handlers.connect()
        if settings.API_ENABLED:
            from portal import api_codes

            api_codes.teach()
