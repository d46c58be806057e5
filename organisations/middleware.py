"""The door of the editing interface."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.models import Page

from accounts.middleware import StaffTwoFactorMiddleware
from content.publication import NotPublishableError
from organisations import admin_groups, policy
from organisations.models import Kind

#: Screens on which a person of the office decides about others: registrations, people, rights.
OFFICE_SCREENS = {"organisations", "networks", "privacy", "review"}


def wants_json(request: HttpRequest) -> bool:
    return "/api/" in request.path or request.headers.get("accept", "").startswith("application/json")


def name_of(thing: Model) -> str:
    """What a message may call it: a page by its title, anything else by its kind."""
    return thing.title if isinstance(thing, Page) else str(thing._meta.verbose_name)


class EditingEntranceMiddleware:
    """Only people of the office with an editing role get in; to others it isn't there.

    A membership ends with its last day, without anybody doing anything: so ask at each request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not request.path.startswith(reverse("wagtailadmin_home")) or not request.user.is_authenticated:
            return None
        if not admin_groups.may_edit(request.user):
            admin_groups.sync(request.user)
            raise Http404
        if not admin_groups.is_in_step(request.user):
            admin_groups.sync(request.user)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lists and the first screen publish without a form: say there what a page lacks."""
        if not isinstance(exception, NotPublishableError):
            return None
        if wants_json(request):
            return JsonResponse(
                {"detail": exception.messages, "obstacles": exception.message_dict}, status=422
            )
        thing = exception.thing
        messages.error(request, " ".join([f"{name_of(thing)}:", *exception.messages]))
        place = reverse("wagtailadmin_home")
        if isinstance(thing, Page) and thing.pk and thing.permissions_for_user(request.user).can_edit():
            place = reverse("wagtailadmin_pages:edit", args=[thing.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # Wagtail's dialogue goes where it is told.
            return JsonResponse({"step": "success", "redirect": place})
        return redirect(place)


class OfficeTwoFactorMiddleware(StaffTwoFactorMiddleware):
    """People of the office need their second factor where they decide, not only where they edit."""

    def is_editing(self, request: HttpRequest) -> bool:
        if super().is_editing(request):
            return True
        match = request.resolver_match
        if match is None or match.namespace not in OFFICE_SCREENS or match.url_name == "accept":
            return False
        return request.user.is_authenticated and any(
            membership.organisation.kind == Kind.OFFICE for membership in policy.memberships(request.user)
        )
