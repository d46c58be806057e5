"""Limits on how often one address may ask, exact over all workers.

The counts live in Redis where there is one, else in a small SQLite file of their own: a search must
not wait for the portal's database, and nothing is lost when the counts are. Addresses are kept only
as a hash that nobody can compare with the next day's.
"""

import hashlib
import hmac
import ipaddress
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

MINUTE, HOUR, DAY = 60, 3600, 86400


def client_address(request: HttpRequest) -> str:
    """Who asks: the nearest address that none of our own proxies has."""
    if settings.TRUSTED_PROXIES:
        passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(passed) >= settings.TRUSTED_PROXIES:
            return passed[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def network(address: str) -> str:
    """The address, or of an IPv6 address the /64 that belongs to one household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def counter_key(scope: str, address: str, now: float, seconds: int) -> str:
    salted = f"{int(now // DAY)}:{scope}:{network(address)}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), salted, hashlib.sha256).hexdigest()[:32]
    return f"{scope}:{seconds}:{int(now // seconds)}:{digest}"


def count_in_file(key: str, expires: float, now: float) -> int:
    path = settings.VAR_DIR / "limits.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as counts:
        counts.execute("PRAGMA journal_mode=WAL")
        counts.execute("PRAGMA synchronous=OFF")
        counts.execute("CREATE TABLE IF NOT EXISTS hits (key TEXT PRIMARY KEY, n INTEGER, expires REAL)")
        row = counts.execute(
            "INSERT INTO hits VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET n = n + 1 RETURNING n",
            (key, expires),
        ).fetchone()
        if row[0] == 1:  # a new visitor pays for tidying up
            counts.execute("DELETE FROM hits WHERE expires < ?", (now,))
        return row[0]


def count(scope: str, address: str, seconds: int) -> tuple[int, int]:
    """One more request: how many there were in this window, and the seconds until the next."""
    now = time.time()
    key = counter_key(scope, address, now, seconds)
    left = seconds - int(now) % seconds
    if settings.REDIS_URL:
        cache.add(f"limit:{key}", 0, timeout=seconds)
        return cache.incr(f"limit:{key}"), left
    return count_in_file(key, now + left, now), left


def wait_for(request: HttpRequest, scope: str, limits: dict[int, int]) -> int:
    """Seconds the visitor has to wait; 0 if they may go on. A broken counter stops nobody."""
    wait = 0
    for seconds, most in limits.items():
        try:
            asked, left = count(scope, client_address(request), seconds)
        except (OSError, sqlite3.Error, RedisError, ValueError):
            logger.exception("The limit of %s can't be counted", scope)
            return 0
        if asked > most:
            wait = max(wait, left)
    return wait


def limited(
    scope: str,
    *,
    per_minute: int = 0,
    per_hour: int = 0,
    per_day: int = 0,
    methods: tuple[str, ...] = ("GET", "POST"),
) -> Callable[[View], View]:
    """Let one address call a view only so often: `@limited("search", per_minute=60)`."""
    limits = {
        seconds: most for seconds, most in ((MINUTE, per_minute), (HOUR, per_hour), (DAY, per_day)) if most
    }

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            asked = "GET" if request.method == "HEAD" else request.method  # HEAD is as much work
            if settings.RATE_LIMITS and asked in methods:
                wait = wait_for(request, scope, limits)
                if wait:
                    return too_many(request, wait)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    context = {"minutes": -(-wait // MINUTE)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response
