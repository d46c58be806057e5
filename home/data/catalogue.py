"""All lists, each with the right that opens it and the rows that a person may read."""

import heapq
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from events.certificates import listing as certificates
from events.models import ExchangeEventPage, Registration
from home.data.columns import Column, Columns, DataList, Known, Made, of
from networks import board, ledger
from networks.commitments import access as commitments
from networks.commitments import listing as commitment_listing
from networks.models import Need, Offer, Partnership
from organisations import policy
from organisations.models import Membership, Organisation
from organisations.policy import Action, Thing
from organisations.register import export
from organisations.register.columns import COLUMNS
from practices.adoption.overview import adoption_rows
from practices.models import Adoption, PracticePage
from programme.funds import access as fund_access
from programme.funds import sheet as fund_sheet
from programme.models import (
    EnteredFigure,
    FundEntry,
    Honour,
    MeasuredValue,
    PlanActivity,
    ReportRound,
    Vision,
)
from programme.recognition import sheet as honour_sheet
from programme.reports import figures
from programme.reports.words import certified_how
from programme.reports.words import label as figure_label
from vcare.reports import ALL_FIGURES, REPORT_ANSWERS
from vcare.schools import DISTRICTS


def places(person: User, thing: Thing, action: Action = Action.VIEW) -> QuerySet[Organisation]:
    return policy.organisations_with(person, action, thing)


def offices(person: User, thing: Thing) -> list[Organisation]:
    return list(places(person, thing).offices().order_by("pk"))


# Schools and people


def schools(person: User) -> QuerySet[Organisation]:
    return (
        places(person, Thing.REGISTER)
        .schools()
        .active()
        .select_related("cluster", "merged_into")
        .prefetch_related("facts")
        .order_by("sort_key", "pk")
    )


def school_table(rows: QuerySet[Organisation]) -> Iterator[list[object]]:
    """The register as it is brought in again, but for its days: days for programs, too."""
    found = list(rows)
    heading, *lines = export.table(found)
    yield heading
    place = list(COLUMNS).index("as_of")
    for school, line in zip(found, lines, strict=True):
        newest = next(iter(school.facts.all()), None)
        line[place] = newest.as_of if newest else ""
        yield line


def members(person: User) -> QuerySet[Membership]:
    return (
        Membership.objects.current()
        .filter(organisation__in=places(person, Thing.MEMBERSHIP), person__is_active=True)
        .select_related("person", "organisation")
        .order_by("organisation__sort_key", "organisation", "role", "pk")
    )


# Practices and how they spread


def practices(person: User) -> QuerySet[PracticePage]:
    return (
        PracticePage.objects.live()
        .filter(owner_organisation__in=places(person, Thing.SCHOOL_PRACTICE))
        .for_cards()
        .select_related("owner_organisation")
        .order_by("reference", "pk")
    )


def adoptions(person: User) -> QuerySet[Adoption]:
    rows = Adoption.objects.kept().filter(school__in=places(person, Thing.ADOPTION))
    return rows.with_names().order_by("-began_on", "-pk")


# Partners and networks


def partners(person: User) -> QuerySet[Organisation]:
    rows = places(person, Thing.PARTNER_PROFILE).partners()
    return rows.select_related("partner_page").order_by("sort_key", "pk")


def partnerships(person: User) -> QuerySet[Partnership]:
    rows = Partnership.objects.filter(owner__in=places(person, Thing.PARTNERSHIP))
    return rows.select_related("owner", "partner").order_by("owner__sort_key", "owner", "starts_on", "pk")


def agreements(person: User) -> QuerySet:
    return commitments.visible_to(person).with_parties()


def needs(person: User) -> QuerySet[Need]:
    rows = Need.objects.filter(school__in=places(person, Thing.NEED))
    return rows.select_related("school").order_by("-created_at", "-pk")


def offers(person: User) -> QuerySet[Offer]:
    rows = Offer.objects.filter(partner__in=places(person, Thing.OFFER))
    return rows.select_related("partner").order_by("-academic_year", "-term", "-pk")


