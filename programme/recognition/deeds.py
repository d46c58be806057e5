"""What is done with awards, each deed in one transaction with its letters and its log entry."""

import logging
from dataclasses import dataclass, field
from datetime import date

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from events.certificates import deeds as certificates
from events.certificates.issuing import CertificateError, Occasion, issue
from events.models import Certificate, CertificateCounter, CertificateDesign, CertificateEdition
from organisations.models import Organisation
from programme.models import AwardScheme, Featured, Honour
from programme.recognition import letters
from vcare.calendar import academic_year, fiscal_year
from vcare.recognition import Badge

logger = logging.getLogger(__name__)

State = AwardScheme.State
LOG = "programme.award."
#: Papers that one press makes: each takes some hundredths of a second, and nobody waits longer than a moment.
AT_ONCE = 40

#: Where an award may go from where it stands. Whatever was announced can be taken back.
TURNS = {
    State.DRAFT: (State.ANNOUNCED,),
    State.ANNOUNCED: (State.CLOSED, State.DRAFT),
    State.CLOSED: (State.ANNOUNCED,),
}


#: What is written about an award; how it stands is changed by its own deeds.
SCHEME_WORDS = (
    "name",
    "name_en",
    "known_as",
    "scope",
    "levels",
    "year",
    "year_kind",
    "issuer",
    "design",
)
#: The same of a recipient, but for the consent.
HONOUR_WORDS = (
    "level",
    "category",
    "organisation",
    "practice",
    "prefix",
    "name",
    "position",
    "person",
    "why",
)
CONSENT = ("consent_on", "withdrawn_on")


class SettledError(Exception):
    """Somebody was quicker, or it can't be done as things stand."""


class AlreadyThereError(Exception):
    """The award has been entered for this recipient."""


class NoDesignError(Exception):
    """The award has no design for its certificates."""


def hold(scheme: AwardScheme) -> AwardScheme:
    """One after the other: nobody is entered twice, nothing is entered while it is closed."""
    rows = AwardScheme.objects.select_for_update(of=("self",)).select_related("office", "design")
    return rows.get(pk=scheme.pk)


def held(honour: Honour, state: str = Honour.State.GIVEN) -> Honour:
    """The honour with its row held, if it stands so. Raises SettledError."""
    rows = Honour.objects.select_for_update(of=("self",)).select_related(
        "scheme__office",
        "scheme__design",
        "organisation",
        "practice__owner_organisation",
        "certificate",
        "person",
    )
    row = rows.filter(pk=honour.pk).first()
    if row is None or row.state != state:
        raise SettledError
    return row


# Awards of a year


@transaction.atomic
def keep_scheme(scheme: AwardScheme, by: User) -> AwardScheme:
    """Raises AlreadyThereError if there is one of that name in the year."""
    fields = None
    if scheme.pk is None:
        scheme.made_by = by
    else:
        # Whoever announces it meanwhile is not undone.
        hold(scheme)
        fields = SCHEME_WORDS
    try:
        with transaction.atomic():
            scheme.save(update_fields=fields)
    except IntegrityError as error:
        raise AlreadyThereError from error
    log(scheme, f"{LOG}scheme", user=by)
    return scheme


@transaction.atomic
def turn(scheme: AwardScheme, to: str, by: User) -> None:
    """Announce it, close it, or take that back. Raises SettledError."""
    row = hold(scheme)
    if to not in TURNS[State(row.state)]:
        raise SettledError
    first = row.state == State.DRAFT
    row.state = to
    if to == State.ANNOUNCED and first:
        row.announced_on = timezone.localdate()
    row.save()
    log(row, f"{LOG}scheme_state", user=by, data={"state": to})
    if to == State.ANNOUNCED and first:
        letters.announced(list(row.honours.given().with_names()))


