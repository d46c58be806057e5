from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Exchange events")

    def ready(self) -> None:
        from wagtail import hooks

        from events import audit
        from events.funnel.counting import seen_at
        from events.registration import publication
        from practices.adoption import origins

        hooks.register("register_log_actions", audit.register)
        publication.connect()
        origins.register(seen_at)
