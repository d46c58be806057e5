"""The second factor before the editing interface."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _


class StaffTwoFactorMiddleware:
    """Whoever enters the editing interface has a second factor.

    A session from before the factor was set up is good enough: that person gave the code when
    setting it up. Signing in afterwards asks for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not settings.REQUIRE_STAFF_TWO_FACTOR or not self.is_editing(request) or self.is_safe(request):
            return None
        messages.info(
            request,
            _("Before you edit, set up the second factor: a code from your phone beside the password."),
        )
        return HttpResponseRedirect(reverse("mfa_activate_totp"))

    def is_editing(self, request: HttpRequest) -> bool:
        return request.path.startswith(reverse("wagtailadmin_home")) and request.user.is_authenticated

    def is_safe(self, request: HttpRequest) -> bool:
        return is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
