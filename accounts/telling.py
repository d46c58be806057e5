"""How what was chosen goes out: by LINE where a person has it so, else by letter, with the ways to stop it."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import override

from accounts import choices, mail
from accounts.kinds import CHOSEN, Group
from accounts.line import queue
from accounts.models import Notice, NoticeSettings

#: So many titles stand in one message of LINE, and so much of each: the link behind them must fit in.
MOST_TITLES = 20
MOST_TITLE = 150


def tell(chosen: NoticeSettings, letter: mail.Written, notices: Sequence[Notice], calendar: str = "") -> None:
    """Send a letter about some notices, or a message whose letter goes only if the message can't."""
    groups = [group for group in CHOSEN if any(notice.group == group for notice in notices)]
    path = choices.stop_path(chosen.person, groups)
    letter = mail.Written(letter.subject, letter.text + _foot(chosen, groups, path))
    headers = choices.stop_headers(path)
    if chosen.by_line and not calendar and queue.reaches(chosen.person):
        queue.put(chosen.person, line_words(letter.subject, notices), letter, mail.dressed(letter), headers)
    else:
        mail.enqueue(
            [chosen.person.email], letter.subject, letter.text, mail.dressed(letter), calendar, headers
        )


def _foot(chosen: NoticeSettings, groups: Sequence[Group], path: str) -> str:
    with override(chosen.language):
        what = ", ".join(str(group.label) for group in groups)
        settings_path = reverse("notices:settings")
    base = settings.BASE_URL
    if chosen.language == NoticeSettings.Language.ENGLISH:
        return (
            f"\nNo more letters about “{what}” (no sign-in needed): {base}{path}\n"
            f"When to be told of what: {base}{settings_path}\n"
        )
    return (
        f"\nหยุดรับอีเมลเรื่อง “{what}” (ไม่ต้องเข้าสู่ระบบ): {base}{path}\n"
        f"เลือกว่าจะรับเรื่องใดเมื่อใด: {base}{settings_path}\n"
    )


def line_words(subject: str, notices: Sequence[Notice]) -> str:
    """Titles and links alone: what people wrote to each other stays in the portal."""
    if len(notices) == 1:
        [notice] = notices
        return f"{notice.title}\n{in_browser(notice.path or _inbox())}"
    titles = [Truncator(notice.title).chars(MOST_TITLE) for notice in notices[:MOST_TITLES]]
    lines = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
    return "\n".join([subject, "", *lines, "", in_browser(_inbox())])


def in_browser(path: str) -> str:
    """An address that LINE opens in the phone's browser, where people are signed in."""
    page, _, query = path.partition("?")
    return f"{settings.BASE_URL}{page}?{query + '&' if query else ''}openExternalBrowser=1"


def _inbox() -> str:
    with override("th"):
        return reverse("notices:inbox")
