"""Telling those who write a dossier that the day on which it has to be sent draws near."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programme.dossier import letters
from programme.models import Dossier

#: Days before that day on which they are told; 0 is the day itself.
DAYS = (14, 3, 0)


def remind() -> int:
    """Of how many dossiers people were told. Run again it tells nothing."""
    today = timezone.localdate()
    rows = Dossier.objects.filter(
        state=Dossier.State.DRAFT, due_on__range=(today, today + timedelta(days=max(DAYS)))
    )
    return sum(tell(row, today) for row in rows.select_related("organisation").order_by("due_on", "pk"))


@transaction.atomic
def tell(dossier: Dossier, today: date) -> bool:
    """Whether they were told now: of the nearest of the days only, also after a pause of the job."""
    if dossier.due_on is None:
        return False
    left = (dossier.due_on - today).days
    days = min(day for day in DAYS if left <= day)
    untold = Q(reminded_of=None) | ~Q(reminded_of=dossier.due_on) | Q(reminded_days__gt=days)
    rows = Dossier.objects.filter(untold, pk=dossier.pk, state=Dossier.State.DRAFT, due_on=dossier.due_on)
    if not rows.update(reminded_of=dossier.due_on, reminded_days=days):
        return False
    letters.tell("due", dossier, left=left, day=dossier.due_on)
    return True
