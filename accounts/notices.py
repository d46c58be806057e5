"""Telling people something: a row in their inbox in the portal, and as each has chosen a letter, a message or neither."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import choices, mail, telling
from accounts.kinds import DIGESTS, Group, When, group_of
from accounts.models import Notice, NoticeSettings, User

#: What letters have behind their subject and an inbox does not need.
SIGNATURE = "· V-CARE + N"

#: How letters begin and what parts their two languages.
GREETING = "เรียน "
ENGLISH = "\nIn English: "

#: So much of a letter stands in the inbox and in a digest.
MOST_TEXT = 3000


@transaction.atomic
def notify(
    people: Iterable[User], template: str, *, path: str = "", calendar: str = "", **context: object
) -> list[Notice]:
    """Tell each person once; whoever has no working account is left out.

    The letter's template gets `context`, `path` and the `person`; its first line is the notice's title too.
    `path` is where the reader does something about it. A one-time link is no path: give it to the letter alone,
    and say in `accounts.kinds` that this letter goes at once.
    """
    told = {person.pk: person for person in people if person.is_active}
    chosen = choices.of(told.values())
    return [_tell(person, chosen[person.pk], template, path, calendar, context) for person in told.values()]


def _tell(
    person: User,
    chosen: NoticeSettings,
    template: str,
    path: str,
    calendar: str,
    context: dict[str, object],
) -> Notice:
    group = group_of(template)
    when = chosen.when(group)
    letter = mail.write(template, **{**context, "person": person, "path": path})
    text, text_en = ("", "") if group == Group.ALWAYS else essence(letter.text, path)
    notice = Notice.objects.create(
        person=person,
        title=letter.subject.removesuffix(SIGNATURE).strip()[:250],
        text=text,
        text_en=text_en,
        path=path,
        template=template,
        group=group,
        digest=when if when in DIGESTS else "",
    )
    if group == Group.ALWAYS:
        mail.enqueue([person.email], letter.subject, letter.text, mail.dressed(letter), calendar)
    elif when == When.AT_ONCE:
        telling.tell(chosen, letter, [notice], calendar)
    return notice


def essence(text: str, path: str) -> tuple[str, str]:
    """What a letter says in Thai and in its English line, without greeting, signature and the link to the screen."""
    thai, _, rest = text.partition(ENGLISH)
    paragraphs = thai.strip().split("\n\n")
    if paragraphs[0].startswith(GREETING):
        del paragraphs[0]
    link = settings.BASE_URL + path
    kept = [
        paragraph for paragraph in ("\n".join(_lines(part, link)) for part in paragraphs) if paragraph.strip()
    ]
    return "\n\n".join(kept)[:MOST_TEXT], rest.partition("\n\n")[0].strip()[:500]


def _lines(paragraph: str, link: str) -> list[str]:
    return [line for line in paragraph.split("\n") if line.strip() != link]


def mark_read(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_unread(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(read_at=None)


def mark_all_read(person: User) -> int:
    return person.notices.unread().update(read_at=timezone.now())
