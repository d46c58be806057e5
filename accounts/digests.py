"""Daily and weekly letters about what happened since the last one.

Each tells of everything before its hour, whenever it is written: nothing has to remember when the last one went, and
what a machine that stood still has missed comes with the next. A notice is in a digest once: the letter's row and the
notices' marks are written in one transaction.
"""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import choices, mail, telling
from accounts.kinds import CHOSEN, DIGESTS, When
from accounts.models import Notice, NoticeSettings, User

logger = logging.getLogger(__name__)

#: So many notices stand in one letter; the inbox has the others.
MOST_NAMED = 50


def hour(digest: str, now: datetime) -> datetime:
    """The last hour at which a digest was due."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    at = datetime.combine(
        local.date(), time.fromisoformat(settings.DIGEST_TIME), timezone.get_default_timezone()
    )
    if at > local:
        at -= timedelta(days=1)
    if digest == When.WEEKLY:
        at -= timedelta(days=(at.isoweekday() - settings.DIGEST_WEEKDAY) % 7)
    return at


def write_due(now: datetime | None = None) -> int:
    """Write to everybody whom a digest has something to tell; how many letters and messages."""
    written = 0
    for digest in DIGESTS:
        until = hour(digest, now or timezone.now())
        people = Notice.objects.for_digest(digest, until).order_by("person").values_list("person", flat=True)
        written += sum(_try(pk, digest, until) for pk in people.distinct())
    return written


def _try(person_pk: int, digest: str, until: datetime) -> bool:
    """Write to one; who can't be written to must not keep the others from theirs, and is tried again next time."""
    try:
        return _write(person_pk, digest, until)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A digest could not be written")
        return False


@transaction.atomic
def _write(person_pk: int, digest: str, until: datetime) -> bool:
    # One at a time: two processes must not write the same digest.
    person = User.objects.select_for_update().get(pk=person_pk)
    waiting = list(person.notices.for_digest(digest, until).order_by("created_at", "pk"))
    person.notices.filter(pk__in=[notice.pk for notice in waiting]).update(digest="")
    unread = [notice for notice in waiting if notice.read_at is None]
    if not unread or not person.is_active:
        return False
    chosen = choices.of([person])[person.pk]
    telling.tell(chosen, _letter(chosen, digest, unread), unread)
    return True


def _letter(chosen: NoticeSettings, digest: str, unread: list[Notice]) -> mail.Written:
    named = unread[:MOST_NAMED]
    english = chosen.language == NoticeSettings.Language.ENGLISH
    groups = [
        (group, rows) for group in CHOSEN if (rows := [notice for notice in named if notice.group == group])
    ]
    return mail.write(
        "accounts/mail/digest_en" if english else "accounts/mail/digest",
        chosen.language,
        person=chosen.person,
        weekly=digest == When.WEEKLY,
        n=len(unread),
        groups=groups,
        more=len(unread) - len(named),
    )
