"""Last year's event as the draft of the next one."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from events.models import Call, ExchangeEventPage

#: A year on the same day of the week.
YEAR = timedelta(weeks=52)

#: What belongs to the event that was held, not to the next one.
RECORD: dict[str, Any] = {
    "chairperson": "",
    "cancelled_reason": "",
    "lessons": [],
    "next_actions": [],
    "photos": [],
    **dict.fromkeys(
        [
            "directors",
            "teachers",
            "supervisors",
            "partner_people",
            "parents",
            "pupils",
            "satisfaction_n",
            "satisfaction_mean",
            "satisfaction_sd",
            "registration_opens_at",
            "registration_closes_at",
        ]
    ),
}


def next_one(event: ExchangeEventPage, by: User) -> ExchangeEventPage:
    """A draft with the same programme on the same day of the week a year later, its record empty; its call is without dates."""
    shift = YEAR
    while event.starts_at + shift < timezone.now():
        shift += YEAR
    rows = []
    for block in event.programme:
        value = dict(block.value)
        value["day"] = value["day"] and value["day"] + shift
        rows.append(("row", value))
    copy = event.copy(
        update_attrs={
            **RECORD,
            "state": ExchangeEventPage.State.PLANNED,
            "starts_at": event.starts_at + shift,
            "ends_at": event.ends_at + shift,
            "round_number": event.round_number and event.round_number + 1,
            "programme": rows,
            "is_demo": event.is_demo,
        },
        copy_revisions=False,
        keep_live=False,
        user=by,
    )
    for call in Call.objects.filter(event=event):
        Call.objects.create(event=copy, sought=call.sought, forms=call.forms, is_demo=call.is_demo)
    return copy
