import re
import threading
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.utils import timezone
from wagtail.models import ModelLogEntry

from networks import registration, robots
from networks.models import PartnerApplication, PartnerPage
from organisations.models import Invitation, Membership, Organisation, Role
from tests.factories import (
    OfficeFactory,
    PartnerApplicationFactory,
    PartnerFactory,
    PartnerPageFactory,
    SchoolFactory,
)
from tests.people import member

REGISTER = "/networks/register/"
State = PartnerApplication.State

FILLED_IN = {
    "name": "ชมรมสมมุติ เพื่อนเด็ก",
    "name_en": "Fictional Friends of Children",
    "partner_type": "association",
    "districts": ["2202", "2204"],
    "what_we_offer": "พาเด็กอ่านหนังสือทุกวันศุกร์",
    "cooperation_levels": ["02", "04"],
    "website": "https://friends.example.org",
    "public_contact": "โทร. 039-000-000",
    "coordinator_name": "นายสมมุติ ประสาน",
    "coordinator_position": "เลขานุการ",
    "coordinator_phone": "๐๘๑ ๒๓๔ ๕๖๗๘",
    "coordinator_line": "prasan-sommut",
    "founding": "certificate",
    "founding_number": "จ 12/2569",
    "facebook": "https://www.facebook.com/friends",
    "line_oa": "@friends",
    "email": "Friends@Example.org",
    "consent": "on",
}


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def send(client, office):
    """Open the form, take one's time, send it."""

    def send(seconds=30, **changes):
        page = client.get(REGISTER)
        ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)[1]
        data = {**FILLED_IN, "ticket": ticket, **changes}
        with patch("networks.robots.time.time", return_value=time.time() + seconds):
            return client.post(REGISTER, {name: value for name, value in data.items() if value is not None})

    return send


def link_in(letter):
    return re.search(r"http://localhost:8000(/\S+)", letter.body)[1]


@pytest.mark.django_db
class TestForm:
    def test_says_first_who_may_join_and_what_happens_to_the_data(self, client, office):
        text = client.get(REGISTER).text
        assert text.index("เราใช้ข้อมูลอย่างไร") < text.index('<form class="form"')

    def test_keeps_the_registration_and_sends_one_letter(self, send, office):
        assert send().url == "/networks/register/sent/"
        application = PartnerApplication.objects.get()
        assert application.state == State.SUBMITTED
        assert application.office == office
        assert application.districts == ["2202", "2204"]
        assert application.coordinator_phone == "081-234-5678"
        assert application.email == "friends@example.org"
        [letter] = mail.outbox
        assert letter.to == ["friends@example.org"]
        assert letter.subject == "ยืนยันอีเมลเพื่อลงทะเบียนภาคีเครือข่าย · V-CARE + N"
        assert "In English:" in letter.body

    def test_nothing_is_public(self, send, client, site_tree):
        send()
        assert not Organisation.objects.partners().exists()
        assert FILLED_IN["name"] not in client.get(site_tree.partners.url).text

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", " "),
            ("name", "ก" * 201),
            ("name", "a\x00b"),
            ("name", "รับรางวัลที่ https://casino.example"),
            ("name_en", "Prizes at www.casino.example"),
            ("name_en", "ชื่อไทย"),
            ("partner_type", ""),
            ("partner_type", "spaceship"),
            ("districts", None),
            ("districts", ["9999"]),
            ("what_we_offer", ""),
            ("what_we_offer", "ก" * 601),
            ("what_we_offer", "ดู https://casino.example"),
            ("cooperation_levels", None),
            ("website", "http://friends.example.org"),
            ("website", "javascript:alert(1)"),
            ("website", "ไม่มี"),
            ("public_contact", ""),
            ("facebook", "https://casino.example/facebook.com"),
            ("line_oa", "https://line.me/x"),
            ("founding", None),
            ("what_we_offer", "ดูแล ด.ช.สมมุติ ใจดี ชั้น ป.4"),
            ("public_contact", "www.casino.example"),
            ("coordinator_name", ""),
            ("coordinator_phone", "12345"),
            ("coordinator_phone", "โทรมาเถอะ"),
            ("email", "friends"),
            ("email", ""),
            ("consent", None),
        ],
    )
    def test_bad_input_is_explained_in_thai_and_everything_typed_is_kept(self, send, field, value):
        response = send(**{field: value})
        assert response.status_code == 400
        for error in response.context["form"].errors[field]:
            assert re.search("[ก-๛]", error), error
        assert 'id="errors"' in response.text
        if field != "coordinator_position":
            assert 'value="เลขานุการ"' in response.text
        if field != "districts":
            assert re.search(r'value="2204"[^>]*checked', response.text)
        assert not PartnerApplication.objects.exists()
        assert not mail.outbox

    def test_what_was_typed_is_escaped(self, send):
        text = send(name='<script>alert("x")</script>', email="").text
        assert "<script>alert" not in text

    def test_a_website_without_scheme_is_taken_as_https(self, send):
        send(website="friends.example.org")
        assert PartnerApplication.objects.get().website == "https://friends.example.org"

    def test_hidden_fields_of_the_record_cannot_be_set(self, send):
        send(state="approved", decided_by="1", is_demo="on", organisation="1", verified_at="2026-01-01")
        application = PartnerApplication.objects.get()
        assert (application.state, application.is_demo, application.verified_at) == (
            State.SUBMITTED,
            False,
            None,
        )

    def test_a_site_without_an_office_has_no_form(self, client, site_tree):
        assert client.get(REGISTER).status_code == 404

    def test_speaks_english_too(self, client, office):
        assert "Register a partner organisation" in client.get("/en/networks/register/").text


