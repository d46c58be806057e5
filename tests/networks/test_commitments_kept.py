"""What becomes of promises: reports, answers, verdicts, reminders."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, Notice
from networks.commitments import deeds, reminding
from networks.commitments.deeds import Hand
from networks.models import Commitment, PartnershipActivity, ProgressReport, Promise
from organisations.models import Role
from tests.factories import CommitmentFactory, SchoolFactory
from tests.networks.test_commitments import Place, go, link_of, told
from tests.people import member

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def place(db, monkeypatch):
    """A commitment in force between a school and a partner."""
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: None)
    place = Place()
    deeds.propose(place.draft, place.director)
    for party in place.draft.parties.all():
        deeds.sign(link_of(party), Hand(f"นายสมมุติ {party.number}", "ผู้อำนวยการ"))
    place.draft.refresh_from_db()
    place.commitment = place.draft
    place.ours, place.theirs = place.commitment.promises.all()
    Notice.objects.all().delete()
    Letter.objects.all().delete()
    return place


def report(client, place, **more):
    first = place.commitment.parties.first()
    data = {"party": first.pk, "promise": place.ours.pk, "day": TODAY().isoformat(), "text": "จัดเวรครบทุกวัน"}
    return go(client, place.director, "report", place.commitment.uid, **data | more)


# Reports


def test_a_report_with_evidence_is_answered_by_the_other_party_and_counts(client, place):
    evidence = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    assert report(client, place, file=evidence).status_code == 302
    made = ProgressReport.objects.get()
    assert told() == {place.coordinator.email}
    address = reverse("commitments:file", args=[place.commitment.uid, made.pk])
    assert client.get(address).status_code == 200
    client.force_login(member(SchoolFactory(office=place.office), Role.TEACHER))
    assert client.get(address).status_code == 404
    assert (
        go(client, place.director, "answer", place.commitment.uid, made.pk, answer="confirmed").status_code
        == 404
    )
    go(client, place.coordinator, "answer", place.commitment.uid, made.pk, answer="confirmed")
    made.refresh_from_db()
    assert (made.answer, made.answer_party.organisation) == ("confirmed", place.partner)
    assert PartnershipActivity.objects.get().what == "จัดเวรครบทุกวัน"


def test_who_sees_it_differently_says_how_and_only_once(client, place):
    report(client, place)
    made = ProgressReport.objects.get()
    args = (place.commitment.uid, made.pk)
    assert go(client, place.coordinator, "answer", *args, answer="disputed").status_code == 400
    go(client, place.coordinator, "answer", *args, answer="disputed", words="ขาดไปสองวัน")
    go(client, place.coordinator, "answer", *args, answer="confirmed")
    made.refresh_from_db()
    assert (made.answer, made.answer_words) == ("disputed", "ขาดไปสองวัน")
    assert not PartnershipActivity.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("text", "ด.ญ.ก้องภพ ทดสอบสมมุติ ทำได้ดี"), ("day", "1/1/2590"), ("work", "BP69-9999"), ("text", "")],
    ids=["child", "future", "no such work", "nothing"],
)
def test_a_bad_report_is_refused_beside_its_field(client, place, name, value):
    response = report(client, place, **{name: value})
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {name}
    assert not ProgressReport.objects.exists()


def test_nobody_reports_about_another_s_promise(client, place):
    assert "promise" in report(client, place, promise=place.theirs.pk).context["form"].errors
    assert go(client, place.officer, "report", place.commitment.uid).status_code == 404


# What became of promises


def test_the_other_side_says_what_became_of_a_promise_with_its_reason(client, place):
    args = (place.commitment.uid, place.ours.pk)
    assert go(client, place.director, "judge", *args, outcome="kept", because="ทำแล้ว").status_code == 404
    assert go(client, place.coordinator, "judge", *args, outcome="kept", because="").status_code == 400
    go(client, place.coordinator, "judge", *args, outcome="partly", because="ขาดสองวัน")
    place.ours.refresh_from_db()
    assert (place.ours.outcome, place.ours.outcome_on, place.ours.outcome_party.organisation) == (
        "partly",
        TODAY(),
        place.partner,
    )
    assert told() == {place.director.email}
    client.force_login(place.officer)
    page = client.get(reverse("commitments:commitment", args=[place.commitment.uid]))
    assert "ขาดสองวัน" in page.text


def test_a_verdict_can_be_taken_back(client, place):
    args = (place.commitment.uid, place.ours.pk)
    go(client, place.coordinator, "judge", *args, outcome="kept", because="เห็นเอง")
    go(client, place.coordinator, "judge", *args, outcome="unknown", because="")
    place.ours.refresh_from_db()
    assert (place.ours.outcome, place.ours.outcome_on) == ("unknown", None)


def test_overdue_and_unmarked_is_unknown_never_kept(client, place):
    Promise.objects.update(due_on=TODAY() - timedelta(days=3))
    page = client.get(place.commitment.get_absolute_url())
    assert page.context["tally"].kept == 0
    assert page.context["tally"].unknown == 2
    assert page.text.count("ยังไม่ทราบ") >= 2


# Reminders


def end_in(place, days: int) -> None:
    Commitment.objects.update(ends_on=TODAY() + timedelta(days=days))
    Promise.objects.update(due_on=TODAY() + timedelta(days=200))


@pytest.mark.parametrize(("days", "told_of"), [(91, 0), (90, 1), (31, 1), (30, 1), (0, 1), (-20, 0)])
def test_all_are_told_of_the_end_once(place, days, told_of):
    end_in(place, days)
    assert reminding.remind() == told_of
    assert reminding.remind() == 0
    assert told() == (
        {place.director.email, place.coordinator.email, place.officer.email} if told_of else set()
    )


def test_each_of_the_three_days_has_its_letter(place):
    for days in (90, 60, 30, 3, 0):
        end_in(place, days)
        call_command("remind_commitments")
    titles = Notice.objects.filter(person=place.director).order_by("pk").values_list("title", flat=True)
    assert [title.split(":")[0] for title in titles] == ["อีก 90 วันครบกำหนด", "อีก 30 วันครบกำหนด", "ครบกำหนด"]
    assert "ข้อความสำหรับส่งไลน์" in Letter.objects.latest("pk").text


def test_what_is_renewed_is_not_announced(place):
    end_in(place, 20)
    Commitment.objects.update(renewed_at=timezone.now())
    assert reminding.remind() == 0


def test_a_promise_is_brought_to_mind_before_and_after_its_day(place):
    Promise.objects.filter(pk=place.theirs.pk).update(outcome="kept")
    for days in (20, 10, 10, -1, -1):
        Promise.objects.update(due_on=TODAY() + timedelta(days=days))
        reminding.remind()
    letters = (
        Notice.objects.filter(person=place.coordinator).order_by("pk").values_list("template", flat=True)
    )
    assert [name.rpartition("/")[2] for name in letters] == ["promise_soon", "promise_late"]


def test_drafts_are_not_reminded_of(place):
    end_in(place, 20)
    CommitmentFactory(author=place.school, partner=place.partner, ends_on=TODAY() + timedelta(days=20))
    Commitment.objects.filter(pk=place.commitment.pk).update(state="cancelled")
    assert reminding.remind() == 0
