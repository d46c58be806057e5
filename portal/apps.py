from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "V-CARE + N"

    def ready(self) -> None:
        from portal import checks, signal_handlers  # noqa: F401 - importing registers the checks

        signal_handlers.connect()
