"""Asking the supervisors for a practice that people look for and nobody has written."""

from django.db import IntegrityError
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import mail
from accounts.models import User
from organisations.models import Membership, Role
from search.models import PracticeRequest


class AlreadyAskedError(Exception):
    """It is being asked for, and nobody has answered yet."""


def ask(request: PracticeRequest, by: User) -> int:
    """Keep a request and write to the supervisors; how many got a letter. Raises AlreadyAskedError."""
    request.asked_by = by
    try:
        with atomic():
            request.save()
    except IntegrityError as error:
        raise AlreadyAskedError from error
    log(request, "search.ask", user=by)
    with override("th"):
        path = reverse("search_desk:requests")
    letters = sorted(supervisors())
    for address in letters:
        mail.send("search/mail/asked", address, query=request.query, note=request.note, path=path)
    return len(letters)


def supervisors() -> set[str]:
    """Addresses of the office's supervisors of today."""
    current = Membership.objects.current().filter(role=Role.SUPERVISOR, person__is_active=True)
    return set(current.values_list("person__email", flat=True))


def finish(request: PracticeRequest, by: User) -> bool:
    """Take a request off the list; False if somebody else was quicker."""
    done = PracticeRequest.objects.filter(pk=request.pk, done_at=None).update(done_at=timezone.now())
    if done:
        log(request, "search.answer", user=by)
    return bool(done)
