"""ใบลงทะเบียน: the sheet that lies at the door to be signed, and that tells afterwards who came."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from content.templatetags.thai import thai_date
from content.typesetting.pdf import pdf
from events.checkin import roll
from events.models import ExchangeEventPage
from vcare.calendar import to_thai_digits

SHEET = Path(__file__).with_name("typst") / "sheet.typ"

#: Empty lines at the end, for those who come without a registration.
EMPTY = 8


def sheet_pdf(event: ExchangeEventPage, day: date, *, thai_digits: bool = False) -> bytes:
    """One day's sheet, in Thai whatever the screen speaks."""
    with override("th"):
        return pdf(SHEET, sheet_data(event, day, thai_digits))


def sheet_data(event: ExchangeEventPage, day: date, thai_digits: bool) -> dict[str, Any]:
    there = roll.present(event, day)
    rows = []
    for team in roll.coming(event):
        for person in team.attendees.all():
            came = there.get(person.pk)
            rows.append(
                {
                    "name": person.full_name,
                    "position": person.position or person.get_group_display(),
                    "organisation": team.organisation_name,
                    "time": roll.time_of(came).removesuffix(" น."),
                    "walk_in": team.walk_in,
                }
            )
    return {
        "title": f"ใบลงทะเบียน {event.title}",
        "thai_digits": thai_digits,
        "event": event.title,
        "day": to_thai_digits(thai_date(day, "long")) if thai_digits else thai_date(day, "long"),
        "place": event.place,
        "host": event.host.name,
        "rows": rows,
        "came": sum(bool(row["time"]) for row in rows),
        "empty": EMPTY,
        "portal": settings.BASE_URL.split("://")[-1],
    }
