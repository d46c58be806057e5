"""What people do to dossiers, each deed in one transaction with its letters and its log entry."""

import hashlib
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from programme.dossier import access, attaching, editions, letters
from programme.dossier.audit import LOG
from programme.dossier.drafting import Drafted, draft
from programme.dossier.holdings import Holdings
from programme.models import Dossier, DossierAttachment, DossierEdition, DossierSection
from programme.models.dossiers import DossierAttachmentQuerySet

State = Dossier.State
#: Papers and pictures behind one dossier.
MOST_ATTACHMENTS = 60
#: Whoever goes on writing within this time is still at it: the audit log has it once.
SITTING = timedelta(hours=1)


class SettledError(Exception):
    """Somebody was quicker, or the dossier stands otherwise than it was read."""


class FullError(Exception):
    """There are as many attachments as there may be."""


class ThereAlreadyError(Exception):
    """The same file is attached already, as `row`."""

    def __init__(self, row: DossierAttachment) -> None:
        super().__init__(row.title)
        self.row = row


def digest(text: str) -> str:
    """By which a text is known again: two people who write at once are told."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def day_of(dossier: Dossier) -> date:
    """The day up to which things count when they are fetched now."""
    return min(dossier.as_of or timezone.localdate(), timezone.localdate())


def hold(dossier: Dossier, *states: str, seen: int | None = None) -> Dossier:
    """The dossier with its row held, if it stands so. Raises SettledError."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("organisation__office", "practice")
    held = rows.filter(pk=dossier.pk).first()
    if held is None or held.state not in states or (seen is not None and held.edition != seen):
        raise SettledError
    return held


def touch(dossier: Dossier, by: User | None) -> None:
    dossier.saved_at, dossier.saved_by = timezone.now(), by
    dossier.save()


def sections_of(dossier: Dossier) -> dict[str, DossierSection]:
    return {row.key: row for row in dossier.sections.select_related("written_by")}


@transaction.atomic
def begin(dossier: Dossier, by: User) -> Dossier:
    """Store a new dossier with a draft below each heading."""
    dossier.created_by, dossier.fetched_on = by, day_of(dossier)
    touch(dossier, by)
    DossierSection.objects.bulk_create(
        DossierSection(dossier=dossier, key=key, text=found.text, drafted=found.text, facts=found.facts)
        for key, found in draft(Holdings(dossier, dossier.fetched_on)).items()
    )
    log(dossier, f"{LOG}begin", user=by)
    return dossier


@transaction.atomic
def keep_about(dossier: Dossier, by: User) -> None:
    """Store what a dossier is for; `edition` is the one that was opened. Raises SettledError."""
    hold(dossier, State.DRAFT, seen=dossier.edition)
    dossier.edition += 1
    touch(dossier, by)
    log(dossier, f"{LOG}about", user=by)


@transaction.atomic
def write(dossier: Dossier, key: str, text: str, was: str, by: User) -> DossierSection:
    """Store what is written below a heading, if it is still what the writer began from. Raises SettledError."""
    held = hold(dossier, State.DRAFT)
    section, _new = DossierSection.objects.select_for_update().get_or_create(dossier=held, key=key)
    if section.text == text:
        return section
    if digest(section.text) != was:
        raise SettledError
    now = timezone.now()
    # What is saved as one types is one deed.
    goes_on = section.written_by_id == by.pk and section.written_at and now - section.written_at < SITTING
    section.text, section.written_by, section.written_at = text, by, now
    section.save()
    touch(held, by)
    if not goes_on:
        log(held, f"{LOG}write", user=by, data={"heading": key})
    return section


# What the portal knows by now


def news_of(dossier: Dossier, sections: dict[str, DossierSection], found: dict[str, Drafted]) -> list[str]:
    """Keys of the headings below which the portal would draft something else by now."""
    return [
        key
        for key, drafted in found.items()
        if key not in sections
        or sections[key].drafted != drafted.text
        or sections[key].facts != drafted.facts
    ]


