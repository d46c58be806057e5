"""What every request leaves in the log and every response carries."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers

from portal.logs import request_id, route_of

GetResponse = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger("portal.access")

#: Ids that a proxy may hand on; anything else could forge log lines.
PASSED_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

#: Asked every few seconds by whatever watches the portal.
QUIET_PATHS = {"/healthz", "/readyz"}

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

#: Wagtail 8 sets up its date pickers in inline scripts and styles its editor inline; measured.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)


def accepted_id(request: HttpRequest) -> str:
    """The id that our own proxy gave the request, or a new one."""
    passed = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return passed if PASSED_ID.fullmatch(passed) else secrets.token_hex(8)


class RequestLogMiddleware:
    """One line a request: who asked and what for stays out of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        token = request_id.set(accepted_id(request))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            logger.log(
                logging.DEBUG if request.path_info in QUIET_PATHS else logging.INFO,
                "request",
                extra={
                    "request_id": request_id.get(),
                    "method": request.method,
                    "route": getattr(request, "cached_route", "") or route_of(request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "cache": "hit" if hasattr(request, "cached_route") else "",
                },
            )
            return response
        finally:
            request_id.reset(token)


class FormAddressMiddleware:
    """Whoever opens an address that only takes what a form sends gets a page with a way back, not an empty one.

    People get there by reloading after a mistake, by the other language, by signing in again while they send.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", {"above": page_above(request.path_info)}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        add_never_cache_headers(page)
        return page


def page_above(path: str) -> str:
    """The nearest address above that one of our own views answers; empty if there is none."""
    while path := path.rstrip("/").rpartition("/")[0]:
        with suppress(Resolver404):
            if resolve(f"{path}/").url_name != "wagtail_serve":
                return f"{path}/"
    return ""


class SecurityHeadersMiddleware:
    """Headers that Django has no setting for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"]):
            response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY)
        return response
