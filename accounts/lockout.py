from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """After too many wrong passwords: says how long to wait, never whether the account exists."""
    return render(request, "accounts/locked_out.html", status=429)
