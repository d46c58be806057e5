from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from networks.graph import wrapping
from networks.graph.picture import MOST_DRAWN, MOST_ROWS
from networks.models import (
    NetworkSchool,
    PartnerPage,
    Partnership,
    PartnershipActivity,
    SchoolNetwork,
)
from organisations.models import Kind, Organisation, Role
from practices.models import Adoption
from tests.bulk import copies_of
from tests.factories import (
    NeedFactory,
    OfficeFactory,
    OrganisationFactory,
    PartnerFactory,
    PartnerPageFactory,
    PracticePageFactory,
    SchoolFactory,
    partner_network,
)
from tests.people import member

pytestmark = pytest.mark.django_db

GRAPH, MAP = "/networks/graph/", "/networks/graph/map/"


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def network(site_tree, office):
    return partial(partner_network, site_tree.partners)


@pytest.fixture
def school(office):
    return SchoolFactory(office=office, name="โรงเรียนบ้านสมมุติ", districts=["2202"])


def share(partnership, *schools, **fields):
    """The partner of a partnership works with other schools, too."""
    for owner in schools:
        row = Partnership.objects.create(
            owner=owner, partner=partnership.partner, starts_on=partnership.starts_on, **fields
        )
        PartnershipActivity.objects.create(partnership=row, day=timezone.localdate(), what="ซ้อมแผน")


def links_shown(response) -> list[tuple[str, str]]:
    return [(row.one.name, row.other.name) for row in response.context["rows"]]


# What it tells


def test_tells_who_has_nobody_and_what_would_follow_if_a_partner_stopped(client, office, network, school):
    others = [SchoolFactory(office=office) for _ in range(2)]
    carrying = network(school)
    share(carrying, *others)
    for owner in (school, *others):
        network(owner)
        network(owner)
    alone = SchoolFactory(office=office, name="โรงเรียนเดียวดายสมมุติ")
    text = " ".join(client.get(GRAPH).text.split())
    assert "1 โรงเรียนยังไม่มีเครือข่าย" in text
    assert alone.name in text
    assert "(100% ของที่ครบตามเกณฑ์)" in text
    assert f"ถ้า {carrying.partner.name} หยุด จะมี 3 โรงเรียนเหลือต่ำกว่า 3 เครือข่าย" in text


def test_names_bridges(client, office, network, school):
    other = SchoolFactory(office=office)
    bridge = network(school)
    share(bridge, other)
    found = client.get(GRAPH).context["found"]
    assert [row.partner.name for row in found.bridges] == [bridge.partner.name]


def test_suggests_a_mentor_nearby(client, office, network, school, practice_index):
    for _ in range(3):
        network(school)
    PracticePageFactory(
        parent=practice_index, owner_organisation=school, endorsed_on=timezone.localdate(), hazards=["rights"]
    )
    learner = SchoolFactory(office=office, districts=["2202"])
    SchoolFactory(office=office, districts=["2204"])
    pairs = client.get(GRAPH).context["found"].pairs
    assert [(pair.mentor.name, pair.learner.name) for pair in pairs] == [(school.name, learner.name)]


def test_what_schools_have_asked_for_steers_the_office_s_suggestions_alone(
    client, office, network, school, practice_index
):
    for _ in range(3):
        network(school)
    PracticePageFactory(
        parent=practice_index, owner_organisation=school, endorsed_on=timezone.localdate(), hazards=["rights"]
    )
    learner = SchoolFactory(office=office, districts=["2202"])
    NeedFactory(school=learner, hazard="accident")
    assert len(client.get(GRAPH).context["found"].pairs) == 1
    client.force_login(member(office, Role.OFFICER))
    assert client.get(GRAPH).context["found"].pairs == []


# Who sees what


def test_leaves_out_partners_whom_no_visitor_may_read_about(client, office, network, school):
    hidden, private = network(school), network(school)
    PartnerPage.objects.filter(organisation=hidden.partner).update(live=False)
    PageViewRestriction.objects.create(
        page=PartnerPage.objects.get(organisation=private.partner), restriction_type="login"
    )
    text = client.get(GRAPH).text
    assert hidden.partner.name not in text
    assert private.partner.name not in text


