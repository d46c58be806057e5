"""Whose visions and plans a person sees and writes, and the doors of their screens."""

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
from programme.models import Plan

View = Callable[..., HttpResponseBase]

KINDS = {Kind.SCHOOL: Thing.SCHOOL_PLAN, Kind.OFFICE: Thing.OFFICE_PLAN}


def may(person: Person, action: Action, organisation: Organisation) -> bool:
    """Whether a person may do this to the visions and plans of a school or an office."""
    thing = KINDS.get(Kind(organisation.kind))
    return thing is not None and policy.may(person, action, At(thing, organisation))


def may_remind(person: Person, school: Organisation) -> bool:
    """Reminding is the business of those who write the office's own plan."""
    office = school.office
    return office is not None and policy.may(person, Action.EDIT, At(Thing.OFFICE_PLAN, office))


def own(person: Person) -> list[Organisation]:
    """The school and the office of which a person is a member and sees the plans."""
    found: dict[int, Organisation] = {}
    for kind, thing in KINDS.items():
        for row in policy.own_organisations(person, Action.VIEW, thing):
            if row.kind == kind:
                found[row.pk] = row
    return list(found.values())


def office_of(person: Person) -> Organisation | None:
    """The office whose schools' plans a person reads."""
    rows = policy.own_organisations(person, Action.VIEW, Thing.SCHOOL_PLAN)
    return next((row for row in rows if row.kind == Kind.OFFICE), None)


#: As long as the tables can keep it.
LONGEST_SIGNATURE = 400


def signature(person: Person, organisation: Organisation) -> str:
    """How a person signs for the organisation today: in Thai, whatever the language of the screen."""
    row: Membership | None = next(
        (row for row in policy.memberships(person) if row.organisation_id == organisation.pk), None
    )
    if row is None:
        return str(person)[:LONGEST_SIGNATURE]
    with override("th"):
        words = (
            row.signature if organisation.kind == Kind.SCHOOL else f"{row.person} {row.get_role_display()}"
        )
    return words[:LONGEST_SIGNATURE]


def for_organisation(action: Action) -> Callable[[View], View]:
    """The view of a school or an office; it comes as the second argument."""

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


def for_plan(action: Action) -> Callable[[View], View]:
    """The view of a plan; it comes as the second argument."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
            plan = get_object_or_404(Plan.objects.select_related("organisation__office", "revises"), uid=uid)
            if not may(request.user, action, plan.organisation):
                raise Http404
            return view(request, plan, **kwargs)

        return guarded

    return guard


def for_office(view: View) -> View:
    """The view of an office over all its schools."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        office = office_of(request.user)
        if office is None:
            raise Http404
        return view(request, office, **kwargs)

    return guarded
