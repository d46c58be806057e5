"""The gate before publication: what a thing's findings are, which of them were cleared, what stands open."""

import hashlib
import hmac
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from content.publication import Obstacle
from media.extraction import MAX_BYTES
from media.models import PortalDocument, PortalImage
from privacy import pictures
from privacy.detectors import RULES, Finding, Level
from privacy.detectors.normal import normal
from privacy.models import Clearance, Sighting
from privacy.texts import Passage, findings_of, passages

logger = logging.getLogger(__name__)

#: Rules that a field made for contact details of adults does not break.
CONTACT_RULES = frozenset({"mobile", "email", "line-id", "address", "coordinates"})
#: How much of the text a message beside a field shows before and after what was found.
AROUND = 25
SHOWN = 5
#: Rules that say who a child is.
NAMING = frozenset(
    {"child-name", "nickname", "possible-name", "adult-title-pupil", "pupil-number", "pseudonym"}
)
#: Rules about a picture as it is: they end when another one stands in for it.
FACE_RULES = frozenset({"face", "face-with-name", "face-unseen"})


@dataclass(frozen=True)
class Judged:
    """A finding with the hash that a clearance is kept under."""

    passage: Passage
    finding: Finding
    place: str
    digest: str
    digest_anywhere: str

    @property
    def rule(self) -> str:
        return self.finding.rule

    @property
    def is_red(self) -> bool:
        return self.finding.level is Level.BLOCK

    @property
    def before(self) -> str:
        return self.passage.text[max(0, self.finding.start - 60) : self.finding.start].replace("\n", " ")

    @property
    def after(self) -> str:
        return self.passage.text[self.finding.end : self.finding.end + 60].replace("\n", " ")

    @property
    def title(self) -> str:
        rule = RULES[self.rule]
        return rule.en if get_language() == "en" else rule.th

    @property
    def reason(self) -> str:
        rule = RULES[self.rule]
        return rule.reason_en if get_language() == "en" else rule.reason

    @property
    def mend(self) -> str:
        rule = RULES[self.rule]
        return rule.mend_en if get_language() == "en" else rule.mend


