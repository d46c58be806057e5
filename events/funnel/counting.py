"""From attended to embedded, in numbers: each is the length of a list, and the parts add up to the whole."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from events.models import Attendance, ExchangeEventPage, Intent, IntentQuestion, Turnout
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from practices.adoption.origins import Origin
from practices.models import PracticePage
from vcare.adoption import ADOPTION_STATES, STANDINGS
from vcare.vocabulary import Vocabulary

#: Days after an event for which phones may still bring in who was there.
SETTLING = timedelta(days=14)

#: As an adoption is shown, and what was called off: every intent is in exactly one of these.
OUTCOMES = Vocabulary([*STANDINGS, ADOPTION_STATES["withdrawn"]])

ATTENDED, WANTED, TRIED, EMBEDDED = "attended", "wanted", "tried", "embedded"
STAGES = {
    ATTENDED: _lazy("Were there"),
    WANTED: _lazy("Want to try something"),
    TRIED: _lazy("Have tried it"),
    EMBEDDED: _lazy("In lasting use"),
}

#: People at an event by school; those of no school under None.
Turnouts = Mapping[int | None, int]


@dataclass(frozen=True)
class Line:
    """One school that wanted to try one practice."""

    intent: Intent
    practice: PracticePage
    standing: str

    @property
    def school(self) -> Organisation:
        return self.intent.school

    @property
    def was_tried(self) -> bool:
        return self.intent.was_tried

    @property
    def waits(self) -> bool:
        """Whether the school's director has not said anything yet."""
        return self.intent.is_going and self.intent.adoption.confirmed_on is None

    def is_at(self, stage: str) -> bool:
        if stage == TRIED:
            return self.was_tried
        return stage == WANTED or (stage == EMBEDDED and self.standing == "using")


@dataclass(frozen=True)
class Row:
    """One practice or one school with what belongs to it."""

    thing: PracticePage | Organisation
    lines: list[Line]
    #: Of a school; None where nobody knows.
    people: int | None = None

    @property
    def key(self) -> str:
        """What the list behind it is narrowed by."""
        return self.thing.reference if isinstance(self.thing, PracticePage) else str(self.thing.uid)

    @property
    def tried(self) -> int:
        return sum(line.was_tried for line in self.lines)

    def outcomes(self) -> list[tuple[str, int]]:
        return outcomes(self.lines)


@dataclass(frozen=True)
class Stage:
    """How far schools have come. One case is one school with one practice."""

    key: str
    label: str
    #: None where nobody knows.
    schools: int | None
    cases: int | None


@dataclass
class Funnel:
    """Everything that is known today of what an event led to."""

    event: ExchangeEventPage
    today: date
    #: None as long as nobody was checked in: who was there is not known.
    turnout: Turnouts | None
    lines: list[Line] = field(default_factory=list)

    @property
    def attended(self) -> int | None:
        """Schools that were there."""
        return None if self.turnout is None else sum(key is not None for key in self.turnout)

    @property
    def people(self) -> int | None:
        return None if self.turnout is None else sum(self.turnout.values())

    @property
    def guests(self) -> int:
        """People who came for no school."""
        return (self.turnout or {}).get(None, 0)

    def at(self, stage: str) -> list[Line]:
        return [line for line in self.lines if line.is_at(stage)]

    def schools(self, stage: str) -> int | None:
        if stage == ATTENDED:
            return self.attended
        return len({line.school.pk for line in self.at(stage)})

    @property
    def wanted(self) -> int:
        """Schools that want to try something."""
        return self.schools(WANTED) or 0

    @property
    def tried(self) -> list[Line]:
        return self.at(TRIED)

    def stages(self) -> list[Stage]:
        return [
            Stage(key, str(label), self.schools(key), None if key == ATTENDED else len(self.at(key)))
            for key, label in STAGES.items()
        ]

    def outcomes(self) -> list[tuple[str, int]]:
        return outcomes(self.lines)

    def not_checked_in(self) -> int:
        """Schools that want to try something though nobody checked them in."""
        if self.turnout is None:
            return 0
        return len({line.school.pk for line in self.lines} - set(self.turnout))

    def unconfirmed(self) -> int:
        """Cases that wait for a director."""
        return sum(line.waits for line in self.lines)

    def by_practice(self) -> list[Row]:
        """The most wanted first, those that nobody wanted last."""
        groups: dict[int, list[Line]] = defaultdict(list)
        pages = {page.pk: page for page in self.event.presented()}
        for line in self.lines:
            groups[line.practice.pk].append(line)
            pages.setdefault(line.practice.pk, line.practice)
        rows = [Row(page, groups[pk]) for pk, page in pages.items()]
        return sorted(rows, key=lambda row: (-len(row.lines), row.thing.title, row.thing.pk))

    def by_school(self) -> list[Row]:
        """In the order of names; schools that were there and want nothing stand in the list of those who came."""
        groups: dict[int, list[Line]] = defaultdict(list)
        schools = {}
        for line in self.lines:
            groups[line.school.pk].append(line)
            schools[line.school.pk] = line.school
        rows = [Row(school, groups[pk], self._people_of(pk)) for pk, school in schools.items()]
        return sorted(rows, key=lambda row: (row.thing.sort_key, row.thing.pk))

    def _people_of(self, school: int) -> int | None:
        return None if self.turnout is None else self.turnout.get(school)


