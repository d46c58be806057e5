"""What follows and what surrounds: appeals, claims, suspension, changed profiles, the office's list."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks import ledger, registration
from networks.counting import Rule, Verdict
from networks.models import (
    Appeal,
    Level,
    PartnerApplication,
    PartnerPage,
    PartnershipActivity,
    ProfileChange,
    ProfileClaim,
    Suspension,
    Vetting,
)
from networks.vetting import cases, changes, suspensions
from networks.vetting.cases import ChangedError
from organisations.models import Invitation, Organisation, Role
from tests.factories import (
    MembershipFactory,
    NeedFactory,
    OfferFactory,
    PartnerApplicationFactory,
    PartnerFactory,
    PartnerPageFactory,
    PartnershipFactory,
    SchoolFactory,
)
from tests.networks.vetting.conftest import REASON, granted
from tests.people import member

pytestmark = pytest.mark.django_db


def link_in(letter):
    return re.findall(r"http://localhost:8000(/\S+)", letter.body)[0]


def at(place, rest=""):
    return f"/networks/vetting/{place.partner.uid}/{rest}"


class TestAppeal:
    TEXT = {"text": "เอกสารฉบับใหม่ออกเมื่อวานนี้"}

    @pytest.fixture
    def refused(self, place, site_tree):
        application = PartnerApplicationFactory(office=place.office, state="verified")
        mail.outbox.clear()
        registration.refuse(application, "ยังไม่ชัดว่าใครเป็นผู้แทน", by=place.first)
        return application

    def test_once_by_the_link_and_decided_by_another(self, client, place, refused):
        link = link_in(mail.outbox[0])
        assert "ยังไม่ชัดว่าใครเป็นผู้แทน" in client.get(link).text
        mail.outbox.clear()
        assert client.post(link, self.TEXT).status_code == 200
        assert client.post(link, self.TEXT).status_code == 410
        appeal = Appeal.objects.get()
        assert place.first.email not in {address for letter in mail.outbox for address in letter.to}
        path = f"/networks/vetting/appeals/{appeal.pk}/"
        client.force_login(place.first)
        assert "ให้คนอื่นตัดสินอุทธรณ์" in client.get(path).text
        client.post(path, {"right": "yes", "reason": REASON})
        appeal.refresh_from_db()
        assert appeal.state == Appeal.State.WAITING
        client.force_login(place.second)
        client.post(path, {"right": "yes", "reason": REASON})
        refused.refresh_from_db()
        assert (refused.state, refused.decided_by) == (PartnerApplication.State.APPROVED, place.second)
        assert PartnerPage.objects.filter(organisation=refused.organisation, live=True).exists()

    def test_a_refusal_that_stands_is_told_with_its_reason(self, client, place, refused):
        client.post(link_in(mail.outbox[0]), self.TEXT)
        mail.outbox.clear()
        client.force_login(place.second)
        client.post(
            f"/networks/vetting/appeals/{Appeal.objects.get().pk}/", {"right": "no", "reason": REASON}
        )
        assert [letter.to for letter in mail.outbox] == [[refused.email]]
        assert REASON in mail.outbox[0].body

    def test_of_a_case_goes_to_two_other_people(self, client, place, asked):
        cases.advise(asked, 0, REASON, place.first)
        mail.outbox.clear()
        cases.decide(asked, 0, "เอกสารหมดอายุแล้ว", place.second)
        client.post(link_in(mail.outbox[0]), self.TEXT)
        third = member(place.office, Role.GROUP_DIRECTOR)
        client.force_login(third)
        client.post(
            f"/networks/vetting/appeals/{Appeal.objects.get().pk}/", {"right": "yes", "reason": REASON}
        )
        asked.refresh_from_db()
        assert (asked.state, asked.first_by) == (Vetting.State.ADVISED, third)
        for nobody in (third, place.second):
            with pytest.raises(cases.SamePersonError):
                cases.decide(asked, Level.VETTED, "", nobody)
        cases.decide(asked, Level.VETTED, "", place.director)

    def test_of_a_case_is_not_decided_by_somebody_of_the_partner(self, client, place, asked):
        cases.advise(asked, 0, REASON, place.first)
        mail.outbox.clear()
        cases.decide(asked, 0, "เอกสารหมดอายุแล้ว", place.second)
        client.post(link_in(mail.outbox[0]), self.TEXT)
        appeal = Appeal.objects.get()
        MembershipFactory(person=place.director, organisation=place.partner, role=Role.COORDINATOR)
        client.force_login(place.director)
        path = f"/networks/vetting/appeals/{appeal.pk}/"
        assert client.get(path).context["may_decide"] is False
        client.post(path, {"right": "yes", "reason": REASON})
        appeal.refresh_from_db()
        assert appeal.state == Appeal.State.WAITING

    def test_comes_too_late_after_its_days(self, client, place, refused):
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            assert client.post(link_in(mail.outbox[0]), self.TEXT).status_code == 410


class TestClaim:
    SENT = {
        "name": "นางสมมุติ ผู้แทน",
        "position": "หัวหน้า",
        "phone": "081-234-5678",
        "email": "Claim@Example.org",
        "proof_of_office": "โทรถามที่สำนักงานได้",
        "consent": "on",
    }

    @pytest.fixture
    def entry(self, place):
        """Of the same office, without a coordinator."""
        return PartnerPageFactory(
            parent=place.profile.get_parent(), organisation=PartnerFactory(office=place.office)
        )

    def send(self, client, page, **changes):
        path = f"/networks/profile/{page.slug}/claim/"
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(path).text)[1]
        with time_machine.travel(timezone.now() + timedelta(seconds=30)):
            return client.post(path, {**self.SENT, "ticket": ticket, **changes})

    def test_is_confirmed_looked_at_and_leads_to_an_invitation(self, client, place, entry):
        assert "นี่คือหน่วยงานของเรา" in client.get(entry.url).text
        mail.outbox.clear()
        assert self.send(client, entry).status_code == 302
        claim = ProfileClaim.objects.get()
        link = link_in(mail.outbox[0])
        client.get(link)
        claim.refresh_from_db()
        assert claim.state == ProfileClaim.State.SUBMITTED
        client.post(link)
        claim.refresh_from_db()
        assert claim.state == ProfileClaim.State.VERIFIED
        client.force_login(place.first)
        client.post(f"/networks/vetting/{entry.organisation.uid}/claims/{claim.pk}/", {"approve": "1"})
        invitation = Invitation.objects.get(organisation=entry.organisation)
        assert (invitation.email, invitation.role) == ("claim@example.org", Role.COORDINATOR)

    def test_is_refused_with_a_reason(self, client, place, entry):
        claim = ProfileClaim.objects.create(
            partner=entry.organisation,
            state="verified",
            name="ก",
            email="claim@example.org",
            consent_at=timezone.now(),
            verified_at=timezone.now(),
        )
        client.force_login(place.first)
        path = f"/networks/vetting/{entry.organisation.uid}/claims/{claim.pk}/"
        assert client.post(path, {"reason": ""}).status_code == 400
        mail.outbox.clear()
        client.post(path, {"reason": "ไม่มีใครที่สำนักงานรู้จัก"})
        assert "ไม่มีใครที่สำนักงานรู้จัก" in mail.outbox[0].body
        assert not Invitation.objects.exists()

    def test_is_closed_where_somebody_looks_after_it_and_open_again_after_a_year(self, client, place):
        path = f"/networks/profile/{place.profile.slug}/claim/"
        assert client.get(path).status_code == 409
        assert "นี่คือหน่วยงานของเรา" not in client.get(place.profile.url).text
        with time_machine.travel(timezone.now() + timedelta(days=366)):
            assert client.get(path).status_code == 200

    def test_nobody_is_flooded_with_letters(self, client, entry):
        mail.outbox.clear()
        for _ in range(5):
            assert self.send(client, entry).status_code == 302
        assert len(mail.outbox) == 3

    def test_bad_input_is_kept_and_robots_stay_out(self, client, entry):
        response = self.send(client, entry, phone="x")
        assert response.status_code == 400
        assert "หัวหน้า" in response.text
        assert self.send(client, entry, homepage="http://casino.example").status_code == 400
        assert not ProfileClaim.objects.exists()


class TestSuspension:
    @pytest.fixture
    def school(self, place):
        school = SchoolFactory(office=place.office)
        tie = PartnershipFactory(
            owner=school, partner=place.partner, starts_on=timezone.localdate() - timedelta(days=100)
        )
        PartnershipActivity.objects.create(
            partnership=tie, day=timezone.localdate() - timedelta(days=50), what="สอนว่ายน้ำทุกชั้น"
        )
        PartnerPage.objects.update(verified_on=timezone.localdate() - timedelta(days=100))
        return school

    def verdict(self, school, on):
        return ledger.judged([school], Rule(), on)[school.pk][0].verdict

    def test_hides_tells_and_does_not_count_while_it_lasts(self, client, place, school):
        director = member(school, Role.SCHOOL_DIRECTOR)
        today = timezone.localdate()
        client.force_login(place.first)
        mail.outbox.clear()
        response = client.post(
            at(place, "suspend/"), {"reason": "มีผู้ร้องเรียนเรื่องการถ่ายภาพ", "ends_on": ""}, follow=True
        )
        assert place.partner.name in response.context["text"]
        assert "มีผู้ร้องเรียน" not in response.context["text"]
        letters = {letter.to[0]: letter.body for letter in mail.outbox}
        assert set(letters) == {director.email, place.coordinator.email}
        assert "มีผู้ร้องเรียน" not in letters[director.email]
        assert "มีผู้ร้องเรียน" in letters[place.coordinator.email]
        client.logout()
        page = client.get(place.profile.url)
        assert page.status_code == 410
        assert place.partner.name not in page.text
        for path in ("/partners/", "/sitemap.xml", f"/search/?q={place.partner.name}"):
            assert place.profile.url not in client.get(path).text
        assert self.verdict(school, today) is Verdict.SUSPENDED
        assert self.verdict(school, today - timedelta(days=1)) is Verdict.COUNTS
        client.force_login(director)
        assert "เขตพื้นที่พักการเป็นภาคีไว้" in client.get(f"/networks/coverage/{school.uid}/").text

    def test_counts_and_shows_again_from_the_day_it_is_lifted(self, client, place, school):
        with time_machine.travel(timezone.now() - timedelta(days=10)):
            suspensions.suspend(place.partner, REASON, None, place.first)
        director = member(school, Role.SCHOOL_DIRECTOR)
        client.force_login(place.second)
        mail.outbox.clear()
        client.post(at(place, "lift/"), {"because": "แก้ไขแล้ว"})
        assert director.email in {address for letter in mail.outbox for address in letter.to}
        today = timezone.localdate()
        assert self.verdict(school, today) is Verdict.COUNTS
        assert self.verdict(school, today - timedelta(days=1)) is Verdict.SUSPENDED
        assert client.get(place.profile.url).status_code == 200
        assert not Suspension.objects.standing().exists()

    def test_with_a_last_day_it_counts_again_by_itself_and_is_shown_by_the_daily_run(self, place, school):
        today = timezone.localdate()
        suspensions.suspend(place.partner, REASON, today + timedelta(days=3), place.first)
        assert self.verdict(school, today + timedelta(days=4)) is Verdict.COUNTS
        assert suspensions.lift_what_has_ended() == 0
        with time_machine.travel(timezone.now() + timedelta(days=4)):
            assert suspensions.lift_what_has_ended() == 1
            assert PartnerPage.objects.get(pk=place.profile.pk).live

    def test_twice_is_told_and_changes_nothing(self, place):
        suspensions.suspend(place.partner, REASON, None, place.first)
        with pytest.raises(ChangedError):
            suspensions.suspend(place.partner, REASON, None, place.second)

    def test_the_editing_interface_cannot_show_it_meanwhile(self, place):
        suspensions.suspend(place.partner, REASON, None, place.first)
        page = PartnerPage.objects.get(pk=place.profile.pk)
        with pytest.raises(changes_error()):
            page.save_revision().publish()


def changes_error():
    from content.publication import NotPublishableError

    return NotPublishableError


class TestChangedProfile:
    def edit(self, client, place, **new):
        page = PartnerPage.objects.get(pk=place.profile.pk)
        partner = Organisation.objects.get(pk=place.partner.pk)
        return client.post(
            f"/networks/profile/{page.slug}/edit/",
            {
                "what_we_offer": page.what_we_offer,
                "summary_en": page.summary_en,
                "cooperation_levels": page.cooperation_levels,
                "subdistrict": partner.subdistrict,
                "name": partner.name,
                "name_en": partner.name_en,
                "partner_type": partner.partner_type,
                "districts": partner.districts,
                "public_contact": page.public_contact,
                "website": partner.website,
                "version": str(page.live_revision_id),
                **new,
            },
        )

    def waiting(self, client, place):
        client.force_login(place.coordinator)
        self.edit(client, place, name="มูลนิธิสมมุติ ชื่อใหม่", districts=["2204"], what_we_offer="สอนว่ายน้ำ")
        return ProfileChange.objects.get()

    def test_waits_with_what_is_sensitive_while_the_rest_is_published(self, client, place):
        change = self.waiting(client, place)
        page = PartnerPage.objects.get(pk=place.profile.pk)
        assert (page.what_we_offer, page.title) == ("สอนว่ายน้ำ", place.profile.title)
        assert change.after == {"name": "มูลนิธิสมมุติ ชื่อใหม่", "districts": ["2204"]}
        client.force_login(place.first)
        text = client.get(at(place)).text
        assert place.partner.name in text[text.index("<del>") :]
        mail.outbox.clear()
        client.post(
            at(place, f"changes/{change.pk}/"), {"approve": "1", "seen": str(change.asked_at.timestamp())}
        )
        page.refresh_from_db()
        partner = Organisation.objects.get(pk=place.partner.pk)
        assert (page.title, partner.name, partner.districts) == (
            "มูลนิธิสมมุติ ชื่อใหม่",
            "มูลนิธิสมมุติ ชื่อใหม่",
            ["2204"],
        )
        assert [letter.to for letter in mail.outbox] == [[place.coordinator.email]]

    def test_is_sent_back_with_a_reason(self, client, place):
        change = self.waiting(client, place)
        client.force_login(place.first)
        path, seen = at(place, f"changes/{change.pk}/"), {"seen": str(change.asked_at.timestamp())}
        assert client.post(path, {**seen, "reason": ""}).status_code == 400
        client.post(path, {**seen, "reason": "ชื่อไม่ตรงกับหนังสือรับรอง"})
        client.force_login(place.coordinator)
        assert "ชื่อไม่ตรงกับหนังสือรับรอง" in client.get(f"/networks/vetting/own/{place.partner.uid}/").text
        assert Organisation.objects.get(pk=place.partner.pk).name == place.partner.name

    def test_changed_once_more_meanwhile_is_not_approved_unseen(self, client, place):
        change = self.waiting(client, place)
        self.edit(client, place, public_contact="โทร. 039-999-999")
        assert set(ProfileChange.objects.get().after) == {"public_contact", "name", "districts"}
        client.force_login(place.first)
        client.post(
            at(place, f"changes/{change.pk}/"), {"approve": "1", "seen": str(change.asked_at.timestamp())}
        )
        assert ProfileChange.objects.get().state == ProfileChange.State.WAITING

    def test_can_be_withdrawn(self, client, place):
        self.waiting(client, place)
        client.post(f"/networks/vetting/own/{place.partner.uid}/change/withdraw/")
        assert ProfileChange.objects.get().state == ProfileChange.State.WITHDRAWN

    def test_of_the_office_is_published_at_once(self, client, place):
        client.force_login(place.first)
        self.edit(client, place, name="มูลนิธิสมมุติ ชื่อใหม่")
        assert Organisation.objects.get(pk=place.partner.pk).name == "มูลนิธิสมมุติ ชื่อใหม่"
        assert not ProfileChange.objects.exists()

    def test_is_kept_when_the_office_holds_the_page(self, client, place):
        change = self.waiting(client, place)
        PartnerPage.objects.update(locked=True)
        with pytest.raises(changes.HeldError):
            changes.approve(change, place.first)
        change.refresh_from_db()
        assert change.state == ProfileChange.State.WAITING


class TestProfile:
    def test_shows_only_what_a_school_or_the_office_has_recorded(self, client, place):
        tie = PartnershipFactory(partner=place.partner)
        day = timezone.localdate()
        teacher = member(tie.owner, Role.TEACHER)
        for what, by in (
            ("สอนทำอาหาร", teacher),
            ("เราบอกเอง", place.coordinator),
            ("ช่วย ด.ช.สมมุติ ใจดี", None),
        ):
            PartnershipActivity.objects.create(partnership=tie, day=day, what=what, recorded_by=by)
        text = client.get(place.profile.url).text
        assert "สอนทำอาหาร" in text
        assert "เราบอกเอง" not in text
        assert "ใจดี" not in text

    def test_is_found_by_its_level(self, client, place, partner_index):
        granted(place.partner, Level.PUPILS)
        other = PartnerPageFactory(parent=partner_index)
        text = client.get("/partners/?level=3").text
        assert place.profile.title in text
        assert other.title not in text

    def test_its_level_is_a_reason_to_suggest_it(self, client, place):
        granted(place.partner, Level.PUPILS)
        need = NeedFactory(school=SchoolFactory(office=place.office))
        OfferFactory(partner=place.partner)
        client.force_login(member(need.school, Role.TEACHER))
        assert "พบนักเรียนได้" in client.get(f"/networks/needs/{need.pk}/").text


class TestOfficesList:
    LIST = "/networks/vetting/"

    def test_has_everything_that_waits_oldest_first_and_says_what_waits_for_others(
        self, client, place, asked
    ):
        with time_machine.travel(timezone.now() - timedelta(days=3)):
            PartnerApplicationFactory(
                office=place.office, state="verified", verified_at=timezone.now(), name="ชมรมรอนาน"
            )
        cases.advise(asked, Level.VETTED, REASON, place.first)
        client.force_login(place.first)
        text = client.get(self.LIST).text
        assert text.index("ชมรมรอนาน") < text.index(place.partner.name)
        assert "ท่านมีส่วนในเรื่องนี้แล้ว" in text
        assert "ชมรมรอนาน" not in client.get(f"{self.LIST}?kind=second").text
        client.force_login(place.second)
        assert "ท่านมีส่วนในเรื่องนี้แล้ว" not in client.get(self.LIST).text

    @pytest.mark.parametrize("page", ["0", "abc", "9999"])
    def test_odd_page_numbers_show_a_page(self, client, place, asked, page):
        client.force_login(place.first)
        for path in (self.LIST, f"{self.LIST}register/"):
            assert place.partner.name in client.get(path, {"page": page}).text

    def test_leaves_out_other_offices(self, client, place, asked):
        from tests.factories import OfficeFactory

        client.force_login(member(OfficeFactory(name="สำนักงานอื่นสมมุติ"), Role.OFFICER))
        for path in (self.LIST, f"{self.LIST}register/", f"{self.LIST}register.csv"):
            response = client.get(path)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert place.partner.name not in body.decode()

    def test_queries_do_not_grow_with_the_rows(self, client, place, asked, partner_index):
        client.force_login(place.first)

        def queries():
            with CaptureQueriesContext(connection) as captured:
                for path in (self.LIST, f"{self.LIST}register/", f"{self.LIST}register.csv"):
                    response = client.get(path)
                    if response.streaming:
                        b"".join(response.streaming_content)
            return len(captured)

        queries()
        one = queries()
        for _ in range(5):
            partner = PartnerFactory(office=place.office)
            PartnerPageFactory(parent=partner_index, organisation=partner)
            Vetting.objects.create(partner=partner, state="asked", asked_at=timezone.now())
            granted(PartnerFactory(office=place.office), starts_on=timezone.localdate() - timedelta(days=700))
            PartnerApplicationFactory(office=place.office, state="verified", verified_at=timezone.now())
        assert queries() == one

    def test_a_level_and_an_end_stand_in_the_register_and_its_file(self, client, place):
        granted(place.partner, starts_on=timezone.localdate() - timedelta(days=700))
        client.force_login(place.first)
        assert place.partner.name in client.get(f"{self.LIST}register/?state=ending&level=2").text
        sheet = b"".join(client.get(f"{self.LIST}register.csv").streaming_content).decode()
        assert place.partner.name in sheet
        assert place.coordinator.email not in sheet
