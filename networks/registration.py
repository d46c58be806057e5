"""How an organisation becomes a partner: it applies, confirms its address, the office decides."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import mail
from accounts.models import User
from accounts.notices import notify
from networks.models import Declaration, PartnerApplication, PartnerIndexPage, PartnerPage
from networks.names import same_name_key
from networks.vetting import letters
from networks.vetting.cases import open_case
from networks.vetting.papers import follow
from organisations import invitations, policy
from organisations.models import Kind, Organisation, Role

State = PartnerApplication.State

LINK_DAYS = 3
_SALT = "networks.registration"


class AlreadyDecidedError(Exception):
    """Somebody else was quicker."""


@dataclass(frozen=True)
class Similar:
    """An organisation that may be the same as an applying one."""

    name: str
    url: str


def office() -> Organisation | None:
    """The office that decides about this site's partners."""
    return Organisation.objects.offices().active().order_by("pk").first()


def apply(application: PartnerApplication, uid: UUID) -> None:
    """Keep a registration and send the link that confirms its address.

    `uid` names this one filling-in of the form: sent twice, it counts once.
    """
    application.uid = uid
    application.consent_at = timezone.now()
    with transaction.atomic():
        forgotten = timezone.now() - timedelta(days=settings.KEEP_DAYS["unconfirmed"])
        PartnerApplication.objects.filter(state=State.SUBMITTED, created_at__lt=forgotten).delete()
        if PartnerApplication.objects.filter(uid=uid).exists():
            return
        try:
            with transaction.atomic():
                application.save()
        except IntegrityError:
            return
        with override("th"):
            path = reverse("networks:confirm", args=[confirmation_key(application)])
        mail.send("networks/mail/confirm", application.email, name=application.name, path=path)


def confirmation_key(application: PartnerApplication) -> str:
    return signing.dumps(str(application.uid), salt=_SALT)


def by_confirmation_key(key: str) -> PartnerApplication | None:
    """The registration of a letter's link; None if the link isn't ours, or too old to confirm anything."""
    try:
        uid = signing.loads(key, salt=_SALT)
        signing.loads(key, salt=_SALT, max_age=timedelta(days=LINK_DAYS))
    except signing.SignatureExpired:
        # What was confirmed in time stays to be seen behind the same link.
        return PartnerApplication.objects.filter(uid=uid).exclude(state=State.SUBMITTED).first()
    except signing.BadSignature:
        return None
    return PartnerApplication.objects.filter(uid=uid).first()


@transaction.atomic
def confirm(application: PartnerApplication) -> None:
    """The address is right: the office hears of it, once."""
    confirmed = PartnerApplication.objects.filter(pk=application.pk, state=State.SUBMITTED).update(
        state=State.VERIFIED, verified_at=timezone.now()
    )
    if not confirmed:
        return
    with override("th"):
        path = reverse("networks:application", args=[application.uid])
    people = policy.people_who_may(policy.Action.DECIDE, policy.Thing.APPLICATION, application.office)
    notify(people, "networks/mail/waiting", path=path, name=application.name)


def published_namesakes(name: str, name_en: str) -> list[Similar]:
    """Published partners with the same name in either language."""
    keys = {same_name_key(text) for text in (name, name_en) if text}
    rows = PartnerPage.objects.published().values_list("organisation__name", "organisation__name_en", "pk")
    found = [pk for thai, english, pk in rows if keys & {same_name_key(thai), same_name_key(english or thai)}]
    return [
        Similar(page.organisation.name, page.url)
        for page in PartnerPage.objects.published().filter(pk__in=found)
    ]


def waiting_namesakes(application: PartnerApplication) -> list[PartnerApplication]:
    """Other registrations, not refused, that bear the same name or came from the same address."""
    keys = {same_name_key(text) for text in (application.name, application.name_en) if text}
    rows = (
        PartnerApplication.objects.filter(office=application.office)
        .exclude(pk=application.pk)
        .exclude(state__in=[State.REFUSED, State.APPROVED])
    )
    return [
        row
        for row in rows.order_by("-created_at")[:500]
        if row.email == application.email
        or keys & {same_name_key(text) for text in (row.name, row.name_en) if text}
    ]


