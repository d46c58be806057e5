"""The record of an event while it is written, and when it is published or taken back.

It is kept in the event's page: written as Wagtail's draft revisions, published without what an editor may have begun
to change elsewhere on the page.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from content.pages import BOOKKEEPING
from content.publication import NotPublishableError, taking_away
from events.feedback import results
from events.models import Attendance, Attendee, ExchangeEventPage, Feedback, FollowUp, Registration

State = ExchangeEventPage.State

GROUPS = ("directors", "teachers", "supervisors", "partner_people", "parents", "pupils")
LISTS = ("lessons", "next_actions", "photos")
SATISFACTION = ("satisfaction_n", "satisfaction_mean", "satisfaction_sd")
#: What belongs to the record of the event's page.
FIELDS = (*LISTS, *GROUPS)
MOST_PHOTOS = 20


class RecordError(Exception):
    """Why a record can't be published; the words are for the organiser, by what they are about."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        super().__init__("; ".join(self.words))


@dataclass
class Record:
    """The record of an event: what visitors read of it, and its newest draft."""

    event: ExchangeEventPage

    @cached_property
    def draft(self) -> ExchangeEventPage:
        found: ExchangeEventPage = self.event.get_latest_revision_as_object()
        return found

    @property
    def is_published(self) -> bool:
        return bool(self.event.live and self.event.state == State.RECORDED)

    @property
    def may_begin(self) -> bool:
        """Nobody records what has not happened."""
        return self.event.is_over and not self.event.is_cancelled

    @property
    def has_changes(self) -> bool:
        """Whether the draft says something else than visitors read."""
        return self.digest != digest(self.event)

    @property
    def digest(self) -> str:
        """What the draft holds, as one word: two people who write at once are told."""
        return digest(self.draft)

    def raw(self, name: str) -> list[dict[str, Any]]:
        """The rows of a list as they are stored."""
        return [dict(row) for row in getattr(self.draft, name).get_prep_value()]


def has_new_results(record: Record) -> bool:
    """Whether the form was closed, or opened once more, since the record was published."""
    feedback = Feedback.of(record.event)
    found = results.results(feedback) if feedback else None
    return bool(feedback and found and feedback.published != results.publishable(found))


def data_of(page: ExchangeEventPage) -> dict[str, Any]:
    """What the page holds by field; lists as rows, for PostgreSQL keeps a row's keys in an order of its own."""
    data = page.serializable_data()
    lists = [field.name for field in page._meta.concrete_fields if isinstance(field, StreamField)]
    return data | {name: json.loads(data[name]) for name in lists}