def test_what_does_not_count_is_for_the_office_with_its_reason(client, office, network, school):
    idle = network(school, days_ago=500)
    address = reverse("networks:graph_file", args=["links", "csv"])
    for person in (None, member(school, Role.TEACHER), member(OfficeFactory(name="เขตอื่น"), Role.OFFICER)):
        if person:
            client.force_login(person)
        assert idle.partner.name not in client.get(GRAPH).text
        assert idle.partner.name not in b"".join(client.get(address).streaming_content).decode()
    client.force_login(member(office, Role.OFFICER))
    text = client.get(GRAPH).text
    assert idle.partner.name in text
    assert "กิจกรรมครั้งล่าสุดนานเกินกำหนด" in text
    assert "กิจกรรมครั้งล่าสุดนานเกินกำหนด" in b"".join(client.get(address).streaming_content).decode()


def test_leaves_out_closed_schools_and_those_of_another_office(client, office, network):
    network(SchoolFactory(office=office, closed_on=timezone.localdate()))
    network(SchoolFactory(office=OfficeFactory(name="เขตอื่นสมมุติ")))
    assert links_shown(client.get(GRAPH)) == []


def test_an_empty_register_says_what_will_be_here(client, office):
    response = client.get(GRAPH)
    assert "ความร่วมมือแรกจะปรากฏที่นี่" in response.text
    assert client.get(MAP).status_code == 200


# Narrowing


def test_narrows_by_district_cluster_type_and_stage(client, office, network, school, practice_index):
    cluster = OrganisationFactory(kind=Kind.CLUSTER, name="กลุ่มสมมุติ", office=office)
    far = SchoolFactory(office=office, districts=["2204"], cluster=cluster)
    near_link, far_link = network(school), network(far)
    Organisation.objects.filter(pk=far_link.partner.pk).update(partner_type="police")
    page = PracticePageFactory(parent=practice_index, owner_organisation=school, stages=["C"])
    page.partners = [near_link.partner]
    page.save()
    far_row, near_row = (far.name, far_link.partner.name), (school.name, near_link.partner.name)
    assert links_shown(client.get(GRAPH, {"district": "2204"})) == [far_row]
    assert links_shown(client.get(GRAPH, {"cluster": cluster.pk})) == [far_row]
    assert links_shown(client.get(GRAPH, {"partner_type": "police"})) == [far_row]
    assert links_shown(client.get(GRAPH, {"partner_type": "04"})) == [near_row]
    assert links_shown(client.get(GRAPH, {"stage": "C"})) == [near_row]
    assert links_shown(client.get(GRAPH, {"stage": "V"})) == []


def test_looks_back_at_the_end_of_either_kind_of_year(client, office, network, school):
    today = timezone.localdate()
    ended = network(
        school,
        days_ago=500,
        starts_on=today - timedelta(days=900),
        ends_on=today - timedelta(days=60),
    )
    assert links_shown(client.get(GRAPH)) == []
    kinds = client.get(GRAPH).context["filter"].years.groups
    shown = [[links_shown(client.get(GRAPH, {"year": year.key})) for year in years] for _kind, years in kinds]
    assert all([(school.name, ended.partner.name)] in found for found in shown)
    assert len(shown) == 2


def test_shows_who_took_a_practice_over_from_whom(client, office, school, practice_index):
    practice = PracticePageFactory(
        parent=practice_index, owner_organisation=SchoolFactory(office=office), title="โทรก่อนเก้าโมง"
    )
    Adoption.objects.create(
        practice=practice, school=school, state="using", confirmed_on=timezone.localdate()
    )
    response = client.get(GRAPH, {"kind": "adoption"})
    assert links_shown(response) == [(school.name, practice.owner_organisation.name)]
    assert "โทรก่อนเก้าโมง" in response.text


