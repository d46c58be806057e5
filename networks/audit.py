"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("networks.approve", _("Approve registration"), _("Registration approved"))
    actions.register_action("networks.refuse", _("Refuse registration"), _("Registration refused"))
    actions.register_action("networks.profile", _("Edit own profile"), _("Profile edited by the partner"))
    actions.register_action("networks.remind", _("Remind of networks"), _("Reminded of missing networks"))
    actions.register_action("networks.count", _("Change the counting rule"), _("Counting rule changed"))
    actions.register_action("networks.freeze", _("Freeze a year's count"), _("Year's count frozen"))
    actions.register_action("networks.activity", _("Record an activity"), _("Activity recorded"))
    actions.register_action("networks.need", _("Change a need"), _("Need changed"))
    actions.register_action("networks.offer", _("Change an offer"), _("Offer changed"))
    actions.register_action(
        "networks.match", _("Bring need and offer together"), _("Need and offer brought together")
    )
    actions.register_action("networks.rate", _("Rate help"), _("Help rated"))
