"""Networks of model schools: who belongs, who is asked, who helps whom."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import links
from accounts.models import User
from accounts.notices import notify
from networks.models import Mentoring, NetworkSchool, SchoolNetwork
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing

State = NetworkSchool.State

#: The purpose of the link by which a director answers from the letter.
ANSWER = "model-network"


class NetworkError(Exception):
    """What was asked for is not possible."""


class AlreadyThereError(NetworkError):
    """The school belongs to the network, or has been asked; the schools have that mentoring."""


class ChangedError(NetworkError):
    """Somebody else was quicker."""


class HubStaysError(NetworkError):
    """The hub belongs to its network as long as it is the hub."""


def visible_to(person: policy.Person) -> QuerySet[SchoolNetwork]:
    """The public ones, those of one's own office and hub, and those that ask one's school."""
    own = policy.organisations_with(person, Action.EDIT, Thing.MODEL_NETWORK)
    asking = NetworkSchool.objects.filter(school__in=own, ends_on=None)
    return SchoolNetwork.objects.filter(
        Q(is_public=True, office__closed_on=None) | Q(hub__in=own) | Q(pk__in=asking.values("network"))
    ).select_related("hub", "office")


def may_manage(person: policy.Person, network: SchoolNetwork) -> bool:
    """Whether a person adds schools and mentors: the office, and the director of the hub."""
    return policy.may(person, Action.EDIT, At(Thing.MODEL_NETWORK, network.hub))


def may_write(person: policy.Person, network: SchoolNetwork) -> bool:
    """Whether a person changes the network itself."""
    return policy.may(person, Action.CREATE, network)


def may_answer(person: policy.Person, row: NetworkSchool) -> bool:
    return policy.may(person, Action.DECIDE, At(Thing.MODEL_NETWORK, row.school))


@transaction.atomic
def save(network: SchoolNetwork, by: User) -> None:
    """Keep a new or changed network; its hub belongs to it."""
    is_new = network.pk is None
    network.save()
    here = network.schools.filter(school=network.hub, ends_on=None, state__in=[State.ASKED, State.MEMBER])
    if row := here.first():
        NetworkSchool.objects.filter(pk=row.pk).update(state=State.MEMBER)
    else:
        NetworkSchool.objects.create(
            network=network,
            school=network.hub,
            state=State.MEMBER,
            starts_on=network.starts_on if is_new else timezone.localdate(),
            asked_by=by,
        )
    log(network, "networks.model_network", user=by, data={"hub": network.hub_id, "new": is_new})


def directors(school: Organisation) -> list[User]:
    return list(policy.people_who_may(Action.DECIDE, Thing.MODEL_NETWORK, school))


@transaction.atomic
def add(network: SchoolNetwork, school: Organisation, by: User) -> NetworkSchool:
    """The office appoints a school at once; whom the hub asks has to agree. Raises AlreadyThereError."""
    appointed = may_write(by, network)
    try:
        with transaction.atomic():
            row = NetworkSchool.objects.create(
                network=network,
                school=school,
                state=State.MEMBER if appointed else State.ASKED,
                asked_by=by,
            )
    except IntegrityError as error:
        raise AlreadyThereError from error
    log(network, "networks.model_school", user=by, data={"school": school.pk, "state": str(row.state)})
    if appointed:
        _tell(directors(school), "network_appointed", row)
    else:
        _ask(row)
    return row


def _ask(row: NetworkSchool) -> None:
    """A letter with a link of its own to each director, and a notice."""
    for person in directors(row.school):
        token = links.make(ANSWER, row, person.email, person=person)
        with override("th"):
            link_path = reverse("networks:model_answer", args=[token])
        _tell([person], "network_asked", row, link_path=link_path)


def _tell(people: Iterable[User], letter: str, row: NetworkSchool, **context: object) -> None:
    with override("th"):
        path = reverse("networks:model_network", args=[row.network.uid])
    notify(
        people,
        f"networks/mail/{letter}",
        path=path,
        network=row.network.name,
        network_en=row.network.name_en or row.network.name,
        hub=row.network.hub.name,
        school=row.school.name,
        reason=row.reason,
        **context,
    )


@transaction.atomic
def answer(row: NetworkSchool, agrees: bool, by: User, reason: str = "") -> None:
    """A director answers the hub. Raises ChangedError."""
    today = timezone.localdate()
    changed = NetworkSchool.objects.filter(pk=row.pk, state=State.ASKED, ends_on=None).update(
        state=State.MEMBER if agrees else State.DECLINED,
        starts_on=today,
        reason=reason,
        answered_by=by,
        answered_at=timezone.now(),
    )
    if not changed:
        raise ChangedError
    row.refresh_from_db()
    links.withdraw(ANSWER, row)
    log(row.network, "networks.model_answer", user=by, data={"school": row.school_id, "agrees": agrees})
    people = [row.asked_by] if row.asked_by else directors(row.network.hub)
    _tell(people, "network_agreed" if agrees else "network_declined", row)


@transaction.atomic
def end(row: NetworkSchool, by: User) -> None:
    """A school leaves, or is asked no more. Raises HubStaysError or ChangedError."""
    if row.school_id == row.network.hub_id:
        raise HubStaysError
    today = timezone.localdate()
    open_rows = NetworkSchool.objects.filter(pk=row.pk, ends_on=None)
    if row.state == State.ASKED:
        changed = open_rows.filter(state=State.ASKED).delete()[0]
        links.withdraw(ANSWER, row)
    else:
        changed = open_rows.filter(state=State.MEMBER).update(ends_on=max(today, row.starts_on))
        either = Q(mentor=row.school_id) | Q(mentee=row.school_id)
        row.network.mentorings.filter(either, ends_on=None, starts_on__lte=today).update(ends_on=today)
    if not changed:
        raise ChangedError
    log(row.network, "networks.model_leave", user=by, data={"school": row.school_id})


@transaction.atomic
def pair(mentoring: Mentoring, by: User) -> None:
    """One school helps another from now on. Raises AlreadyThereError."""
    try:
        with transaction.atomic():
            mentoring.save()
    except IntegrityError as error:
        raise AlreadyThereError from error
    data = {"mentor": mentoring.mentor_id, "mentee": mentoring.mentee_id}
    log(mentoring.network, "networks.mentoring", user=by, data=data)
    for school, letter in ((mentoring.mentor, "mentor_named"), (mentoring.mentee, "mentee_named")):
        with override("th"):
            path = reverse("networks:model_network", args=[mentoring.network.uid])
            topic = mentoring.topic
        notify(
            directors(school),
            f"networks/mail/{letter}",
            path=path,
            network=mentoring.network.name,
            mentor=mentoring.mentor.name,
            mentee=mentoring.mentee.name,
            topic=topic,
        )


@transaction.atomic
def unpair(mentoring: Mentoring, by: User) -> None:
    """The help ends today. Raises ChangedError."""
    today = max(timezone.localdate(), mentoring.starts_on)
    if not Mentoring.objects.filter(pk=mentoring.pk, ends_on=None).update(ends_on=today):
        raise ChangedError
    data = {"mentor": mentoring.mentor_id, "mentee": mentoring.mentee_id}
    log(mentoring.network, "networks.mentoring_end", user=by, data=data)


def members_of(network: SchoolNetwork) -> QuerySet[Organisation]:
    """The schools that belong to it today, the hub too, in Thai order."""
    rows = network.schools.members().filter(ends_on=None)
    return Organisation.objects.active().filter(in_networks__in=rows).distinct().by_name()


def of_school(school: Organisation, on: date) -> QuerySet[NetworkSchool]:
    """The public networks to which a school belongs on a day."""
    rows = NetworkSchool.objects.current(on).filter(school=school, network__is_public=True)
    return rows.select_related("network", "network__hub").order_by("starts_on", "pk")


def waiting_for(person: User) -> QuerySet[NetworkSchool]:
    """Networks that ask a school of which this person is the director."""
    schools = [row.pk for row in policy.own_organisations(person, Action.DECIDE, Thing.MODEL_NETWORK)]
    rows = NetworkSchool.objects.asked().filter(school__in=schools, ends_on=None)
    return rows.select_related("network", "network__hub", "school").order_by("pk")
