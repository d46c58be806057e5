"""The full-page cache of anonymous visitors.

A page is kept in the memory of the worker that made it, together with the *generation* of the public
content: a number that every worker reads before it answers and that moves when a transaction which
changed public content has committed, before the person who changed it gets an answer. A page of an
older generation is never served. Reading the generation takes one `stat` call (and, with several
machines, one Redis GET), never a query.
"""

import gzip
import hashlib
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from wagtail.models import Site

logger = logging.getLogger(__name__)

#: Only what these views answer is kept; every other address is made anew.
PUBLIC_VIEWS = {
    "wagtail_serve",
    "adoption:adopters",
    "adoption:diffusion",
    "networks:graph",
    "networks:map",
    "search",
    "finder",
    "sitemap",
    "robots",
}
PUBLIC_TYPES = {"text/html", "application/xml", "text/plain"}
LONGEST_QUERY = 200
LARGEST_PAGE = 1024 * 1024
#: Bytes a worker keeps: addresses with a query have their own share, so that no
#: flood of made-up queries can push the pages out.
PAGE_SHARE = 24 * 1024 * 1024
QUERY_SHARE = 8 * 1024 * 1024

#: What a kept page may vary on: none of it differs between two visitors without a session.
HARMLESS_VARY = {"cookie", "accept-language", "accept-encoding"}
KEPT_HEADERS = ("Content-Type", "Content-Language", "Link", "Last-Modified", "Vary", "X-Frame-Options")

GENERATION_KEY = "portal:generation"

Generation = tuple[object, ...]
Key = tuple[str, str, str]


def generation_file() -> Path:
    return settings.VAR_DIR / "public-generation"


def generation() -> Generation | None:
    """Which state of the public content is current; None if that can't be told."""
    try:
        state = os.stat(generation_file())
        local: Generation = (state.st_ino, state.st_size, state.st_mtime_ns)
    except FileNotFoundError:
        local = ()
    if not settings.REDIS_URL:
        return local
    try:
        return (*local, cache.get_or_set(GENERATION_KEY, time.time_ns, timeout=None))
    except Exception:
        logger.exception("The shared generation can't be read: pages are made anew")
        return None


def next_generation() -> None:
    """Make every kept page of every worker old.

    The file grows by one byte: appending is atomic, and a size never comes back.
    """
    path = generation_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:
            file.write(b".")
    except OSError:  # a full disk still takes a new time
        logger.exception("The generation file can't grow")
        os.utime(path)
    if settings.REDIS_URL:
        try:
            cache.add(GENERATION_KEY, time.time_ns(), timeout=None)
            cache.incr(GENERATION_KEY)
        except Exception:
            logger.exception("Other machines may show old pages for %s s", settings.PUBLIC_CACHE_SECONDS)


@dataclass(frozen=True, slots=True)
class KeptPage:
    generation: Generation
    expires: float
    route: str
    headers: dict[str, str]
    etag: str
    body: bytes
    zipped: bytes

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped)


class Shelf:
    """Kept pages up to a number of bytes; the one unused longest leaves first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.used = 0
        self.pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> KeptPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page:
                self.pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage) -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = page
            self.used += page.size
            while self.used > self.capacity:
                self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        if old := self.pages.pop(key, None):
            self.used -= old.size


class PageCacheMiddleware:
    """Answers anonymous visitors from memory; keeps only what any of them would be shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages = Shelf(PAGE_SHARE)
        self.queries = Shelf(QUERY_SHARE)
        self.seen: Generation | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        current = generation()
        self.forget_site(current)
        key = cache_key(request)
        if key is None:
            return keep_private(request, self.get_response(request))
        shelf = self.queries if request.META.get("QUERY_STRING") else self.pages
        page = shelf.get(key)
        if page and page.generation == current and page.expires > time.time():
            request.cached_route = page.route
            return answer(request, page)
        response = self.get_response(request)
        if current is None or not may_keep(request, response):
            return response
        page = kept(request, response, current)
        shelf.put(key, page)
        return answer(request, page)

    def forget_site(self, current: Generation | None) -> None:
        """Wagtail remembers the sites' root pages for an hour, each worker for itself."""
        if current != self.seen:
            Site.clear_site_root_paths_cache()
            self.seen = current


def cache_key(request: HttpRequest) -> Key | None:
    """Scheme, host, and path with query; None for a request that isn't anyone's.

    The path names the language too: Thai has no prefix, and neither cookie nor browser changes it.
    """
    if (
        not settings.PUBLIC_CACHE_SECONDS
        or request.method not in {"GET", "HEAD"}
        or is_known_visitor(request)
        or "Authorization" in request.headers
        or "HX-Request" in request.headers
        or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY
    ):
        return None
    try:
        return (request.scheme or "", request.get_host(), request.get_full_path())
    except DisallowedHost:
        return None


def is_known_visitor(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    control = response.get("Cache-Control", "").lower()
    return (
        request.method == "GET"
        and match is not None
        and match.view_name in PUBLIC_VIEWS
        and not getattr(request, "is_preview", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not response.has_header("Content-Encoding")
        and not any(word in control for word in ("private", "no-store", "no-cache", "max-age=0"))
        and response.get("Content-Type", "").partition(";")[0] in PUBLIC_TYPES
        and {word.strip().lower() for word in response.get("Vary", "").split(",")} <= HARMLESS_VARY | {""}
        and len(response.content) <= LARGEST_PAGE
    )


def kept(request: HttpRequest, response: HttpResponse, current: Generation) -> KeptPage:
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return KeptPage(
        generation=current,
        expires=expiry(timezone.localtime()).timestamp(),
        route=request.resolver_match.view_name if request.resolver_match else "",
        headers={name: response[name] for name in KEPT_HEADERS if response.has_header(name)},
        etag=f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"',
        body=response.content,
        zipped=gzip.compress(response.content, compresslevel=6, mtime=0),
    )


def expiry(now: datetime) -> datetime:
    """Events begin and end and "today" moves on, though nobody publishes: at midnight at the latest."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(now + timedelta(seconds=settings.PUBLIC_CACHE_SECONDS), midnight)


def answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """The kept page; a browser that has it already is told so.

    Browsers may keep it too but have to ask each time: after signing in the same address says more.
    """
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    response: HttpResponse
    if page.etag in known or "*" in known:
        response = HttpResponseNotModified(headers=page.headers)
    else:
        # The visitor's own compression holds no secret: pages with a token are never kept.
        zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        body = page.zipped if zipped else page.body
        response = HttpResponse(b"" if request.method == "HEAD" else body, headers=page.headers)
        response["Content-Length"] = len(body)
        if zipped:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    return response


def keep_private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A signed-in person's page must not come back with the next user's Back button."""
    if is_known_visitor(request) and response.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