@pytest.mark.django_db
class TestRobots:
    def test_the_unseen_field_stays_empty(self, send):
        response = send(homepage="https://casino.example")
        assert response.status_code == 400
        assert not PartnerApplication.objects.exists()
        assert "casino" not in response.text

    def test_nobody_is_that_fast(self, send):
        assert send(seconds=1).status_code == 400
        assert not PartnerApplication.objects.exists()

    def test_a_person_who_was_fast_just_sends_again(self, send, client):
        response = send(seconds=1)
        ticket = response.context["form"]["ticket"].value()
        with patch("networks.robots.time.time", return_value=time.time() + 90):
            assert client.post(REGISTER, {**FILLED_IN, "ticket": ticket}).status_code == 302

    @pytest.mark.parametrize("ticket", [None, "", "x", "a:b:c", "\x00"])
    def test_a_missing_or_forged_ticket_is_renewed(self, send, client, ticket):
        response = send(ticket=ticket)
        assert response.status_code == 400
        fresh = response.context["form"]["ticket"].value()
        with patch("networks.robots.time.time", return_value=time.time() + 90):
            assert client.post(REGISTER, {**FILLED_IN, "ticket": fresh}).status_code == 302

    def test_a_form_of_yesterday_is_asked_for_once_more(self, client, office):
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(REGISTER).text)[1]
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            response = client.post(REGISTER, {**FILLED_IN, "ticket": ticket})
        assert response.status_code == 400
        assert 'value="เลขานุการ"' in response.text

    def test_sent_twice_counts_once(self, client, office):
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(REGISTER).text)[1]
        with patch("networks.robots.time.time", return_value=time.time() + 90):
            answers = [client.post(REGISTER, {**FILLED_IN, "ticket": ticket}).status_code for _ in range(3)]
        assert answers == [302] * 3
        assert PartnerApplication.objects.count() == 1
        assert len(mail.outbox) == 1

    def test_too_many_from_one_place_have_to_wait(self, client, office, settings):
        settings.RATE_LIMITS = True
        answers = {client.post(REGISTER, FILLED_IN, REMOTE_ADDR="192.0.2.200").status_code for _ in range(21)}
        assert answers == {400, 429}


