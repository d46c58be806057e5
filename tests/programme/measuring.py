"""An office that measures, for the tests of indicators, statements and the cockpit."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from content.years import FISCAL, Period
from organisations.models import Organisation, Role
from programme.indicators import beginning
from programme.indicators.measuring import Facts, measure
from programme.models import EnteredFigure, Indicator
from tests.factories import OfficeFactory, SchoolFactory, partner_network
from tests.people import _letters_leave_at_once, member

__all__ = ["_letters_leave_at_once"]


@pytest.fixture
def office(site_tree):
    found = OfficeFactory()
    beginning.begin(found)
    return found


@pytest.fixture
def network(site_tree):
    return partial(partner_network, site_tree.partners)


@pytest.fixture
def officer(office):
    return member(office, Role.OFFICER)


@pytest.fixture
def director(office):
    return member(office, Role.OFFICE_DIRECTOR)


def today() -> date:
    return timezone.localdate()


def last_year() -> Period:
    return Period.of(today(), FISCAL).before


def enter(office, key: str, number: int, whole: int | None, as_of: date) -> EnteredFigure:
    indicator = Indicator.objects.get(office=office, key=key)
    return EnteredFigure.objects.create(
        indicator=indicator, numerator=number, denominator=whole, as_of=as_of, source="DMC สมมุติ"
    )


def value(office, key: str, period: Period | None = None):
    indicator = Indicator.objects.of_office(office).get(key=key)
    return measure(indicator, Facts(office, period or Period.of(today()), today()))


def schools_with_networks(office, network, counts: list[int]):
    schools = []
    for count in counts:
        school = SchoolFactory(office=office, name=f"โรงเรียนสมมุติ {Organisation.objects.count():03}")
        for _one in range(count):
            network(school, starts_on=today() - timedelta(days=900), days_ago=20)
        schools.append(school)
    return schools