def visible_to(person: User) -> QuerySet[PartnerApplication]:
    """The registrations of the offices for which a person may see them."""
    offices = policy.organisations_with(person, policy.Action.VIEW, policy.Thing.APPLICATION)
    return PartnerApplication.objects.filter(office__in=offices.filter(kind=Kind.OFFICE))


@transaction.atomic
def approve(application: PartnerApplication, by: User, *, after: str = State.VERIFIED) -> PartnerPage:
    """Make the organisation, its public profile and its coordinator's invitation.

    `after` is the state from which it is approved: an appeal's officer does so after a refusal.
    Raises AlreadyDecidedError, and PartnerIndexPage.DoesNotExist where the site has no such list.
    """
    _decide(application, State.APPROVED, by, after=after)
    # One at a time: two new pages must not take the same place in the tree.
    index = PartnerIndexPage.objects.select_for_update().get()
    organisation = Organisation.objects.create(
        kind=Kind.PARTNER,
        office=application.office,
        name=application.name,
        name_en=application.name_en,
        partner_type=application.partner_type,
        districts=application.districts,
        subdistrict=application.subdistrict,
        website=application.website,
        is_demo=application.is_demo,
    )
    page = PartnerPage(
        title=application.name,
        title_en=application.name_en,
        summary=application.what_we_offer,
        what_we_offer=application.what_we_offer,
        organisation=organisation,
        cooperation_levels=application.cooperation_levels,
        accepts_referral=application.accepts_referral,
        public_contact=application.public_contact,
        facebook=application.facebook,
        line_oa=application.line_oa,
        verified_on=timezone.localdate(),
        verified_by=f"{by} {by.position}".strip()[:300],
        is_demo=application.is_demo,
        owner=by,
        live=False,
    )
    index.add_child(instance=page)
    page.save_revision(user=by, log_action=True).publish(user=by, skip_permission_checks=True)
    PartnerApplication.objects.filter(pk=application.pk).update(organisation=organisation)
    log(application, "networks.approve", user=by, data={"organisation": organisation.pk})
    bring_along(application, organisation)
    invitation = invitations.invite(
        organisation, application.email, Role.COORDINATOR, by=by, send_letter=False
    )
    with override("th"):
        join = reverse("organisations:accept", args=[invitation.token])
        profile = (page.get_url_parts() or ("", "", ""))[2]
    mail.send(
        "networks/mail/approved",
        application.email,
        name=application.name,
        profile=profile,
        join=join,
        expires_on=timezone.localdate(invitation.expires_at),
    )
    return page


def bring_along(application: PartnerApplication, organisation: Organisation) -> None:
    """What the organisation has shown and declared already, it need not do again to be vetted."""
    if application.documents.exists():
        follow(application, open_case(organisation))
    if application.declared_version:
        Declaration.objects.create(
            partner=organisation,
            version=application.declared_version,
            name=application.coordinator_name,
            position=application.coordinator_position,
            at=application.created_at,
        )


@transaction.atomic
def refuse(application: PartnerApplication, reason: str, by: User) -> None:
    """Say no, and why. Raises AlreadyDecidedError."""
    _decide(application, State.REFUSED, by, reason)
    log(application, "networks.refuse", user=by, data={"reason": reason})
    letters.refuse_application(application)


def _decide(
    application: PartnerApplication, state: str, by: User, reason: str = "", after: str = State.VERIFIED
) -> None:
    decided = PartnerApplication.objects.filter(pk=application.pk, state=after).update(
        state=state, decided_at=timezone.now(), decided_by=by, reason=reason
    )
    if not decided:
        raise AlreadyDecidedError
    application.refresh_from_db()
