"""What the audit log calls what happens to award dossiers."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

LOG = "programme.dossier."


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("begin", _("Begin a dossier"), _("Dossier begun")),
        ("about", _("Change what a dossier is for"), _("What a dossier is for changed")),
        ("write", _("Write in a dossier"), _("Dossier written in")),
        ("fetch", _("Fetch data into a dossier"), _("Data fetched into a dossier")),
        ("attach", _("Attach to a dossier"), _("Attached to a dossier")),
        ("detach", _("Take out of a dossier"), _("Taken out of a dossier")),
        ("finish", _("Finish a dossier"), _("Dossier finished")),
        ("reopen", _("Write a dossier on"), _("Dossier written on")),
        ("send", _("Say that a dossier was sent"), _("Dossier sent")),
        ("unsend", _("Take back that a dossier was sent"), _("Taken back that a dossier was sent")),
        ("decide", _("Write down the result of a dossier"), _("Result of a dossier written down")),
        ("undecide", _("Take the result of a dossier back"), _("Result of a dossier taken back")),
        (
            "leave_out",
            _("Leave a withdrawn name out of a dossier"),
            _("Withdrawn name left out of a dossier"),
        ),
        ("delete", _("Delete a dossier's draft"), _("Dossier's draft deleted")),
    ]:
        actions.register_action(f"{LOG}{action}", label, message)
