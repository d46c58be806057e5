"""The reviewers' screens."""

import pytest
from django.urls import reverse

from organisations.models import Role
from practices.models import PracticePage
from privacy import gate
from privacy.models import Clearance, Sighting
from tests.factories import OfficeFactory, PracticePageFactory, UserFactory
from tests.people import member
from tests.privacy.conftest import AMBER, RED

pytestmark = pytest.mark.django_db

REASON = "เป็นชื่อตัวละครในนิทานที่ครูแต่งเอง"


def noted(page, state=Sighting.State.DRAFT):
    page.save_revision()
    gate.note(page, state)
    return page


def address(page, name="thing"):
    sighting = Sighting.objects.of(page).first()
    return reverse(f"privacy:{name}", args=[sighting.thing_type_id, page.pk])


def clear(client, page, **changes):
    [one] = gate.open_findings(page)
    prefix = one.digest[:8]
    data = {"digest": one.digest, f"{prefix}-decision": "not-personal", f"{prefix}-reason": REASON}
    data |= {f"{prefix}-{name}": value for name, value in changes.items()}
    return client.post(address(page, "clear"), data, follow=True)


def test_what_visitors_read_comes_first_then_red_then_the_oldest(client, site_tree, reviewer):
    client.force_login(reviewer)
    amber = noted(PracticePageFactory(parent=site_tree.practices, live=False, benefits=AMBER))
    red = noted(PracticePageFactory(parent=site_tree.practices, live=False, benefits=RED))
    live = PracticePageFactory(parent=site_tree.practices)
    PracticePage.objects.filter(pk=live.pk).update(benefits=AMBER)
    live.refresh_from_db()
    gate.note(live, Sighting.State.LIVE)
    rows = client.get(reverse("privacy:findings")).context["things"]
    assert [row["thing"].pk for row in rows] == [live.pk, red.pk, amber.pk]


def test_the_queue_leaves_out_what_was_cleared_and_what_is_gone(client, site_tree, reviewer):
    client.force_login(reviewer)
    cleared = noted(PracticePageFactory(parent=site_tree.practices, live=False, benefits=AMBER))
    gone = noted(PracticePageFactory(parent=site_tree.practices, live=False, benefits=AMBER))
    clear(client, cleared)
    gone.delete()
    assert client.get(reverse("privacy:findings")).context["things"] == []


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
@pytest.mark.parametrize("name", ["findings", "decisions"])
def test_odd_page_numbers_show_a_page(client, reviewer, page, name):
    client.force_login(reviewer)
    assert client.get(reverse(f"privacy:{name}"), {"page": page}).status_code == 200


def test_the_queue_does_not_ask_more_for_more_rows(
    client, site_tree, reviewer, django_assert_max_num_queries
):
    client.force_login(reviewer)
    for _number in range(6):
        noted(PracticePageFactory(parent=site_tree.practices, live=False, benefits=AMBER))
    with django_assert_max_num_queries(30):
        client.get(reverse("privacy:findings"))


def test_shows_what_where_why_and_how_to_mend(client, red_draft, reviewer):
    client.force_login(reviewer)
    noted(red_draft)
    text = client.get(address(red_draft)).text
    for part in (f"<mark>{RED}</mark>", "คนในชุมชนรู้ทันที", "วิธีแก้", "นักเรียนคนหนึ่ง"):
        assert part in text


def test_a_privacy_reviewer_lets_a_red_finding_stand_with_a_reason(client, red_draft, reviewer):
    client.force_login(reviewer)
    noted(red_draft)
    clear(client, red_draft)
    assert Clearance.objects.get().by == reviewer
    red_draft.save_revision().publish()
    assert REASON in client.get(reverse("privacy:decisions")).text


def test_an_officer_decides_on_amber_and_not_on_red(client, red_draft, amber_draft, officer):
    client.force_login(officer)
    noted(red_draft)
    noted(amber_draft)
    assert clear(client, red_draft).status_code == 404
    assert clear(client, amber_draft).status_code == 200
    assert [row.rule for row in Clearance.objects.all()] == ["nickname"]


def test_nobody_clears_their_own(client, amber_draft, officer):
    client.force_login(officer)
    amber_draft.save_revision(user=officer)
    gate.note(amber_draft, Sighting.State.DRAFT)
    assert clear(client, amber_draft).status_code == 404


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "กรอก"), ("สั้น", "อีกสักหน่อย"), (f"เพราะว่า {RED} อนุญาต", "เขียนใหม่โดยไม่ใส่")],
)
def test_a_reason_is_needed_and_names_nobody(client, amber_draft, reviewer, reason, message):
    client.force_login(reviewer)
    noted(amber_draft)
    response = clear(client, amber_draft, reason=reason)
    assert message in response.text
    assert reason in response.text
    assert not Clearance.objects.exists()


def test_what_changed_in_the_meantime_is_not_cleared(client, amber_draft, reviewer):
    client.force_login(reviewer)
    noted(amber_draft)
    response = client.post(address(amber_draft, "clear"), {"digest": "x"}, follow=True)
    assert "เปลี่ยนหรือยกเว้นไปแล้ว" in response.text


def test_a_decision_is_taken_back(client, amber_draft, reviewer):
    client.force_login(reviewer)
    noted(amber_draft)
    clear(client, amber_draft)
    client.post(reverse("privacy:withdraw", args=[Clearance.objects.get().pk]))
    assert gate.open_findings(amber_draft)


def test_a_phrase_is_cleared_for_anywhere_and_only_within_a_year(client, amber_draft, reviewer):
    client.force_login(reviewer)
    where = reverse("privacy:phrase")
    data = {"phrase": AMBER, "reason": "ชื่อโครงการของเขต", "expires_on": "2100-01-01"}
    assert "ภายในหนึ่งปี" in client.post(where, data).text
    assert "ไม่พบอะไร" in client.post(where, {**data, "phrase": "โรงเรียน"}).text
    from django.utils import timezone

    client.post(where, {**data, "expires_on": timezone.localdate().isoformat()})
    assert not gate.open_findings(amber_draft)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_DIRECTOR, Role.COORDINATOR, None])
def test_nobody_else_finds_these_screens(client, amber_draft, role):
    from tests.people import home_of

    noted(amber_draft)
    client.force_login(member(home_of(role), role) if role else UserFactory())
    for where in (reverse("privacy:findings"), address(amber_draft), reverse("privacy:decisions")):
        assert client.get(where).status_code == 404


def test_my_work_leads_there(client, amber_draft):
    client.force_login(member(OfficeFactory(), Role.PRIVACY_REVIEWER))
    noted(amber_draft)
    text = client.get(reverse("my_work")).text
    assert reverse("privacy:findings") in text
    assert "เหลือง 1" in text
