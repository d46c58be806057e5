"""What the audit log calls what happens to visions and plans."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("vision", _("Write a vision"), _("Vision written")),
        ("vision_confirm", _("Confirm a vision"), _("Vision confirmed")),
        ("vision_drop", _("Throw a vision's draft away"), _("Vision's draft thrown away")),
        ("draft", _("Draft a plan"), _("Plan drafted")),
        ("change", _("Change a plan"), _("Plan changed")),
        ("send", _("Send a plan to the director"), _("Plan sent to the director")),
        ("back", _("Send a plan back"), _("Plan sent back")),
        ("approve", _("Approve a plan"), _("Plan approved")),
        ("withdraw", _("Take an approval back"), _("Approval of a plan taken back")),
        ("delete", _("Delete a plan's draft"), _("Plan's draft deleted")),
        ("copy", _("Copy a plan into another year"), _("Plan copied into another year")),
        ("activity", _("Change activities of a plan"), _("Activities of a plan changed")),
        ("activity_drop", _("Take an activity out"), _("Activity taken out of a plan")),
        ("progress", _("Say how an activity stands"), _("Said how an activity stands")),
        ("evidence", _("Add what shows an activity"), _("Evidence of an activity added")),
        ("evidence_drop", _("Take evidence out"), _("Evidence of an activity taken out")),
        ("remind", _("Remind of a plan"), _("Reminded of a plan")),
    ]:
        actions.register_action(f"programme.plan.{action}", label, message)