def mark_of(found: dict[str, Drafted]) -> str:
    """By which what was shown is known again."""
    return editions.fingerprint({key: [drafted.text, drafted.facts] for key, drafted in found.items()})


@transaction.atomic
def fetch(dossier: Dossier, by: User, seen: str) -> int:
    """Take over what the portal knows now; what people wrote stays. How many texts were drafted anew.

    Raises SettledError if it is not what was seen.
    """
    held = hold(dossier, State.DRAFT)
    found = draft(Holdings(held, day_of(held)))
    if mark_of(found) != seen:
        raise SettledError
    sections = {row.key: row for row in DossierSection.objects.select_for_update().filter(dossier=held)}
    changed = news_of(held, sections, found)
    anew = 0
    for key in changed:
        section = sections.get(key) or DossierSection(dossier=held, key=key)
        if not section.is_own and section.text != found[key].text:
            section.text, anew = found[key].text, anew + 1
        section.drafted, section.facts = found[key].text, found[key].facts
        section.save()
    held.fetched_on = day_of(held)
    touch(held, by)
    log(held, f"{LOG}fetch", user=by, data={"headings": changed, "as_of": held.fetched_on.isoformat()})
    return anew


# Attachments


def same_as(standing: DossierAttachmentQuerySet, row: DossierAttachment) -> QuerySet[DossierAttachment]:
    """What is attached of the same: of the portal by where it comes from, of what was sent up by its content."""
    if row.origin:
        return standing.filter(origin=row.origin)
    return standing.exclude(file="").filter(digest=row.digest)


@transaction.atomic
def attach(dossier: Dossier, row: DossierAttachment, by: User) -> DossierAttachment:
    """Put a paper or a picture behind the others. Raises SettledError, FullError or ThereAlreadyError.

    A paper that the portal had lost is whole again once the same file is sent up.
    """
    held = hold(dossier, State.DRAFT)
    standing = held.attachments.standing()
    if there := same_as(standing, row).first():
        if row.origin:
            return there
        if not attaching.is_lost(there):
            raise ThereAlreadyError(there)
        there.file = row.file.file
        there.save(update_fields=["file"])
        touch(held, by)
        log(held, f"{LOG}attach", user=by, data={"title": there.title})
        return there
    if standing.count() >= MOST_ATTACHMENTS:
        raise FullError
    row.dossier, row.added_by = held, by
    row.number = (held.attachments.aggregate(last=Max("number"))["last"] or 0) + 1
    row.save()
    touch(held, by)
    log(held, f"{LOG}attach", user=by, data={"title": row.title})
    return row


@transaction.atomic
def detach(dossier: Dossier, row: DossierAttachment, by: User) -> None:
    """Take it out; it stays where an edition may need it, and can be put back. Raises SettledError."""
    held = hold(dossier, State.DRAFT)
    if not DossierAttachment.objects.filter(pk=row.pk, removed_at=None).update(removed_at=timezone.now()):
        raise SettledError
    touch(held, by)
    log(held, f"{LOG}detach", user=by, data={"title": row.title})


@transaction.atomic
def put_back(dossier: Dossier, row: DossierAttachment, by: User) -> None:
    """Undo of taking out. Raises SettledError, also if the same was taken again meanwhile, or FullError."""
    held = hold(dossier, State.DRAFT)
    standing = held.attachments.standing()
    if same_as(standing, row).exists():
        raise SettledError
    if standing.count() >= MOST_ATTACHMENTS:
        raise FullError
    if not DossierAttachment.objects.filter(pk=row.pk).exclude(removed_at=None).update(removed_at=None):
        raise SettledError
    touch(held, by)
    log(held, f"{LOG}attach", user=by, data={"title": row.title})


