"""Selected proposals as rows of the programme: written into the draft of the event's page, for its editor to time."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from events.calls.deeds import held
from events.models import Call, ExchangeEventPage, Proposal

#: How long a talk is until somebody says otherwise.
TALK = timedelta(minutes=20)


def without_row(call: Call, page: ExchangeEventPage) -> list[Proposal]:
    """The selected ones that do not stand in a version of the event's page."""
    there = {block.id for block in page.programme}
    rows = call.proposals.filter(state=Proposal.State.SELECTED).select_related("practice", "school")
    return [row for row in rows.order_by("sent_at", "pk") if row.row not in there or not row.row]


@transaction.atomic
def into_programme(call: Call, by: User) -> int:
    """Rows at the end of the newest draft, one for each selected practice that has none; how many."""
    call = held(call)
    page: ExchangeEventPage = call.event.get_latest_revision_as_object()
    rows = without_row(call, page)
    for proposal, key, value in _timed(page, rows):
        page.programme.append(("row", value, key))
        page.practices.add(proposal.practice)
        Proposal.objects.filter(pk=proposal.pk).update(row=key)
    if rows:
        page.save_revision(user=by, clean=False, log_action=True)
        log(call, "events.rows", user=by, data={"rows": len(rows)})
    return len(rows)


def _timed(
    page: ExchangeEventPage, rows: Iterable[Proposal]
) -> Iterable[tuple[Proposal, str, dict[str, Any]]]:
    """Talks one after the other behind what is there already; what hangs on walls is there all day."""
    begins, ends = timezone.localtime(page.starts_at), timezone.localtime(page.ends_at)
    first = begins.date()
    days = {block.value["day"] or first for block in page.programme} | {first}
    day = max(days)
    over = [block.value["time_to"] for block in page.programme if (block.value["day"] or first) == day]
    moment = datetime.combine(day, max(over, default=begins.time().replace(second=0, microsecond=0)))
    for proposal in rows:
        if proposal.form == "talk":
            if (moment + TALK).date() != day:
                moment = datetime.combine(day, time(9))
            start, end = moment.time(), (moment + TALK).time()
            moment += TALK
        else:
            start, end = (
                begins.time().replace(second=0, microsecond=0),
                ends.time().replace(second=0, microsecond=0),
            )
            if end <= start:
                start, end = time(9), time(16)
        yield proposal, str(proposal.uid), _value(page, proposal, day, first, start, end)


def _value(
    page: ExchangeEventPage, proposal: Proposal, day: Any, first: Any, start: time, end: time
) -> dict[str, Any]:
    row = page.programme.stream_block.child_blocks["row"]
    value: dict[str, Any] = row.normalize(
        {
            "day": None if day == first and page.starts_at.date() == page.ends_at.date() else day,
            "time_from": start,
            "time_to": end,
            "topic": f"{proposal.get_form_display()}: {proposal.practice.title}"[:250],
            "speaker": f"{proposal.presenter} {proposal.school.name}"[:200],
            "room": "",
            "chosen": False,
            "places": None,
            "practices": [proposal.practice],
        }
    )
    return value