def coverage(person: User) -> Made:
    counted = offices(person, Thing.COUNTING)

    def make() -> Iterator[board.Row]:
        for office in counted:
            yield from board.rows(office, ledger.rule_of(office), timezone.localdate(), reminders=False)

    return Made(make, lambda: Organisation.objects.schools().active().filter(office__in=counted).count())


# Events


def events(person: User) -> QuerySet[ExchangeEventPage]:
    rows = ExchangeEventPage.objects.live().filter(host__in=places(person, Thing.EVENT))
    return rows.select_related("host").order_by("-starts_at", "-pk")


def registrations(person: User) -> QuerySet[Registration]:
    """Those that are still kept: after an event they are forgotten, whether or not that has been done yet."""
    since = timezone.now() - timedelta(days=settings.KEEP_DAYS["registrations"])
    return (
        Registration.objects.filter(
            event__host__in=places(person, Thing.EVENT_REGISTRATION), event__ends_at__gte=since
        )
        .exclude(state=Registration.State.UNCONFIRMED)
        .select_related("event")
        .order_by("-event__starts_at", "event", "created_at", "pk")
    )


# The programme


def visions(person: User) -> QuerySet[Vision]:
    rows = Vision.objects.confirmed().filter(organisation__in=places(person, Thing.SCHOOL_PLAN))
    return rows.select_related("organisation").order_by(
        "-academic_year", "organisation__sort_key", "organisation", "-pk"
    )


def activities(person: User) -> QuerySet[PlanActivity]:
    return (
        PlanActivity.objects.filter(
            plan__organisation__in=places(person, Thing.SCHOOL_PLAN), plan__approved_at__isnull=False
        )
        .select_related("plan__organisation", "owner")
        .order_by("-plan__year", "plan__organisation__sort_key", "plan", "number", "pk")
    )


def reports(person: User) -> Made:
    rounds = ReportRound.objects.filter(office__in=offices(person, Thing.TERM_REPORT)).newest_first()

    def make() -> Iterator[tuple[ReportRound, figures.SchoolRow]]:
        for term_round in rounds:
            for row in figures.of_round(term_round).rows:
                yield term_round, row

    return Made(make, lambda: sum(figures.certified(row, timezone.now()) for row in rounds))


def report_table(rows: Made) -> Iterator[list[object]]:
    language = get_language()
    yield [
        _("Academic year"),
        _("Term"),
        _("OBEC code"),
        _("School"),
        _("District"),
        _("School cluster"),
        _("Certified on"),
        _("Certified how"),
        _("Version"),
        *(figure_label(figure.key) for figure in ALL_FIGURES),
        *(term.label(language) for term in REPORT_ANSWERS),
    ]
    for term_round, row in rows.iterator(0):
        school = row.school
        yield [
            term_round.academic_year,
            term_round.term,
            school.obec_code,
            school.name,
            ", ".join(DISTRICTS.label(key, language) for key in school.districts if key in DISTRICTS),
            school.cluster.name if school.cluster else "",
            timezone.localdate(row.version.certified_at),
            certified_how(row.version.is_on_paper),
            row.version.number,
            *(row.values.get(figure.key) for figure in ALL_FIGURES),
            *({True: _("yes"), False: _("no"), None: ""}[row.answer(term.key)] for term in REPORT_ANSWERS),
        ]


def report_keys() -> list[str]:
    first = ["academic_year", "term", "obec_code", "school", "district", "cluster"]
    first += ["certified_on", "certified_how", "version"]
    return [*first, *(figure.key for figure in ALL_FIGURES), *(term.key for term in REPORT_ANSWERS)]


def measured(person: User) -> QuerySet[MeasuredValue]:
    rows = MeasuredValue.objects.filter(indicator__office__in=offices(person, Thing.INDICATOR))
    return rows.select_related("indicator", "version").order_by("indicator__place", "indicator", "on")


