from typing import Any

from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from wagtail import hooks

        from accounts import audit, postman
        from accounts.line import queue

        postman.also(queue.send_due)
        hooks.register("register_log_actions", audit.register)
        request_started.connect(send_letters, dispatch_uid="accounts_send_letters")


def send_letters(**kwargs: Any) -> None:
    """Whatever serves the portal sends its letters too, however it was started."""
    # Models are there only now.
    from accounts import postman

    postman.start()
