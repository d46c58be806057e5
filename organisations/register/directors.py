"""Who directs which school, by what right, until when; and which school has nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from organisations.models import Capacity, Membership, Organisation, Role
from organisations.register.state import said

#: Those who hold the place until there is a director.
STAND_INS = frozenset([Capacity.DEPUTY, Capacity.ACTING])


@dataclass(frozen=True)
class Overview:
    """The directors of some schools. Who was only delegated directs no school."""

    #: People who direct more than one school, with their memberships.
    several: list[tuple[User, list[Membership]]]
    #: Deputies and acting directors.
    acting: list[Membership]
    #: Schools that nobody directs today.
    without: list[Organisation]


def _directors(schools: list[Organisation]) -> list[Membership]:
    return list(
        Membership.objects.current()
        .filter(
            organisation__in=[school.pk for school in schools],
            role=Role.SCHOOL_DIRECTOR,
            person__is_active=True,
        )
        .exclude(capacity=Capacity.DELEGATED)
        .select_related("person", "organisation")
        .order_by("organisation__sort_key", "pk")
    )


def of_schools(schools: list[Organisation]) -> Overview:
    """One query for any number of schools, which come in their order."""
    rows = _directors(schools)
    by_person: dict[int, list[Membership]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    directed = {row.organisation_id for row in rows}
    return Overview(
        [
            (found[0].person, found)
            for found in by_person.values()
            if len({row.organisation_id for row in found}) > 1
        ],
        [row for row in rows if row.capacity in STAND_INS],
        [school for school in schools if school.pk not in directed],
    )


def table(schools: list[Organisation]) -> Iterator[list[object]]:
    """Each school with its directors as a sheet, its heading first; a line for each of them."""
    yield [
        _("OBEC code"),
        _("School"),
        _("District"),
        _("Directors"),
        _("Capacity"),
        _("order no."),
        _("Until"),
    ]
    found: dict[int, list[Membership]] = {}
    for row in _directors(schools):
        found.setdefault(row.organisation_id, []).append(row)
    for school in schools:
        place = [school.obec_code, school.local_name, said("districts", school.districts)]
        for row in found.get(school.pk, ()):
            capacity = Capacity(row.capacity or Capacity.DIRECTOR).label
            yield [*place, str(row.person), str(capacity), row.order_number, row.ends_on]
        if school.pk not in found:
            yield [*place, _("none yet"), "", "", ""]


def of_school(school: Organisation) -> list[Membership]:
    """Today's directors of a school, whoever stands in for them too."""
    return list(
        school.memberships.current().filter(role=Role.SCHOOL_DIRECTOR).select_related("person").order_by("pk")
    )
