"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("privacy.clear", _("Clear a finding"), _("Finding cleared"))
    actions.register_action("privacy.clear_anywhere", _("Clear a phrase"), _("Phrase cleared"))
    actions.register_action("privacy.hide", _("Hide a picture"), _("Picture hidden"))
    actions.register_action("privacy.restore", _("Show a picture again"), _("Picture shown again"))
    actions.register_action("privacy.blur", _("Blur faces"), _("Faces blurred"))
    actions.register_action("privacy.crop", _("Cut off faces"), _("Faces cut off"))
    actions.register_action("privacy.mend", _("Replace a phrase"), _("Phrase replaced as suggested"))
    actions.register_action("privacy.remove", _("Remove a picture for good"), _("Picture removed for good"))
    actions.register_action(
        "privacy.nobody_recognisable", _("Nobody can be recognised"), _("Found that nobody can be recognised")
    )
    actions.register_action("privacy.record_consent", _("Record a consent"), _("Consent recorded"))
    actions.register_action("privacy.change_consent", _("Change the consent"), _("Consent changed"))
    actions.register_action("privacy.read_consent", _("Read a signed form"), _("Signed form read"))
    actions.register_action(
        "privacy.forget_form", _("Delete a signed form"), _("Signed form deleted: its time was over")
    )
    actions.register_action("privacy.withdraw_consent", _("End a consent"), _("Consent withdrawn"))
    actions.register_action(
        "privacy.ask_take_down", _("Ask to take something down"), _("Asked to take something down")
    )
    actions.register_action("privacy.decide_take_down", _("Decide about a request"), _("Request decided"))
    actions.register_action("privacy.reinstate", _("Take a clearance back"), _("Clearance taken back"))