@transaction.atomic
def copy(scheme: AwardScheme, by: User) -> AwardScheme:
    """The same award of the next year, to be prepared; the one there is, if there is one."""
    year = scheme.year + 1
    there = AwardScheme.objects.filter(
        office=scheme.office, name=scheme.name, year=year, year_kind=scheme.year_kind
    ).first()
    if there:
        return there
    fresh = AwardScheme(year=year, is_demo=scheme.is_demo)
    for name in ("office", "name", "name_en", "known_as", "scope", "levels", "year_kind", "issuer", "design"):
        setattr(fresh, name, getattr(scheme, name))
    return keep_scheme(fresh, by)


@transaction.atomic
def delete_scheme(scheme: AwardScheme, by: User) -> None:
    """Raises SettledError if somebody received it or it is announced."""
    row = hold(scheme)
    if row.state != State.DRAFT or row.honours.exists():
        raise SettledError
    log(row, f"{LOG}scheme_delete", user=by)
    row.delete()


# Who receives it


def is_there(honour: Honour) -> bool:
    """Whether the same recipient has the award already, in the same category."""
    rows = Honour.objects.given().filter(scheme=honour.scheme, category=honour.category).exclude(pk=honour.pk)
    same = {
        name: getattr(honour, name) for name in ("recipient", "organisation", "practice", "name", "badge")
    }
    return rows.filter(**same).exists()


@transaction.atomic
def give(honours: list[Honour], by: User) -> None:
    """Enter recipients of one award, all or none. Raises SettledError, AlreadyThereError."""
    scheme = hold(honours[0].scheme)
    if not scheme.takes_awards:
        raise SettledError
    for honour in honours:
        honour.scheme, honour.given_by, honour.is_demo = scheme, by, scheme.is_demo
        if is_there(honour):
            raise AlreadyThereError(honour.who)
        honour.save()
    log(scheme, f"{LOG}give", user=by, data={"people": len(honours)})
    if scheme.is_public:
        letters.announced(honours)


@transaction.atomic
def change(honour: Honour, by: User, *, consent: bool = False) -> None:
    """Other words for a recipient, with `consent` another day of that, too. What a certificate says is corrected there.

    Raises SettledError, AlreadyThereError.
    """
    hold(honour.scheme)
    held(honour)
    if is_there(honour):
        raise AlreadyThereError(honour.who)
    # A certificate that came meanwhile stays, and a consent that was withdrawn stays so.
    honour.save(update_fields=HONOUR_WORDS + (CONSENT if consent else ()))
    log(honour.scheme, f"{LOG}change", user=by, data={"honour": honour.pk})


@transaction.atomic
def drop(honour: Honour, by: User) -> None:
    """Leave a recipient out before anything was announced or printed. Raises SettledError."""
    hold(honour.scheme)
    row = held(honour)
    if row.scheme.is_public or row.certificate_id:
        raise SettledError
    log(row.scheme, f"{LOG}drop", user=by, data={"recipient": row.recipient})
    row.delete()


@transaction.atomic
def agree(honour: Honour, day: date, by: User) -> None:
    row = held(honour)
    row.consent_on, row.withdrawn_on = day, None
    row.save()
    log(row.scheme, f"{LOG}agree", user=by, data={"honour": row.pk})


@transaction.atomic
def withdraw(honour: Honour, by: User) -> None:
    """From this moment on the name is public nowhere. Raises SettledError."""
    row = held(honour)
    if not row.is_person or not row.is_agreed:
        raise SettledError
    row.withdrawn_on = timezone.localdate()
    row.save()
    log(row.scheme, f"{LOG}withdraw", user=by, data={"honour": row.pk})


@transaction.atomic
def revoke(honour: Honour, reason: str, by: User) -> None:
    """Take the award back, and its certificate with it. Raises SettledError."""
    row = held(honour)
    row.state, row.revoked_on, row.revoked_reason = Honour.State.REVOKED, timezone.localdate(), reason
    row.save()
    if row.certificate and row.certificate.is_valid:
        certificates.revoke(row.certificate, reason, by)
    log(row.scheme, f"{LOG}revoke", user=by, data={"honour": row.pk})


