"""Changes that an officer makes by hand, each with its line in the log."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from organisations.models import Kind, Organisation, SchoolFacts
from organisations.register.state import State, changes, facts_state, state_of


class ChangedMeanwhileError(Exception):
    """Somebody else has changed it since it was shown."""


@transaction.atomic
def create(organisation: Organisation, by: User) -> None:
    organisation.save()
    before, after = changes({}, {key: value for key, value in state_of(organisation).items() if value})
    log(organisation, "organisations.register.create", user=by, data={"before": before, "after": after})


@transaction.atomic
def save(organisation: Organisation, *, seen: str, by: User) -> bool:
    """Save what differs from the register; whether anything did.

    `seen` is the stamp of what was shown. Raises ChangedMeanwhileError.
    """
    current = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if stamp(current) != seen:
        raise ChangedMeanwhileError
    before, after = changes(state_of(current), state_of(organisation))
    if not after:
        return False
    organisation.save(update_fields=[*after, *(["sort_key"] if "name" in after else [])])
    log(organisation, "organisations.register.edit", user=by, data={"before": before, "after": after})
    return True


def stamp(organisation: Organisation) -> str:
    """The same as long as nobody changes the organisation."""
    return hashlib.sha256(repr(sorted(state_of(organisation).items())).encode()).hexdigest()[:20]


@transaction.atomic
def save_facts(facts: SchoolFacts, by: User) -> None:
    """Save a year's numbers, new or changed."""
    old = SchoolFacts.objects.select_for_update().filter(pk=facts.pk).first() if facts.pk else None
    before, after = facts_state(old) if old else None, facts_state(facts)
    facts.save()
    if before != after:
        _log_facts(facts.school, before, after, by)


@transaction.atomic
def remove_facts(facts: SchoolFacts, by: User) -> None:
    before = facts_state(facts)
    if SchoolFacts.objects.filter(pk=facts.pk).delete()[0]:
        _log_facts(facts.school, before, None, by)


def _log_facts(school: Organisation, before: State | None, after: State | None, by: User) -> None:
    data = {"before": {"facts": before}, "after": {"facts": after}}
    log(school, "organisations.register.facts", user=by, data=data)


@transaction.atomic
def move_schools(cluster: Organisation, wanted: Iterable[int], shown: Iterable[int], by: User) -> int:
    """Let these schools, and no other of those that were shown in it, belong to a cluster; how many moved.

    What somebody else has moved meanwhile stays where it is.
    """
    wanted, shown = set(wanted), set(shown)
    rows = Organisation.objects.select_for_update(of=("self",)).filter(
        office=cluster.office_id, kind=Kind.SCHOOL, closed_on=None, pk__in=wanted ^ shown
    )
    moved = 0
    for school in rows.select_related("cluster"):
        target = cluster if school.pk in wanted else None
        if target is None and school.cluster_id != cluster.pk:
            continue
        before = school.cluster.name if school.cluster else ""
        school.cluster = target
        school.save(update_fields=["cluster"])
        data = {"before": {"cluster": before}, "after": {"cluster": target.name if target else ""}}
        log(school, "organisations.register.edit", user=by, data=data)
        moved += 1
    return moved
