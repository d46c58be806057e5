"""Schools and clusters that close, merge into another, and open again."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from organisations.models import Closure, Membership, Organisation, Role
from vcare.calendar import format_thai_date


class AlreadyDoneError(Exception):
    """Somebody else was faster."""


@transaction.atomic
def close(
    organisation: Organisation, *, day: date, reason: str, by: User, into: Organisation | None = None
) -> Closure:
    """Close an organisation, with `into` because it merges into that one. Raises AlreadyDoneError.

    Its memberships end with the day; what it did stays its own.
    """
    _hold_register(organisation)
    keys = [organisation.pk, *([into.pk] if into else [])]
    rows = {
        row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    current = rows[organisation.pk]
    if current.closed_on or (into and rows[into.pk].closed_on):
        raise AlreadyDoneError
    people = list(
        Membership.objects.current().filter(organisation=current).select_related("person", "organisation")
    )
    current.closed_on, current.merged_into = day, into
    current.save(update_fields=["closed_on", "merged_into"])
    # The editing interface may have opened it without a word here.
    current.closures.filter(reopened_at=None).update(reopened_at=timezone.now())
    closure = Closure.objects.create(
        organisation=current,
        into=into,
        day=day,
        reason=reason,
        by=by,
        memberships=_end_memberships(current, day),
    )
    data = {
        "before": {"closed_on": None},
        "after": {"closed_on": day.isoformat(), "reason": reason} | ({"into": into.name} if into else {}),
    }
    log(
        current,
        "organisations.register.merge" if into else "organisations.register.close",
        user=by,
        data=data,
    )
    _tell(closure, {row.person for row in people})
    return closure


def _hold_register(organisation: Organisation) -> None:
    """The office's row first, as a sheet that is saved takes it: neither then waits for the other for ever."""
    Organisation.objects.select_for_update().filter(pk=organisation.office_id or organisation.pk).first()


def _end_memberships(organisation: Organisation, day: date) -> list[list[object]]:
    """End what lasts beyond the day; returns each with its former and its new last day."""
    ended = []
    for row in organisation.memberships.exclude(ends_on__lte=day).order_by("pk"):
        last = max(day, row.starts_on)
        ended.append([row.pk, row.ends_on.isoformat() if row.ends_on else None, last.isoformat()])
        row.ends_on = last
        row.save(update_fields=["ends_on"])
    return ended


def _tell(closure: Closure, people: set[User]) -> None:
    """The people of a school that closes, and the directors of the one that takes it in."""
    school, into = closure.organisation, closure.into
    words = {
        "organisation": school.name,
        "organisation_en": school.name_en,
        "into": into.name if into else "",
        "into_en": into.name_en if into else "",
        "day": closure.day,
    }
    notify(people, "organisations/mail/closed", path=_path("my_work"), **words)
    if into is not None:
        directors = into.memberships.current().filter(role=Role.SCHOOL_DIRECTOR).select_related("person")
        hosts = {row.person for row in directors} - people
        path = _path("organisations:members", into.uid)
        notify(hosts, "organisations/mail/merged", path=path, **words)


def _path(name: str, *args: object) -> str:
    """An address for letters and chats, which speak Thai whatever the officer's screen does."""
    with override("th"):
        return reverse(name, args=args)


@transaction.atomic
def reopen(organisation: Organisation, *, by: User, with_people: bool) -> int:
    """Open it again, and undo its merger; with its people as they were. How many of them came back.

    Raises AlreadyDoneError. A membership that somebody has changed since stays as it is.
    """
    _hold_register(organisation)
    current = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if current.closed_on is None:
        raise AlreadyDoneError
    closure = current.closures.filter(reopened_at=None).first()
    day = current.closed_on
    current.closed_on, current.merged_into = None, None
    current.save(update_fields=["closed_on", "merged_into"])
    back: list[Membership] = []
    if closure is not None:
        closure.reopened_by, closure.reopened_at = by, timezone.now()
        closure.save(update_fields=["reopened_by", "reopened_at"])
        back = _give_back(closure) if with_people else []
    data = {"before": {"closed_on": day.isoformat()}, "after": {"closed_on": None}}
    log(current, "organisations.register.reopen", user=by, data=data)
    notify(
        {row.person for row in back},
        "organisations/mail/reopened",
        path=_path("my_work"),
        organisation=current.name,
        organisation_en=current.name_en,
    )
    return len(back)


def _give_back(closure: Closure) -> list[Membership]:
    """The memberships that ended with it, as they were before."""
    back = []
    for key, before, ended in closure.memberships:
        rows = Membership.objects.filter(pk=key, ends_on=date.fromisoformat(ended))
        row = rows.select_related("person").first()
        if row is not None and not _has_again(row):
            row.ends_on = date.fromisoformat(before) if before else None
            row.save(update_fields=["ends_on"])
            back.append(row)
    return back


def _has_again(row: Membership) -> bool:
    """Whether the person has been given the same role there in the meantime."""
    same = Membership.objects.filter(
        person_id=row.person_id, organisation_id=row.organisation_id, role=row.role
    )
    return same.exclude(pk=row.pk).exclude(ends_on__lte=row.ends_on).exists()


def closure_of(organisation: Organisation) -> Closure | None:
    """The closing in force."""
    return organisation.closures.filter(reopened_at=None).select_related("into", "by").first()


def announcement(organisation: Organisation) -> str:
    """What the office may send round in a chat, in Thai: that is what the schools read."""
    if organisation.closed_on is None:
        return ""
    day = format_thai_date(organisation.closed_on, "long")
    path = _path("school", organisation.uid)
    into = organisation.merged_into
    said = (
        f"{organisation.name} รวมกับ{into.name} ตั้งแต่วันที่ {day}"
        if into
        else f"{organisation.name} ปิดแล้วเมื่อวันที่ {day}"
    )
    return f"{said}\nผลงานและภาคีเดิมของโรงเรียนยังดูได้ที่\n{settings.BASE_URL}{path}"
