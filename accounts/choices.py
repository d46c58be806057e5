"""What each person has chosen about being told, and the links that stop letters without signing in."""

from collections.abc import Iterable

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.kinds import CHOSEN, DIGESTS, Group, When
from accounts.models import NoticeSettings, User

_signer = Signer(salt="accounts.notices.stop")


def of(people: Iterable[User]) -> dict[int, NoticeSettings]:
    """By key of the person; whoever has chosen nothing gets what is usual, unsaved."""
    by_key = {person.pk: person for person in people}
    found = {row.person_id: row for row in NoticeSettings.objects.filter(person__in=by_key)}
    rows = {key: found.get(key) or NoticeSettings(person=person) for key, person in by_key.items()}
    for key, row in rows.items():
        row.person = by_key[key]
    return rows


@transaction.atomic
def save(chosen: NoticeSettings) -> None:
    """Keep it; what waits for a digest already goes as is chosen now."""
    # Pressed twice at once, both write the same row.
    _held(chosen.person)
    chosen.stopped = {}
    chosen.save(force_update=True)
    for group in CHOSEN:
        _rearrange(chosen, group)
    log(chosen.person, "accounts.notices.choose", user=chosen.person)


def _rearrange(chosen: NoticeSettings, group: Group) -> None:
    when = chosen.when(group)
    waiting = chosen.person.notices.filter(group=group).exclude(digest="")
    if when == When.AT_ONCE:
        # Nobody wants ten letters at once for having pressed "save".
        waiting.update(digest=When.DAILY)
    else:
        waiting.update(digest=when if when in DIGESTS else "")


# Stopping


def stop_path(person: User, groups: Iterable[str]) -> str:
    """Where letters about these groups stop. It works for as long as the account is there."""
    token = _signer.sign(f"{person.uid.hex}.{'-'.join(groups)}")
    with override("th"):
        return reverse("notices:stop", args=[token])


def stop_headers(path: str) -> dict[str, str]:
    """By these a mail program shows its own button for it (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{settings.BASE_URL}{path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read_token(token: str) -> tuple[User | None, list[Group]]:
    """Whom and what a stop link is about; nobody if the account is gone. Raises BadSignature."""
    uid, _, groups = _signer.unsign(token).partition(".")
    try:
        chosen = [Group(name) for name in groups.split("-")]
        person = User.objects.filter(uid=uid, is_active=True).first()
    except ValueError:
        raise BadSignature("This is no stop link.") from None
    return person, [group for group in CHOSEN if group in chosen]


@transaction.atomic
def stop(person: User, groups: Iterable[Group]) -> None:
    """From now on only in the portal; what was chosen before is kept for going back."""
    chosen = _held(person)
    for group in groups:
        if chosen.when(group) != When.NEVER:
            chosen.stopped[group] = chosen.when(group)
            setattr(chosen, group, When.NEVER)
            _rearrange(chosen, group)
    chosen.save()
    log(person, "accounts.notices.stop", user=person, data={"groups": list(groups)})


@transaction.atomic
def resume(person: User, groups: Iterable[Group]) -> None:
    """As it was before the link was used."""
    chosen = _held(person)
    for group in groups:
        if group in chosen.stopped:
            setattr(chosen, group, chosen.stopped.pop(group))
    chosen.save()
    log(person, "accounts.notices.resume", user=person, data={"groups": list(groups)})


def _held(person: User) -> NoticeSettings:
    NoticeSettings.objects.get_or_create(person=person)
    return NoticeSettings.objects.select_for_update().get(person=person)


def is_stopped(person: User, groups: Iterable[Group]) -> bool:
    chosen = of([person])[person.pk]
    return all(chosen.when(group) == When.NEVER for group in groups)
