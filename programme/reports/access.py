"""Who sees and does what with term reports, and the doors of their screens."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.models import User
from organisations import policy
from organisations.models import Kind, Membership, Organisation, Role
from organisations.policy import Action, At, Person, Thing
from programme.models import ReportRound, TermReport

View = Callable[..., HttpResponseBase]


def own_schools(person: Person, action: Action = Action.VIEW) -> list[Organisation]:
    """The schools to which a person belongs, and may do this to their reports."""
    rows = policy.own_organisations(person, action, Thing.TERM_REPORT)
    return [row for row in rows if row.kind == Kind.SCHOOL]


def of_the_school(person: Person, school: Organisation) -> bool:
    """Whether a person sees a report before it is certified: only the school itself does."""
    return school.pk in {row.pk for row in own_schools(person)}


def places_of_rounds(person: Person, action: Action = Action.VIEW) -> list[Organisation]:
    """The offices, and the clusters, whose boards a person may look at."""
    return policy.own_organisations(person, action, Thing.REPORT_ROUND)


def rounds_of(person: Person) -> QuerySet[ReportRound]:
    """The rounds that concern a person as one of an office, a cluster or a school."""
    places = [*places_of_rounds(person), *own_schools(person)]
    offices = {row.pk if row.kind == Kind.OFFICE else row.office_id for row in places}
    editing = {row.pk for row in places_of_rounds(person, Action.EDIT)}
    opened = ~Q(state=ReportRound.State.PLANNED)
    return ReportRound.objects.filter(Q(office__in=editing) | Q(opened, office__in=offices)).select_related(
        "office"
    )


def clusters_of(person: Person, term_round: ReportRound) -> list[Organisation]:
    """The clusters to which a person's look at a board is confined; none for the office."""
    if policy.may(person, Action.VIEW, term_round):
        return []
    return [row for row in places_of_rounds(person) if row.office_id == term_round.office_id]


def may_read(person: Person, term_round: ReportRound) -> bool:
    """Whether a person of the office may read what schools have certified."""
    return policy.may(person, Action.VIEW, At(Thing.TERM_REPORT, term_round.office))


def may_open_paper(person: Person, report: TermReport) -> bool:
    """Whether a person may see the scan of what was signed: the school, and who writes such papers down."""
    return of_the_school(person, report.school) or policy.may(person, Action.COORDINATE, report)


def directorship(person: User, school: Organisation) -> Membership | None:
    """By which membership a person certifies for a school today: in person before standing in."""
    rows = Membership.objects.current().filter(person=person, organisation=school, role=Role.SCHOOL_DIRECTOR)
    return rows.select_related("person", "organisation").order_by("capacity", "pk").first()


def directors(school: Organisation) -> QuerySet[User]:
    return policy.people_who_may(Action.CERTIFY, Thing.TERM_REPORT, school)


def with_director(schools: Iterable[Organisation]) -> set[int]:
    """Of these schools those in which somebody can certify in the portal today; one query."""
    roles = [
        role for role, rights in policy.RIGHTS.items() if Action.CERTIFY in rights.get(Thing.TERM_REPORT, ())
    ]
    rows = Membership.objects.current().filter(
        organisation__in=schools, role__in=roles, person__is_active=True
    )
    return set(rows.values_list("organisation", flat=True))


def writers(school: Organisation) -> QuerySet[User]:
    return policy.people_who_may(Action.EDIT, Thing.TERM_REPORT, school)


def for_report(action: Action = Action.VIEW) -> Callable[[View], View]:
    """The view of a report to which a person may do this; for others it isn't there (404)."""

    def decorate(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
            rows = TermReport.objects.select_related("round__office", "school__office", "saved_by", "sent_by")
            report = get_object_or_404(rows, uid=uid)
            if not policy.may(request.user, action, report):
                raise Http404
            return view(request, report, **kwargs)

        return guarded

    return decorate


def for_round(action: Action = Action.VIEW) -> Callable[[View], View]:
    """The view of a round to which a person of its office may do this; for others it isn't there (404)."""

    def decorate(view: View) -> View:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
            found = get_object_or_404(rounds_of(request.user), uid=uid)
            if not policy.may(request.user, action, found):
                raise Http404
            return view(request, found, **kwargs)

        return guarded

    return decorate
