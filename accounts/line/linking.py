"""Linking a person's LINE: they send a code to the office's account, which nobody but they has seen."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import LineAccount, User

MINUTES = 30

#: Without letters and digits that look alike.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE = re.compile(rf"\bVC[- ]?([{LETTERS}]{{4}})[- ]?([{LETTERS}]{{4}})\b")

#: What a person writes to hear no more.
STOP = "หยุดแจ้งเตือน"


def new_code(person: User) -> str:
    """A code for half an hour; the one before works no more, a link that exists stays until the code is used."""
    first, second = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2))
    LineAccount.objects.update_or_create(
        person=person,
        defaults={
            "code_digest": _digest(first + second),
            "code_until": timezone.now() + timedelta(minutes=MINUTES),
        },
    )
    return f"VC-{first}-{second}"


def _digest(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), code.encode(), hashlib.sha256).hexdigest()


def code_in(text: str) -> str | None:
    """The letters of a code in what somebody wrote."""
    found = CODE.search(text.upper())
    return "".join(found.groups()) if found else None


@transaction.atomic
def link(user_id: str, code: str) -> LineAccount | None:
    """Use a code up; None if it is no code or too old. Another person's link to the same LINE ends."""
    account = (
        LineAccount.objects.select_for_update()
        .select_related("person")
        .filter(code_digest=_digest(code), code_until__gt=timezone.now(), person__is_active=True)
        .first()
    )
    if account is None:
        return None
    for other in LineAccount.objects.filter(user_id=user_id).exclude(pk=account.pk):
        unlink(other)
    account.user_id, account.code_digest, account.code_until = user_id, "", None
    account.linked_at, account.blocked_at = timezone.now(), None
    account.save()
    log(account.person, "accounts.line.link", user=account.person)
    return account


@transaction.atomic
def unlink(account: LineAccount) -> None:
    person = account.person
    account.delete()
    log(person, "accounts.line.unlink", user=person)


def block(user_id: str) -> None:
    """The person lets the office's account write no more."""
    LineAccount.objects.filter(user_id=user_id, blocked_at=None).update(blocked_at=timezone.now())


def unblock(user_id: str) -> None:
    LineAccount.objects.filter(user_id=user_id).update(blocked_at=None)