@pytest.mark.django_db
class TestNamesakes:
    @pytest.fixture
    def partner(self, site_tree):
        organisation = PartnerFactory(
            name="โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านสมมุติ", name_en="Ban Sommut Health Centre"
        )
        return PartnerPageFactory(parent=site_tree.partners, organisation=organisation)

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": "รพ.สต.บ้านสมมุติ"},
            {"name": "รพสต. บ้านสมมุติ"},
            {"name": "โรงพยาบาลส่งเสริมสุขภาพตำบล  บ้านสมมุติ"},
            {"name": "อื่น", "name_en": "BAN SOMMUT  health-centre"},
        ],
    )
    def test_are_asked_about_and_linked(self, send, partner, changes):
        response = send(**changes)
        assert response.status_code == 400
        assert "เป็นหน่วยงานเดียวกันหรือไม่" in response.text
        assert partner.url in response.text

    def test_a_different_organisation_goes_on(self, send, partner):
        assert send(name="รพ.สต.บ้านสมมุติ", another="on").status_code == 302

    def test_what_only_waits_is_not_told_to_the_public(self, send):
        PartnerApplicationFactory(name=FILLED_IN["name"], state=State.VERIFIED)
        assert send().status_code == 302


@pytest.mark.django_db
class TestConfirming:
    @pytest.fixture
    def link(self, send):
        send()
        return link_in(mail.outbox[0])

    def test_visiting_alone_confirms_nothing(self, client, link):
        assert client.get(link).status_code == 200
        assert PartnerApplication.objects.get().state == State.SUBMITTED

    def test_the_button_hands_it_to_the_office(self, client, office, link):
        deciders = {
            member(office, role).email for role in (Role.OFFICER, Role.GROUP_DIRECTOR, Role.ADMINISTRATOR)
        }
        for role in (Role.SUPERVISOR, Role.OFFICE_DIRECTOR):
            member(office, role)
        mail.outbox.clear()
        assert client.post(link).url == link
        assert PartnerApplication.objects.get().state == State.VERIFIED
        assert {address for letter in mail.outbox for address in letter.to} == deciders
        assert all(len(letter.to) == 1 for letter in mail.outbox)
        assert "รอพิจารณา" in mail.outbox[0].subject

    def test_twice_tells_the_office_once(self, client, office, link):
        member(office, Role.OFFICER)
        mail.outbox.clear()
        client.post(link)
        client.post(link)
        assert len(mail.outbox) == 1

    def test_is_too_late_after_three_days(self, client, link):
        with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
            for response in (client.get(link), client.post(link)):
                assert response.status_code == 404
                assert "ลงทะเบียนใหม่" in response.text
        assert PartnerApplication.objects.get().state == State.SUBMITTED

    def test_the_same_link_shows_how_it_stands_later(self, client, office, link):
        client.post(link)
        with time_machine.travel(timezone.now() + timedelta(days=10)):
            assert "เขตพื้นที่ได้รับการลงทะเบียนแล้ว" in client.get(link).text
            PartnerApplication.objects.update(
                state=State.REFUSED, reason="ขอเอกสารเพิ่ม <b>", decided_at=timezone.now()
            )
            refused = client.get(link).text
            assert "ยังไม่อนุมัติ" in refused
            assert "ขอเอกสารเพิ่ม &lt;b&gt;" in refused

    def test_an_approved_one_leads_to_its_profile(self, client, office, site_tree, link):
        client.post(link)
        application = PartnerApplication.objects.get()
        page = registration.approve(application, by=member(office, Role.OFFICER))
        state = client.get(link)
        assert page.url in state.text
        assert application.coordinator_phone not in state.text
        assert application.email not in state.text

    @pytest.mark.parametrize("key", ["x", "a:b:c", "%00", "ก" * 300])
    def test_odd_links_get_a_kind_page(self, client, office, key):
        assert client.get(f"/networks/register/confirm/{key}/").status_code == 404

    def test_a_link_of_another_kind_is_worth_nothing(self, client, link):
        key = robots.new_ticket(PartnerApplication.objects.get().uid)
        assert client.post(f"/networks/register/confirm/{key}/").status_code == 404

    def test_a_decided_registration_stays_decided(self, client, link):
        PartnerApplication.objects.update(state=State.REFUSED)
        client.post(link)
        assert PartnerApplication.objects.get().state == State.REFUSED

    def test_unconfirmed_ones_go_after_a_month(self, send):
        old = PartnerApplicationFactory()
        confirmed = PartnerApplicationFactory(state=State.VERIFIED)
        PartnerApplication.objects.update(created_at=timezone.now() - timedelta(days=31))
        send()
        kept = PartnerApplication.objects.values_list("pk", flat=True)
        assert old.pk not in kept
        assert confirmed.pk in kept


