"""What the log says about an organisation, in words."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from organisations.models import Organisation
from organisations.register.state import Difference, differences

#: How many entries the page of an organisation shows.
SHOWN = 30


@dataclass(frozen=True)
class Entry:
    """One change: when, who, what, and the fields before and after."""

    at: datetime
    by: str
    what: str
    differences: list[Difference]
    #: The sheet that it came with, if it came with one.
    file: str = ""
    sheet: str = ""


def entries(organisation: Organisation, most: int = SHOWN) -> list[Entry]:
    """The newest first."""
    rows = ModelLogEntry.objects.for_instance(organisation).select_related("user")
    return [_entry(row) for row in rows.order_by("-timestamp", "-pk")[:most]]


def _entry(row: ModelLogEntry) -> Entry:
    data = row.data or {}
    return Entry(
        row.timestamp,
        str(row.user) if row.user else "",
        str(registry.get_action_label(row.action) if registry.action_exists(row.action) else row.action),
        differences(data.get("before") or {}, data.get("after") or {}),
        data.get("file", ""),
        data.get("import", ""),
    )
