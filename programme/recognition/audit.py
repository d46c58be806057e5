"""What the audit log calls what happens to awards and to those who are put forward."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("scheme", _("Keep an award"), _("Award kept")),
        ("scheme_state", _("Announce or close an award"), _("State of an award changed")),
        ("scheme_delete", _("Delete an award"), _("Award deleted")),
        ("give", _("Enter who receives an award"), _("Recipients of an award entered")),
        ("change", _("Change who receives an award"), _("Recipient of an award changed")),
        ("drop", _("Leave out a recipient"), _("Recipient left out")),
        ("agree", _("Record a consent to be named"), _("Consent to be named recorded")),
        ("withdraw", _("Withdraw a consent to be named"), _("Consent to be named withdrawn")),
        ("certify", _("Issue the certificate of an award"), _("Certificate of an award issued")),
        ("revoke", _("Take an award back"), _("Award taken back")),
        ("restore", _("Give an award again"), _("Award given again")),
        ("feature", _("Put somebody forward"), _("Somebody put forward")),
        ("feature_end", _("Put somebody forward no more"), _("Put forward no more")),
    ]:
        actions.register_action(f"programme.award.{action}", label, message)
