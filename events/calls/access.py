"""Whose calls and proposals a person sees, and which practices they may propose."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from events.models import Call, ExchangeEventPage, Proposal
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing
from practices.models import PracticePage
from practices.review.states import IN_REVIEW
from practices.writing import drafts


def schools_of(person: User) -> list[Organisation]:
    """The schools in whose name a person proposes."""
    return policy.own_organisations(person, Action.CREATE, Thing.PROPOSAL)


def answering(event: ExchangeEventPage, person: User) -> list[Organisation]:
    """Those of the person's schools that the event's call asks: the ones of the host's office."""
    office = event.host.office_id or event.host_id
    return [school for school in schools_of(person) if school.office_id == office]


def open_calls(person: User) -> QuerySet[Call]:
    """The calls that the person's schools may answer now, the first to close first."""
    offices = {school.office_id for school in schools_of(person)}
    asking = Q(event__host__in=offices) | Q(event__host__office__in=offices)
    return Call.objects.open().filter(asking).select_related("event__host")


def proposable(person: User, schools: list[Organisation]) -> list[PracticePage]:
    """The schools' practices that are published or being reviewed."""
    stories = drafts.in_hand(drafts.stories_of(schools), person)
    return [story.page for story in stories if story.page.live or story.review in IN_REVIEW]


def own_proposals(person: User) -> QuerySet[Proposal]:
    """What the person's schools proposed, the newest first."""
    return (
        Proposal.objects.filter(school__in=schools_of(person))
        .select_related("call__event__host", "practice", "school")
        .order_by("-sent_at", "-pk")
    )


def undecided_for(person: User) -> int:
    """Proposals that wait for this person's selection."""
    hosts = policy.organisations_with(person, Action.DECIDE, Thing.CALL)
    ahead = ExchangeEventPage.objects.filter(host__in=hosts, ends_at__gt=timezone.now()).exclude(
        state=ExchangeEventPage.State.CANCELLED
    )
    return Proposal.objects.undecided().filter(call__event__in=ahead).count()
