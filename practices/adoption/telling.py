"""Who hears of an adoption, and what they are written: exactly the people concerned."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from accounts import links
from accounts.models import User
from accounts.notices import notify
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from practices.models import Adoption, AdoptionEvent, PracticePage
from vcare.adoption import ADOPTION_STATES

#: Purposes of the links in letters.
CONFIRM, PULSE = "adoption-confirm", "adoption-pulse"


def tell(people: Iterable[User], template: str, **context: object) -> None:
    notify(people, f"practices/mail/{template}", **context)


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


def context_of(adoption: Adoption) -> dict[str, object]:
    """What every letter about an adoption says; `path` is for the school itself."""
    return {
        "adoption": adoption,
        "school": adoption.school.name,
        "practice": adoption.practice.title,
        "path": thai_path("adoption", adoption.uid),
    }


def for_others(adoption: Adoption) -> dict[str, object]:
    """The same for other schools, which see what is public."""
    return context_of(adoption) | {"path": thai_path("adopters", adoption.practice.reference.lower())}


def started(adoption: Adoption) -> None:
    """A director is asked to confirm what a teacher began, with a link that needs no signing in."""
    context = context_of(adoption) | {"teacher": str(adoption.created_by or "")}
    for person in without(confirmers(adoption.school), adoption.created_by):
        token = links.make(CONFIRM, adoption, person.email, person=person)
        tell([person], "adoption_waiting", link_path=thai_path("confirm_by_link", token), **context)


def confirmed(adoption: Adoption) -> None:
    """Whoever began it, the originators, and the school it was learned from."""
    by = adoption.confirmed_by
    if adoption.created_by:
        tell(without([adoption.created_by], by), "adoption_confirmed", **context_of(adoption))
    origin = without(originators(adoption.practice), by, adoption.created_by)
    tell(origin, "adoption_new", **for_others(adoption))
    if adoption.learned_from:
        teachers = without(answering(adoption.learned_from.school), by, *origin)
        tell(teachers, "adoption_learned", **for_others(adoption))


def changed(adoption: Adoption, event: AdoptionEvent) -> None:
    """The colleagues at the school and the originators, but for the one who said it."""
    more = {"event": event, "state": ADOPTION_STATES[adoption.state].th}
    colleagues = without(school_people(adoption.school), event.by)
    tell(colleagues, "adoption_state", **context_of(adoption), **more)
    if adoption.confirmed_on:
        origin = without(originators(adoption.practice), event.by, *colleagues)
        tell(origin, "adoption_state", **for_others(adoption), **more)
