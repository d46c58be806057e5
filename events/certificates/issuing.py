"""Giving out numbers: batches that a task works off person by person, and single certificates.

Whatever can go wrong with a paper is tried before its number is taken: number and certificate are written in one
transaction, so the register has neither gaps nor doubles, whoever issues at once and whatever breaks.
"""

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.transaction import on_commit
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from django_tasks.base import Task
from wagtail.log_actions import log

from accounts.models import User
from content.typesetting.pdf import TypesettingError
from events.adults import adults_only
from events.certificates import letters, paper, wording
from events.certificates.paper import Look
from events.models import (
    Attendance,
    Attendee,
    Certificate,
    CertificateBatch,
    CertificateCounter,
    CertificateDesign,
    CertificateEdition,
    CertificateRegister,
    CertificateWish,
    ExchangeEventPage,
)
from events.models.certificates import Bearer
from organisations.models import Kind, Organisation
from vcare.calendar import fiscal_year
from vcare.certificates import CERTIFICATE_ROLES

logger = logging.getLogger(__name__)

State = CertificateBatch.State
Wish = CertificateWish.State

#: Longer than any one certificate takes: after it, another process takes over.
LEASE = timedelta(minutes=2)


class CertificateError(Exception):
    """It can't be issued; the message says why, in the person's words."""


class BegunError(CertificateError):
    """The year's first number is given out already."""


@dataclass(frozen=True)
class Occasion:
    """What certificates are for: an event, or a reason of its own."""

    host: Organisation
    #: Stands after "ได้เข้าร่วม", or alone as a whole sentence if there is no role.
    title: str
    first: date | None = None
    last: date | None = None
    place: str = ""
    event: ExchangeEventPage | None = None

    @classmethod
    def of(cls, event: ExchangeEventPage, title: str = "") -> "Occasion":
        return cls(
            host=event.host,
            title=title or wording.named(event.title, event.get_event_type_display()),
            first=timezone.localdate(event.starts_at),
            last=timezone.localdate(event.ends_at),
            place=event.place,
            event=event,
        )

    def words(self, role: str, issued_on: date) -> dict[str, str]:
        return {
            "เรื่อง": f"{CERTIFICATE_ROLES[role].phrase}{self.title}" if role else self.title,
            "วันที่จัด": wording.formal(self.first, self.last) if self.first else "",
            "สถานที่": self.place,
            "ผู้จัด": self.host.name,
            "วันที่ออก": wording.formal(issued_on),
        }


def office_of(organisation: Organisation) -> Organisation:
    """Whose register counts."""
    return organisation if organisation.kind == Kind.OFFICE else organisation.office or organisation


@transaction.atomic
def set_first_number(office: Organisation, year: int, first: int, by: User) -> None:
    """Let a year's series begin with this number. Raises BegunError."""
    CertificateCounter.objects.get_or_create(office=office, year=year)
    # Whoever issues at this moment holds the row: then their number stands.
    counter = CertificateCounter.objects.select_for_update().get(office=office, year=year)
    issued = Certificate.objects.filter(office=office, year=year).order_by("number").first()
    if issued:
        raise BegunError(
            _("%(serial)s is given out already: the first number of this year can't be changed any more.")
            % {"serial": issued.serial}
        )
    CertificateCounter.objects.filter(pk=counter.pk).update(last=first - 1)
    log(counter, "events.certificate_first", user=by, data={"year": year, "first": first})


def check(
    bearer: Bearer, look: Look, words: Mapping[str, str], register: CertificateRegister
) -> dict[str, Any]:
    """The texts of a paper that can be made. Raises CertificateError."""
    try:
        adults_only(bearer.prefix)
        adults_only(bearer.name)
    except ValidationError as error:
        raise CertificateError(" ".join(error.messages)) from error
    if not bearer.name.strip():
        raise CertificateError(_("The name is missing."))
    if look.lacks:
        raise CertificateError(_("A picture of the design is lost. Choose it again in the design first."))
    texts = paper.texts(look.design, bearer, words)
    try:
        paper.fits(look, texts, register.written(9999, 2599))
    except TypesettingError as error:
        if "too long" in str(error):
            raise CertificateError(_("Too long for the paper: shorten the name or the position.")) from error
        raise CertificateError(_("The paper can't be made with these words.")) from error
    return texts


