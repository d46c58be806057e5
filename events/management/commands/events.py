from typing import Any

from django.core.management.base import BaseCommand

from events.certificates import bundles, issuing
from events.feedback import asking
from events.funnel import counting, letters
from events.record import reminding as agreed
from events.registration import reminding


class Command(BaseCommand):
    help = (
        "Move waiting lists up, remind people of their events, ask afterwards what became of them, "
        "go on with certificates that a crash left; run it every hour, more often does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        issued = sum(issuing.work_off(batch.pk) for batch in issuing.unfinished())
        for bundle in bundles.unfinished():
            bundles.work_off(bundle.pk)
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