def entered(person: User) -> QuerySet[EnteredFigure]:
    return (
        EnteredFigure.objects.filter(indicator__office__in=offices(person, Thing.INDICATOR))
        .select_related("indicator", "entered_by")
        .prefetch_related("indicator__versions")
        .order_by("indicator__place", "indicator", "as_of", "pk")
    )


def fund_entries(person: User) -> QuerySet[FundEntry]:
    rows = FundEntry.objects.select_related("fund", "entered_by", "decided_by")
    rows = rows.order_by("fund__path", "day", "pk")
    return rows if fund_access.may(person, Action.VIEW) else rows.none()


def ledger_table(rows: QuerySet[FundEntry]) -> Iterator[list[object]]:
    """The ledgers one below the other, each as its own screen gives it."""
    entries = list(rows)
    heading, *lines = fund_sheet.table(entries)
    yield [_("Fund"), _("Fiscal year"), *heading]
    for entry, line in zip(entries, lines, strict=True):
        _day_in_words, *rest = line
        yield [entry.fund.title, entry.fiscal_year, entry.day, *rest]


def ledger_keys() -> list[str]:
    return [
        "fund",
        "fiscal_year",
        *(key.replace("-", "_") for key in fund_sheet.headings()),
        "direction",
        "state",
        "entered_by",
        "decided_by",
        "reason",
    ]


def honours(person: User) -> QuerySet[Honour]:
    rows = Honour.objects.filter(scheme__office__in=offices(person, Thing.AWARD))
    return rows.with_names().order_by("-scheme__year", "scheme", "pk")


def honour_keys() -> list[str]:
    return ["award", "year", *honour_sheet.headings(), "certificate", "check_url", "state", "revoked_reason"]


# The log


def log_entries(person: User) -> Made:
    """What was done in the portal, newest first, on pages and on everything else."""
    both = [model.objects.select_related("user", "content_type") for model in (PageLogEntry, ModelLogEntry)]

    def make() -> Iterator[Any]:
        ordered = [rows.order_by("-timestamp", "-pk").iterator(chunk_size=500) for rows in both]
        return heapq.merge(*ordered, key=lambda entry: entry.timestamp, reverse=True)

    return Made(make, lambda: sum(rows.count() for rows in both))


def action_label(entry: Any) -> str:
    """What the log calls an action; its key, if whoever wrote it is gone."""
    formatter = registry.formatters.get(entry.action)
    return str(formatter.label) if formatter else entry.action


def kind_of(entry: Any) -> str:
    model = entry.content_type.model_class() if entry.content_type else None
    return str(model._meta.verbose_name) if model else ""


