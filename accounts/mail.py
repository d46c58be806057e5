"""Letters to people: Thai with a short English line, plain text with a plain HTML twin."""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.transaction import on_commit
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

logger = logging.getLogger(__name__)


@task()
def deliver(to: list[str], subject: str, text: str, html: str) -> None:
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, to)
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.send()
    except OSError:
        # SMTPException is one too. The person waits for a page, not for the mail server.
        logger.exception("A letter could not be sent")
        raise


def send(template: str, to: str, **context: object) -> None:
    """Write `accounts/mail/….txt` to one address, once the transaction is through.

    The first line of the template is the subject; `template` is the path without `.txt`.
    Links in `context` are paths; the letter puts the portal's own address before them.
    """
    with translation.override("th"):
        subject, _, text = render_to_string(
            f"{template}.txt", {**context, "base_url": settings.BASE_URL}
        ).partition("\n")
        text = text.strip() + "\n"
        html = render_to_string("accounts/mail/letter.html", {"subject": subject, "text": text})
    enqueue([to], subject.strip(), text, html)


def enqueue(to: list[str], subject: str, text: str, html: str = "") -> None:
    on_commit(lambda: deliver.enqueue(to, subject, text, html))
