"""Suggestions for one need come from an index: what other offices offer costs nothing."""

import pytest
from django.db import connection
from django.db.models.query import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks import meeting
from networks.models import Offer, OfferPlace
from organisations.models import Kind, Organisation
from tests.bulk import copies_of
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OfficeFactory,
    PartnerFactory,
    PartnerPageFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db

ELSEWHERE = 60


@pytest.fixture
def deployment(site_tree):
    """A need with one offer near it, and many offers for districts of other offices."""
    office = OfficeFactory()
    template = PartnerPageFactory(
        parent=site_tree.partners,
        organisation=PartnerFactory(office=office),
        verified_on=timezone.localdate(),
    )
    near = OfferFactory(partner=template.organisation)
    partners = Organisation.objects.bulk_create(
        Organisation(kind=Kind.PARTNER, name=f"ภาคีสมมุติ {n}", sort_key=f"{n:05}") for n in range(ELSEWHERE)
    )
    copies_of(template, [{"organisation_id": one.pk, "reference": f"PX69-{one.pk}"} for one in partners])
    offers = Offer.objects.bulk_create(
        Offer(
            partner=partners[n % ELSEWHERE],
            title="ข้อเสนอของเขตอื่น",
            what="หนึ่งวัน",
            hazards=["accident"],
            districts=[f"9{n % ELSEWHERE:03}"],
            places=["school"],
            capacity=9,
            left=9,
        )
        for n in range(20 * ELSEWHERE)
    )
    OfferPlace.objects.bulk_create(
        OfferPlace(offer=offer, district=offer.districts[0], hazard="accident") for offer in offers
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return NeedFactory(school=SchoolFactory(office=office, districts=["2202"])), near


def plan(rows: QuerySet[Offer]) -> str:
    """How the database finds the rows; on PostgreSQL without its dislike of indexes for small tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def statement(need) -> str:
    """The statement by which the suggestions are read."""
    with CaptureQueriesContext(connection) as queries:
        meeting.suggestions(need)
    return next(one["sql"] for one in queries if "networks_offerplace" in one["sql"])


def test_suggestions_are_found_by_the_index_of_places(deployment):
    need, near = deployment
    assert [one.offer for one in meeting.suggestions(need)] == [near]
    sql = statement(need)
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(explain + sql.replace("%", "%%"))
        steps = [str(row[-1]) for row in cursor.fetchall()]
    for table in (
        "networks_offer",
        "networks_offerplace",
        "networks_partnerpage",
        "organisations_organisation",
    ):
        assert not [
            step for step in steps if step.startswith(f"SCAN {table}") or f"Seq Scan on {table}" in step
        ], steps


def test_a_scan_would_be_noticed(deployment):
    scan = Offer.objects.filter(title__contains="ข้อเสนอ")
    if connection.vendor == "sqlite":
        assert "SCAN networks_offer" in plan(scan)