@transaction.atomic
def write_down(
    *,
    occasion: Occasion,
    design: CertificateDesign,
    register: CertificateRegister,
    bearer: Bearer,
    texts: dict[str, Any],
    issued_on: date,
    by: User | None,
    **fields: Any,
) -> Certificate:
    """The next number and its certificate, or neither."""
    office, year = register.office, fiscal_year(issued_on)
    number = CertificateCounter.take(office, year)
    certificate = Certificate.objects.create(
        office=office,
        host=occasion.host,
        year=year,
        number=number,
        serial=register.written(number, year),
        event=occasion.event,
        reason="" if occasion.event else occasion.title,
        occasion=occasion.title,
        occasion_from=occasion.first,
        occasion_to=occasion.last,
        issued_on=issued_on,
        full_name=bearer.full_name,
        organisation=bearer.organisation,
        is_demo=occasion.host.is_demo or bool(occasion.event and occasion.event.is_demo),
        **fields,
    )
    CertificateEdition.objects.create(
        certificate=certificate,
        number=1,
        prefix=bearer.prefix,
        name=bearer.name,
        position=bearer.position,
        organisation=bearer.organisation,
        design=design,
        texts=texts,
        made_by=by,
    )
    return certificate


def issue(
    occasion: Occasion,
    design: CertificateDesign,
    bearer: Bearer,
    *,
    issued_on: date,
    by: User | None,
    role: str = "",
    email: str = "",
    person: User | None = None,
) -> Certificate:
    """One certificate at once, also for what is no event. Raises CertificateError."""
    register = CertificateRegister.of(office_of(occasion.host))
    if not CertificateCounter.is_set(register.office, fiscal_year(issued_on)):
        raise CertificateError(_("The first number of this fiscal year is not set yet."))
    texts = check(bearer, Look.of(design), occasion.words(role, issued_on), register)
    with transaction.atomic():
        certificate = write_down(
            occasion=occasion,
            design=design,
            register=register,
            bearer=bearer,
            texts=texts,
            issued_on=issued_on,
            by=by,
            role=role,
            email=email,
            person=person,
        )
        log(certificate, "events.certificate_issue", user=by, data={"people": 1})
        letters.tell([certificate])
    return certificate


# Batches


@transaction.atomic
def prepare(batch: CertificateBatch, wishes: Iterable[CertificateWish]) -> CertificateBatch:
    """Keep a batch to look at; nothing has a number yet. Sent twice, it counts once."""
    wishes = list(wishes)
    try:
        with transaction.atomic():
            batch.save()
            for wish in wishes:
                wish.batch = batch
            CertificateWish.objects.bulk_create(wishes)
    except IntegrityError:
        found = CertificateBatch.objects.filter(uid=batch.uid).first()
        if found is None:
            raise
        return found
    return batch


def lacks_first_number(batch: CertificateBatch) -> bool:
    """Whether the office has still to say with which number the year's series begins."""
    return not CertificateCounter.is_set(batch.office, fiscal_year(batch.issued_on))


def begin(batch: CertificateBatch, by: User) -> bool:
    """Hand a batch that somebody has looked at over to the task.

    False if it was already, nothing took place, or the year's first number is not set.
    """
    if (batch.event and batch.event.is_cancelled) or lacks_first_number(batch):
        return False
    with transaction.atomic():
        begun = CertificateBatch.objects.filter(pk=batch.pk, state=State.DRAFT).update(state=State.WAITING)
        if begun:
            log(batch, "events.certificate_issue", user=by, data={"people": batch.wishes.waiting().count()})
            hand_over(batch)
    return bool(begun)


def hand_over(batch: CertificateBatch) -> None:
    """To the worker if there is one, else to a thread of this process: nobody's page waits for 500 papers."""
    on_commit(lambda: start(batch.pk))


def start(pk: int) -> None:
    in_background(work_off_batch, pk)


def in_background(work: Task, pk: int) -> None:
    in_place = settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend")
    if in_place and settings.BATCHES_IN_BACKGROUND:
        threading.Thread(target=in_thread, args=[work, pk], name="certificates", daemon=True).start()
    else:
        work.enqueue(pk)


def in_thread(work: Task, pk: int) -> None:
    try:
        work.call(pk)
    except Exception:
        logger.exception("Work on certificates stopped", extra={"work": work.name, "key": pk})
    finally:
        connection.close()


@task()
def work_off_batch(pk: int) -> int:
    return work_off(pk)


def unfinished() -> list[CertificateBatch]:
    """Batches at which nobody is: their process died."""
    now = timezone.now()
    rows = CertificateBatch.objects.filter(state__in=[State.WAITING, State.RUNNING])
    return list(rows.filter(Q(leased_until=None) | Q(leased_until__lte=now)))


