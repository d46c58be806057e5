"""What schools give to one another: each number is a list, thresholds are the same for all, one press rewards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Call, Certificate, CertificateCounter, CertificateDesign, Proposal
from networks.models import Mentoring, SchoolNetwork
from organisations.models import Role, SchoolFacts
from practices.models import Adoption, AdoptionEvent
from programme.models import AwardScheme, Honour
from programme.recognition import contribution
from tests.factories import ExchangeEventPageFactory, OfficeFactory, PracticePageFactory, SchoolFactory
from tests.people import member
from vcare.calendar import fiscal_year
from vcare.recognition import BADGES

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


def adopted(practice, school, state="using", days=100, **fields) -> Adoption:
    day = TODAY - timedelta(days=days)
    made = Adoption.objects.create(
        practice=practice,
        school=school,
        state=state,
        used_from=day,
        began_on=day,
        confirmed_on=day,
        known_until=TODAY + timedelta(days=30),
        **fields,
    )
    AdoptionEvent.objects.create(adoption=made, kind="state", state=state, day=day)
    return made


@pytest.fixture
def giving(site_tree, office):
    """A school that gives in each way, exactly as much as the threshold asks."""
    school, other, third = SchoolFactory.create_batch(3, office=office)
    practice = PracticePageFactory(
        parent=site_tree.practices, owner_organisation=school, what_failed="<p>ครั้งแรกไม่มีใครมา</p>"
    )
    adopted(practice, other)
    adopted(practice, third, days=800)
    foreign = PracticePageFactory(parent=site_tree.practices, owner_organisation=other)
    adopted(foreign, school, days=731)
    network = SchoolNetwork.objects.create(office=office, name="เครือข่ายสมมุติ", hub=school, criteria="-")
    Mentoring.objects.create(network=network, mentor=school, mentee=other, care_step="1", starts_on=TODAY)
    begun = timezone.now() - timedelta(days=20)
    event = ExchangeEventPageFactory(
        parent=site_tree.events,
        host=office,
        starts_at=begun,
        ends_at=begun + timedelta(hours=3),
        state="recorded",
    )
    call = Call.objects.create(event=event, sought="-")
    Proposal.objects.create(call=call, practice=practice, school=school, presenter="ก", state="selected")
    # Named twice, it is one event.
    event.practices.add(practice)
    event.save()
    return school


def test_every_number_is_the_length_of_its_list(client, giving, office):
    counted = contribution.counts(office, TODAY)
    for row in contribution.standings(office, TODAY):
        for badge in BADGES:
            facts = contribution.facts(badge.key, row.school, TODAY)
            assert row.numbers[badge.key] == len(facts) == counted[badge.key].get(row.school.pk, 0)
    reached = next(row for row in contribution.standings(office, TODAY) if row.school == giving)
    assert reached.badges == list(BADGES)
    page = client.get(reverse("recognition:school", args=[giving.uid]))
    assert page.text.count("ถึงเกณฑ์แล้ว") >= len(BADGES)


def test_silence_drafts_and_own_use_count_nothing(giving, office, site_tree):
    rows = Adoption.objects.filter(practice__owner_organisation=giving)
    rows.update(known_until=TODAY - timedelta(days=1))
    assert not contribution.facts("shared", giving, TODAY)
    rows.update(known_until=None, confirmed_on=None)
    assert not contribution.facts("shared", giving, TODAY)
    rows.update(confirmed_on=TODAY)
    assert len(contribution.facts("shared", giving, TODAY)) == 2
    practice = rows.first().practice
    practice.unpublish()
    for badge in ("shared", "honest"):
        assert not contribution.facts(badge, giving, TODAY)
    SchoolNetwork.objects.update(is_public=False)
    assert not contribution.facts("mentor", giving, TODAY)


def test_a_practice_that_was_taken_down_is_not_named_by_its_proposal(client, giving):
    practice = Proposal.objects.get().practice
    practice.unpublish()
    page = client.get(reverse("recognition:school", args=[giving.uid]))
    assert practice.title not in page.text


def test_a_stop_with_its_lesson_counts_and_one_without_words_does_not(giving, office, site_tree):
    school = SchoolFactory(office=office)
    stopped = adopted(
        PracticePageFactory(parent=site_tree.practices, owner_organisation=giving), school, "stopped"
    )
    assert not contribution.facts("honest", school, TODAY)
    AdoptionEvent.objects.create(
        adoption=stopped, kind="state", state="stopped", day=TODAY, text="ครูคนเดียวทำไม่ไหว"
    )
    assert [fact.note for fact in contribution.facts("honest", school, TODAY)] == ["ครูคนเดียวทำไม่ไหว"]


def test_the_smallest_school_has_as_much_of_a_badge_as_the_largest(client, giving, office):
    SchoolFacts.objects.create(school=giving, academic_year=2569, pupils=38, as_of=TODAY, source="DMC")
    large = SchoolFactory(office=office)
    SchoolFacts.objects.create(school=large, academic_year=2569, pupils=1600, as_of=TODAY, source="DMC")
    groups = {group.label: group for group in contribution.by_size(contribution.standings(office, TODAY))}
    assert groups["ขนาดเล็ก"].reached == [1] * len(BADGES)
    assert sum(groups["ขนาดใหญ่พิเศษ"].reached) == 0
    page = client.get(reverse("recognition:contribution")).text
    assert "ทำไมไม่จัดอันดับ" in page
    assert "ขนาดเล็ก" in page
    assert (
        giving.name.replace(" ", "\u00a0") in client.get(reverse("recognition:badge", args=["shared"])).text
    )
    assert client.get(reverse("recognition:badge", args=["richest"])).status_code == 404


def test_as_many_queries_for_many_schools(giving, office, django_assert_num_queries):
    def read():
        return contribution.standings(office, TODAY)

    with django_assert_num_queries(8):
        read()
    practice = Adoption.objects.first().practice
    for school in SchoolFactory.create_batch(12, office=office):
        adopted(practice, school)
    with django_assert_num_queries(8):
        assert len(read()) == 15


def test_one_press_gives_honour_and_certificate_once(client, giving, office):
    director = member(giving, Role.SCHOOL_DIRECTOR)
    client.force_login(member(office, Role.OFFICER))
    address = reverse("recognition:reward", args=["mentor", giving.uid])
    assert "เลือกแบบเกียรติบัตร" in client.post(address, follow=True).text
    assert not AwardScheme.objects.exists()
    design = CertificateDesign.objects.create(office=office, name="แบบสมมุติ", heading=office.name)
    CertificateCounter.objects.create(office=office, year=fiscal_year(TODAY))
    client.post(reverse("recognition:choose_design"), {"design": design.pk})
    before = len(contribution.unrewarded(office, TODAY))
    assert "แจ้งโรงเรียนแล้ว" in client.post(address, follow=True).text
    assert "บันทึกไว้แล้ว" in client.post(address, follow=True).text
    certificate = Certificate.objects.get()
    assert "เกียรติคุณจากการแบ่งปัน “พี่เลี้ยงที่ช่วยจริง”" in certificate.reason
    assert director.notices.count() == 1
    assert len(contribution.unrewarded(office, TODAY)) == before - 1
    honour = Honour.objects.get()
    client.post(reverse("recognition:revoke", args=[honour.uid]), {"reason": "กดผิด"})
    assert len(contribution.unrewarded(office, TODAY)) == before
    Mentoring.objects.all().delete()
    assert "ไม่ถึงเกณฑ์แล้ว" in client.post(address, follow=True).text
