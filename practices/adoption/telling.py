"""Who hears of an adoption, and what they are written: exactly the people concerned."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from accounts import mail
from accounts.models import User
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from practices.models import Adoption, AdoptionEvent, PracticePage


def tell(people: Iterable[User], template: str, **context: object) -> None:
    """The same letter to each person, once."""
    for person in {person.pk: person for person in people}.values():
        mail.send(f"practices/mail/{template}", person.email, person=str(person), **context)


def without(people: Iterable[User], *others: User | None) -> list[User]:
    keys = {other.pk for other in others if other}
    return [person for person in people if person.pk not in keys]


def office_people(organisation: Organisation) -> QuerySet[User]:
    """Those of the office who look after the adoptions of its schools."""
    office = organisation if organisation.kind == Kind.OFFICE else organisation.office
    if office is None:
        return User.objects.none()
    return policy.people_who_may(Action.CERTIFY, Thing.ADOPTION, office)


def confirmers(school: Organisation) -> list[User]:
    """The school's directors; without one, the office."""
    return list(policy.people_who_may(Action.CERTIFY, Thing.ADOPTION, school)) or list(office_people(school))


def school_people(school: Organisation) -> list[User]:
    """Those of a school who may say how its adoptions stand; without any, the office."""
    return list(policy.people_who_may(Action.EDIT, Thing.ADOPTION, school)) or list(office_people(school))


def answering(organisation: Organisation) -> list[User]:
    """Those who answer questions about an organisation's practices; of a closed or empty school, the office."""
    if organisation.closed_on is None and organisation.kind == Kind.SCHOOL:
        people = list(policy.people_who_may(Action.CREATE, Thing.QUESTION, organisation))
        if people:
            return people
    office = organisation if organisation.kind == Kind.OFFICE else organisation.office
    return list(policy.people_who_may(Action.CREATE, Thing.QUESTION, office)) if office else []


def originators(practice: PracticePage) -> list[User]:
    """Those who may write the practice at the school or office that began it; of a closed school, the office."""
    return answering(practice.owner_organisation)


def thai_path(name: str, *args: object) -> str:
    with override("th"):
        return reverse(f"adoption:{name}", args=args)


def practice_path(practice: PracticePage) -> str:
    with override("th"):
        return (practice.get_url_parts() or ("", "", ""))[2]


def context_of(adoption: Adoption) -> dict[str, object]:
    return {
        "adoption": adoption,
        "school": adoption.school.name,
        "practice": adoption.practice.title,
        "practice_path": practice_path(adoption.practice),
        "path": thai_path("adoption", adoption.uid),
        "adopters_path": thai_path("adopters", adoption.practice.reference.lower()),
    }


def started(adoption: Adoption) -> None:
    """A director is asked to confirm what a teacher began."""
    people = without(confirmers(adoption.school), adoption.created_by)
    tell(people, "adoption_waiting", teacher=str(adoption.created_by or ""), **context_of(adoption))


def confirmed(adoption: Adoption) -> None:
    """Whoever began it, the originators, and the school it was learned from."""
    by = adoption.confirmed_by
    context = context_of(adoption)
    if adoption.created_by:
        tell(without([adoption.created_by], by), "adoption_confirmed", **context)
    origin = without(originators(adoption.practice), by)
    tell(origin, "adoption_new", **context)
    if adoption.learned_from:
        tell(without(answering(adoption.learned_from.school), by, *origin), "adoption_learned", **context)


def changed(adoption: Adoption, event: AdoptionEvent) -> None:
    """The originators and the colleagues at the school, but for the one who said it."""
    context = {**context_of(adoption), "event": event}
    colleagues = without(school_people(adoption.school), event.by)
    tell(colleagues, "adoption_state", **context)
    if adoption.confirmed_on:
        tell(without(originators(adoption.practice), event.by, *colleagues), "adoption_state", **context)