def work_off(pk: int) -> int:
    """Issue what waits in a batch; how many. One process at a time, and after a crash the rest only."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    mine = CertificateBatch.objects.filter(free, pk=pk, state__in=[State.WAITING, State.RUNNING])
    if not mine.update(state=State.RUNNING, leased_until=now + LEASE):
        return 0
    batch = CertificateBatch.objects.select_related(
        "design", "event", "host__office", "office", "made_by"
    ).get(pk=pk)
    occasion = occasion_of(batch)
    look = Look.of(batch.design)
    register = CertificateRegister.of(batch.office)
    issued = 0
    with override("th"):
        while wish := batch.wishes.waiting().select_related("attendee__registration__person").first():
            issued += one(batch, wish, occasion, look, register)
            CertificateBatch.objects.filter(pk=pk).update(leased_until=timezone.now() + LEASE)
        letters.tell(batch.certificates.filter(told_at=None))
    CertificateBatch.objects.filter(pk=pk).update(
        state=State.DONE, finished_at=timezone.now(), leased_until=None
    )
    # Somebody may have corrected a name in the last moment.
    if batch.wishes.waiting().exists() and reopen(batch):
        hand_over(batch)
    return issued


def occasion_of(batch: CertificateBatch) -> Occasion:
    if batch.event:
        return replace(Occasion.of(batch.event, batch.occasion), host=batch.host)
    return Occasion(batch.host, batch.occasion)


def one(
    batch: CertificateBatch,
    wish: CertificateWish,
    occasion: Occasion,
    look: Look,
    register: CertificateRegister,
) -> bool:
    """One person; whatever is wrong with it stops nobody else."""
    try:
        if wish.role == "attended" and batch.event and not came(batch.event, wish.attendee):
            raise CertificateError(_("The check-in was taken back meanwhile."))
        texts = check(wish, look, occasion.words(wish.role, batch.issued_on), register)
        registration = wish.attendee.registration if wish.attendee else None
        own = registration and registration.size == 1
        with transaction.atomic():
            taken = CertificateWish.objects.filter(pk=wish.pk, state=Wish.WAITING)
            if not taken.update(state=Wish.DONE, problem=""):
                return False
            write_down(
                occasion=occasion,
                design=batch.design,
                register=register,
                bearer=wish,
                texts=texts,
                issued_on=batch.issued_on,
                by=batch.made_by,
                role=wish.role,
                email=wish.email,
                # A team's link goes to whoever registered it; only who came alone is surely the same person.
                person=registration.person if registration and own else None,
                attendee=wish.attendee,
                batch=batch,
            )
    except CertificateError as error:
        problem = str(error)
    except IntegrityError:
        problem = _("Has a certificate for this already.")
    except Exception:
        logger.exception("A certificate could not be issued", extra={"wish": wish.pk})
        problem = _("Something unexpected happened. Try again, or tell whoever looks after the portal.")
    else:
        return True
    CertificateWish.objects.filter(pk=wish.pk, state=Wish.WAITING).update(
        state=Wish.FAILED, problem=problem[:300]
    )
    return False


def came(event: ExchangeEventPage, attendee: Attendee | None) -> bool:
    """Whether the presence still stands that the certificate is for."""
    return attendee is not None and Attendance.attended(event).filter(pk=attendee.pk).exists()


def reopen(batch: CertificateBatch) -> bool:
    """Let a finished batch go on with people who were corrected."""
    return bool(CertificateBatch.objects.filter(pk=batch.pk, state=State.DONE).update(state=State.WAITING))


def mend(wish: CertificateWish) -> bool:
    """A person's fields as they stand on the object, tried again; False if it was issued meanwhile."""
    with transaction.atomic():
        changed = CertificateWish.objects.filter(pk=wish.pk).exclude(state=Wish.DONE)
        if not changed.update(
            prefix=wish.prefix,
            name=wish.name,
            position=wish.position,
            organisation=wish.organisation,
            email=wish.email,
            state=Wish.WAITING,
            problem="",
        ):
            return False
        if reopen(wish.batch):
            hand_over(wish.batch)
    return True


def drop(wish: CertificateWish) -> bool:
    """Leave a person out; False if it was issued meanwhile."""
    return bool(
        CertificateWish.objects.filter(pk=wish.pk).exclude(state=Wish.DONE).update(state=Wish.DROPPED)
    )


def discard(batch: CertificateBatch) -> bool:
    """Throw away a batch that nobody has begun."""
    return bool(CertificateBatch.objects.filter(pk=batch.pk, state=State.DRAFT).delete()[0])
