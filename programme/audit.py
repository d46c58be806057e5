"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

REPORTS = [
    ("reports.prepare", _("Prepare a round of term reports"), _("Round of term reports prepared")),
    ("reports.open", _("Open a round of term reports"), _("Round of term reports opened")),
    ("reports.close", _("Close a round of term reports"), _("Round of term reports closed")),
    ("reports.reopen", _("Reopen a round of term reports"), _("Round of term reports reopened")),
    ("reports.remind", _("Remind of a term report"), _("Reminded of a term report")),
    ("reports.narrate", _("Write the office's report"), _("Office's report written")),
    ("report.start", _("Begin a term report"), _("Term report begun")),
    ("report.send", _("Send a term report"), _("Term report sent to the director")),
    ("report.take_back", _("Take a term report back"), _("Term report taken back")),
    ("report.certify", _("Certify a term report"), _("Term report certified")),
    (
        "report.certify_on_paper",
        _("Record a term report's certification on paper"),
        _("Certification of a term report on paper recorded"),
    ),
    ("report.return", _("Send a term report back"), _("Term report sent back")),
    ("report.receive", _("Receive a term report"), _("Term report received")),
    ("report.correct", _("Write a term report anew"), _("Term report written anew")),
    ("report.drop_correction", _("Drop a correction"), _("Correction of a term report dropped")),
]


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("begin", _("Begin with the paper's indicators"), _("Begun with the paper's indicators")),
        ("define", _("Define an indicator"), _("Indicator defined")),
        ("retire", _("Stop using an indicator"), _("Indicator no longer used")),
        ("use", _("Use an indicator again"), _("Indicator used again")),
        ("enter", _("Enter a figure"), _("Figure entered")),
        ("take_back", _("Take a figure back"), _("Figure taken back")),
        ("freeze", _("Sign a period"), _("Period signed")),
        ("restate", _("Restate a period"), _("Period restated")),
        ("nudge", _("Nudge a school"), _("School nudged")),
        ("share", _("Share the cockpit"), _("Cockpit shared")),
        ("share_end", _("End a shared view"), _("Shared view ended")),
    ]:
        actions.register_action(f"programme.{action}", label, message)
    for action, label, message in REPORTS:
        actions.register_action(f"programme.{action}", label, message)
