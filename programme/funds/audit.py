"""What the audit log calls what happens to the ledger of the funds."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("enter", _("Enter money in or out"), _("Money in or out entered")),
        ("approved", _("Approve an entry"), _("Entry approved")),
        ("refused", _("Not approve an entry"), _("Entry not approved")),
        ("withdrawn", _("Take an entry back"), _("Entry taken back")),
        ("close", _("Close a year of a fund"), _("Year of a fund closed")),
    ]:
        actions.register_action(f"programme.fund.{action}", label, message)
