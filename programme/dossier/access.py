"""Whose dossiers a person sees and writes, and the doors of their screens."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from organisations import policy
from organisations.models import Kind, Membership, Organisation
from organisations.policy import Action, At, Person, Thing
from programme.models import Dossier
from programme.models.dossiers import DossierQuerySet

View = Callable[..., HttpResponseBase]

KINDS = {Kind.SCHOOL: Thing.SCHOOL_DOSSIER, Kind.OFFICE: Thing.OFFICE_DOSSIER}


def may(person: Person, action: Action, organisation: Organisation) -> bool:
    """Whether a person may do this to the dossiers of an office or a school."""
    thing = KINDS.get(Kind(organisation.kind))
    return thing is not None and policy.may(person, action, At(thing, organisation))


def own(person: Person) -> list[Organisation]:
    """The person's own office and schools, for which they put dossiers together."""
    rows = [row for thing in KINDS.values() for row in policy.own_organisations(person, Action.VIEW, thing)]
    return [row for row in rows if may(person, Action.VIEW, row)]


def visible_to(person: Person) -> DossierQuerySet:
    return Dossier.objects.filter(organisation__in=own(person)).select_related("organisation")


def signature(person: Person, organisation: Organisation) -> str:
    """How a person signs for the organisation today: in Thai, whatever the language of the screen."""
    row: Membership | None = next(
        (row for row in policy.memberships(person) if row.organisation_id == organisation.pk), None
    )
    if row is None:
        return str(person)
    with override("th"):
        if organisation.kind == Kind.SCHOOL and row.role == "school-director":
            return row.signature
        return f"{row.person} {row.get_role_display()} {organisation.name}"


def for_organisation(action: Action) -> Callable[[View], View]:
    """The view of an office or a school; it comes as the second argument."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
            organisation = get_object_or_404(Organisation.objects.active().select_related("office"), uid=uid)
            if not may(request.user, action, organisation):
                raise Http404
            return view(request, organisation, **kwargs)

        return guarded

    return guard


def for_dossier(action: Action) -> Callable[[View], View]:
    """The view of a dossier; it comes as the second argument."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
            dossier = get_object_or_404(
                Dossier.objects.select_related("organisation__office", "practice"), uid=uid
            )
            if not may(request.user, action, dossier.organisation):
                raise Http404
            return view(request, dossier, **kwargs)

        return guarded

    return guard
