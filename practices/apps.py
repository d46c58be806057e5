from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail import hooks


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from practices.adoption import audit

        hooks.register("register_log_actions", audit.register)
