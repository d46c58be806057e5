"""Appeals against a refusal: once, by the link in the letter, decided by somebody who did not refuse."""

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.log_actions import log

from accounts import links, mail
from accounts.models import OneTimeLink, User
from networks import registration
from networks.models import Appeal, PartnerApplication, Vetting
from networks.vetting import letters
from networks.vetting.cases import ChangedError, SamePersonError, may_look, office_of

Subject = PartnerApplication | Vetting


def subject_of(link: OneTimeLink) -> Subject | None:
    """What a letter's link is about, while it still is refused and nobody has appealed."""
    label = link.subject_label
    rows: dict[str, type[PartnerApplication] | type[Vetting]] = {
        model._meta.label_lower: model for model in (PartnerApplication, Vetting)
    }
    if label not in rows:
        return None
    model = rows[label]
    return model.objects.filter(pk=link.subject_pk, state="refused", appeal=None).first()


@transaction.atomic
def make(link: OneTimeLink, subject: Subject, text: str) -> Appeal:
    """Raises ChangedError if the link or the right to appeal has been used."""
    if not links.use(link):
        raise ChangedError
    application = subject if isinstance(subject, PartnerApplication) else None
    case = subject if isinstance(subject, Vetting) else None
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                application=application,
                case=case,
                office=application.office if application else office_of(case),
                text=text,
                refused_by=subject.decided_by,
                refusal=subject.reason,
            )
    except IntegrityError as error:
        raise ChangedError from error
    # Other coordinators have links of their own.
    links.withdraw(letters.APPEAL, subject)
    log(appeal, "networks.appeal", data={"about": subject._meta.label_lower})
    letters.tell_office(
        appeal.office,
        "appeal_waiting",
        letters.path("appeal_case", appeal.pk),
        leave_out=subject.decided_by,
        name=appeal.name,
    )
    return appeal


def may_decide(appeal: Appeal, person: User) -> bool:
    """Neither who refused nor anybody of the partner itself: whoever upholds it is the first of two people."""
    if appeal.case and not may_look(person, appeal.case.partner):
        return False
    return appeal.refused_by_id != person.pk


@transaction.atomic
def decide(appeal: Appeal, *, right: bool, reason: str, by: User) -> None:
    """Raises ChangedError, SamePersonError, and what `registration.approve` raises."""
    if not may_decide(appeal, by):
        raise SamePersonError
    state = Appeal.State.UPHELD if right else Appeal.State.REJECTED
    decided = (
        Appeal.objects.filter(pk=appeal.pk, state=Appeal.State.WAITING)
        .filter(Q(refused_by=None) | ~Q(refused_by=by))
        .update(state=state, decided_by=by, decided_at=timezone.now(), reason=reason)
    )
    if not decided:
        raise ChangedError
    appeal.refresh_from_db()
    log(appeal, "networks.appeal", user=by, data={"state": state})
    if appeal.application:
        if right:
            try:
                registration.approve(appeal.application, by, after=PartnerApplication.State.REFUSED)
            except registration.AlreadyDecidedError as error:
                raise ChangedError from error
        else:
            mail.send(
                "networks/mail/appeal_decided",
                appeal.application.email,
                person=appeal.application.coordinator_name,
                name=appeal.name,
                right=False,
                reason=reason,
                path="",
            )
        return
    if right:
        begin_again(appeal, by)
    letters.tell_coordinators(
        appeal.case.partner, "appeal_decided", name=appeal.name, right=right, reason=reason
    )


def begin_again(appeal: Appeal, by: User) -> None:
    """The appeal's officer is the first of two people; the second is neither that one nor who refused.

    Raises ChangedError if the partner has begun another case meanwhile.
    """
    case = appeal.case
    if Vetting.objects.open().filter(partner=case.partner).exists():
        raise ChangedError
    Vetting.objects.filter(pk=case.pk, state=Vetting.State.REFUSED).update(
        state=Vetting.State.ADVISED,
        first_by=by,
        first_at=timezone.now(),
        first_level=F("asked"),
        first_note=appeal.reason,
        decided_by=None,
        decided_at=None,
        reason="",
    )
    case.refresh_from_db()
    letters.tell_office(
        appeal.office,
        "vetting_advised",
        letters.path("partner", case.partner.uid),
        leave_out=by,
        partner=case.partner.name,
        level=case.get_asked_display(),
    )
