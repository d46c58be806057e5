"""Wagtail's REST API v3 behind a door of ours: what of it is open, to whom, and how often (decision 0027).

Whoever reads without a token gets what visitors get. A token is a person: it may do what the table of rights
allows that person today, and stops with the last membership. Mounted only with API_ENABLED.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.cache import never_cache
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.routers import pages
from wagtail.api.v3.urls import api
from wagtail.models import Page
from wagtail.query import PageQuerySet

from accounts.models import User
from accounts.ratelimit import limited
from organisations import admin_groups, policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, At, Thing
from organisations.reach import within_reach

#: What is open of Wagtail's addresses, and what is asked of the table of rights for a page there.
OPEN: dict[str, dict[str, Action]] = {
    "pages/": {"GET": Action.VIEW, "POST": Action.CREATE},
    "pages/find/": {"GET": Action.VIEW},
    "pages/<page_id>/": {"GET": Action.VIEW, "PATCH": Action.EDIT},
    "pages/<page_id>/revisions/": {"GET": Action.EDIT},
    "pages/<page_id>/revisions/<revision_id>/": {"GET": Action.EDIT},
    "pages/<page_id>/actions/publish/": {"POST": Action.PUBLISH},
    "pages/<page_id>/actions/unpublish/": {"POST": Action.PUBLISH},
    "schema/": {"GET": Action.VIEW},
    "schema/<type_name>/": {"GET": Action.VIEW},
    "whoami/": {"GET": Action.VIEW},
}
#: Types that the fields of the API make a whole draft of.
CREATABLE = {"practices.PracticePage", "practices.GuidancePage", "home.StandardPage"}
PRACTICE = "practices.PracticePage"

PER_MINUTE, PER_HOUR = 120, 2000
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")

View = Callable[..., HttpResponse]


def urlpatterns() -> list[URLPattern]:
    """Wagtail's patterns that are open, each behind the door."""
    pages.get_pages_queryset = only_within_reach(pages.get_pages_queryset)
    return list(_open(api.urls[0]))


def _open(patterns: list[URLPattern]) -> Iterator[URLPattern]:
    for pattern in patterns:
        route = str(pattern.pattern).replace("<int:", "<")
        if route in OPEN:
            pattern.callback = behind_the_door(pattern.callback, OPEN[route])
            yield pattern


def only_within_reach(queryset: Callable[..., PageQuerySet]) -> Callable[..., PageQuerySet]:
    """Wagtail knows one office; here each sees its own pages and those of its schools and partners."""

    @wraps(queryset)
    def narrowed(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
        rows = queryset(request, model)
        return within_reach(rows, request.user) if request.user.is_authenticated else rows

    return narrowed


def behind_the_door(view: View, actions: dict[str, Action]) -> View:
    @limited("api", per_minute=PER_MINUTE, per_hour=PER_HOUR, methods=METHODS)
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, **values: Any) -> HttpResponse:
        action = actions.get(request.method or "")
        if action is None:
            return problem_response(status=405)
        if "Authorization" not in request.headers:
            return view(request, **values)
        person = bearer(request)
        if person is None:
            return problem_response(status=401, detail="Authentication required")
        if not admin_groups.may_edit(person):
            return problem_response(status=403, detail="This person has no editing role today.")
        if not admin_groups.is_in_step(person):
            admin_groups.sync(person)
        return refusal(request, person, action, values.get("page_id")) or view(request, **values)

    return guarded


def bearer(request: HttpRequest) -> User | None:
    kind, _space, token = request.headers["Authorization"].partition(" ")
    if kind.lower() != "bearer" or BearerTokenAuth().authenticate(request, token.strip()) is None:
        return None
    return request.user


def refusal(request: HttpRequest, person: User, action: Action, page_id: int | None) -> HttpResponse | None:
    """What stands against it in the table of rights; what Wagtail asks comes afterwards."""
    if page_id is not None and not within_reach(Page.objects.filter(pk=page_id), person).exists():
        return problem_response(status=404)
    if action not in (Action.CREATE, Action.EDIT):
        return None
    sent = body(request)
    meta = sent.get("meta")
    kind = meta.get("type") if isinstance(meta, dict) else None
    if action is Action.CREATE and kind not in CREATABLE:
        return problem_response(status=422, detail=f"Can be created: {', '.join(sorted(CREATABLE))}.")
    if "owner_organisation_id" not in sent and (kind != PRACTICE or action is Action.EDIT):
        return None
    owner = sent.get("owner_organisation_id")
    organisation = Organisation.objects.filter(pk=owner).first() if isinstance(owner, int) else None
    if organisation is None:
        return problem_response(status=422, detail="owner_organisation_id: the number of a school or office.")
    thing = At(
        Thing.OFFICE_PRACTICE if organisation.kind == Kind.OFFICE else Thing.SCHOOL_PRACTICE, organisation
    )
    return None if policy.may(person, action, thing) else problem_response(status=403)


def body(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}