@transaction.atomic
def restore(honour: Honour, by: User) -> None:
    """Undo of that: the certificate counts again under its number. Raises SettledError, AlreadyThereError."""
    hold(honour.scheme)
    row = held(honour, Honour.State.REVOKED)
    if is_there(row):
        raise AlreadyThereError(row.who)
    row.state, row.revoked_on, row.revoked_reason = Honour.State.GIVEN, None, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyThereError(row.who) from error
    if row.certificate and not row.certificate.is_valid:
        certificates.restore(row.certificate, by)
    log(row.scheme, f"{LOG}restore", user=by, data={"honour": row.pk})


# Certificates


def sentence(honour: Honour) -> str:
    """What the paper says it is for; the practice's title only where there is room."""
    scheme = honour.scheme
    level = honour.level if honour.level.startswith(WITHOUT_WORD) else f"ระดับ{honour.level}"
    level = f"“{honour.level}”" if honour.badge else level
    name = scheme.name if scheme.name.startswith(("รางวัล", "เกียรติ", "โล่")) else f"รางวัล{scheme.name}"
    parts = [f"ได้รับ{name}", level]
    if honour.category:
        parts.append(f"ประเภท{honour.category}")
    whole = f"{' '.join(parts)} ประจำ{'ปี ' if scheme.year_kind == 'era' else ''}{scheme.year_words('th')}"
    if honour.practice and len(longer := f"{whole} จากผลงาน “{honour.practice.title}”") <= LONGEST:
        return longer
    return whole[:LONGEST]


LONGEST = 300
#: Levels that are no "ระดับ".
WITHOUT_WORD = ("ชนะเลิศ", "รองชนะเลิศ", "ชมเชย", "เหรียญ", "เข้าร่วม")


def bearer(honour: Honour) -> CertificateEdition:
    """Whom the paper names, always in Thai."""
    place = honour.school.name if honour.school else ""
    if honour.is_person:
        return CertificateEdition(
            prefix=honour.prefix, name=honour.name, position=honour.position, organisation=place[:200]
        )
    return CertificateEdition(name=place[:150])


@transaction.atomic
def certify(honour: Honour, by: User) -> Certificate:
    """Number and paper for an award. Raises SettledError, NoDesignError, CertificateError."""
    row = held(honour)
    if row.certificate_id or not row.scheme.is_public:
        raise SettledError
    design = current(row.scheme.design)
    if design is None:
        raise NoDesignError
    row.certificate = issue(
        Occasion(row.scheme.office, sentence(row)),
        design,
        bearer(row),
        issued_on=timezone.localdate(),
        by=by,
        person=row.person,
        email=row.person.email if row.person else "",
    )
    row.save()
    if row.is_demo:
        Certificate.objects.filter(pk=row.certificate.pk).update(is_demo=True)
    log(row.scheme, f"{LOG}certify", user=by, data={"serial": row.certificate.serial})
    return row.certificate


def current(design: CertificateDesign | None) -> CertificateDesign | None:
    """The design, or what took its place since it was chosen."""
    while design is not None and design.retired_at is not None:
        design = design.successors.order_by("-pk").first()
    return design


@dataclass
class Issued:
    """What one press made: how many papers, what was wrong with others, how many are left."""

    made: int = 0
    problems: list[str] = field(default_factory=list)
    left: int = 0


