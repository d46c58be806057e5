"""Doors of views: what a person may not see isn't there."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing

View = Callable[..., HttpResponse]


def for_members(view: View) -> View:
    """The view of an organisation whose people one may see; all others are not there (404)."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, uid: str, **kwargs: object) -> HttpResponse:
        organisation = Organisation.objects.filter(uid=uid).first()
        if organisation is None or not policy.may(
            request.user, Action.VIEW, At(Thing.MEMBERSHIP, organisation)
        ):
            raise Http404
        return view(request, organisation, **kwargs)

    return guarded


def for_office(view: View) -> View:
    """The view of an office whose people look after all its schools; it comes as the second argument."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        for row in policy.memberships(request.user):
            if row.role in policy.OFFICE_ROLES and policy.may(
                request.user, Action.VIEW, At(Thing.MEMBERSHIP, row.organisation)
            ):
                return view(request, row.organisation, **kwargs)
        raise Http404

    return guarded
