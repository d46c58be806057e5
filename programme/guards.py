"""Views of the site's office, for those who may do a thing there; for others they are not there."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from networks.counting_views import of_office
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing

View = Callable[..., HttpResponse]


def for_those_who(action: Action, thing: Thing) -> Callable[[View], View]:
    """The office comes as the view's second argument."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @of_office
        @wraps(view)
        def guarded(
            request: HttpRequest, office: Organisation, *args: object, **kwargs: object
        ) -> HttpResponse:
            if not policy.may(request.user, action, At(thing, office)):
                raise Http404
            return view(request, office, *args, **kwargs)

        return guarded

    return guard