def test_shows_the_schools_of_a_network_of_model_schools_with_their_hub(client, office, school):
    hub = SchoolFactory(office=office, name="โรงเรียนแม่ข่ายสมมุติ")
    network = SchoolNetwork.objects.create(
        office=office, name="เครือข่ายบ้านอุ่นใจ", hub=hub, criteria="ครบ", starts_on=timezone.localdate()
    )
    for one in (hub, school):
        NetworkSchool.objects.create(network=network, school=one, state=NetworkSchool.State.MEMBER)
    response = client.get(GRAPH, {"kind": "network"})
    assert links_shown(response) == [(school.name, hub.name)]
    assert "เครือข่ายบ้านอุ่นใจ" in response.text
    SchoolNetwork.objects.update(is_public=False)
    assert "เครือข่ายบ้านอุ่นใจ" not in client.get(GRAPH).text


def test_a_network_of_model_schools_counts_for_what_would_follow_if_a_partner_stopped(
    client, office, network, school
):
    hub = SchoolFactory(office=office)
    models = SchoolNetwork.objects.create(
        office=office, name="เครือข่ายบ้านอุ่นใจ", hub=hub, criteria="ครบ", starts_on=timezone.localdate()
    )
    for one in (hub, school):
        NetworkSchool.objects.create(network=models, school=one, state=NetworkSchool.State.MEMBER)
    partners = {network(school).partner.name, network(school).partner.name}
    found = client.get(GRAPH).context["found"]
    assert {row.partner.name for row in found.relied} == partners
    assert found.alone == []


def test_one_in_the_middle_with_all_it_works_with(client, office, network, school):
    link = network(school)
    network(SchoolFactory(office=office))
    response = client.get(GRAPH, {"org": link.partner.uid})
    assert links_shown(response) == [(school.name, link.partner.name)]
    assert PartnerPage.objects.get(organisation=link.partner).url in response.text


@pytest.mark.parametrize("org", ["nonsense", "3d6f3f6e-0000-4000-8000-000000000000"])
def test_an_unknown_one_shows_the_whole_picture(client, office, network, school, org):
    network(school)
    assert len(links_shown(client.get(GRAPH, {"org": org}))) == 1


def test_sorts_by_each_column(client, office, network, school):
    one = network(school, starts_on=timezone.localdate() - timedelta(days=200))
    other = network(school, starts_on=timezone.localdate() - timedelta(days=900))
    by_partner = sorted([one.partner.name, other.partner.name])
    assert [row[1] for row in links_shown(client.get(GRAPH, {"sort": "partner"}))] == by_partner
    assert links_shown(client.get(GRAPH, {"sort": "since"}))[0][1] == other.partner.name
    assert client.get(GRAPH, {"sort": "anything"}).status_code == 200


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, office, network, school, page):
    network(school)
    assert len(client.get(GRAPH, {"page": page}).context["rows"]) == 1


# The picture


def test_everything_in_the_picture_is_a_link_with_words(client, office, network, school):
    link = network(school)
    picture = client.get(GRAPH).context["picture"]
    for drawing in (picture.columns, picture.cloud):
        said = {thing.says: thing.href for thing in drawing.things}
        assert f"{school.name} มี 1 เครือข่าย" in said
        assert said[f"{link.partner.name} มูลนิธิ ทำงานร่วมกับ 1 แห่ง"] == f"?org={link.partner.uid}"


