"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.link.make", _("Send one-time link"), _("One-time link sent"))
    actions.register_action("accounts.link.open", _("Open one-time link"), _("One-time link opened"))
    actions.register_action("accounts.link.use", _("Use one-time link"), _("One-time link used"))
    actions.register_action(
        "accounts.link.withdraw", _("Withdraw one-time link"), _("One-time link withdrawn")
    )
    actions.register_action(
        "accounts.letters.retry", _("Try failed letters again"), _("Failed letters tried again")
    )
