"""Networks of model schools: set up, joined, counted."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from networks import ledger, model_networks, snapshots
from networks.counting import Rule, Tie, Verdict, judge, number
from networks.models import CountingRule, Mentoring, NetworkSchool, SchoolNetwork
from organisations.models import Role
from tests.factories import OfficeFactory, SchoolFactory, partner_network
from tests.people import member

pytestmark = pytest.mark.django_db

NEW = {
    "name": "เครือข่ายเดินเรียนปลอดภัยสมมุติ",
    "aim": "ทางเดินมาโรงเรียนปลอดภัย",
    "criteria": "มีแผนทุกภาคเรียน\n- ครูทุกคนผ่านการอบรม",
    "starts_on": "16/5/2569",
    "is_public": "on",
}


@pytest.fixture
def hub(site_tree):
    return SchoolFactory(name="โรงเรียนแม่ข่ายสมมุติ")


@pytest.fixture
def officer(hub):
    return member(hub.office, Role.OFFICER)


@pytest.fixture
def network(hub, officer):
    row = SchoolNetwork(
        office=hub.office, name="เครือข่ายสมมุติ", hub=hub, criteria="มีแผน", starts_on=date(2026, 5, 16)
    )
    model_networks.save(row, officer)
    return row


@pytest.fixture
def leader(hub):
    return member(hub, Role.SCHOOL_DIRECTOR)


@pytest.fixture
def school(hub):
    return SchoolFactory()


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR)


def path(network, rest=""):
    return f"/networks/models/{network.uid}/{rest}"


class TestSettingUp:
    def test_the_office_does_it_and_everybody_sees_it(self, client, hub, officer):
        client.force_login(officer)
        client.post("/networks/models/new/", {**NEW, "hub": hub.pk})
        network = SchoolNetwork.objects.get()
        assert network.schools.get().school == hub
        client.logout()
        text = client.get(path(network)).text
        assert hub.name in text
        assert "<li>ครูทุกคนผ่านการอบรม</li>" in text
        assert network.name in client.get("/networks/models/").text
        assert network.name in client.get(f"/schools/{hub.uid}/").text

    def test_the_search_finds_it_while_visitors_may_see_it(
        self, client, network, django_capture_on_commit_callbacks
    ):
        for shown in (True, False):
            with django_capture_on_commit_callbacks(execute=True):
                network.is_public = shown
                network.save()
            assert (path(network) in client.get("/search/", {"q": network.name}).text) is shown

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": ""}, "name"),
            ({"hub": ""}, "hub"),
            ({"ends_on": "1/1/2569"}, "ends_on"),
            ({"criteria": "ช่วยเด็กหญิงสมศรี ใจงาม"}, "criteria"),
        ],
    )
    def test_bad_input_is_kept_and_explained(self, client, hub, officer, change, field):
        client.force_login(officer)
        response = client.post("/networks/models/new/", {**NEW, "hub": hub.pk, **change})
        assert response.status_code == 400
        assert field in response.context["form"].errors
        assert "ทางเดินมาโรงเรียนปลอดภัย" in response.text
        assert not SchoolNetwork.objects.exists()

    def test_a_hidden_one_is_the_offices_and_the_hubs_own(self, client, network, officer, leader, director):
        SchoolNetwork.objects.update(is_public=False)
        seen = {}
        for person in (officer, leader, director, member(OfficeFactory(name="อื่นสมมุติ"), Role.OFFICER)):
            client.force_login(person)
            seen[person.email] = client.get(path(network)).status_code
        assert list(seen.values()) == [200, 200, 404, 404]

    def test_directors_and_other_offices_do_not_change_it(self, client, network, leader):
        for person in (leader, member(OfficeFactory(name="อื่นสมมุติ"), Role.OFFICER)):
            client.force_login(person)
            assert client.post(path(network, "edit/"), NEW).status_code == 404

    def test_the_list_bears_odd_input_and_more_rows(
        self, client, network, officer, django_assert_max_num_queries
    ):
        for count in range(6):
            row = SchoolNetwork(
                office=network.office, name=f"เครือข่าย {count}", hub=SchoolFactory(), criteria="ก"
            )
            model_networks.save(row, officer)
        for query in ("page=0", "page=abc", "page=9999", "district=x"):
            assert client.get(f"/networks/models/?{query}").status_code == 200
        with django_assert_max_num_queries(12):
            client.get("/networks/models/")


class TestJoining:
    def test_whom_the_office_adds_belongs_at_once(self, client, network, school, officer, director):
        client.force_login(officer)
        client.post(path(network, "schools/"), {"school": school.pk})
        assert network.schools.get(school=school).state == "member"
        assert mail.outbox[0].to == [director.email]

    def test_whom_the_hub_asks_agrees_by_the_letter(self, client, network, school, leader, director):
        client.force_login(leader)
        client.post(path(network, "schools/"), {"school": school.pk})
        row = network.schools.get(school=school)
        assert row.state == "asked"
        client.logout()
        assert school.name not in client.get(path(network)).text
        link = re.search(r"http://localhost:8000(/networks/models/answer/\S+)", mail.outbox[0].body)[1]
        client.get(link)
        row.refresh_from_db()
        assert row.state == "asked"
        client.post(link, {"agree": "1"})
        row.refresh_from_db()
        assert (row.state, row.answered_by) == ("member", director)
        assert client.post(link, {"decline": "1"}).status_code == 410
        assert mail.outbox[-1].to == [leader.email]

    def test_or_declines_on_the_screen_with_a_reason(self, client, network, school, leader, director):
        row = model_networks.add(network, school, leader)
        client.force_login(director)
        assert network.name in client.get("/my/").text
        assert "ไม่รับ" in client.get(path(network)).text
        client.post(path(network, f"schools/{row.pk}/decline/"), {"reason": "ปีนี้ไม่พร้อม"})
        row.refresh_from_db()
        assert (row.state, row.reason) == ("declined", "ปีนี้ไม่พร้อม")
        assert "ปีนี้ไม่พร้อม" in mail.outbox[-1].body

    def test_nobody_answers_for_another_school(self, client, network, school, leader, officer, director):
        row = model_networks.add(network, school, leader)
        for person in (
            leader,
            officer,
            member(SchoolFactory(), Role.SCHOOL_DIRECTOR),
            member(school, Role.TEACHER),
        ):
            client.force_login(person)
            assert client.post(path(network, f"schools/{row.pk}/agree/")).status_code == 404
        row.refresh_from_db()
        assert row.state == "asked"

    def test_twice_and_foreign_schools_are_refused(self, client, network, school, officer):
        model_networks.add(network, school, officer)
        foreign = SchoolFactory(office=OfficeFactory(name="อื่นสมมุติ"))
        client.force_login(officer)
        for wrong in (school, foreign):
            assert client.post(path(network, "schools/"), {"school": wrong.pk}).status_code == 400
        with pytest.raises(model_networks.AlreadyThereError):
            model_networks.add(network, school, officer)

    def test_a_school_leaves_and_its_mentoring_ends_but_the_hub_stays(
        self, client, network, hub, school, officer, director
    ):
        row = model_networks.add(network, school, officer)
        pair = Mentoring(network=network, mentor=hub, mentee=school, care_step="2")
        model_networks.pair(pair, officer)
        client.force_login(director)
        client.post(path(network, f"schools/{row.pk}/end/"))
        row.refresh_from_db()
        pair.refresh_from_db()
        assert row.ends_on == pair.ends_on == timezone.localdate()
        client.force_login(officer)
        client.post(path(network, f"schools/{network.schools.get(school=hub).pk}/end/"))
        assert network.schools.get(school=hub).ends_on is None


class TestMentors:
    @pytest.fixture
    def joined(self, network, school, officer):
        model_networks.add(network, school, officer)
        mail.outbox.clear()
        return network

    def test_the_hub_names_them_and_both_are_told(self, client, joined, hub, school, leader, director):
        client.force_login(leader)
        client.post(path(joined, "mentors/"), {"mentor": hub.pk, "mentee": school.pk, "hazard": "accident"})
        pair = joined.mentorings.get()
        assert {letter.to[0] for letter in mail.outbox} == {leader.email, director.email}
        client.post(path(joined, f"mentors/{pair.pk}/end/"))
        pair.refresh_from_db()
        assert pair.ends_on == timezone.localdate()

    @pytest.mark.parametrize("case", ["itself", "about nothing", "stranger"])
    def test_what_makes_no_sense_is_explained(self, client, joined, hub, school, leader, case):
        data = {"mentor": hub.pk, "mentee": school.pk, "care_step": "2"}
        data |= {
            "itself": {"mentee": hub.pk},
            "about nothing": {"care_step": ""},
            "stranger": {"mentee": SchoolFactory().pk},
        }[case]
        client.force_login(leader)
        assert client.post(path(joined, "mentors/"), data).status_code == 400
        assert not joined.mentorings.exists()

    def test_a_members_director_does_not(self, client, joined, hub, school, director):
        client.force_login(director)
        data = {"mentor": hub.pk, "mentee": school.pk, "care_step": "2"}
        assert client.post(path(joined, "mentors/"), data).status_code == 404


class TestCounting:
    TODAY = date(2026, 11, 30)

    def tie(self, key, **fields):
        return Tie(key, key, self.TODAY - timedelta(days=100), model=True, **fields)

    def test_at_most_one_counts_the_one_that_lasts_longest(self):
        ending = self.tie(-1, ends_on=self.TODAY + timedelta(days=5))
        judged = judge([ending, self.tie(-2), self.tie(-3)], Rule(), self.TODAY)
        assert [row.verdict for row in judged] == [Verdict.MODEL_ONCE, Verdict.COUNTS, Verdict.MODEL_ONCE]

    def test_none_counts_where_the_rule_leaves_them_out(self):
        judged = judge([self.tie(-1)], Rule(model_networks=False), self.TODAY)
        assert [row.verdict for row in judged] == [Verdict.MODEL_LEFT_OUT]

    def test_an_ended_one_does_not(self):
        judged = judge([self.tie(-1, ends_on=self.TODAY - timedelta(days=1))], Rule(), self.TODAY)
        assert judged[0].verdict is Verdict.ENDED

    def test_counts_beside_partners_in_every_number(self, client, site_tree, network, hub, officer):
        partner_network(site_tree.partners, hub)
        other = SchoolNetwork(office=hub.office, name="เครือข่ายที่สองสมมุติ", hub=hub, criteria="ก")
        model_networks.save(other, officer)
        today = timezone.localdate()
        assert ledger.numbers([hub], Rule(), today) == {hub.pk: 2}
        client.force_login(officer)
        text = client.get(f"/networks/coverage/{hub.uid}/").text
        assert network.name in text
        assert "นับได้ไม่เกิน 1" in text

    def test_hidden_asked_and_former_ones_do_not(self, network, hub, school, leader, officer):
        model_networks.add(network, school, leader)
        today = timezone.localdate()
        assert ledger.numbers([school], Rule(), today) == {school.pk: 0}
        SchoolNetwork.objects.update(is_public=False)
        assert ledger.numbers([hub], Rule(), today) == {hub.pk: 0}

    def test_the_offices_switch_changes_the_number_but_no_frozen_year(self, client, network, hub, officer):
        today = timezone.localdate()
        frozen = snapshots.freeze(hub.office, today, officer)
        line = frozen.counts.get(organisation=hub)
        assert (line.networks, line.partners, frozen.rule.model_networks) == (1, [network.name], True)
        client.force_login(officer)
        new = {"school_minimum": 3, "office_minimum": 5, "verified": "on", "activity_months": 12}
        client.post("/networks/coverage/rule/", {**new, "reason": "มติที่ประชุม", "save": "1"})
        rule = CountingRule.objects.newest(hub.office).first().rule
        assert rule.model_networks is False
        assert number(ledger.judged([hub], rule, today)[hub.pk]) == 0
        line.refresh_from_db()
        assert line.networks == 1

    def test_needs_no_more_queries_for_more_schools(self, network, officer, django_assert_num_queries):
        schools = SchoolFactory.create_batch(5)
        for school in schools:
            model_networks.add(network, school, officer)
        with django_assert_num_queries(2):
            ledger.numbers(schools, Rule(), timezone.localdate())


def test_a_place_is_kept_once(network, school):
    NetworkSchool.objects.create(network=network, school=school, state="declined")
    NetworkSchool.objects.create(network=network, school=school)
    assert network.schools.filter(school=school).count() == 2
