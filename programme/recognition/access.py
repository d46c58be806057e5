"""The doors of the screens about awards: the office keeps them, others see what is announced."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from organisations.models import Organisation
from organisations.policy import Action, Thing
from programme.guards import for_those_who
from programme.models import AwardScheme, Featured, Honour

View = Callable[..., HttpResponseBase]


def for_office(action: Action) -> Callable[[View], View]:
    """A view of the site's office, which comes as the second argument."""
    return for_those_who(action, Thing.AWARD)


def for_scheme(action: Action) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @for_office(action)
        @wraps(view)
        def guarded(request: HttpRequest, office: Organisation, uid: str, **kwargs: Any) -> HttpResponseBase:
            rows = AwardScheme.objects.select_related("office", "design")
            return view(request, get_object_or_404(rows, office=office, uid=uid), **kwargs)

        return guarded

    return guard


def for_honour(action: Action) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @for_office(action)
        @wraps(view)
        def guarded(request: HttpRequest, office: Organisation, uid: str, **kwargs: Any) -> HttpResponseBase:
            rows = Honour.objects.with_names().select_related("person", "scheme__office", "scheme__design")
            return view(request, get_object_or_404(rows, scheme__office=office, uid=uid), **kwargs)

        return guarded

    return guard


def for_featured(action: Action) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @for_office(action)
        @wraps(view)
        def guarded(request: HttpRequest, office: Organisation, uid: str, **kwargs: Any) -> HttpResponseBase:
            rows = Featured.objects.select_related("organisation", "image")
            return view(request, get_object_or_404(rows, office=office, uid=uid), **kwargs)

        return guarded

    return guard