def certify_all(scheme: AwardScheme, by: User) -> Issued:
    """Papers for all who have none yet, up to a number; each stands by itself, and one that fails keeps nobody from theirs.

    Raises NoDesignError, and CertificateError if the office has no numbers yet.
    """
    if current(scheme.design) is None:
        raise NoDesignError
    if not CertificateCounter.is_set(scheme.office, fiscal_year(timezone.localdate())):
        raise CertificateError(_("The first number of this fiscal year is not set yet."))
    done = Issued()
    rows = scheme.honours.given().filter(certificate=None).with_names().order_by("pk")
    for honour in rows.all():
        if done.made == AT_ONCE:
            break
        try:
            certify(honour, by)
        except CertificateError as error:
            done.problems.append(f"{honour.who}: {error}")
        except SettledError:
            continue
        except DatabaseError:
            raise
        except Exception:
            logger.exception("A certificate could not be issued", extra={"honour": honour.pk})
            sorry = _("Something unexpected happened. Try again, or tell whoever looks after the portal.")
            done.problems.append(f"{honour.who}: {sorry}")
        else:
            done.made += 1
    done.left = rows.count() - len(done.problems)
    return done


# What the portal counted


def scheme_of_contributions(office: Organisation, by: User) -> AwardScheme:
    """The award of this school year for what schools give to one another; made when it is first needed."""
    year = academic_year(timezone.localdate())
    there = AwardScheme.objects.filter(office=office, year=year, from_contribution=True).first()
    if there:
        return there
    before = AwardScheme.objects.filter(office=office, from_contribution=True).order_by("-year").first()
    designs = CertificateDesign.objects.for_choice(office)
    design = before.design if before else designs.first() if designs.count() == 1 else None
    fresh = AwardScheme(
        office=office,
        name=CONTRIBUTION_NAME,
        name_en=CONTRIBUTION_NAME_EN,
        scope="area",
        year=year,
        year_kind="academic",
        issuer=office.name,
        design=design,
        from_contribution=True,
        state=State.ANNOUNCED,
        announced_on=timezone.localdate(),
    )
    return keep_scheme(fresh, by)


CONTRIBUTION_NAME, CONTRIBUTION_NAME_EN = "เกียรติคุณจากการแบ่งปัน", "Honour for sharing"


@transaction.atomic
def use_design(office: Organisation, design: CertificateDesign, by: User) -> None:
    """Certificates for giving are issued by this design from now on."""
    Organisation.objects.select_for_update().get(pk=office.pk)
    scheme = hold(scheme_of_contributions(office, by))
    scheme.design = design
    keep_scheme(scheme, by)


@transaction.atomic
def reward(office: Organisation, school: Organisation, badge: Badge, by: User) -> Honour:
    """One press: the honour and its certificate, or neither. Raises AlreadyThereError and what `certify` raises."""
    # One at a time: the scheme of a year is made once.
    Organisation.objects.select_for_update().get(pk=office.pk)
    scheme = hold(scheme_of_contributions(office, by))
    if badge.th not in scheme.levels:
        scheme.levels = [*scheme.levels, badge.th]
        scheme.save()
    if Honour.objects.given().filter(badge=badge.key, organisation=school).exists():
        raise AlreadyThereError(school.name)
    honour = Honour(
        scheme=scheme,
        level=badge.th,
        recipient=Honour.Recipient.SCHOOL,
        organisation=school,
        badge=badge.key,
    )
    give([honour], by)
    certify(honour, by)
    return honour


# Who is put forward


def hold_featured(featured: Featured) -> None:
    """Nobody ends it meanwhile. Raises SettledError if that is done already."""
    row = Featured.objects.select_for_update(of=("self",)).filter(pk=featured.pk, withdrawn_on=None).first()
    if row is None:
        raise SettledError


@transaction.atomic
def feature(featured: Featured, by: User) -> None:
    if featured.pk is None:
        featured.made_by = by
    featured.save()
    log(featured, f"{LOG}feature", user=by)


@transaction.atomic
def end(featured: Featured, by: User) -> None:
    """At once: nobody sees it any more, and the picture is gone for good. Raises SettledError."""
    row = Featured.objects.select_for_update(of=("self",)).select_related("image").get(pk=featured.pk)
    if row.withdrawn_on:
        raise SettledError
    image, row.image, row.withdrawn_on = row.image, None, timezone.localdate()
    row.save()
    if image:
        image.delete()
    log(row, f"{LOG}feature_end", user=by)
