"""Pages about the portal itself: health, errors, and what machines ask for."""

import sys
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone

from home.models import SiteSettings
from portal import health


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the portal can do its work: one entry a check, 503 if one fails."""
    checks = health.readiness()
    ready = all(checks.values())
    words = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    return JsonResponse({"ready": ready, "checks": words}, status=200 if ready else 503)


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private_paths())]
    lines.append(f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def private_paths() -> list[str]:
    """What has nothing to find, in both languages."""
    paths = ["/account/", "/my/", "/organisations/", "/search/"]
    return ["/admin/", *paths, *(f"/en{path}" for path in paths)]


def security_contact(request: HttpRequest) -> HttpResponse:
    """Where to report a hole in the portal (RFC 9116)."""
    contact = settings.SECURITY_CONTACT or SiteSettings.for_request(request).email
    if not contact:
        raise Http404
    if "@" in contact and not contact.startswith("mailto:"):
        contact = f"mailto:{contact}"
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: th, en",
        f"Canonical: {settings.BASE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def alone(template: str, status: int) -> HttpResponse:
    """A page that needs neither the database nor the site around it."""
    return HttpResponse(loader.get_template(template).render(), status=status)


def error_view(status: int) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return render(request, f"{status}.html", status=status)

    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too odd a request to render the site for: its host or its form can't be trusted."""
    return alone("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; a database that is busy or away is worth another try."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = alone("503.html", 503)
        response["Retry-After"] = "30"
        return response
    return alone("500.html", 500)


def nothing_here(request: HttpRequest) -> HttpResponse:
    raise Http404


forbidden = error_view(403)
not_found = error_view(404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
