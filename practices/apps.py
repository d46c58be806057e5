from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail import hooks


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from practices import signal_handlers
        from practices.adoption import audit as adoption
        from practices.models import PolicyReference
        from practices.review import audit as review
        from search import vocabularies

        hooks.register("register_log_actions", adoption.register)
        hooks.register("register_log_actions", review.register)
        vocabularies.register("policy", PolicyReference.names)
        signal_handlers.leave_letters_to_us()
