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
    actions.register_action("accounts.notices.choose", _("Choose notices"), _("Notices chosen"))
    actions.register_action("accounts.notices.stop", _("Stop letters"), _("Letters stopped"))
    actions.register_action(
        "accounts.notices.resume", _("Take letters up again"), _("Letters taken up again")
    )
    actions.register_action("accounts.line.link", _("Link LINE"), _("LINE linked"))
    actions.register_action("accounts.line.unlink", _("Unlink LINE"), _("LINE unlinked"))
