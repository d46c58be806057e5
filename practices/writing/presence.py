"""Who else has a story open, here or in the editing interface: Wagtail's own editing sessions."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession

from accounts.models import User
from practices.models import PracticePage


@dataclass(frozen=True)
class Colleague:
    user: User
    #: Since they were last seen; at least one.
    minutes: int


def seen(person: User, page: PracticePage) -> None:
    """This person has the story open now."""
    sessions = EditingSession.objects.filter(user=person, **_thing(page))
    session = sessions.order_by("-last_seen_at").first()
    if session is None:
        EditingSession.cleanup()
        session = EditingSession(user=person, **_thing(page))
    session.last_seen_at = timezone.now()
    session.is_editing = True
    session.save()


def others(person: User, page: PracticePage) -> list[Colleague]:
    """Colleagues who had the story open a short while ago, the last seen first."""
    now = timezone.now()
    sessions = (
        EditingSession.objects.filter(**_thing(page), last_seen_at__gte=now - EditingSession.IDLE_TIMEOUT)
        .exclude(user=person)
        .select_related("user")
        .order_by("-last_seen_at")
    )
    found: dict[int, Colleague] = {}
    for session in sessions:
        minutes = max(1, round((now - session.last_seen_at).total_seconds() / 60))
        found.setdefault(session.user_id, Colleague(session.user, minutes))
    return list(found.values())


def _thing(page: PracticePage) -> dict[str, object]:
    return {"content_type": ContentType.objects.get_for_model(PracticePage), "object_id": str(page.pk)}
