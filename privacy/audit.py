"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("privacy.clear", _("Clear a finding"), _("Finding cleared"))
    actions.register_action("privacy.clear_anywhere", _("Clear a phrase"), _("Phrase cleared"))
    actions.register_action("privacy.reinstate", _("Take a clearance back"), _("Clearance taken back"))
