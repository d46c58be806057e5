"""Who is told of an award."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.notices import notify
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from programme.models import Honour

FOLDER = "programme/recognition/mail/"


def people_of(place: Organisation) -> list[User]:
    """The people of a school, or the coordinators of a partner."""
    thing, action = (
        (Thing.PARTNER_PROFILE, Action.EDIT)
        if place.kind == Kind.PARTNER
        else (Thing.SCHOOL_PRACTICE, Action.CERTIFY)
    )
    return list(policy.people_who_may(action, thing, place))


def own_path() -> str:
    with override("th"):
        return reverse("recognition:own")


def announced(honours: Iterable[Honour]) -> None:
    """One letter to each place with all that it received; a person with an account gets their own."""
    by_place: dict[int, list[Honour]] = defaultdict(list)
    places: dict[int, Organisation] = {}
    with override("th"):
        for honour in honours:
            if honour.person:
                tell([honour.person], [honour])
            elif not honour.is_person and (place := honour.school):
                places[place.pk] = place
                by_place[place.pk].append(honour)
        for pk, rows in by_place.items():
            tell(people_of(places[pk]), rows)


def tell(people: list[User], honours: list[Honour]) -> None:
    lines = [f"{row.who}: {row.scheme} ระดับ {row.level}" for row in honours]
    notify(people, f"{FOLDER}announced", path=own_path(), title=str(honours[0].scheme), lines=lines)
