"""Messages by LINE that wait to be sent; what can't be sent so goes by letter.

Each try of a message carries the same key, so that LINE sends it once though a process may have died between LINE's
answer and the deletion of the row. After a few failures in a row nobody tries for a while. A message that has waited for
long, whose reader has unlinked, switched LINE off or blocked the office's account, for which the month's quota has no
room, or that meets an installation without LINE, becomes the letter that was written with it.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.transaction import on_commit
from django.utils import timezone

from accounts import mail, postman
from accounts.line import api
from accounts.models import LineAccount, LineChannel, LineMessage, User

logger = logging.getLogger(__name__)

#: Longer than any request to LINE.
LEASE = timedelta(minutes=1)

#: Minutes between two tries, and after how many a letter goes instead.
PAUSES = [1, 2, 5, 10]
PATIENCE = timedelta(minutes=30)

#: Failures in a row after which nobody tries for a while.
MOST_FAILURES = 3
BREAK = timedelta(minutes=5)
LONG_BREAK = timedelta(hours=1)

#: How long what LINE said about the quota is believed.
QUOTA_KEPT = timedelta(minutes=15)

#: Messages of one round: letters must not wait for LINE.
MOST_AT_ONCE = 20


def reaches(person: User) -> bool:
    """Whether messages to a person go by LINE."""
    return api.is_on() and LineAccount.objects.reachable().filter(person=person).exists()


def put(person: User, words: str, letter: mail.Written, html: str, headers: dict[str, str]) -> None:
    LineMessage.objects.create(
        person=person, words=words, subject=letter.subject, text=letter.text, html=html, headers=headers
    )
    on_commit(postman.wake)


def send_due() -> tuple[int, int]:
    """Try what is due; how many messages were sent, and how many were put off or became letters."""
    outcomes = []
    while len(outcomes) < MOST_AT_ONCE and (outcome := send_next()) is not None:
        outcomes.append(outcome)
    return outcomes.count(True), outcomes.count(False)


def send_next() -> bool | None:
    """Try the next message that is due and say whether it was sent; None if none is due."""
    message = LineMessage.objects.take(LEASE)
    if message is None:
        return None
    account = LineAccount.objects.reachable().filter(person=message.person, person__is_active=True).first()
    waited_long = timezone.now() - message.created_at > PATIENCE
    if not api.is_on() or account is None or waited_long:
        return write_instead(message, "can't be reached by LINE" if account is None else "waited too long")
    channel = state()
    if channel.paused_until and channel.paused_until > timezone.now():
        message.put_off(min(channel.paused_until, message.created_at + PATIENCE), channel.problem)
        return False
    try:
        if _left(channel) == 0:
            return write_instead(message, "the month's quota is used up")
        api.push(str(account.user_id), message.words, message.retry_key)
    except api.UsedUpError:
        LineChannel.objects.filter(pk=channel.pk).update(quota_left=0, quota_at=timezone.now())
        return write_instead(message, "the month's quota is used up")
    except api.RefusedError as error:
        return write_instead(message, f"refused: {error}")
    except api.ForbiddenError as error:
        _pause(channel, LONG_BREAK, f"the token is refused: {error}")
        return write_instead(message, f"the token is refused: {error}")
    except api.LineError as error:
        return _put_off(message, channel, str(error))
    message.delete()
    LineChannel.objects.filter(pk=channel.pk).update(
        failures=0, problem="", paused_until=None, quota_left=F("quota_left") - 1
    )
    return True


def _put_off(message: LineMessage, channel: LineChannel, problem: str) -> bool:
    pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
    message.put_off(timezone.now() + timedelta(minutes=pause), problem)
    LineChannel.objects.filter(pk=channel.pk).update(failures=F("failures") + 1, problem=problem[:100])
    channel.refresh_from_db()
    if channel.failures >= MOST_FAILURES:
        _pause(channel, BREAK, problem)
    logger.warning("LINE did not take a message: %s", problem, extra={"attempt": message.attempts})
    return False


def _pause(channel: LineChannel, length: timedelta, problem: str) -> None:
    LineChannel.objects.filter(pk=channel.pk).update(
        paused_until=timezone.now() + length, problem=problem[:100], failures=0
    )


@transaction.atomic
def write_instead(message: LineMessage, why: str) -> bool:
    """Let the letter go in place of the message."""
    if LineMessage.objects.filter(pk=message.pk).delete()[0] and message.person.is_active:
        mail.enqueue(
            [message.person.email], message.subject, message.text, message.html, headers=message.headers
        )
        logger.info("A letter goes instead of a message by LINE: %s", why)
    return False


def _left(channel: LineChannel) -> int | None:
    """How many messages may go; asked of LINE when the last answer is old. Raises LineError."""
    now = timezone.now()
    known = channel.quota_at
    month = timezone.localtime(now).month
    if known is None or now - known > QUOTA_KEPT or timezone.localtime(known).month != month:
        left = api.quota_left()
        LineChannel.objects.filter(pk=channel.pk).update(quota_left=left, quota_at=now)
        return left
    return None if channel.quota_left is None else max(channel.quota_left, 0)


def state() -> LineChannel:
    return LineChannel.objects.get_or_create(pk=1)[0]


def waiting() -> int:
    return LineMessage.objects.waiting().count()
