"""How often what is asked: counted in a way that tells nothing about anybody.

A search is counted in memory and written some seconds later by a thread of its own, so that no visitor waits
for it and no failure reaches them. In the database a question is a hash under a key that changes every
week. Its text is written down once it has been asked `ENOUGH` times within a week: a name that somebody
looked for once is never stored. Questions about persons and of people in danger are not counted at all.
Neither who asked nor from where is known here.
"""

import atexit
import hashlib
import hmac
import logging
import re
import threading
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.db import Error, close_old_connections, connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.transaction import atomic
from django.http import HttpRequest
from django.utils import timezone

from search import asked
from search.engine import Query, Results
from search.models import QueryTally

logger = logging.getLogger(__name__)

#: Searches within a week from which on a question is nobody's own.
ENOUGH = 3
#: Counts older than these months are deleted.
KEPT_MONTHS = 13
#: Different questions that wait to be written at most; more can only be a flood.
MOST_WAITING = 1000

_CLICK = "search.click"
#: A page of results is looked at for a day at most.
CLICK_SECONDS = 24 * 3600

_ROBOT = re.compile(r"bot|crawl|spider|slurp|monitor|preview|headless|curl|wget|python|java/|go-http", re.I)


@dataclass
class Count:
    searches: int = 0
    empty: int = 0
    clicks: int = 0


_waiting: dict[tuple[date, str], Count] = {}
_lock = threading.Lock()


def record(request: HttpRequest, query: Query, found: Results) -> None:
    """Count a search. Only the first page of unfiltered results is one: the rest is looking around in it."""
    plain = not query.filters and not query.exact and query.order == "relevance"
    if plain and "page" not in request.GET and request.method == "GET" and not is_robot(request):
        nothing = not len(found) or found.approximate
        _count(query.text, Count(searches=1, empty=int(nothing)))


def click_token(text: str) -> str:
    """What a page of results hands back when one of them is opened; empty if that is not to be counted."""
    question = asked.question(text)
    if not question or asked.is_private(question):
        return ""
    return signing.dumps(question, salt=_CLICK, compress=True)


def record_click(token: str) -> None:
    """Count that a result was opened. Tokens that are not ours, or old, count nothing."""
    try:
        question = signing.loads(token, salt=_CLICK, max_age=CLICK_SECONDS)
    except signing.BadSignature:
        return
    _count(question, Count(clicks=1))


def is_robot(request: HttpRequest) -> bool:
    """Whether it says so itself, or a browser looks ahead of its user."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return bool(_ROBOT.search(agent)) or "prefetch" in ahead


def _count(text: str, more: Count) -> None:
    question = asked.question(text)
    if not question or asked.is_private(question):
        return
    with _lock:
        first = not _waiting
        key = (timezone.localdate(), question)
        if key not in _waiting and len(_waiting) >= MOST_WAITING:
            return
        count = _waiting.setdefault(key, Count())
        count.searches += more.searches
        count.empty += more.empty
        count.clicks += more.clicks
    if settings.QUERY_LOG_SECONDS == 0:
        flush()
    elif first:
        timer = threading.Timer(settings.QUERY_LOG_SECONDS, _flush_and_close)
        timer.daemon = True
        timer.start()


def flush() -> None:
    """Write down what was counted. What can't be written is lost: it is a count, and holds up nobody."""
    with _lock:
        waiting = dict(_waiting)
        _waiting.clear()
    try:
        for (day, question), count in waiting.items():
            with atomic():
                _write(day, question, count)
        if waiting:
            tidy()
    except Error as error:
        # Neither message nor traceback: a database may repeat in them what was to be written.
        logger.warning("Searches could not be counted: %s", type(error).__name__)


def _flush_and_close() -> None:
    close_old_connections()
    flush()
    connection.close()


atexit.register(flush)


def _write(day: date, question: str, count: Count) -> None:
    tallies = QueryTally.objects
    code = digest(day, question)
    # A row for the question, whichever worker is first; signals would make every kept page old.
    tallies.bulk_create([QueryTally(day=day, digest=code)], ignore_conflicts=True)
    tallies.filter(day=day, digest=code).update(
        searches=F("searches") + count.searches,
        empty=F("empty") + count.empty,
        clicks=F("clicks") + count.clicks,
    )
    week = tallies.filter(digest=code)
    asked_often = (week.aggregate(n=Sum("searches"))["n"] or 0) >= ENOUGH
    if asked_often or tallies.filter(text=question).exists():
        week.filter(text="").update(text=question)


def digest(day: date, question: str) -> str:
    """The question under the key of the day's week."""
    year, week, _day = day.isocalendar()
    key = f"search.querylog:{year}-{week}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, question.encode(), hashlib.sha256).hexdigest()[:32]


def tidy(today: date | None = None) -> int:
    """Delete what is too old, and last week's questions that too few had; how many rows."""
    today = today or timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    old = Q(day__lt=oldest_day(today)) | Q(text="", day__lt=monday)
    return QueryTally.objects.filter(old).delete()[0]


def oldest_day(today: date) -> date:
    """The first day whose counts are kept."""
    months = today.year * 12 + today.month - 1 - KEPT_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def readable(since: date) -> QuerySet[QueryTally]:
    """What editors may read: counts of questions that enough people had."""
    return QueryTally.objects.filter(day__gte=max(since, oldest_day(timezone.localdate()))).exclude(text="")