@pytest.fixture
def waiting(site_tree):
    return PartnerApplicationFactory(
        name="ชมรมสมมุติ เพื่อนเด็ก",
        state=State.VERIFIED,
        verified_at=timezone.now() - timedelta(days=3),
        email="friends@example.org",
    )


@pytest.fixture
def officer(waiting):
    return member(waiting.office, Role.OFFICER)


def path(application, verb=""):
    return f"/networks/applications/{application.uid}/{verb}"


@pytest.mark.django_db
class TestListOfRegistrations:
    LIST = "/networks/applications/"

    def test_shows_those_that_wait_longest_first_with_their_age(self, client, officer, waiting):
        newer = PartnerApplicationFactory(state=State.VERIFIED, verified_at=timezone.now())
        unconfirmed = PartnerApplicationFactory()
        client.force_login(officer)
        text = client.get(self.LIST).text
        assert text.index(waiting.name) < text.index(newer.name)
        assert "รอมา 3 วัน" in text
        assert unconfirmed.name not in text

    def test_can_be_narrowed_to_a_state(self, client, officer, waiting):
        refused = PartnerApplicationFactory(state=State.REFUSED)
        client.force_login(officer)
        text = client.get(f"{self.LIST}?state=refused").text
        assert refused.name in text
        assert waiting.name not in text

    def test_leaves_out_other_offices(self, client, officer):
        foreign = PartnerApplicationFactory(
            state=State.VERIFIED, verified_at=timezone.now(), office=OfficeFactory(name="สำนักงานอื่นสมมุติ")
        )
        client.force_login(officer)
        assert foreign.name not in client.get(self.LIST).text
        for verb in ("", "approve/", "refuse/"):
            assert client.post(path(foreign, verb)).status_code in (404, 405)
        assert client.get(path(foreign)).status_code == 404

    @pytest.mark.parametrize("query", ["page=0", "page=abc", "page=9999", "state=x", "state=verified"])
    def test_bears_odd_input(self, client, officer, query):
        client.force_login(officer)
        assert client.get(f"{self.LIST}?{query}").status_code == 200

    def test_says_what_will_be_here(self, client, site_tree):
        client.force_login(member(OfficeFactory(), Role.OFFICER))
        assert "ไม่มีรายการที่รอ" in client.get(self.LIST).text

    def test_needs_no_more_queries_for_more_rows(self, client, officer, django_assert_max_num_queries):
        for _ in range(15):
            PartnerApplicationFactory(state=State.VERIFIED, verified_at=timezone.now())
        client.force_login(officer)
        with django_assert_max_num_queries(25):
            client.get(self.LIST)

    @pytest.mark.parametrize(
        "role", [Role.SUPERVISOR, Role.PRIVACY_REVIEWER, Role.SCHOOL_DIRECTOR, Role.TEACHER, Role.COORDINATOR]
    )
    def test_is_not_there_for_others(self, client, waiting, role):
        place = {
            Role.COORDINATOR: PartnerFactory,
            Role.SUPERVISOR: OfficeFactory,
            Role.PRIVACY_REVIEWER: OfficeFactory,
        }
        client.force_login(member(place.get(role, SchoolFactory)(), role))
        assert client.get(self.LIST).status_code == 404
        assert client.get(path(waiting)).status_code == 404
        assert client.post(path(waiting, "approve/")).status_code == 404
        assert client.post(path(waiting, "refuse/"), {"reason": "เพราะว่าไม่ครบถ้วน"}).status_code == 404

    def test_strangers_sign_in_first(self, client, waiting):
        for address in (self.LIST, path(waiting)):
            assert client.get(address).url.startswith("/account/login/")
        assert client.post(path(waiting, "approve/")).status_code == 302
        waiting.refresh_from_db()
        assert waiting.state == State.VERIFIED

    def test_the_director_of_the_office_reads_but_does_not_decide(self, client, waiting):
        client.force_login(member(waiting.office, Role.OFFICE_DIRECTOR))
        text = client.get(path(waiting)).text
        assert waiting.name in text
        assert "approve/" not in text
        assert client.post(path(waiting, "approve/")).status_code == 404


