"""Drafting, sending, signing and ending a commitment."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Letter, Notice, OneTimeLink
from networks import ledger
from networks.commitments import deeds, people
from networks.commitments.deeds import Hand
from networks.counting import Rule, Verdict
from networks.models import Commitment, Partnership, Party, Signature, Suspension
from organisations.models import Role
from tests import reading
from tests.factories import (
    CommitmentFactory,
    OfficeFactory,
    PartnerFactory,
    PartnerPageFactory,
    PartnershipFactory,
    SchoolFactory,
)
from tests.people import member
from tests.wordfiles import word as word_file

pytestmark = pytest.mark.django_db

State = Commitment.State
TODAY = timezone.localdate


class Place:
    """A school with its director, a partner with a coordinator, an officer; a complete draft of the school."""

    def __init__(self):
        self.office = OfficeFactory()
        self.school = SchoolFactory(office=self.office)
        self.partner = PartnerFactory(office=self.office)
        self.director = member(self.school, Role.SCHOOL_DIRECTOR)
        self.coordinator = member(self.partner, Role.COORDINATOR)
        self.officer = member(self.office, Role.OFFICER)
        self.draft = CommitmentFactory(author=self.school, partner=self.partner)


@pytest.fixture
def place(db):
    return Place()


@pytest.fixture
def listed(place, site_tree):
    """The same with the partner's profile published."""
    PartnerPageFactory(parent=site_tree.partners, organisation=place.partner, verified_on=TODAY())
    return place


@pytest.fixture(autouse=True)
def _no_letter_leaves(monkeypatch):
    """Letters stay where the tests read them."""
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: None)


def go(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"commitments:{name}", args=args), data)


def proposed(place) -> Commitment:
    deeds.propose(place.draft, place.director)
    place.draft.refresh_from_db()
    return place.draft


def links() -> dict[str, str]:
    """The newest link in a letter to each address."""
    found = {}
    for letter in Letter.objects.order_by("pk"):
        if match := re.search(r"/commitments/sign/\S+", letter.text):
            found[letter.recipients[0]] = match[0]
    return found


def sign(client, path, **data):
    return client.post(
        path, {"name": "นางสาวสมมุติ จริงใจ", "position": "ผู้อำนวยการ", "agreed": "on", "sign": "1", **data}
    )


def in_force(place) -> Commitment:
    commitment = proposed(place)
    for party in commitment.parties.all():
        deeds.sign(link_of(party), Hand(f"นายสมมุติ {party.number}", "ผู้อำนวยการ"))
    commitment.refresh_from_db()
    return commitment


def link_of(party) -> OneTimeLink:
    return OneTimeLink.objects.open().about(party).latest("pk")


def told() -> set[str]:
    return {notice.person.email for notice in Notice.objects.select_related("person")}


# Drafting

TEXT = {
    "kind": "mou",
    "title": "เดินทางปลอดภัย",
    "purpose": "ให้เด็กทุกคนเดินทางปลอดภัย",
    "starts_on": "1/12/2569",
    "ends_on": "30/11/2570",
    "is_public": "on",
}


def parties_of(*organisations, initial=0, **more):
    data = {"party-TOTAL_FORMS": len(organisations), "party-INITIAL_FORMS": initial}
    for number, organisation in enumerate(organisations):
        data[f"party-{number}-organisation"] = organisation.pk if organisation else ""
    return data | more


def test_a_school_drafts_with_a_listed_partner_and_goes_on_to_promises(client, listed):
    place = listed
    response = go(
        client,
        place.director,
        "new",
        **TEXT,
        author=place.school.pk,
        **parties_of(place.school, place.partner),
    )
    commitment = Commitment.objects.exclude(pk=place.draft.pk).get()
    assert response.url == reverse("commitments:promises", args=[commitment.uid])
    assert (commitment.state, commitment.office, commitment.author) == (
        State.DRAFT,
        place.office,
        place.school,
    )
    assert re.fullmatch(r"CM\d\d-\d{4}", commitment.reference)
    assert [party.number for party in commitment.parties.all()] == [1, 2]
    assert ModelLogEntry.objects.filter(action="networks.commitment.draft").exists()


