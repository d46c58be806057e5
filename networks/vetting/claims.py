"""Somebody says that an entry which nobody looks after is their organisation's."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts import links, mail
from accounts.models import OneTimeLink, User
from networks.models import ProfileClaim
from networks.vetting import letters
from networks.vetting.cases import ChangedError
from organisations import invitations
from organisations.models import Organisation, Role

CLAIM = "claim"
#: Days in which the address has to be confirmed.
LINK_DAYS = 3
#: Letters that one address may be sent in a day because somebody typed it.
LETTERS_A_DAY = 3

State = ProfileClaim.State


@transaction.atomic
def make(claim: ProfileClaim, partner: Organisation) -> None:
    """Keep a claim and send the link that confirms its address. A second one of the same address replaces it.

    It looks the same to whoever has an address flooded with letters; nothing is kept or sent then.
    """
    day = timezone.now() - timedelta(days=1)
    sent = OneTimeLink.objects.filter(purpose=CLAIM, addressee=claim.email, created_at__gt=day)
    if sent.count() >= LETTERS_A_DAY:
        return
    old = timezone.now() - timedelta(days=settings.KEEP_DAYS["unconfirmed"])
    unconfirmed = ProfileClaim.objects.filter(state=State.SUBMITTED)
    unconfirmed.filter(created_at__lt=old).delete()
    unconfirmed.filter(partner=partner, email=claim.email).delete()
    claim.partner = partner
    claim.consent_at = timezone.now()
    claim.save()
    token = links.make(CLAIM, claim, claim.email, days=LINK_DAYS)
    mail.send(
        "networks/mail/claim_confirm",
        claim.email,
        name=claim.name,
        partner=partner.name,
        path=letters.path("claim_confirm", token),
        days=LINK_DAYS,
    )


@transaction.atomic
def confirm(link: OneTimeLink, claim: ProfileClaim) -> None:
    """The address is right: the office hears of it, once. Raises ChangedError."""
    if not links.use(link):
        raise ChangedError
    ProfileClaim.objects.filter(pk=claim.pk, state=State.SUBMITTED).update(
        state=State.VERIFIED, verified_at=timezone.now()
    )
    partner = claim.partner
    letters.tell_office(
        partner.office or partner,
        "claim_waiting",
        letters.path("partner", partner.uid),
        partner=partner.name,
        name=claim.name,
    )


@transaction.atomic
def approve(claim: ProfileClaim, by: User) -> None:
    """Invite the person as coordinator. Raises ChangedError."""
    settle(claim, State.APPROVED, "", by)
    invitations.invite(claim.partner, claim.email, Role.COORDINATOR, by=by)


@transaction.atomic
def refuse(claim: ProfileClaim, reason: str, by: User) -> None:
    """Raises ChangedError."""
    settle(claim, State.REFUSED, reason, by)
    mail.send(
        "networks/mail/claim_refused",
        claim.email,
        name=claim.name,
        partner=claim.partner.name,
        reason=reason,
    )


def settle(claim: ProfileClaim, state: str, reason: str, by: User) -> None:
    settled = ProfileClaim.objects.filter(pk=claim.pk, state=State.VERIFIED).update(
        state=state, reason=reason, decided_by=by, decided_at=timezone.now()
    )
    if not settled:
        raise ChangedError
    claim.refresh_from_db()
    log(claim, "networks.claim", user=by, data={"state": state, "organisation": claim.partner_id})