@pytest.mark.django_db
class TestDeciding:
    def test_approving_publishes_the_profile_and_invites(self, client, officer, waiting):
        client.force_login(officer)
        assert client.post(path(waiting, "approve/")).url == path(waiting)
        page = PartnerPage.objects.live().get()
        assert page.title == waiting.name
        assert page.verified_on == timezone.localdate()
        assert page.organisation.kind == "partner"
        assert page.organisation.office == waiting.office
        assert client.get(page.url).status_code == 200
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == (State.APPROVED, officer)
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.role) == (waiting.email, Role.COORDINATOR)
        entry = ModelLogEntry.objects.get(action="networks.approve")
        assert entry.user == officer

    def test_the_profile_stands_in_the_list_of_partners(self, client, officer, waiting, site_tree):
        client.force_login(officer)
        client.post(path(waiting, "approve/"))
        client.logout()
        text = client.get(site_tree.partners.url).text
        assert waiting.name in text
        assert waiting.coordinator_phone not in client.get(PartnerPage.objects.get().url).text

    def test_the_letter_goes_to_the_applicant_only_and_opens_both_doors(self, client, officer, waiting):
        client.force_login(officer)
        client.post(path(waiting, "approve/"))
        [letter] = mail.outbox
        assert letter.to == [waiting.email]
        assert letter.subject.startswith("อนุมัติเป็นภาคีเครือข่ายแล้ว")
        client.logout()
        links = re.findall(r"http://localhost:8000(/\S+)", letter.body)
        assert [client.get(link).status_code for link in links] == [200, 200]

    def test_refusing_needs_a_reason(self, client, officer, waiting):
        client.force_login(officer)
        for reason in ("", "   ", "ไม่"):
            response = client.post(path(waiting, "refuse/"), {"reason": reason})
            assert response.status_code == 400
            assert "reason" in response.context["form"].errors
        waiting.refresh_from_db()
        assert waiting.state == State.VERIFIED
        assert not mail.outbox

    def test_refusing_mails_the_reason(self, client, officer, waiting):
        client.force_login(officer)
        reason = 'ชื่อหน่วยงานยังไม่ครบ & กรุณาระบุ "อำเภอ"'
        client.post(path(waiting, "refuse/"), {"reason": reason})
        [letter] = mail.outbox
        assert letter.to == [waiting.email]
        assert reason in letter.body
        waiting.refresh_from_db()
        assert (waiting.state, waiting.reason) == (State.REFUSED, reason)
        assert not PartnerPage.objects.exists()
        assert ModelLogEntry.objects.get(action="networks.refuse").user == officer

    @pytest.mark.parametrize("second", ["approve/", "refuse/"])
    def test_the_second_decision_changes_nothing(self, client, officer, waiting, second):
        client.force_login(officer)
        client.post(path(waiting, "approve/"))
        mail.outbox.clear()
        response = client.post(path(waiting, second), {"reason": "เปลี่ยนใจแล้วไม่อนุมัติ"}, follow=True)
        assert "มีผู้พิจารณารายการนี้ไปแล้ว" in response.text
        assert PartnerPage.objects.count() == 1
        assert not mail.outbox
        waiting.refresh_from_db()
        assert waiting.state == State.APPROVED

    def test_what_is_not_confirmed_cannot_be_approved(self, client, officer):
        application = PartnerApplicationFactory()
        client.force_login(officer)
        client.post(path(application, "approve/"))
        assert not PartnerPage.objects.exists()

    def test_deciding_takes_a_button(self, client, officer, waiting):
        client.force_login(officer)
        for verb in ("approve/", "refuse/"):
            assert client.get(path(waiting, verb)).status_code == 405

    def test_what_the_guard_holds_stays_undecided_and_says_why(self, client, officer, waiting):
        type(waiting).objects.update(
            what_we_offer="สอนว่ายน้ำให้ ด.ญ.สมศรี ใจดี เลขประจำตัวประชาชน 1-1037-02071-81-1"
        )
        client.force_login(officer)
        response = client.post(path(waiting, "approve/"), follow=True)
        assert "เลขประจำตัวประชาชน" in str(next(iter(response.context["messages"])))
        waiting.refresh_from_db()
        assert waiting.state == State.VERIFIED

    def test_a_site_without_a_list_of_partners_says_so(self, client, officer, waiting, site_tree):
        site_tree.partners.delete()
        client.force_login(officer)
        response = client.post(path(waiting, "approve/"), follow=True)
        assert "ยังไม่มีหน้ารายชื่อภาคี" in response.text
        waiting.refresh_from_db()
        assert waiting.state == State.VERIFIED

    def test_namesakes_are_shown(self, client, officer, waiting):
        other = PartnerApplicationFactory(name="ชมรมสมมุติเพื่อนเด็ก")
        client.force_login(officer)
        assert str(other.uid) in client.get(path(waiting)).text

    def test_from_the_form_to_the_coordinators_work(self, client, send, office):
        """The whole way once, as people go it."""
        send()
        client.post(link_in(mail.outbox[0]))
        client.force_login(member(office, Role.OFFICER))
        client.post(path(PartnerApplication.objects.get(), "approve/"))
        client.logout()
        join = re.findall(r"http://localhost:8000(/\S+)", mail.outbox[-1].body)[1]
        person = {
            "first_name": "นายสมมุติ",
            "last_name": "ประสาน",
            "password1": "ม้าลาย-สมมุติ-ทะเล",
            "password2": "ม้าลาย-สมมุติ-ทะเล",
        }
        assert client.post(join, person).url == "/my/"
        assert (
            Membership.objects.get(role=Role.COORDINATOR).organisation
            == PartnerPage.objects.get().organisation
        )
        assert "/networks/profile/" in client.get("/my/").text


@pytest.mark.django_db
def test_two_officers_who_see_the_same_page_make_one_partner(waiting):
    people = [member(waiting.office, Role.OFFICER) for _ in range(2)]
    seen_by = [PartnerApplication.objects.get(pk=waiting.pk) for _ in people]
    registration.approve(seen_by[0], by=people[0])
    with pytest.raises(registration.AlreadyDecidedError):
        registration.refuse(seen_by[1], "เหตุผลที่มาช้าไป", by=people[1])
    with pytest.raises(registration.AlreadyDecidedError):
        registration.approve(seen_by[1], by=people[1])
    assert PartnerPage.objects.count() == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == (State.APPROVED, people[0])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_make_one_partner(waiting):
    people = [member(waiting.office, Role.OFFICER) for _ in range(2)]
    start = threading.Barrier(2)
    outcomes = []

    def decide(person):
        start.wait()
        try:
            registration.approve(PartnerApplication.objects.get(pk=waiting.pk), by=person)
        except registration.AlreadyDecidedError:
            outcomes.append("late")
        else:
            outcomes.append("made")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["late", "made"]
    assert PartnerPage.objects.count() == 1
    assert Organisation.objects.partners().count() == 1