@transaction.atomic
def move(dossier: Dossier, row: DossierAttachment, by: User, *, up: bool) -> None:
    """One place towards the beginning or the end. Raises SettledError."""
    held = hold(dossier, State.DRAFT)
    rows = list(held.attachments.standing())
    place = next((number for number, other in enumerate(rows) if other.pk == row.pk), None)
    if place is None:
        raise SettledError
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for number, attachment in enumerate(rows, start=1):
        attachment.number = number
    DossierAttachment.objects.bulk_update(rows, ["number"])
    touch(held, by)


# Finished, sent, decided


def content_of(dossier: Dossier) -> editions.Content:
    rows = list(dossier.attachments.standing())
    return editions.content(dossier, sections_of(dossier), rows)


def keep_edition(dossier: Dossier, content: editions.Content, by: User) -> DossierEdition:
    """The next edition; the newest one, if it says the same."""
    newest, fingerprint = dossier.editions.first(), editions.fingerprint(content)
    if newest is not None and newest.fingerprint == fingerprint:
        return newest
    return DossierEdition.objects.create(
        dossier=dossier,
        number=newest.number + 1 if newest else 1,
        content=content,
        fingerprint=fingerprint,
        signature=access.signature(by, dossier.organisation),
        made_by=by,
    )


@transaction.atomic
def finish(dossier: Dossier, by: User, seen: str) -> DossierEdition:
    """Keep an edition of what was seen. Raises SettledError if it is no longer that."""
    held = hold(dossier, State.DRAFT)
    content = content_of(held)
    if editions.fingerprint(content) != seen:
        raise SettledError
    newest = keep_edition(held, content, by)
    held.state = State.READY
    touch(held, by)
    log(held, f"{LOG}finish", user=by, data={"edition": newest.number, "fingerprint": newest.fingerprint})
    letters.tell("ready", held, by, number=newest.number)
    return newest


@transaction.atomic
def reopen(dossier: Dossier, by: User) -> None:
    """A draft again; the edition stays, and what is finished next is another one. Raises SettledError."""
    held = hold(dossier, State.READY)
    held.state = State.DRAFT
    touch(held, by)
    log(held, f"{LOG}reopen", user=by)


@transaction.atomic
def send(dossier: Dossier, by: User, *, sent_on: date, letter_number: str) -> None:
    held = hold(dossier, State.READY)
    held.state, held.sent_on, held.letter_number = State.SENT, sent_on, letter_number
    touch(held, by)
    log(held, f"{LOG}send", user=by, data={"day": sent_on.isoformat()})


@transaction.atomic
def unsend(dossier: Dossier, by: User) -> None:
    held = hold(dossier, State.SENT)
    held.state, held.sent_on, held.letter_number = State.READY, None, ""
    touch(held, by)
    log(held, f"{LOG}unsend", user=by)


@transaction.atomic
def decide(dossier: Dossier, by: User, *, result: str, level: str, decided_on: date, note: str) -> None:
    held = hold(dossier, State.SENT)
    held.state, held.result, held.level = State.DECIDED, result, level
    held.decided_on, held.note = decided_on, note
    touch(held, by)
    log(held, f"{LOG}decide", user=by, data={"result": result, "level": level})
    with override("th"):
        words = f"{held.get_result_display()} {held.level}".strip()
    letters.tell("decided", held, by, result=words)


@transaction.atomic
def undecide(dossier: Dossier, by: User) -> None:
    held = hold(dossier, State.DECIDED)
    held.state, held.result, held.level, held.decided_on, held.note = State.SENT, "", "", None, ""
    touch(held, by)
    log(held, f"{LOG}undecide", user=by)


@transaction.atomic
def delete(dossier: Dossier, by: User) -> None:
    """A draft of which nothing was ever finished. Raises SettledError."""
    held = hold(dossier, State.DRAFT)
    if held.editions.exists():
        raise SettledError
    log(held, f"{LOG}delete", user=by)
    held.delete()
