"""Links that let somebody do one thing once, without signing in.

The token stands in the letter and nowhere else; the table has its hash. Opening such a link only shows what
would be done: mail scanners and chat previews open links too. What acts is the button that sends a form.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from wagtail.log_actions import log

from accounts.models import OneTimeLink, User
from accounts.ratelimit import limited

DAYS = 14


def make(
    purpose: str, subject: Model, to: str, *, person: User | None = None, days: int = DAYS, **data: object
) -> str:
    """A new link's token, which goes into one letter. The caller builds the address around it."""
    token = secrets.token_urlsafe(32)
    link = OneTimeLink.objects.create(
        digest=digest(token),
        purpose=purpose,
        subject_label=subject._meta.label_lower,
        subject_pk=str(subject.pk),
        addressee=to.lower(),
        person=person,
        data=data,
        expires_at=timezone.now() + timedelta(days=days),
    )
    log(link, "accounts.link.make", data={"purpose": purpose})
    return token


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str, purpose: str) -> OneTimeLink | None:
    """The link, if it still works."""
    return (
        OneTimeLink.objects.open()
        .select_related("person")
        .filter(digest=digest(token), purpose=purpose)
        .first()
    )


def note_opening(link: OneTimeLink) -> None:
    """Somebody, or their mail program, looked."""
    now = timezone.now()
    OneTimeLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now)
    OneTimeLink.objects.filter(pk=link.pk).update(times_opened=F("times_opened") + 1)
    log(link, "accounts.link.open", user=link.person, data={"purpose": link.purpose})


def use(link: OneTimeLink) -> bool:
    """Use the link up; False if somebody did before, or its time has run out.

    Call it in the transaction that does the thing: a deed that is rolled back leaves the link whole.
    """
    now = timezone.now()
    if not OneTimeLink.objects.open().filter(pk=link.pk).update(used_at=now):
        return False
    link.used_at = now
    log(link, "accounts.link.use", user=link.person, data={"purpose": link.purpose})
    return True


def withdraw(purpose: str, subject: Model) -> int:
    """Let all open links of a purpose about a thing end; how many there were."""
    links = list(OneTimeLink.objects.open().about(subject).filter(purpose=purpose))
    OneTimeLink.objects.filter(pk__in=[link.pk for link in links], used_at=None).update(
        expires_at=timezone.now(), withdrawn=True
    )
    for link in links:
        log(link, "accounts.link.withdraw", data={"purpose": purpose})
    return len(links)


def opened_by(purpose: str, holds: Callable[[OneTimeLink], bool] = lambda link: True) -> Callable:
    """The view that a link of a purpose leads to: `view(request, link)`, at an address with `token`.

    A link that works no more answers 410 and says why; one that never was, 404. Each opening is logged.
    `holds` is asked whether what the link was made by still holds.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @limited(f"link_{purpose}", per_minute=30)
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            link = find(token, purpose)
            if link is None or not holds(link):
                return closed(request, token, purpose)
            if request.method == "GET":
                note_opening(link)
            response = view(request, link)
            # The address opens something: it stays with its reader. Not "no-referrer": a browser would then
            # send the page's own form from "null", and be refused.
            response["Referrer-Policy"] = "same-origin"
            return response

        return guarded

    return decorate


def closed(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """Tells that a link works no more."""
    link = OneTimeLink.objects.filter(digest=digest(token), purpose=purpose).first()
    return render(request, "accounts/link_closed.html", {"link": link}, status=410 if link else 404)