def many(office, index, schools: int, partners: int) -> None:
    """A big office, made quickly: each school with three partners of its district."""
    today = timezone.localdate()
    districts = ["2202", "2204", "2205", "2206", "2207", "2210"]
    Organisation.objects.bulk_create(
        [
            Organisation(
                kind=Kind.SCHOOL,
                office=office,
                name=f"โรงเรียนบ้านสมมุติยาวพอสมควร {n:04}",
                sort_key=f"{n:05}",
                districts=[districts[n % 6]],
            )
            for n in range(schools)
        ]
        + [
            Organisation(
                kind=Kind.PARTNER,
                office=office,
                name=f"โรงพยาบาลส่งเสริมสุขภาพตำบลสมมุติ {n:04}",
                sort_key=f"{n:05}",
                districts=[districts[n % 6]],
                partner_type="subdistrict-health",
            )
            for n in range(partners)
        ]
    )
    rows = list(Organisation.objects.filter(office=office, kind=Kind.PARTNER).order_by("sort_key"))
    template = PartnerPageFactory(parent=index, organisation=PartnerFactory(), verified_on=today)
    profiles(template, rows)
    owners = Organisation.objects.filter(office=office, kind=Kind.SCHOOL).order_by("sort_key")
    made = Partnership.objects.bulk_create(
        Partnership(
            owner=owner,
            partner=rows[(number % 6 + 6 * (number + step)) % len(rows)],
            starts_on=today - timedelta(days=100),
        )
        for number, owner in enumerate(owners)
        for step in range(3)
    )
    PartnershipActivity.objects.bulk_create(
        PartnershipActivity(partnership=row, day=today, what="ซ้อมแผน") for row in made
    )


def profiles(template: PartnerPage, partners: list[Organisation]) -> None:
    """A published profile for each, by as few statements as the two tables need."""
    copies_of(template, [{"organisation_id": one.pk, "reference": f"PX69-{one.pk}"} for one in partners])


@pytest.fixture
def two_thousand(office, partner_index):
    many(office, partner_index, 1700, 300)
    return office


def test_two_thousand_organisations_stay_usable(client, two_thousand):
    client.get(GRAPH)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(GRAPH)
    assert len(queries) <= 20
    assert len(response.content) <= 150_000
    picture = response.context["picture"]
    assert picture.cloud is None
    assert picture.grouped
    assert len(picture.columns.things) <= MOST_ROWS
    district = client.get(GRAPH, {"district": "2202"})
    assert len(district.content) <= 150_000
    assert client.get(MAP).context["places"][0].schools == 284


def test_as_many_as_are_drawn_one_by_one_stay_below_the_limit(client, office, partner_index):
    many(office, partner_index, MOST_DRAWN - 61, 60)
    response = client.get(GRAPH)
    assert response.context["picture"].cloud is not None
    assert len(response.content) <= 150_000


def test_queries_do_not_grow(client, office, network, school, django_assert_num_queries):
    network(school)
    client.get(GRAPH)
    with CaptureQueriesContext(connection) as few:
        client.get(GRAPH)
    for n in range(5):
        network(SchoolFactory(office=office, name=f"โรงเรียนสมมุติ {n}"))
    with django_assert_num_queries(len(few)):
        client.get(GRAPH)


def test_a_name_is_broken_between_words_and_cut_where_it_may_be():
    assert wrapping.lines("โรงพยาบาลสมมุติ ริมน้ำ", 15) == ["โรงพยาบาลสมมุติ", "ริมน้ำ"]
    (first, second) = wrapping.lines("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาจันทบุรี เขต 2", 15)
    assert wrapping.width(first) <= 15
    assert second.endswith("…")
    assert wrapping.width(second) <= 15


# The map


def test_the_map_counts_by_district_and_asks_nobody_for_pictures(client, office, network, school):
    for _ in range(3):
        network(school)
    SchoolFactory(office=office, districts=["2202"])
    response = client.get(MAP)
    khlung = response.context["places"][0]
    assert (khlung.key, khlung.schools, khlung.reached, khlung.alone) == ("2202", 2, 1, 1)
    assert 'data-tiles=""' in response.text
    assert "https://" not in response.headers["Content-Security-Policy"].partition("frame-src")[0]
    assert b"PK" in client.get(reverse("networks:graph_file", args=["districts", "xlsx"])).content[:2]


def test_all_findings_as_a_file(client, office, school):
    text = b"".join(client.get(reverse("networks:graph_file", args=["findings", "csv"])).streaming_content)
    assert f"ยังไม่มีเครือข่าย,,{school.name}" in text.decode()
