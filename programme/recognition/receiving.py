"""What a person and the person's schools received."""

from django.db.models import Q

from organisations import policy
from organisations.policy import Action, Person, Thing
from programme.models import AwardScheme, Honour
from programme.models.recognition import HonourQuerySet


def received_by(person: Person) -> HonourQuerySet:
    """What is announced for a person, and for the schools and partners of whom the person is one, the newest first."""
    places = policy.own_organisations(person, Action.CREATE, Thing.SCHOOL_PRACTICE)
    places += policy.own_organisations(person, Action.EDIT, Thing.PARTNER_PROFILE)
    of_places = Q(organisation__in=places) | Q(practice__owner_organisation__in=places)
    rows: HonourQuerySet = (
        Honour.objects.given()
        .exclude(scheme__state=AwardScheme.State.DRAFT)
        .filter((of_places & ~Q(recipient=Honour.Recipient.PERSON)) | Q(person=person))
        .order_by("-scheme__year", "-pk")
    )
    return rows