def test_one_more_row_loses_nothing_and_judges_nothing(client, place):
    data = {**TEXT, "title": "", **parties_of(place.school), "party-0-duties": "จัดเวร", "more": "1"}
    response = go(client, place.director, "new", **data, author=place.school.pk)
    assert response.status_code == 200
    assert "จัดเวร" in response.text
    assert "party-1-organisation" in response.text
    assert 'class="errors"' not in response.text
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("title", "", "title"),
        ("ends_on", "1/12/2569", "ends_on"),
        ("starts_on", "32/1/2569", "starts_on"),
        ("purpose", "เพื่อ ด.ช.ก้องภพ ทดสอบสมมุติ ชั้น ป.4", "purpose"),
    ],
    ids=["title", "order of days", "no day", "child"],
)
def test_what_is_wrong_is_said_beside_the_field(client, place, name, value, where):
    data = {**TEXT, name: value, **parties_of(place.school, place.partner), "party-1-duties": "สอนจราจร"}
    response = go(client, place.director, "new", **data, author=place.school.pk)
    assert response.status_code == 400
    assert where in response.context["form"].errors
    assert "สอนจราจร" in response.text


def test_the_same_organisation_twice_is_said_beside_the_second(client, place):
    data = {**TEXT, **parties_of(place.school, place.school)}
    response = go(client, place.director, "new", **data, author=place.school.pk)
    assert response.context["rows"].forms[1].errors["organisation"]


def test_parties_are_of_one_office_and_listed(client, place):
    stranger = SchoolFactory(office=OfficeFactory(name="สำนักงานอื่นสมมุติ"))
    unlisted = PartnerFactory(office=place.office)
    for other in (stranger, unlisted):
        data = {**TEXT, **parties_of(place.school, other)}
        response = go(client, place.director, "new", **data, author=place.school.pk)
        assert response.context["rows"].forms[1].errors["organisation"]


def test_promises_are_written_down_in_their_order(client, place):
    rows = {"promise-TOTAL_FORMS": 2, "promise-INITIAL_FORMS": 0}
    place.draft.promises.all().delete()
    first, second = place.draft.parties.all()
    for number, party in enumerate([second, first]):
        rows |= {
            f"promise-{number}-party": party.pk,
            f"promise-{number}-what": f"ทำสิ่งที่ {number}",
            f"promise-{number}-indicator": "ครั้ง",
            f"promise-{number}-due_on": "31/3/2570",
        }
    go(client, place.director, "promises", place.draft.uid, **rows, seen=place.draft.text_version)
    assert [promise.party for promise in place.draft.promises.all()] == [second, first]


def test_two_who_write_at_once_do_not_overwrite_each_other(client, place):
    first, second = place.draft.parties.all()
    data = {
        **TEXT,
        **parties_of(first.organisation, second.organisation, initial=2),
        "party-0-id": first.pk,
        "party-1-id": second.pk,
    }
    go(client, place.director, "edit", place.draft.uid, **{**data, "title": "ฉบับแรก"}, seen=1)
    response = go(client, place.officer, "edit", place.draft.uid, **{**data, "title": "ฉบับสอง"}, seen=1)
    assert response.status_code == 400
    assert "ฉบับสอง" in response.text
    place.draft.refresh_from_db()
    assert place.draft.title == "ฉบับแรก"


def test_what_lacks_is_listed_before_it_can_be_sent(client, place):
    place.draft.promises.all().delete()
    place.draft.parties.update(signatory_name="")
    client.force_login(place.director)
    page = client.get(reverse("commitments:commitment", args=[place.draft.uid]))
    assert len(page.context["obstacles"]) == 3
    go(client, place.director, "propose", place.draft.uid)
    place.draft.refresh_from_db()
    assert place.draft.state == State.DRAFT