#: In the order of the screen.
LISTS: dict[str, DataList] = {
    row.key: row
    for row in (
        DataList(
            "schools",
            gettext_lazy("Schools, with their newest numbers"),
            Thing.REGISTER,
            schools,
            Known(lambda: [*COLUMNS, "size"], school_table),
            gettext_lazy("Can be brought in again as it is."),
        ),
        DataList(
            "members",
            gettext_lazy("People with an account, and their roles"),
            Thing.MEMBERSHIP,
            members,
            Columns(
                (
                    of(Membership, "organisation.name", "organisation", gettext_lazy("Organisation")),
                    of(Membership, "organisation.kind", "kind"),
                    Column("name", gettext_lazy("Name and surname"), lambda row: row.person.get_full_name()),
                    of(Membership, "person.position", "position"),
                    of(Membership, "role"),
                    of(Membership, "capacity"),
                    of(Membership, "person.email", "email"),
                    of(Membership, "order_number"),
                    of(Membership, "starts_on"),
                    of(Membership, "ends_on"),
                )
            ),
            gettext_lazy("Adults with a role today. Only for the office's own work."),
        ),
        DataList(
            "practices",
            gettext_lazy("Published practices"),
            Thing.SCHOOL_PRACTICE,
            practices,
            Columns(
                (
                    of(PracticePage, "reference"),
                    of(PracticePage, "title"),
                    of(PracticePage, "kind"),
                    of(PracticePage, "owner_organisation.name", "owner", gettext_lazy("School or office")),
                    of(PracticePage, "owner_organisation.districts", "district"),
                    of(PracticePage, "academic_year"),
                    of(PracticePage, "term"),
                    of(PracticePage, "stages"),
                    of(PracticePage, "care_steps"),
                    of(PracticePage, "hazards"),
                    of(PracticePage, "levels"),
                    of(PracticePage, "school_sizes"),
                    of(PracticePage, "target_groups"),
                    of(PracticePage, "dimensions"),
                    of(PracticePage, "first_published_at"),
                    of(PracticePage, "last_published_at"),
                )
            ),
            gettext_lazy("Drafts stay with their schools."),
        ),
        DataList(
            "adoptions",
            gettext_lazy("Schools that use a practice"),
            Thing.ADOPTION,
            adoptions,
            Known(
                lambda: [
                    "reference",
                    "practice",
                    "begun_by",
                    "school",
                    "district",
                    "learned_from",
                    "began_on",
                    "state",
                    "as_of",
                    "confirmed_on",
                    "asked_next",
                ],
                lambda rows: adoption_rows(rows, inside=True),
            ),
        ),
        DataList(
            "partners",
            gettext_lazy("Partners"),
            Thing.PARTNER_PROFILE,
            partners,
            Columns(
                (
                    of(Organisation, "name"),
                    of(Organisation, "name_en"),
                    of(Organisation, "partner_type"),
                    of(Organisation, "districts"),
                    of(Organisation, "phone"),
                    of(Organisation, "email"),
                    of(Organisation, "website"),
                    of(Organisation, "closed_on"),
                    Column(
                        "reference",
                        gettext_lazy("Reference"),
                        lambda row: getattr(getattr(row, "partner_page", None), "reference", ""),
                    ),
                    Column(
                        "verified_on",
                        gettext_lazy("Verified on"),
                        lambda row: getattr(getattr(row, "partner_page", None), "verified_on", None),
                    ),
                )
            ),
        ),
        DataList(
            "partnerships",
            gettext_lazy("Partnerships of schools and partners"),
            Thing.PARTNERSHIP,
            partnerships,
            Columns(
                (
                    of(Partnership, "owner.name", "owner", gettext_lazy("School or office")),
                    of(Partnership, "owner.obec_code", "obec_code"),
                    of(Partnership, "owner.districts", "district"),
                    of(Partnership, "partner.name", "partner", gettext_lazy("Partner")),
                    of(Partnership, "partner.partner_type", "partner_type"),
                    of(Partnership, "status"),
                    of(Partnership, "starts_on"),
                    of(Partnership, "ends_on"),
                    of(Partnership, "levels"),
                    of(Partnership, "activity"),
                )
            ),
        ),
        DataList(
            "commitments",
            gettext_lazy("Memoranda and commitments"),
            Thing.COMMITMENT,
            agreements,
            Known(
                lambda: [
                    "reference",
                    "kind",
                    "title",
                    "parties",
                    "starts_on",
                    "ends_on",
                    "state",
                    "promises",
                    "kept",
                    "partly_kept",
                    "not_kept",
                    "not_known",
                    "overdue",
                ],
                commitment_listing.table,
            ),
        ),
        DataList(
            "coverage",
            gettext_lazy("Partner networks of each school"),
            Thing.COUNTING,
            coverage,
            Known(
                lambda: [
                    "obec_code",
                    "school",
                    "district",
                    "cluster",
                    "networks",
                    "asked_for",
                    "missing",
                    "ends_within_90_days",
                    "as_of",
                ],
                lambda rows: board.table(rows.iterator(0)),
            ),
        ),
        DataList(
            "needs",
            gettext_lazy("What schools need"),
            Thing.NEED,
            needs,
            Columns(
                (
                    of(Need, "school.name", "school", gettext_lazy("School")),
                    of(Need, "school.districts", "district"),
                    of(Need, "hazard"),
                    of(Need, "care_step"),
                    of(Need, "band"),
                    of(Need, "time"),
                    of(Need, "place"),
                    of(Need, "state"),
                    of(Need, "created_at", label=gettext_lazy("Entered")),
                )
            ),
            gettext_lazy("Pupils in bands only; notes stay on their screen."),
        ),
        DataList(
            "offers",
            gettext_lazy("What partners offer"),
            Thing.OFFER,
            offers,
            Columns(
                (
                    of(Offer, "partner.name", "partner", gettext_lazy("Partner")),
                    of(Offer, "title"),
                    of(Offer, "what"),
                    of(Offer, "hazards"),
                    of(Offer, "care_steps"),
                    of(Offer, "districts"),
                    of(Offer, "academic_year"),
                    of(Offer, "term"),
                    of(Offer, "capacity"),
                    of(Offer, "left"),
                    of(Offer, "paused"),
                )
            ),
        ),
        DataList(
            "events",
            gettext_lazy("Exchange events"),
            Thing.EVENT,
            events,
            Columns(
                (
                    of(ExchangeEventPage, "reference"),
                    of(ExchangeEventPage, "title"),
                    of(ExchangeEventPage, "event_type"),
                    of(ExchangeEventPage, "state"),
                    of(ExchangeEventPage, "starts_at"),
                    of(ExchangeEventPage, "ends_at"),
                    of(ExchangeEventPage, "mode"),
                    of(ExchangeEventPage, "place"),
                    of(ExchangeEventPage, "district"),
                    of(ExchangeEventPage, "host.name", "host", gettext_lazy("Organiser")),
                    of(ExchangeEventPage, "capacity"),
                    of(ExchangeEventPage, "directors"),
                    of(ExchangeEventPage, "teachers"),
                    of(ExchangeEventPage, "supervisors"),
                    of(ExchangeEventPage, "partner_people"),
                    of(ExchangeEventPage, "parents"),
                    of(ExchangeEventPage, "satisfaction_n"),
                    of(ExchangeEventPage, "satisfaction_mean"),
                )
            ),
        ),
        DataList(
            "registrations",
            gettext_lazy("Registrations for events"),
            Thing.EVENT_REGISTRATION,
            registrations,
            Columns(
                (
                    of(Registration, "event.reference", "event"),
                    of(Registration, "event.title", "event_title", gettext_lazy("Event")),
                    of(Registration, "code"),
                    of(Registration, "state"),
                    of(Registration, "organisation_name", "organisation"),
                    of(Registration, "size"),
                    of(Registration, "created_at", label=gettext_lazy("Registered")),
                )
            ),
            gettext_lazy(
                "One line for each team, without names: those are at the event. Old ones are forgotten."
            ),
        ),
        DataList(
            "certificates",
            gettext_lazy("Register of certificates"),
            Thing.CERTIFICATE,
            certificates.visible_to,
            Known(
                lambda: [
                    "serial",
                    "fiscal_year",
                    "number",
                    "name",
                    "organisation",
                    "event",
                    "role",
                    "issued_on",
                    "state",
                    "revoked_reason",
                    "edition",
                    "check_url",
                ],
                certificates.table,
            ),
        ),
        DataList(
            "visions",
            gettext_lazy("Confirmed visions"),
            Thing.SCHOOL_PLAN,
            visions,
            Columns(
                (
                    of(Vision, "organisation.name", "organisation", gettext_lazy("School or office")),
                    of(Vision, "academic_year"),
                    of(Vision, "text"),
                    of(Vision, "signature", label=gettext_lazy("Confirmed by")),
                    of(Vision, "confirmed_at", label=gettext_lazy("Confirmed on")),
                )
            ),
        ),
        DataList(
            "activities",
            gettext_lazy("Activities of approved plans"),
            Thing.SCHOOL_PLAN,
            activities,
            Columns(
                (
                    of(
                        PlanActivity,
                        "plan.organisation.name",
                        "organisation",
                        gettext_lazy("School or office"),
                    ),
                    of(PlanActivity, "plan.title", "plan", gettext_lazy("Plan")),
                    of(PlanActivity, "plan.year_kind", "year_kind"),
                    of(PlanActivity, "plan.year", "year"),
                    of(PlanActivity, "number", label=gettext_lazy("No.")),
                    of(PlanActivity, "what", label=gettext_lazy("Activity")),
                    Column("owner", gettext_lazy("Who sees to it"), lambda row: row.owner_words),
                    of(PlanActivity, "starts_on", label=gettext_lazy("First day")),
                    of(PlanActivity, "ends_on", label=gettext_lazy("Last day")),
                    of(PlanActivity, "state"),
                    of(PlanActivity, "reason"),
                    of(PlanActivity, "due_on", label=gettext_lazy("To be done by")),
                )
            ),
        ),
        DataList(
            "term-reports",
            gettext_lazy("Numbers of certified term reports"),
            Thing.TERM_REPORT,
            reports,
            Known(report_keys, report_table),
            gettext_lazy("Sums of a school. Small ones can point at a child: not for others."),
        ),
        DataList(
            "indicators",
            gettext_lazy("Values of the indicators over time"),
            Thing.INDICATOR,
            measured,
            Columns(
                (
                    of(MeasuredValue, "indicator.key", "key", gettext_lazy("Code of the indicator")),
                    of(MeasuredValue, "version.name", "indicator", gettext_lazy("Indicator")),
                    of(MeasuredValue, "on", label=gettext_lazy("As of")),
                    of(MeasuredValue, "numerator", label=gettext_lazy("Number")),
                    of(MeasuredValue, "denominator", label=gettext_lazy("Of")),
                    of(MeasuredValue, "version.unit", "unit"),
                )
            ),
        ),
        DataList(
            "figures",
            gettext_lazy("Figures that the office entered"),
            Thing.INDICATOR,
            entered,
            Columns(
                (
                    of(EnteredFigure, "indicator.key", "key", gettext_lazy("Code of the indicator")),
                    Column("indicator", gettext_lazy("Indicator"), lambda row: row.indicator.newest.name),
                    of(EnteredFigure, "as_of"),
                    of(EnteredFigure, "numerator"),
                    of(EnteredFigure, "denominator"),
                    of(EnteredFigure, "source"),
                    of(EnteredFigure, "entered_by", label=gettext_lazy("Entered by")),
                    of(EnteredFigure, "taken_back_at", label=gettext_lazy("Taken back on")),
                )
            ),
        ),
        DataList(
            "funds",
            gettext_lazy("Ledger of the funds"),
            Thing.FUND_LEDGER,
            fund_entries,
            Known(ledger_keys, ledger_table),
            gettext_lazy("All entries, those that do not count too. Money out is below zero."),
        ),
        DataList(
            "awards",
            gettext_lazy("Awards and who receives them"),
            Thing.AWARD,
            honours,
            Known(honour_keys, lambda rows: honour_sheet.table(rows, inside=True)),
            gettext_lazy("Names of those who have not agreed are for the office alone."),
        ),
        DataList(
            "log",
            gettext_lazy("Log of what was done"),
            Thing.SETTINGS,
            log_entries,
            Columns(
                (
                    of(ModelLogEntry, "timestamp", "at", gettext_lazy("When")),
                    Column("who", gettext_lazy("Who"), lambda row: row.user or ""),
                    Column("action_key", gettext_lazy("Code of what was done"), lambda row: row.action),
                    Column("action", gettext_lazy("What was done"), action_label),
                    Column("kind", gettext_lazy("Kind"), kind_of),
                    Column("thing", gettext_lazy("To what"), lambda row: row.label),
                )
            ),
            action=Action.EDIT,
        ),
    )
}


def open_to(person: User) -> list[DataList]:
    """The lists that a person may take away, who works for an office in the editing interface."""
    if not policy.may(person, Action.ENTER, Thing.EDITING):
        return []
    return [row for row in LISTS.values() if policy.may(person, row.action, row.thing)]
