"""Every list and number says of which year it is, and both kinds of year can be chosen wherever they mean something.

A list that is new gets a row in LISTS, or says by `NoYear` why no year narrows it.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.dates import ThaiDateField
from content.listing import FilterForm
from content.templatetags.thai import thai_date
from content.years import NoYear, Period
from events.filters import EventFilter
from events.models import ExchangeEventPage
from organisations.models import Role
from practices.filters import PracticeFilter
from programme.indicators import beginning
from programme.models import AwardScheme, FundYear, Plan
from tests import factories
from tests.people import member
from vcare.calendar import to_thai_digits

BOTH, PAST, ACADEMIC, FISCAL = "both kinds", "both kinds, at their end", "academic", "fiscal"

#: Address, who opens it, what kinds of year it knows.
LISTS = [
    # For everybody
    ("/practices/", "", BOTH),
    ("/events/", "", BOTH),
    ("/partners/", "", BOTH),
    ("/funds/", "", FISCAL),
    ("/funds/aid/", "", FISCAL),
    ("/commitments/", "", BOTH),
    ("/networks/coverage/", "", PAST),
    ("/networks/coverage/{school}/", "", PAST),
    ("/networks/graph/", "", PAST),
    ("/networks/graph/map/", "", PAST),
    ("/networks/models/", "", BOTH),
    ("/diffusion/", "", BOTH),
    ("/schools/", "", ACADEMIC),
    ("/results/", "", BOTH),
    ("/vision/", "", BOTH),
    ("/reports/", "", BOTH),
    ("/recognition/", "", BOTH),
    # For schools
    ("/my/practices/", "teacher", BOTH),
    ("/my/adoptions/", "teacher", BOTH),
    ("/my/events/", "teacher", BOTH),
    ("/my/proposals/", "teacher", BOTH),
    ("/my/certificates/", "teacher", BOTH),
    ("/my/commitments/", "teacher", BOTH),
    ("/my/reports/", "teacher", BOTH),
    ("/my/plans/of/{school}/", "teacher", BOTH),
    # For the office
    ("/my/recognition/", "officer", BOTH),
    ("/my/dossiers/", "officer", BOTH),
    ("/my/plans/schools/", "officer", BOTH),
    ("/my/plans/late/", "officer", BOTH),
    ("/my/funds/aid/", "officer", FISCAL),
    ("/my/certificates/register/", "officer", BOTH),
    ("/my/events/organised/", "officer", BOTH),
    ("/my/events/funnels/", "officer", BOTH),
    ("/networks/needs/", "officer", BOTH),
    ("/networks/applications/", "officer", BOTH),
    ("/networks/vetting/register/", "officer", BOTH),
    ("/adoptions/", "officer", BOTH),
    ("/cockpit/", "officer", BOTH),
    ("/indicators/", "officer", BOTH),
    ("/indicators/statements/", "officer", BOTH),
    ("/indicators/schools-three/", "officer", BOTH),
    ("/indicators/schools-three/list/", "officer", BOTH),
    ("/guard/decisions/", "reviewer", BOTH),
    ("/guard/consents/", "reviewer", BOTH),
]

ODD = ["99999", "abc", "a", "f25", "\x00", "<b>", "๙๙๙๙", "-1"]


def kinds_of(form: type[FilterForm]) -> Iterator[type[FilterForm]]:
    for kind in form.__subclasses__():
        if kind.__module__.split(".")[0] != "tests":
            yield kind
        yield from kinds_of(kind)


@pytest.fixture
def place(site_tree):
    office = factories.OfficeFactory()
    beginning.begin(office)
    school = factories.SchoolFactory(office=office)
    # An award of a year in the Buddhist era, which is found by either kind.
    now = timezone.localdate()
    for year in {Period.of(now, kind).before.year for kind in ("academic", "fiscal")}:
        AwardScheme.objects.create(
            office=office, name="รางวัล", levels=["ดี"], year=year, year_kind="era", state="announced"
        )
    fund = factories.FundPageFactory(parent=site_tree.funds, slug="aid")
    FundYear.objects.create(fund=fund, fiscal_year=Period.of(timezone.localdate(), "fiscal").before.year)
    return SimpleNamespace(
        school=school,
        people={
            "teacher": member(school, Role.TEACHER),
            "officer": member(office, Role.OFFICER),
            "reviewer": member(office, Role.PRIVACY_REVIEWER),
        },
    )


def chosen(kinds: str) -> list[tuple[str, str]]:
    """Addresses, and the words that the page has to say then. The year before this one, of each kind."""
    today = timezone.localdate()
    academic, fiscal = (Period.of(today, kind).before for kind in ("academic", "fiscal"))
    both = [(academic.key, str(academic)), (fiscal.key, str(fiscal))]
    return {ACADEMIC: both[:1], FISCAL: both[1:]}.get(kinds, both)


def test_every_list_and_number_switches_its_year(client, place):
    client.raise_request_exception = False
    seen, wrong = set(), []
    for (name, person, kinds), odd in zip(LISTS, cycle(ODD), strict=False):
        client.logout()
        if person:
            client.force_login(place.people[person])
        path = name.format(school=place.school.uid)
        for year, words in chosen(kinds):
            response = client.get(path, {"year": year, "district": "2205"})
            if (
                response.status_code != 200
                or words not in response.text
                or f"year={year}" not in response.text
            ):
                wrong.append((path, year, response.status_code))
        if client.get(path, {"year": odd}).status_code != 200:
            wrong.append((path, odd))
        seen.add(type((response.context or {}).get("filter")))
    assert wrong == []
    # A form that others are built on is met in them.
    forms = {form for form in kinds_of(FilterForm) if not form.__subclasses__()}
    assert {form.__qualname__ for form in forms if form.by_year is FilterForm.by_year} == set()
    assert {form.__qualname__ for form in forms - seen if not isinstance(form.by_year, NoYear)} == set()


def test_a_year_keeps_what_else_was_chosen_and_pages_keep_the_year(client, practice_index, monkeypatch):
    monkeypatch.setattr(PracticeFilter, "per_page", 1)
    factories.PracticePageFactory.create_batch(2, parent=practice_index, academic_year=2568, stages=["V"])
    factories.PracticePageFactory(parent=practice_index, academic_year=2567, stages=["A"])
    page = client.get(practice_index.url, {"stage": "V", "year": "๒๕๖๘", "page": "2"})
    assert page.context["rows"].paginator.count == 2
    assert 'href="?stage=V&amp;year=f2569"' in page.text
    assert 'href="?stage=V"' in page.text
    assert 'name="year" value="a2568"' in page.text
    assert "page=1" in page.text
    # A year without anything is told, not forgotten.
    empty = client.get(practice_index.url, {"year": "2560"})
    assert empty.context["rows"].paginator.count == 0
    assert "ปีการศึกษา 2560" in empty.text


def test_offering_years_takes_one_query_however_many_there_are(client, practice_index, settings):
    settings.PUBLIC_CACHE_SECONDS = 0

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(practice_index.url)
        return len(asked)

    factories.PracticePageFactory(parent=practice_index, academic_year=2569)
    queries()
    few = queries()
    for year in range(2560, 2563):
        factories.PracticePageFactory(parent=practice_index, academic_year=year)
    assert queries() <= few + 2
    assert len(client.get(practice_index.url).context["filter"].years.groups[0][1]) == 4


#: Of the description of the domain: a day, its academic and its fiscal year, and how it is written.
DAYS = [
    (datetime(2026, 11, 22, 13, 30), "a2569", "f2570", "22 พ.ย. 2569"),
    (datetime(2026, 10, 15, 9), "a2569", "f2570", "15 ต.ค. 2569"),
    (datetime(2027, 4, 10, 9), "a2569", "f2570", "10 เม.ย. 2570"),
    # Half past midnight: by the clock of the world it is the day before.
    (datetime(2027, 5, 16, 0, 30), "a2570", "f2570", "16 พ.ค. 2570"),
]


def test_days_at_the_edges_of_years_belong_where_the_office_counts_them(client, event_index):
    office = factories.OfficeFactory()
    for number, (moment, *_others) in enumerate(DAYS):
        begins = timezone.make_aware(moment)
        factories.ExchangeEventPageFactory(
            parent=event_index, host=office, title=f"เวที {number}", starts_at=begins, ends_at=begins
        )
    client.force_login(member(office, Role.OFFICER))
    by_year, rows = EventFilter.by_year, ExchangeEventPage.objects.all()
    assert {year.key for year in by_year.offered(rows)} == {"a2569", "a2570", "f2570"}
    found = {year.key: {row.title for row in by_year.narrowed(rows, year)} for year in by_year.offered(rows)}
    for number, (moment, academic, fiscal, words) in enumerate(DAYS):
        assert {key for key, titles in found.items() if f"เวที {number}" in titles} == {academic, fiscal}
        # As it is written on screens, so it is read from forms.
        assert thai_date(timezone.make_aware(moment)) == words
        assert ThaiDateField().clean(to_thai_digits(words)) == moment.date()
    # For programs a day stays what all the world writes.
    assert "2569-" not in client.get("/feeds/events.atom").text
    page = client.get(rows.get(title="เวที 0").url).text
    assert "2026-11-22T13:30" in page
    assert "2569-11" not in page


def test_the_search_narrows_by_both_kinds_of_year(client, practice_index, site_tree):
    first = factories.PracticePageFactory(
        parent=practice_index, title="โฮมรูมภาคต้น", academic_year=2569, term="1"
    )
    second = factories.PracticePageFactory(
        parent=practice_index, title="โฮมรูมภาคปลาย", academic_year=2569, term="2"
    )

    def found(**chosen: str) -> set[str]:
        text = client.get("/search/", {"q": "โฮมรูม", **chosen}).text
        return {page.slug for page in (first, second) if page.url in text}

    assert found(year="๒๕๖๙") == {first.slug, second.slug}
    assert found(fiscal_year="2570") == found(fiscal_year="f2570") == {second.slug}
    assert found(fiscal_year="2569") == {first.slug}
    assert found(year="abc") == {first.slug, second.slug}


def test_a_signed_paper_has_thai_digits_where_they_are_asked_for(client, place):
    plan = Plan.objects.create(
        organisation=place.school, title="แผนดูแล 3 เรื่อง", year=2569, text="ดู BP69-0001 และ 12 ข้อ"
    )
    client.force_login(place.people["teacher"])
    path = f"/my/plans/{plan.uid}/print/"
    assert "แผนดูแล 3 เรื่อง" in client.get(path).text
    text = client.get(path, {"digits": "thai"}).text.partition("<main")[2].partition("</main>")[0]
    for words in ("แผนดูแล ๓ เรื่อง", "ปีการศึกษา ๒๕๖๙", "BP69-0001 และ ๑๒ ข้อ"):
        assert words in text
    # Tags are as they were.
    assert "<h1>" in text
