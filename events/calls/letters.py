"""Who hears of a proposal."""

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from events.models import ExchangeEventPage, Proposal
from organisations import policy
from organisations.models import Membership, Role
from organisations.policy import Action, Thing


def proposers(proposal: Proposal) -> list[User]:
    """Whoever sent it, as long as they may still propose for the school, and its directors."""
    directors = Membership.objects.current().filter(
        organisation=proposal.school_id, role=Role.SCHOOL_DIRECTOR
    )
    people = list(User.objects.filter(memberships__in=directors).distinct())
    sender = proposal.sent_by
    return [*people, sender] if sender and policy.may(sender, Action.CREATE, proposal) else people


def organisers(event: ExchangeEventPage) -> list[User]:
    """Those of the host who select."""
    roles = [role for role, rights in policy.RIGHTS.items() if Action.DECIDE in rights.get(Thing.CALL, ())]
    rows = Membership.objects.current().filter(organisation=event.host_id, role__in=roles)
    return list(User.objects.filter(memberships__in=rows).distinct())


def path_to(name: str, *parts: object) -> str:
    """A Thai address, for letters."""
    with override("th"):
        return reverse(name, args=parts)