def outcomes(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """How many cases stand how today, in the order of `OUTCOMES`, zeros too."""
    found = Counter(line.standing for line in lines)
    return [(term.key, found[term.key]) for term in OUTCOMES]


def funnel_of(event: ExchangeEventPage) -> Funnel:
    """Five queries, whatever there is."""
    intents = list(
        event.intents.select_related("adoption__school")
        .order_by("said_at", "pk")
        .prefetch_related("questions")
    )
    keys = {intent.adoption.practice_id for intent in intents}
    practices = PracticePage.objects.filter(pk__in=keys).with_owner().for_cards().in_bulk()
    lines = [Line(row, practices[row.adoption.practice_id], row.standing) for row in intents]
    return Funnel(event, timezone.localdate(), turnouts([event]).get(event.pk), lines)


# Who was there


def turnouts(events: Iterable[ExchangeEventPage]) -> dict[int, dict[int | None, int]]:
    """By event; one without anybody checked in is left out. Two queries."""
    events = list(events)
    settling = timezone.now() - SETTLING
    kept: dict[int, dict[int | None, int]] = defaultdict(dict)
    for event, school, people in Turnout.objects.filter(event__in=events).values_list(
        "event", "school", "people"
    ):
        kept[event][school] = people
    counted = _counted(events)
    found = {}
    for event in events:
        newest = counted if event.ends_at > settling and event.pk in counted else kept
        rows = newest.get(event.pk) or counted.get(event.pk)
        if rows:
            found[event.pk] = dict(rows)
    return found


def _counted(events: Iterable[ExchangeEventPage]) -> dict[int, dict[int | None, int]]:
    """From those checked in at the door."""
    found: dict[int, dict[int | None, int]] = defaultdict(lambda: defaultdict(int))
    organisation = "attendee__registration__organisation"
    rows = (
        Attendance.objects.standing()
        .filter(event__in=events)
        .order_by()
        .values_list("event", organisation, f"{organisation}__kind")
        .annotate(people=Count("attendee", distinct=True))
    )
    for event, school, kind, people in rows:
        found[event][school if kind == Kind.SCHOOL else None] += people
    return found


def keep_turnouts() -> int:
    """Write down who came by school, before names are forgotten; for how many events."""
    now = timezone.now()
    events = list(
        ExchangeEventPage.objects.filter(ends_at__lte=now, ends_at__gt=now - SETTLING).defer_streamfields()
    )
    counted = _counted(events)
    for event in events:
        if event.pk not in counted:
            continue
        keep = counted[event.pk]
        for row in Turnout.objects.filter(event=event):
            if row.school_id not in keep:
                row.delete()
        for school, people in keep.items():
            Turnout.objects.update_or_create(
                event=event, school_id=school, defaults={"people": people, "as_of": timezone.localdate()}
            )
    return len(counted)


# Many events


def with_funnels(events: QuerySet[ExchangeEventPage], today: date) -> QuerySet[ExchangeEventPage]:
    """With `wanted`, `tried`, `embedded`: schools at each stage, and `cases`, schools with practices."""
    going = Q(intents__ended_on=None) & ~Q(intents__adoption__state="withdrawn")
    using = going & Q(intents__adoption__state="using")
    known = Q(intents__adoption__known_until=None) | Q(intents__adoption__known_until__gte=today)
    return events.annotate(
        cases=Count("intents", distinct=True),
        wanted=Count("intents__adoption__school", distinct=True),
        tried=Count(
            "intents__adoption__school",
            filter=going & Q(intents__adoption__used_from__isnull=False),
            distinct=True,
        ),
        embedded=Count("intents__adoption__school", filter=using & known, distinct=True),
    )


def events_of(person: User) -> QuerySet[ExchangeEventPage]:
    """The events that have begun and whose outcome a person sees, the latest first."""
    hosts = policy.organisations_with(person, Action.VIEW, Thing.EVENT_REGISTRATION)
    rows = (
        ExchangeEventPage.objects.live()
        .filter(host__in=hosts, starts_at__lte=timezone.now())
        .exclude(state=ExchangeEventPage.State.CANCELLED)
        .select_related("host")
        .defer_streamfields()
    )
    return with_funnels(rows, timezone.localdate()).order_by("-starts_at", "-pk")


# For everybody


@dataclass(frozen=True)
class Public:
    """What any visitor may know: schools whose directors stand by it, counted and not named."""

    today: date
    schools: int
    tried: int
    embedded: int
    #: Each practice with its schools, the most wanted first.
    practices: list[tuple[PracticePage, int]]


def public_of(event: ExchangeEventPage) -> Public:
    today = timezone.localdate()
    rows = list(event.intents.standing_by().select_related("adoption"))
    wanted = Counter(row.adoption.practice_id for row in rows)
    pages = PracticePage.objects.filter(pk__in=wanted).published().with_owner().for_cards()
    return Public(
        today,
        len({row.adoption.school_id for row in rows}),
        len({row.adoption.school_id for row in rows if row.was_tried}),
        len({row.adoption.school_id for row in rows if row.standing == "using"}),
        sorted(((page, wanted[page.pk]) for page in pages), key=lambda row: (-row[1], row[0].title)),
    )


def seen_at(practice: PracticePage) -> Iterator[Origin]:
    """The events at which schools saw a practice and wanted to try it, for its own page."""
    rows = Intent.objects.standing_by().filter(adoption__practice=practice).select_related("adoption")
    found: dict[int, list[Intent]] = defaultdict(list)
    for row in rows:
        found[row.event_id].append(row)
    if not found:
        return
    for event in ExchangeEventPage.objects.published().filter(pk__in=found).for_cards():
        intents = found[event.pk]
        yield Origin(
            event.local_title,
            event.get_url() or "",
            timezone.localdate(event.starts_at),
            len(intents),
            sum(row.was_tried for row in intents),
        )


# Files


def table(funnel: Funnel) -> Iterator[list[object]]:
    """One line for each case, heading first."""
    language = get_language()
    yield [
        _("School"),
        _("People who came"),
        _("Practice"),
        _("Reference"),
        _("Begun by"),
        _("Said on"),
        _("Confirmed by the director"),
        _("State"),
        _("As of"),
        _("After 30 days"),
        _("After 90 days"),
    ]
    for line in funnel.lines:
        adoption = line.intent.adoption
        answers = {row.days: row for row in line.intent.questions.all()}
        yield [
            line.school.local_name,
            funnel.turnout.get(line.school.pk) if funnel.turnout else None,
            line.practice.local_title,
            line.practice.reference,
            line.practice.owner_organisation.local_name,
            timezone.localdate(line.intent.said_at),
            adoption.confirmed_on,
            OUTCOMES.label(line.standing, language),
            adoption.standing_on,
            answer_words(answers.get(30)),
            answer_words(answers.get(90)),
        ]


def answer_words(question: IntentQuestion | None) -> str:
    if question is None:
        return ""
    if question.answer:
        return str(question.get_answer_display())
    return _("no answer yet") if question.asked_on else _("not asked")
