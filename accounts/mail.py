"""Letters to people: Thai with a short English line, plain text with a plain HTML twin.

A letter is a row, written in the transaction that asks for it; `accounts.postman` sends it afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.transaction import on_commit
from django.template.loader import render_to_string
from django.utils import translation

from accounts import postman
from accounts.models import Letter


@dataclass(frozen=True)
class Written:
    """A letter in words, before it has an address."""

    subject: str
    text: str


def write(template: str, language: str = "th", **context: object) -> Written:
    """`accounts/mail/….txt` in words; its first line is the subject, `template` is the path without `.txt`.

    Links in `context` are paths; the letter puts the portal's own address before them.
    """
    with translation.override(language):
        subject, _, text = render_to_string(
            f"{template}.txt", {**context, "base_url": settings.BASE_URL}
        ).partition("\n")
    return Written(subject.strip(), text.strip() + "\n")


def dressed(written: Written) -> str:
    """The same as plain HTML."""
    return render_to_string("accounts/mail/letter.html", {"subject": written.subject, "text": written.text})


def send(template: str, to: str, *, calendar: str = "", **context: object) -> None:
    """Write a letter to one address; `calendar` is an invitation or its end, as iCalendar."""
    written = write(template, **context)
    enqueue([to], written.subject, written.text, dressed(written), calendar)


def enqueue(
    to: list[str],
    subject: str,
    text: str,
    html: str = "",
    calendar: str = "",
    headers: dict[str, str] | None = None,
) -> None:
    post(
        Letter(
            sender=settings.DEFAULT_FROM_EMAIL,
            recipients=to,
            subject=subject,
            text=text,
            html=html,
            calendar=calendar,
            headers=headers or {},
        )
    )


def post(letter: Letter) -> None:
    letter.save()
    on_commit(postman.wake if settings.MAIL_IN_BACKGROUND else postman.send_due)


class QueueBackend(BaseEmailBackend):
    """Where Django and Wagtail hand over letters of their own: nobody waits for a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Letters of the portal carry no attachments")
            html = [part for part, kind in getattr(message, "alternatives", []) if kind == "text/html"]
            headers = dict(message.extra_headers)
            if message.reply_to:
                headers["Reply-To"] = ", ".join(message.reply_to)
            post(
                Letter(
                    sender=message.from_email,
                    recipients=message.recipients(),
                    subject=str(message.subject),
                    text=str(message.body),
                    html=html[0] if html else "",
                    headers=headers,
                )
            )
        return len(email_messages)
