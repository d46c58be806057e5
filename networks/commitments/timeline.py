"""What happened to a commitment, in the words of its people: read from the log, which nobody can change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.log_actions import registry

from content.templatetags.thai import thai_date
from networks.models import Commitment, ProgressReport, Promise

BEGINS = "networks.commitment."


@dataclass(frozen=True)
class Moment:
    at: datetime
    words: str
    who: str


def moments(commitment: Commitment) -> list[Moment]:
    """All of it, the newest first."""
    entries = (
        registry.get_logs_for_instance(commitment)
        .filter(action__startswith=BEGINS)
        .select_related("user")
        .order_by("-timestamp", "-pk")
    )
    return [
        Moment(entry.timestamp, said, str(entry.user or ""))
        for entry in entries
        if (said := words(entry.action.removeprefix(BEGINS), entry.data or {}))
    ]


def words(action: str, data: dict[str, Any]) -> str:
    """What an entry of the log says; empty for what is no news to its people."""
    plain = {
        "draft": _("Drafted"),
        "change": _("The text was changed"),
        "propose": _("Sent to all parties to sign"),
        "recall": _("Taken back to be drafted on"),
        "in_force": _("Signed by all: in force"),
        "reopen": _("Drafted on again"),
    }
    if action in plain:
        return plain[action]
    told = {
        "void": _("The text is another one than was signed; void: %(signatures)s"),
        "sign": _("%(party)s signed: %(name)s, %(position)s"),
        "decline": _("%(party)s does not sign: %(reason)s"),
        "paper": _("The paper signed on %(signed_on)s was added"),
        "cancel": _("Called off: %(reason)s"),
        "renew": _("Its renewal is %(by)s"),
        "report": _("%(party)s reported what was done"),
        "judge": _("“%(promise)s”: %(outcome)s. %(because)s"),
    }
    if action in told:
        return (told[action] % shown(data)).strip()
    if action == "answer":
        confirmed = data.get("answer") == ProgressReport.Answer.CONFIRMED
        return _("A report was confirmed") if confirmed else _("A report is seen differently")
    if action == "show":
        return _("Visitors may read about it") if data.get("public") else _("Hidden from visitors")
    return _("All parties were reminded") if action == "remind" else ""


class Known(dict):
    """What an older entry may lack is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def shown(data: dict[str, Any]) -> Known:
    values = Known(data)
    if isinstance(signatures := data.get("signatures"), Iterable):
        values["signatures"] = ", ".join(signatures)
    if outcome := data.get("outcome"):
        values["outcome"] = Promise.Outcome(outcome).label
    if day := data.get("signed_on"):
        values["signed_on"] = thai_date(date.fromisoformat(day))
    return values