# Signing


def test_each_party_gets_a_link_and_with_the_last_signature_it_is_in_force(client, place):
    go(client, place.director, "propose", place.draft.uid, seen=1)
    assert told() == {place.director.email, place.coordinator.email, place.officer.email}
    sent = links()
    assert set(sent) == {"signs1@example.org", "signs2@example.org"}
    client.logout()
    page = client.get(sent["signs1@example.org"])
    assert place.draft.purpose in page.text
    assert "จัดเวรจุดข้ามถนน 2" in page.text
    assert "มีผลใช้บังคับแล้ว" not in sign(client, sent["signs1@example.org"]).text
    assert "มีผลใช้บังคับแล้ว" in sign(client, sent["signs2@example.org"]).text
    place.draft.refresh_from_db()
    assert place.draft.standing == "in-force"
    signature = Signature.objects.first()
    assert (signature.name, signature.how, signature.signed_on) == ("นางสาวสมมุติ จริงใจ", "link", TODAY())


def test_opening_signs_nothing_and_a_link_works_once(client, place):
    proposed(place)
    path = links()["signs1@example.org"]
    client.get(path)
    assert not Signature.objects.exists()
    assert sign(client, path, agreed="").status_code == 400
    sign(client, path)
    assert client.get(path).status_code == 410
    assert sign(client, path).status_code == 410
    assert Signature.objects.count() == 1


def test_a_link_ends_in_time(client, place):
    proposed(place)
    path = links()["signs1@example.org"]
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert sign(client, path).status_code == 410
    assert not Signature.objects.exists()


def test_a_change_of_the_text_makes_signatures_void_and_says_so(client, place):
    commitment = proposed(place)
    old = links()
    sign(client, old["signs1@example.org"])
    Notice.objects.all().delete()
    first, second = commitment.parties.all()
    data = {
        **TEXT,
        **parties_of(first.organisation, second.organisation, initial=2),
        "party-0-id": first.pk,
        "party-1-id": second.pk,
        "party-0-signatory_name": "นายสมมุติ หนึ่ง",
        "party-0-signatory_email": "signs1@example.org",
        "party-1-signatory_email": "signs2@example.org",
        "seen": commitment.text_version,
    }
    response = go(client, place.director, "edit", commitment.uid, **data)
    assert response.status_code == 302
    assert Signature.objects.get().void_since
    assert Notice.objects.filter(template="networks/commitments/mail/void").count() == 3
    client.logout()
    for path in old.values():
        assert client.get(path).status_code == 410
    assert "ลายมือชื่อเดิมจึงใช้ไม่ได้" in Letter.objects.filter(recipients=["signs1@example.org"]).latest("pk").text
    sign(client, links()["signs1@example.org"])
    assert Signature.objects.valid().count() == 1


def test_another_address_sends_another_link_and_keeps_signatures(client, place):
    commitment = proposed(place)
    sign(client, links()["signs1@example.org"])
    _first, second = commitment.parties.all()

    def other(held):
        Party.objects.filter(pk=second.pk).update(signatory_email="other@example.org")

    assert deeds.change(commitment, place.director, 1, other) is False
    assert Signature.objects.valid().count() == 1
    client.logout()
    assert sign(client, links()["other@example.org"]).status_code == 200
    commitment.refresh_from_db()
    assert commitment.state == State.IN_FORCE


def test_declining_needs_a_reason_which_all_read(client, place):
    commitment = proposed(place)
    path = links()["signs2@example.org"]
    assert client.post(path, {"decline": "1", "reason": ""}).status_code == 400
    client.post(path, {"decline": "1", "reason": "ไม่มีกำลังคนในเดือนมีนาคม"})
    commitment.refresh_from_db()
    assert commitment.state == State.DRAFT
    client.force_login(place.director)
    page = client.get(reverse("commitments:commitment", args=[commitment.uid]))
    assert "ไม่มีกำลังคนในเดือนมีนาคม" in page.text
    assert client.get(links()["signs1@example.org"]).status_code == 410


