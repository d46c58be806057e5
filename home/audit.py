"""What the audit log calls what people of an office take away."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action(
        "home.data.take", _("Take a list away as a table"), _("List taken away as a table")
    )
