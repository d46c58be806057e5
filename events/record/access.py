"""Who may see and write the record of an event. For everybody else it isn't there."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from events.models import ExchangeEventPage
from organisations import policy
from organisations.policy import Action, At, Thing

#: How long after an event "my work" asks for its record.
ASKED_FOR = timedelta(days=120)


def found_event(request: HttpRequest, reference: str, action: Action = Action.VIEW) -> ExchangeEventPage:
    """Raises Http404 for what is not there and for what belongs to others alike."""
    event: ExchangeEventPage = get_object_or_404(
        ExchangeEventPage.objects.select_related("host"), slug=reference
    )
    if not policy.may(request.user, action, At(Thing.EVENT_RECORD, event.host)):
        raise Http404
    return event


def unwritten_for(person: policy.Person) -> QuerySet[ExchangeEventPage]:
    """Events of the person's own organisations that are over and have no record yet."""
    hosts = policy.own_organisations(person, Action.EDIT, Thing.EVENT_RECORD)
    now = timezone.now()
    return (
        ExchangeEventPage.objects.live()
        .filter(host__in=hosts, ends_at__lt=now, ends_at__gte=now - ASKED_FOR)
        .exclude(state__in=[ExchangeEventPage.State.RECORDED, ExchangeEventPage.State.CANCELLED])
    )


def may_edit(request: HttpRequest, event: ExchangeEventPage) -> bool:
    return policy.may(request.user, Action.EDIT, At(Thing.EVENT_RECORD, event.host))


def may_publish(request: HttpRequest, event: ExchangeEventPage) -> bool:
    return policy.may(request.user, Action.PUBLISH, At(Thing.EVENT_RECORD, event.host))