def digest(rule: str, phrase: str, place: str) -> str:
    """The salted hash of a phrase in a place ("" for anywhere); differences of spacing don't matter."""
    plain = "".join(normal(phrase).text.split())
    message = "\x1f".join((rule, plain, place)).encode()
    return hmac.new(b"privacy:" + settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def judged(thing: models.Model) -> list[Judged]:
    """All findings of a thing, cleared or not, in the order of its fields."""
    contacts = getattr(thing, "contact_fields", ())
    found = [
        _judge(thing, found.passage, found.finding)
        for field, all_found in findings_of(thing).items()
        for found in all_found
        if not (field in contacts and found.finding.rule in CONTACT_RULES)
    ]
    found += _judged_unread(thing)
    if isinstance(thing, Page):
        found += _judged_faces(thing, named=any(one.rule in NAMING for one in still_open(found)))
    return found


def _judged_unread(thing: models.Model) -> Iterator[Judged]:
    """Documents whose text nobody has read: without any, or cut off where extraction stops."""
    label = PortalDocument._meta.label_lower
    first: dict[int, Passage] = {}
    if isinstance(thing, PortalDocument):
        papers = [thing]
    else:
        for passage in passages(thing):
            if passage.source.startswith(f"{label}:"):
                first.setdefault(int(passage.source.partition(":")[2]), passage)
        papers = list(PortalDocument.objects.filter(pk__in=first).order_by("pk")) if first else []
    for paper in papers:
        if paper.text and len(paper.text.encode()) < MAX_BYTES - 4:
            continue
        place = f"{label}:{paper.pk or 'new'}"
        where = first.get(paper.pk) or Passage("file", "file", str(paper._meta.verbose_name), "", place)
        yield Judged(
            Passage(where.field, where.path, f"{where.label.partition(':')[0]} · {paper.title}", "", place),
            Finding(0, 0, "document-unread", RULES["document-unread"].level, ""),
            place,
            digest("document-unread", paper.file_hash, place),
            digest("document-unread", paper.file_hash, ""),
        )


def _judged_faces(page: Page, *, named: bool) -> Iterator[Judged]:
    """Faces in a page's pictures that no consent covers; red beside the name of a child."""
    first: dict[int, Passage] = {}
    for passage in passages(page):
        label, _colon, pk = passage.source.partition(":")
        if label == PortalImage._meta.label_lower:
            first.setdefault(int(pk), passage)
    for image in PortalImage.objects.filter(pk__in=first).order_by("pk"):
        if pictures.may_be_shown(image):
            continue
        count = pictures.seen_faces(image).count
        if count == 0:
            continue
        rule = "face-unseen" if count is None else "face-with-name" if named else "face"
        where = first[image.pk]
        finding = Finding(0, 0, rule, RULES[rule].level, "")
        yield Judged(
            Passage(
                where.field, where.path, f"{where.label.partition(':')[0]} · {image.title}", "", where.source
            ),
            finding,
            where.source,
            digest(rule, image.file_hash, where.source),
            digest(rule, image.file_hash, ""),
        )


def _judge(thing: models.Model, passage: Passage, finding: Finding) -> Judged:
    if isinstance(thing, (PortalImage, PortalDocument)):
        place = f"{thing._meta.label_lower}:{thing.pk or 'new'}"
    else:
        place = passage.source or f"{thing._meta.label_lower}:{thing.pk or 'new'}:{passage.field}"
    return Judged(
        passage,
        finding,
        place,
        digest(finding.rule, finding.text, place),
        digest(finding.rule, finding.text, ""),
    )


def still_open(found: Iterable[Judged]) -> list[Judged]:
    """Those that nobody has cleared."""
    found = list(found)
    digests = {value for one in found for value in (one.digest, one.digest_anywhere)}
    cleared = (
        set(Clearance.objects.active().filter(digest__in=digests).values_list("digest", flat=True))
        if digests
        else set()
    )
    return [one for one in found if not {one.digest, one.digest_anywhere} & cleared]


def open_findings(thing: models.Model) -> list[Judged]:
    return still_open(judged(thing))


def check(thing: models.Model) -> Iterator[Obstacle]:
    """What the guard says before publication; registered with `content.publication`."""
    found = open_findings(thing)
    shown: dict[tuple[str, str], int] = {}
    for one in found:
        key = (one.passage.field, one.rule)
        shown[key] = shown.get(key, 0) + 1
        if shown[key] <= SHOWN:
            yield Obstacle(
                one.passage.field, told(one), told(one, quoting=True), keeps_from_review=one.is_red
            )


def told(one: Judged, *, quoting: bool = False) -> str:
    """A finding in one or two sentences: what, where, why, how to mend. Quotes only if asked to."""
    what = f"{one.title} ({one.passage.label})" if one.passage.label else one.title
    if quoting and one.finding.text:
        found = Truncator(one.finding.text).chars(60)
        what += f" “{found}”"
    ending = (
        one.mend
        if one.is_red
        else _("%(mend)s Otherwise a privacy reviewer has to say why it may stand.") % {"mend": one.mend}
    )
    return f"{what}: {one.reason} {ending}"


@transaction.atomic
def note(thing: models.Model, state: str) -> list[Judged]:
    """Remember what stands in a thing now, for the reviewers' queue; returns what is open."""
    found = judged(thing)
    rows = Sighting.objects.of(thing).filter(state=state)
    known = {row.digest: row for row in rows}
    current = {one.digest: one for one in found}
    rows.exclude(digest__in=current).delete()
    Sighting.objects.filter(pk__in=[row.pk for key, row in known.items() if key in current]).update(
        last_seen=timezone.now()
    )
    kind = ContentType.objects.get_for_model(thing, for_concrete_model=True)
    Sighting.objects.bulk_create(
        Sighting(
            thing_type=kind,
            thing_pk=str(thing.pk),
            state=state,
            field=one.passage.field,
            rule=one.rule,
            level=one.finding.level.value,
            digest=one.digest,
            digest_anywhere=one.digest_anywhere,
        )
        for key, one in current.items()
        if key not in known
    )
    return still_open(found)


def forget_faces(image: PortalImage) -> None:
    """Take what was found about a picture's faces from the queue: it is about to be another, or was looked at."""
    place = f"{image._meta.label_lower}:{image.pk}"
    digests = [digest(rule, image.file_hash, place) for rule in FACE_RULES]
    Sighting.objects.filter(digest__in=digests).delete()


def clear(one: Judged, thing: models.Model, *, by: User, decision: str, reason: str) -> Clearance:
    """Let a phrase stand in its place, in a person's name."""
    clearance = Clearance.objects.create(
        digest=one.digest,
        rule=one.rule,
        level=one.finding.level.value,
        place=one.place,
        thing_type=ContentType.objects.get_for_model(thing, for_concrete_model=True),
        thing_pk=str(thing.pk),
        decision=decision,
        reason=reason,
        by=by,
        by_name=str(by),
    )
    data = {"rule": one.rule, "level": one.finding.level.value, "decision": decision, "reason": reason}
    log(thing, "privacy.clear", user=by, data=data)
    return clearance


def clear_anywhere(rule: str, phrase: str, *, by: User, reason: str, expires_on: object = None) -> Clearance:
    """Let a phrase stand wherever it is found: the name of a book, a school, a model."""
    clearance = Clearance.objects.create(
        digest=digest(rule, phrase, ""),
        rule=rule,
        level=RULES[rule].level.value,
        decision=Clearance.Decision.NOT_PERSONAL,
        reason=reason,
        by=by,
        by_name=str(by),
        expires_on=expires_on,
    )
    log(clearance, "privacy.clear_anywhere", user=by, data={"rule": rule, "reason": reason})
    return clearance


def withdraw(clearance: Clearance, *, by: User) -> None:
    """The phrase counts again."""
    clearance.withdrawn_at = timezone.now()
    clearance.withdrawn_by_name = str(by)
    clearance.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    log(clearance, "privacy.reinstate", user=by, data={"rule": clearance.rule})


def wrote(thing: models.Model, person: User) -> bool:
    """Whether a person wrote a thing, or its newest draft: nobody clears their own."""
    if not isinstance(thing, Page):
        return False
    latest = thing.get_latest_revision()
    return thing.owner_id == person.pk or bool(latest and latest.user_id == person.pk)
