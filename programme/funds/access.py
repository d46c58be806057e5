"""Who keeps the ledger of the funds, and the doors of its screens."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from networks import registration
from organisations import policy
from organisations.policy import Action, At, Person, Thing
from programme.models import FundEntry, FundPage

View = Callable[..., HttpResponseBase]


def may(person: Person, action: Action) -> bool:
    """Whether a person may do this to the ledger of the site's office."""
    office = registration.office()
    return office is not None and policy.may(person, action, At(Thing.FUND_LEDGER, office))


def people_who(action: Action) -> list[Any]:
    office = registration.office()
    return list(policy.people_who_may(action, Thing.FUND_LEDGER, office)) if office else []


def for_ledger(action: Action) -> Callable[[View], View]:
    """A view for those who may do this; a fund's comes with the fund as its second argument."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, slug: str = "", **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, action):
                raise Http404
            if not slug:
                return view(request, **kwargs)
            return view(request, get_object_or_404(FundPage, slug=slug), **kwargs)

        return guarded

    return guard


def for_entry(action: Action) -> Callable[[View], View]:
    """The view of an entry of a fund's ledger."""

    def guard(view: View) -> View:
        @for_ledger(action)
        @wraps(view)
        def guarded(request: HttpRequest, fund: FundPage, uid: str, **kwargs: Any) -> HttpResponseBase:
            rows = FundEntry.objects.filter(fund=fund).select_related(
                "fund", "entered_by", "decided_by", "reverses"
            )
            return view(request, get_object_or_404(rows, uid=uid), **kwargs)

        return guarded

    return guard
