"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("organisations.invite", _("Invite"), _("Invited"))
    actions.register_action("organisations.withdraw", _("Withdraw invitation"), _("Invitation withdrawn"))
    actions.register_action("organisations.join", _("Accept invitation"), _("Invitation accepted"))
    actions.register_action("organisations.end", _("End membership"), _("Membership ended"))
    actions.register_action("organisations.delegate", _("Delegate"), _("Stand-in named"))
