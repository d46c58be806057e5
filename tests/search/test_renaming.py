"""An organisation is renamed or moved: whatever the search shows of it follows."""

import pytest

from networks.models import SchoolNetwork
from organisations.models import Kind, Organisation
from programme.models import AwardScheme, Honour, Plan, Vision
from search import pages
from search.engine import Query
from search.engines import get_engine
from tests.factories import (
    CommitmentFactory,
    OfficeFactory,
    PartnerFactory,
    PartnerPageFactory,
    PracticePageFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db

NEW = "ชื่อใหม่สมมุติ"


def practice(site) -> Organisation:
    return PracticePageFactory(parent=site.practices).owner_organisation


def partner(site) -> Organisation:
    return PartnerPageFactory(parent=site.partners, title="ภาคีสมมุติ").organisation


def party(site) -> Organisation:
    partner = PartnerFactory(office=OfficeFactory())
    row = CommitmentFactory(partner=partner)
    row.state, row.in_force_at = "in-force", row.created_at
    row.save()
    return partner


def hub(site) -> Organisation:
    school = SchoolFactory()
    SchoolNetwork.objects.create(office=school.office, name="เครือข่ายสมมุติ", hub=school, starts_on="2026-05-16")
    return school


def cluster(site) -> Organisation:
    office = OfficeFactory()
    row = Organisation.objects.create(kind=Kind.CLUSTER, name="กลุ่มโรงเรียนสมมุติ", office=office)
    SchoolFactory(office=office, cluster=row)
    return row


def school(site) -> Organisation:
    return SchoolFactory()


def visionary(site) -> Organisation:
    office = OfficeFactory()
    Vision.objects.create(organisation=office, academic_year=2569, text="ไม่ทิ้งใคร", state="in-force")
    return office


def planner(site) -> Organisation:
    office = OfficeFactory()
    Plan.objects.create(organisation=office, title="แผนสมมุติ", year_kind="fiscal", year=2570, state="in-force")
    return office


def honoured(site) -> Organisation:
    school = SchoolFactory()
    scheme = AwardScheme.objects.create(
        office=school.office, name="รางวัลสมมุติ", levels=["ดี"], year=2569, issuer="สมมุติ", state="announced"
    )
    Honour.objects.create(scheme=scheme, level="ดี", recipient="school", organisation=school)
    return school


def entry(kind: str) -> str:
    """All that visitors see of the one thing of a kind."""
    (hit,) = pages.find(Query(filters={"kind": frozenset([kind])}))[:2]
    return f"{hit.title} {hit.kicker} {hit.summary} {hit.body}"


def assert_follows() -> None:
    pages.find(Query())
    assert not pages.differences(get_engine().digests())


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("practice", practice),
        ("partner", partner),
        ("commitment", party),
        ("model-network", hub),
        ("school", cluster),
        ("school", school),
        ("plan", visionary),
        ("plan", planner),
        ("award", honoured),
    ],
)
def test_what_names_an_organisation_follows_its_name(site_tree, kind, made):
    organisation = made(site_tree)
    old = organisation.name
    assert old in entry(kind)
    organisation.name = NEW
    organisation.save()
    assert NEW in entry(kind)
    assert old not in entry(kind)
    assert_follows()


@pytest.mark.parametrize(
    ("kind", "made"),
    [("practice", practice), ("partner", partner), ("model-network", hub), ("school", school)],
)
def test_what_stands_in_a_district_moves_with_its_organisation(site_tree, kind, made):
    organisation = made(site_tree)
    before = Query(filters={"kind": frozenset([kind]), "district": frozenset(["2202"])})
    after = Query(filters={"kind": frozenset([kind]), "district": frozenset(["2204"])})
    organisation.districts = ["2202"]
    organisation.save()
    assert (len(pages.find(before)), len(pages.find(after))) == (1, 0)
    organisation.districts = ["2204"]
    organisation.save()
    assert (len(pages.find(before)), len(pages.find(after))) == (0, 1)
    assert_follows()


def test_a_school_of_another_level_is_found_there(site_tree):
    one = SchoolFactory(levels=["primary"])
    secondary = Query(filters={"kind": frozenset(["school"]), "level": frozenset(["lower-secondary"])})
    assert len(pages.find(secondary)) == 0
    one.levels = ["lower-secondary"]
    one.save()
    assert len(pages.find(secondary)) == 1


def test_a_school_that_goes_to_another_office_is_found_no_longer(site_tree):
    one = school(site_tree)
    assert one.name in entry("school")
    one.office = OfficeFactory(name="เขตอื่นสมมุติ")
    one.save()
    assert len(pages.find(Query(filters={"kind": frozenset(["school"])}))) == 0
    assert_follows()


def test_schools_do_not_keep_the_name_of_a_cluster_that_is_gone(site_tree):
    row = cluster(site_tree)
    assert row.name in entry("school")
    row.delete()
    assert "กลุ่มโรงเรียนสมมุติ" not in entry("school")
    assert_follows()


def test_renaming_takes_no_more_queries_for_an_organisation_that_much_names(
    site_tree, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    office = OfficeFactory()
    with django_assert_max_num_queries(20):
        office.save()
    for number in range(20):
        Plan.objects.create(
            organisation=office, title="แผน", year_kind="fiscal", year=2560 + number, state="in-force"
        )
        PracticePageFactory(parent=site_tree.practices, owner_organisation=office)
    with django_assert_max_num_queries(20):
        office.save()