def test_words_for_line_have_a_link_that_signs(client, place):
    commitment = proposed(place)
    party = commitment.parties.last()
    page = go(client, place.director, "link", commitment.uid, party.pk)
    path = re.search(r"/commitments/sign/[\w-]+/", page.context["text"])[0]
    client.logout()
    sign(client, path)
    assert Signature.objects.get().party == party


def test_a_signed_paper_brings_it_into_force_and_stays_private(client, place):
    first, second = place.draft.parties.all()
    scan = SimpleUploadedFile(
        "mou.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf"
    )
    data = {
        "scan": scan,
        "signed_on": TODAY().isoformat(),
        f"name_{first.pk}": "นางสมมุติ หนึ่ง",
        f"position_{first.pk}": "ผู้อำนวยการ",
        f"name_{second.pk}": "พ.ต.อ.สมมุติ สอง",
        f"position_{second.pk}": "ผู้กำกับการ",
        "seen": 1,
    }
    wrong = go(
        client, place.director, "paper", place.draft.uid, **{**data, "scan": "", f"name_{second.pk}": ""}
    )
    assert set(wrong.context["form"].errors) == {"scan", f"name_{second.pk}"}
    assert go(client, place.director, "paper", place.draft.uid, **data).status_code == 302
    place.draft.refresh_from_db()
    assert place.draft.state == State.IN_FORCE
    assert {row.how for row in Signature.objects.valid()} == {"paper"}
    address = reverse("commitments:scan", args=[place.draft.uid])
    assert "no-store" in client.get(address)["Cache-Control"]
    client.force_login(member(SchoolFactory(office=place.office), Role.SCHOOL_DIRECTOR))
    assert client.get(address).status_code == 404


def test_that_others_signed_on_paper_is_not_said_by_a_teacher_or_a_partner(client, place):
    teacher = member(place.school, Role.TEACHER)
    assert go(client, teacher, "paper", place.draft.uid).status_code == 404
    Commitment.objects.filter(pk=place.draft.pk).update(author=place.partner)
    assert go(client, place.coordinator, "paper", place.draft.uid).status_code == 404
    client.force_login(place.officer)
    assert client.get(reverse("commitments:paper", args=[place.draft.uid])).status_code == 200


# Counting


def verdicts(place, on) -> list[str]:
    rows = ledger.judged([place.school], Rule(verified=False, activity_months=0), on)[place.school.pk]
    return [row.verdict for row in rows]


def test_in_force_it_counts_as_a_network_and_its_end_says_why_not(client, place):
    commitment = in_force(place)
    assert verdicts(place, TODAY()) == [Verdict.COUNTS]
    assert verdicts(place, commitment.ends_on) == [Verdict.COUNTS]
    after = commitment.ends_on + timedelta(days=1)
    assert verdicts(place, after) == [Verdict.ENDED]
    client.force_login(place.director)
    page = client.get(reverse("networks:number", args=[place.school.uid]), {"on": after.isoformat()})
    assert f"พันธสัญญา {commitment.reference} ครบกำหนดเมื่อ" in page.text


def test_it_extends_the_partnership_there_is(place):
    old = PartnershipFactory(
        owner=place.school, partner=place.partner, starts_on=TODAY() - timedelta(days=400)
    )
    commitment = in_force(place)
    old.refresh_from_db()
    assert (old.ends_on, old.commitment) == (commitment.ends_on, commitment)
    assert Partnership.objects.count() == 1


