from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail import hooks


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from home import audit, signal_handlers, wagtails_words  # the forms need all apps to be there

        wagtails_words.say()
        signal_handlers.connect()
        hooks.register("register_log_actions", audit.register)
