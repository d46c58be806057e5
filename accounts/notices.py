"""Telling people something: a row in their inbox in the portal, and a letter."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import mail
from accounts.models import Notice, User

#: What letters have behind their subject and an inbox does not need.
SIGNATURE = "· V-CARE + N"


@transaction.atomic
def notify(people: Iterable[User], template: str, *, path: str = "", **context: object) -> list[Notice]:
    """Tell each person once; whoever has no working account is left out.

    The letter's template gets `context`, `path` and the `person`; its first line is the notice's title too.
    `path` is where the reader does something about it. A one-time link is no path: give it to the letter alone.
    """
    return [
        _tell(person, template, path, context)
        for person in {person.pk: person for person in people}.values()
        if person.is_active
    ]


def _tell(person: User, template: str, path: str, context: dict[str, object]) -> Notice:
    context = {**context, "person": person, "path": path}
    mail.send(template, person.email, **context)
    return Notice.objects.create(person=person, title=title(template, context), path=path, template=template)


def title(template: str, context: dict[str, object]) -> str:
    with translation.override("th"):
        text = render_to_string(f"{template}.txt", {**context, "base_url": settings.BASE_URL})
    return text.partition("\n")[0].strip().removesuffix(SIGNATURE).strip()[:250]


def mark_read(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_unread(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(read_at=None)


def mark_all_read(person: User) -> int:
    return person.notices.unread().update(read_at=timezone.now())
