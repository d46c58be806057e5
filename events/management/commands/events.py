import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from events.certificates import bundles, issuing
from events.feedback import asking
from events.funnel import counting, letters
from events.record import reminding as agreed
from events.registration import reminding

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Move waiting lists up, remind people of their events, ask afterwards what became of them, "
        "go on with certificates that a crash left; run it every hour, more often does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        issued, stuck = tried(issuing.work_off, [batch.pk for batch in issuing.unfinished()])
        _papers, unmade = tried(bundles.work_off, [bundle.pk for bundle in bundles.unfinished()])
        bundles.sweep()
        self.stdout.write(
            f"{reminding.move_lists_up()} places held, {reminding.remind()} reminders, "
            f"{reminding.follow_the_clock()} states followed, "
            f"{asking.ask_all()} teams asked what they thought, "
            f"{agreed.remind()} people reminded of what was agreed, {issued} certificates"
        )
        counting.keep_turnouts()
        self.stdout.write(
            f"{letters.tell_directors()} directors told, {letters.follow_up()} questions after events"
        )
        if stuck or unmade:
            raise CommandError(f"{stuck + unmade} lots of certificates can't be made: the log says why")


def tried(work: Callable[[int], int], keys: Iterable[int]) -> tuple[int, int]:
    """Papers made, and lots that failed: what is wrong with one must not keep reminders and waiting lists from others."""
    made = failed = 0
    for pk in keys:
        try:
            made += work(pk)
        except DatabaseError:
            raise
        except Exception:
            failed += 1
            logger.exception("Work on certificates stopped", extra={"key": pk})
    return made, failed