def test_called_off_it_counts_no_more_from_tomorrow_on(client, place):
    commitment = in_force(place)
    Notice.objects.all().delete()
    assert go(client, place.coordinator, "cancel", commitment.uid, reason="").status_code == 400
    go(client, place.coordinator, "cancel", commitment.uid, reason="ย้ายหน่วย")
    assert verdicts(place, TODAY()) == [Verdict.COUNTS]
    assert verdicts(place, TODAY() + timedelta(days=1)) == [Verdict.ENDED]
    assert told() == {place.director.email, place.coordinator.email, place.officer.email}
    letters = Letter.objects.filter(text__contains="ย้ายหน่วย")
    assert {"signs1@example.org", "signs2@example.org"} < {letter.recipients[0] for letter in letters}


def test_another_commitment_keeps_what_one_called_off_would_end(place):
    first = in_force(place)
    place.draft = CommitmentFactory(author=place.school, partner=place.partner)
    second = in_force(place)
    deeds.cancel(second, place.director, "ซ้ำกัน")
    partnership = Partnership.objects.get()
    assert (partnership.ends_on, partnership.commitment) == (first.ends_on, first)


# Renewing, ending, undoing


def test_a_renewal_is_a_prefilled_draft_and_then_stands_in_its_place(client, place):
    commitment = in_force(place)
    response = go(client, place.coordinator, "renew", commitment.uid)
    new = Commitment.objects.get(renewed_from=commitment)
    assert response.url == reverse("commitments:commitment", args=[new.uid])
    assert go(client, place.director, "renew", commitment.uid).status_code == 302
    assert Commitment.objects.filter(renewed_from=commitment).count() == 1
    assert (new.state, new.author, new.starts_on) == (
        State.DRAFT,
        place.partner,
        commitment.ends_on + timedelta(days=1),
    )
    assert (new.parties.count(), new.promises.count()) == (2, 2)
    place.draft, place.director = new, place.coordinator
    in_force(place)
    commitment.refresh_from_db()
    assert commitment.standing == "renewed"
    partnership = Partnership.objects.get()
    assert (partnership.ends_on, partnership.commitment) == (new.ends_on, new)


@pytest.mark.parametrize(
    ("left", "standing"), [(91, "in-force"), (90, "expiring"), (0, "expiring"), (-1, "ended")]
)
def test_the_last_days_follow_from_the_date_alone(place, left, standing):
    commitment = in_force(place)
    Commitment.objects.filter(pk=commitment.pk).update(ends_on=TODAY() + timedelta(days=left))
    commitment.refresh_from_db()
    assert commitment.standing == standing
    assert Commitment.objects.with_standing(standing).get() == commitment


def test_a_draft_called_off_can_be_drafted_on(client, place):
    go(client, place.director, "cancel", place.draft.uid, reason="ยังไม่พร้อม")
    assert told() == {place.director.email}
    go(client, place.director, "reopen", place.draft.uid)
    place.draft.refresh_from_db()
    assert (place.draft.state, place.draft.cancelled_because) == (State.DRAFT, "")


def test_what_was_in_force_is_not_opened_again(client, place):
    commitment = in_force(place)
    deeds.cancel(commitment, place.director, "เลิก")
    go(client, place.director, "reopen", commitment.uid)
    commitment.refresh_from_db()
    assert commitment.state == State.CANCELLED


def test_taken_back_nobody_can_sign(client, place):
    commitment = proposed(place)
    path = links()["signs1@example.org"]
    go(client, place.director, "recall", commitment.uid)
    client.logout()
    assert sign(client, path).status_code == 410
    commitment.refresh_from_db()
    assert commitment.state == State.DRAFT


def test_with_a_partner_suspended_meanwhile_nobody_signs(client, place):
    commitment = proposed(place)
    Suspension.objects.create(
        partner=place.partner, starts_on=timezone.localdate(), reason="ตรวจสอบเรื่องร้องเรียน"
    )
    path = links()["signs1@example.org"]
    response = sign(client, path)
    assert response.status_code == 400
    assert "ระงับ" in response.text
    assert not commitment.parties.filter(signatures__isnull=False).exists()
    Suspension.objects.update(ends_on=timezone.localdate() - timedelta(days=1), starts_on=date(2026, 1, 1))
    assert sign(client, path).status_code == 200