def digest(page: ExchangeEventPage) -> str:
    data = data_of(page)
    text = json.dumps({name: data[name] for name in FIELDS}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def set_rows(page: ExchangeEventPage, name: str, rows: list[dict[str, Any]]) -> None:
    """Put rows into a list of the page; those without an id get one."""
    field = page._meta.get_field(name)
    rows = [{**row, "id": row.get("id") or str(uuid4())} for row in rows]
    setattr(page, name, StreamValue(field.stream_block, rows, is_lazy=True))


def copy(source: ExchangeEventPage, target: ExchangeEventPage, names: Iterable[str] = FIELDS) -> None:
    for name in names:
        if name in LISTS:
            set_rows(target, name, [dict(row) for row in getattr(source, name).get_prep_value()])
        else:
            setattr(target, name, getattr(source, name))


def held(event: ExchangeEventPage) -> Record:
    """The record, waiting for other saves; only inside a transaction."""
    Page.objects.select_for_update(of=("self",)).get(pk=event.pk)
    return Record(ExchangeEventPage.objects.select_related("host").get(pk=event.pk))


@transaction.atomic
def save(event: ExchangeEventPage, by: User, **changes: Any) -> None:
    """Write a draft: lists as stored rows, counts as numbers."""
    draft = held(event).draft
    for name, value in changes.items():
        if name in LISTS:
            set_rows(draft, name, value)
        else:
            setattr(draft, name, value)
    draft.save_revision(user=by, clean=False, log_action=True)


@transaction.atomic
def discard_changes(event: ExchangeEventPage, by: User) -> None:
    """The draft as visitors read it."""
    record = held(event)
    copy(record.event, record.draft)
    record.draft.save_revision(user=by, clean=False, log_action=True)


def suggested(event: ExchangeEventPage) -> dict[str, int]:
    """People by group: as the door saw them, else those with a place. Pupils are nowhere in it."""
    found = Attendance.by_group(event)
    if not found:
        coming = Attendee.objects.filter(
            registration__event=event.pk, registration__state=Registration.State.CONFIRMED
        )
        for group in coming.values_list("group", flat=True):
            found[group] = found.get(group, 0) + 1
    return {group: found[group] for group in GROUPS if found.get(group)}


def assembled(record: Record) -> ExchangeEventPage:
    """The page as visitors would read it: their version, with the draft's record."""
    page: ExchangeEventPage = ExchangeEventPage.objects.select_related("host").get(pk=record.event.pk)
    copy(record.draft, page)
    page.state = State.RECORDED
    feedback = Feedback.of(page)
    if feedback and (found := results.results(feedback)):
        page.satisfaction_n = found.n
        page.satisfaction_mean, page.satisfaction_sd = found.whole.mean, found.whole.sd
    return page


def obstacles(record: Record) -> list[str]:
    """What stands against publication, in words for the organiser."""
    if record.event.is_cancelled:
        return [_("This event is cancelled")]
    if not record.event.is_over:
        return [_("The event is not over yet.")]
    if not record.event.live:
        return [_("The page of the event is not published yet. Ask the office.")]
    page = assembled(record)
    found = []
    if not len(page.lessons):
        found.append(_("Write at least one lesson or finding."))
    if not page.participants:
        found.append(_("Say how many people came."))
    try:
        page.full_clean()
    except ValidationError as error:
        found += error.messages
    found += [str(word) for words in page.all_obstacles(quoting=True).values() for word in words]
    return list(dict.fromkeys(found))


@transaction.atomic
def publish(event: ExchangeEventPage, by: User) -> None:
    """Let visitors read the record. Raises RecordError."""
    record = held(event)
    if found := obstacles(record):
        raise RecordError(found)
    page, draft = assembled(record), record.draft
    rest = pending(record)
    try:
        page.save_revision(user=by, log_action=True).publish(user=by, skip_permission_checks=True)
    except NotPublishableError as error:
        raise RecordError(error.messages) from error
    log(page, "events.record", user=by, data={"lessons": len(page.lessons), "photos": len(page.photos)})
    publish_opinions(page)
    if rest:
        keep_pending(page, draft)


@transaction.atomic
def take_back(event: ExchangeEventPage, by: User) -> None:
    """Visitors no longer read the record; as a draft it stays. Raises RecordError if it isn't published."""
    record = held(event)
    if not record.is_published:
        raise RecordError([_("This has changed meanwhile. Nothing was changed by you.")])
    page: ExchangeEventPage = ExchangeEventPage.objects.get(pk=event.pk)
    draft = record.draft
    for name in LISTS:
        set_rows(page, name, [])
    for name in (*GROUPS, *SATISFACTION):
        setattr(page, name, None)
    page.state = State.HELD
    with taking_away():
        page.save_revision(user=by, log_action=True).publish(user=by, skip_permission_checks=True)
    log(page, "events.take_back", user=by)
    for feedback in Feedback.objects.filter(event=event.pk):
        feedback.published = None
        feedback.save(update_fields=["published"])
    draft.state = State.HELD
    draft.save_revision(user=by, clean=False)


def pending(record: Record) -> set[str]:
    """Fields that an editor has begun to change on the page and not published."""
    ours = {*FIELDS, *SATISFACTION, *BOOKKEEPING, "state", "pk", "content_type"}
    live, draft = data_of(record.event), data_of(record.draft)
    return {name for name in live if name not in ours and live[name] != draft.get(name)}


def keep_pending(page: ExchangeEventPage, draft: ExchangeEventPage) -> None:
    """What an editor began stays the newest draft, with the record as it is published now."""
    latest = draft.latest_revision
    copy(page, draft, (*FIELDS, *SATISFACTION))
    draft.state = page.state
    draft.save_revision(user=latest.user if latest else None, clean=False)


def publish_opinions(page: ExchangeEventPage) -> None:
    feedback = Feedback.of(page)
    found = results.results(feedback) if feedback else None
    if feedback and found:
        feedback.published = results.publishable(found)
        feedback.save(update_fields=["published"])


# What was agreed


@dataclass(frozen=True)
class Agreed:
    """A next action of the published record, and whether it was done."""

    key: str
    text: str
    owner: str
    due: date | None
    done_on: date | None

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due is not None and self.due < timezone.localdate()


def agreed(event: ExchangeEventPage) -> list[Agreed]:
    return [
        Agreed(block.id, block.value["text"], block.value["owner"], block.value["due"], done_on)
        for block, done_on in event.agreed()
    ]


@transaction.atomic
def say_done(event: ExchangeEventPage, key: str, done: bool, by: User) -> bool:
    """Whether there is such an action."""
    if key not in {action.key for action in agreed(event)}:
        return False
    day = timezone.localdate() if done else None
    row, _made = FollowUp.objects.get_or_create(event=event, action=key)
    if row.done_on is None or not done:
        row.done_on, row.done_by = day, by if done else None
        row.save(update_fields=["done_on", "done_by"])
        log(event, "events.follow_up", user=by, data={"done": done})
    return True
