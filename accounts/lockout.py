"""What people see after too many wrong passwords."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """Says how long to wait, never whether the account exists."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