# Who sees what


def test_a_draft_is_its_writers_and_the_office_s_until_it_is_sent(client, place):
    address = reverse("commitments:commitment", args=[place.draft.uid])
    for person, seen in [(place.director, 200), (place.officer, 200), (place.coordinator, 404)]:
        client.force_login(person)
        assert client.get(address).status_code == seen
    proposed(place)
    client.force_login(place.coordinator)
    page = client.get(address)
    assert page.status_code == 200
    assert "signs1@example.org" not in page.text


def test_another_office_sees_nothing(client, place):
    commitment = in_force(place)
    client.force_login(member(OfficeFactory(name="สำนักงานอื่นสมมุติ"), Role.OFFICER))
    assert client.get(reverse("commitments:commitment", args=[commitment.uid])).status_code == 404
    assert not client.get(reverse("commitments:mine")).context["rows"].object_list


def test_parties_do_not_change_what_others_drafted_nor_sign_for_them(client, place):
    commitment = proposed(place)
    for name in ("edit", "recall", "paper"):
        assert go(client, place.coordinator, name, commitment.uid).status_code == 404
    party = commitment.parties.first()
    assert go(client, place.coordinator, "link", commitment.uid, party.pk).status_code == 404


# Lists


def ours(place, count: int) -> list[Commitment]:
    return [CommitmentFactory(author=place.school, partner=place.partner) for _ in range(count)]


def test_the_list_narrows_and_orders(client, place):
    commitment = in_force(place)
    Commitment.objects.filter(pk=commitment.pk).update(ends_on=TODAY() + timedelta(days=20))
    draft = ours(place, 1)[0]
    client.force_login(place.officer)

    def shown(**query):
        return [row.pk for row in client.get(reverse("commitments:mine"), query).context["rows"]]

    assert shown() == [draft.pk, commitment.pk]
    assert shown(order="ends") == [commitment.pk, draft.pk]
    assert shown(standing="expiring") == shown(expiring="yes") == [commitment.pk]
    assert shown(standing="draft") == [draft.pk]
    assert shown(district="2204") == []
    assert shown(kind="pledge") == []


@pytest.mark.parametrize("name", ["mine", "in_force"])
@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, place, name, page):
    client.force_login(place.officer)
    assert client.get(reverse(f"commitments:{name}"), {"page": page}).status_code == 200


def test_queries_do_not_grow(client, place, django_assert_num_queries):
    client.force_login(place.officer)
    for address in (reverse("commitments:mine"), reverse("commitments:csv")):
        client.get(address).getvalue() if "csv" in address else client.get(address)
        with CaptureQueriesContext(connection) as few:
            response = client.get(address)
            response.getvalue() if response.streaming else response.content
        ours(place, 4)
        with django_assert_num_queries(len(few)):
            response = client.get(address)
            response.getvalue() if response.streaming else response.content


def test_the_sheet_has_what_the_list_has(client, place):
    in_force(place)
    client.force_login(place.officer)
    text = client.get(reverse("commitments:csv")).getvalue().decode("utf-8-sig")
    assert place.draft.reference in text
    assert "มีผลใช้บังคับ" in text
    assert client.get(reverse("commitments:xlsx"))["Content-Disposition"].endswith(".xlsx")


# What visitors see


def test_visitors_read_what_is_meant_for_them_and_no_address(client, place):
    commitment = in_force(place)
    waiting = ours(place, 1)[0]
    hidden = ours(place, 1)[0]
    Commitment.objects.filter(pk=hidden.pk).update(
        is_public=False, state="in-force", in_force_at=timezone.now()
    )
    text = client.get(reverse("commitments:in_force")).text
    assert commitment.title in text
    assert waiting.title not in text
    assert hidden.title not in text
    page = client.get(commitment.get_absolute_url())
    assert "นายสมมุติ 1" in page.text
    assert "example.org" not in page.text
    assert "ยังไม่ทราบ" in page.text
    for other in (waiting, hidden):
        assert client.get(other.get_absolute_url()).status_code == 302


