"""The doors of the register: who has no right there does not learn that it exists."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from organisations import policy
from organisations.models import Kind, Organisation, RegisterImport
from organisations.policy import Action, At, Thing

View = Callable[..., HttpResponse]
KINDS = (Kind.SCHOOL, Kind.CLUSTER)


def entering(action: Action) -> Callable[[View], View]:
    """A view for those who may do this to the register of some office."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
            if not policy.may(request.user, action, Thing.REGISTER):
                raise Http404
            return view(request, **kwargs)

        return guarded

    return guard


def of_organisation(action: Action, *kinds: Kind) -> Callable[[View], View]:
    """A view of a school or a cluster, which comes as its second argument."""

    def guard(view: View) -> View:
        @entering(action)
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: object) -> HttpResponse:
            rows = Organisation.objects.filter(kind__in=kinds or KINDS)
            found = rows.select_related("office", "cluster", "merged_into").filter(uid=uid).first()
            if found is None or not policy.may(request.user, action, At(Thing.REGISTER, found)):
                raise Http404
            return view(request, found, **kwargs)

        return guarded

    return guard


def of_import(view: View) -> View:
    """A view of a sheet that was brought in, which comes as its second argument."""

    @entering(Action.CREATE)
    @wraps(view)
    def guarded(request: HttpRequest, uid: str, **kwargs: object) -> HttpResponse:
        found = RegisterImport.objects.select_related("office").filter(uid=uid).first()
        if found is None or not policy.may(request.user, Action.CREATE, At(Thing.REGISTER, found.office)):
            raise Http404
        return view(request, found, **kwargs)

    return guarded


def offices_of(request: HttpRequest, action: Action) -> list[Organisation]:
    """The offices whose register a person may do this to."""
    rows = policy.own_organisations(request.user, action, Thing.REGISTER)
    return [row for row in rows if row.kind == Kind.OFFICE]
