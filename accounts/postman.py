"""Sends the letters that wait.

Each process that answers requests has a thread that does; `manage.py mail send` does too. A letter is taken by one of them at a
time and its row deleted once the mail server has it. A process that dies while sending leaves the row, and after
the lease the letter is sent by another.
"""

import logging
import os
import re
import smtplib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import Letter

logger = logging.getLogger(__name__)

#: What an invitation in a letter asks for: REQUEST or CANCEL.
CALENDAR_METHOD = re.compile(r"^METHOD:(\w+)\r?$", re.MULTILINE)

#: Longer than any conversation with a mail server that still gets somewhere.
LEASE = timedelta(minutes=5)

#: Minutes to wait after each failed attempt; a letter is given up after three days.
PAUSES = [1, 2, 5, 15, 30, *[60] * 71]

#: Seconds after which a process looks for letters that others have written, or that are due again.
ROUND = 30


def send_due() -> tuple[int, int]:
    """Try all letters that are due; how many were sent and how many were not."""
    outcomes = list(iter(send_next, None))
    return outcomes.count(True), outcomes.count(False)


def send_next() -> bool | None:
    """Try the next letter that is due and say whether it was sent; None if no letter is due."""
    letter = Letter.objects.take(LEASE)
    return deliver(letter) if letter else None


def deliver(letter: Letter) -> bool:
    """Hand one letter to the mail server, or put it off."""
    try:
        get_connection(settings.MAIL_DELIVERY_BACKEND).send_messages([message_of(letter)])
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = sorted({code for code, _answer in refusal.recipients.values()})
        problem = f"recipient refused: {', '.join(map(str, codes))}"
        for_good = min(codes, default=0) >= 500
        letter.put_off(None if for_good else next_attempt(letter), problem)
    except OSError as error:  # every other SMTPException is one too
        letter.put_off(next_attempt(letter), problem_of(error))
    except Exception as error:  # noqa: BLE001 - a letter that can't be put into words must not stop the others
        letter.put_off(None, problem_of(error))
    else:
        letter.delete()
        return True
    logger.warning(
        "A letter could not be sent: %s",
        letter.problem,
        extra={"letter": letter.pk, "attempt": letter.attempts},
    )
    return False


def problem_of(error: Exception) -> str:
    """What went wrong, without what the server said: that may name the recipient."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def next_attempt(letter: Letter) -> datetime | None:
    """When to try again; None when it has been tried for long enough."""
    if letter.attempts > len(PAUSES):
        return None
    return timezone.now() + timedelta(minutes=PAUSES[letter.attempts - 1])


def message_of(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        letter.subject, letter.text, letter.sender, letter.recipients, headers=letter.headers
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        method = CALENDAR_METHOD.search(letter.calendar)
        message.attach_alternative(
            letter.calendar, f"text/calendar; method={method[1]}" if method else "text/calendar"
        )
    return message


#: What else is done on each round, after the letters.
_errands: list[Callable[[], object]] = []


def also(errand: Callable[[], object]) -> None:
    """Let every postman do something more on each round."""
    if errand not in _errands:
        _errands.append(errand)


class Postman(threading.Thread):
    """Makes the rounds for one process, at once when it is rung for."""

    def __init__(self) -> None:
        super().__init__(name="postman", daemon=True)
        self.process = os.getpid()
        self.bell = threading.Event()
        self.going_home = False

    def run(self) -> None:
        while not self.going_home:
            self.bell.clear()
            try:
                self.make_round()
            except DatabaseError:
                logger.exception("The letters can't be read")
            finally:
                connection.close()
            self.bell.wait(ROUND)

    def make_round(self) -> None:
        """Send what is due, then see to the errands and send what they have written."""
        self.send_letters()
        for errand in _errands:
            if self.going_home:
                return
            try:
                errand()
            except DatabaseError:
                raise
            except Exception:
                logger.exception("An errand of the postman failed")
            self.send_letters()

    def send_letters(self) -> None:
        while not self.going_home and send_next() is not None:
            pass


_postman: Postman | None = None


def mine() -> Postman | None:
    """This process's postman, if it is on its rounds: a thread doesn't survive a fork."""
    return _postman if _postman and _postman.process == os.getpid() and _postman.is_alive() else None


def start() -> None:
    """Begin the rounds in this process."""
    global _postman
    if settings.MAIL_IN_BACKGROUND and not mine():
        _postman = Postman()
        _postman.start()


def wake() -> None:
    """Letters have been written; a process without a postman leaves them to the others."""
    if postman := mine():
        postman.bell.set()


def stop() -> None:
    """End the rounds, after the letter that is being sent: nobody can tell whether a torn one has arrived."""
    if postman := mine():
        postman.going_home = True
        postman.bell.set()
        postman.join(2 * settings.EMAIL_TIMEOUT)
