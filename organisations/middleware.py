"""The door of the editing interface."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from organisations import admin_groups


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