def test_the_code_on_a_paper_leads_its_people_to_everything(client, place):
    client.force_login(place.director)
    response = client.get(place.draft.get_absolute_url())
    assert response.url == reverse("commitments:commitment", args=[place.draft.uid])


def test_the_office_hides_one_from_visitors(client, place):
    commitment = in_force(place)
    assert go(client, place.director, "show", commitment.uid).status_code == 404
    go(client, place.officer, "show", commitment.uid)
    client.logout()
    assert commitment.title not in client.get(reverse("commitments:in_force")).text


# Papers


@pytest.mark.parametrize("name", ["mou.pdf", "mou.docx", "pledge.pdf", "pledge.docx"])
def test_papers_print_names_promises_and_the_day(client, place, name):
    client.force_login(place.director)
    content = client.get(
        reverse("commitments:print", args=[place.draft.uid, name]), {"digits": "thai"}
    ).content
    if name.endswith("pdf"):
        pages = reading.pages(content)
        text = "".join(pages)
        assert name != "pledge.pdf" or len(pages) == 1
    else:
        word = word_file(content)
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        foot = word.sections[0].footer.paragraphs[0].text
        text = " ".join([*(line.text for line in word.paragraphs), *cells, foot])
    assert place.draft.reference in text
    assert "สมมุติ" in text
    assert "๒๕๖๙" in text


def test_a_pledge_of_many_still_fits_one_page(client, place):
    schools = [
        SchoolFactory(office=place.office, name=f"โรงเรียนบ้านสมมุติทุ่งกว้างชื่อยาวมาก {n}") for n in range(11)
    ]
    many = CommitmentFactory(
        author=place.school, partner=[place.partner, *schools], purpose="ร่วมมือกันทุกด้าน " * 60
    )
    client.force_login(place.director)
    content = client.get(reverse("commitments:print", args=[many.uid, "pledge.pdf"])).content
    assert len(reading.pages(content)) == 1


def test_a_pledge_has_no_long_form(client, place):
    Commitment.objects.update(kind="pledge")
    client.force_login(place.director)
    assert client.get(reverse("commitments:print", args=[place.draft.uid, "mou.pdf"])).status_code == 404
    assert people.line_text(place.draft).startswith("ร่าง")


def test_nothing_new_is_agreed_with_a_suspended_partner(client, place):
    suspension = Suspension.objects.create(partner=place.partner, reason="รอผลการตรวจสอบ")
    go(client, place.director, "propose", place.draft.uid, seen=place.draft.text_version)
    place.draft.refresh_from_db()
    assert place.draft.state == State.DRAFT
    suspension.delete()
    go(client, place.director, "propose", place.draft.uid, seen=place.draft.text_version)
    place.draft.refresh_from_db()
    assert place.draft.state == State.WAITING


def test_visitors_find_what_is_in_force_until_it_is_hidden(
    client, listed, django_capture_on_commit_callbacks
):
    title = listed.draft.title
    with django_capture_on_commit_callbacks(execute=True):
        proposed(listed)
    assert "/commitments/" not in client.get("/search/", {"q": title}).text
    with django_capture_on_commit_callbacks(execute=True):
        for party in listed.draft.parties.all():
            deeds.sign(link_of(party), Hand(f"นายสมมุติ {party.number}", "ผู้อำนวยการ"))
    address = reverse("commitments:public", args=[listed.draft.reference.lower()])
    found = client.get("/search/", {"q": title}).text
    assert address in found
    assert "นายสมมุติ" not in found
    with django_capture_on_commit_callbacks(execute=True):
        go(client, listed.officer, "show", listed.draft.uid)
    client.logout()
    assert address not in client.get("/search/", {"q": title}).text
