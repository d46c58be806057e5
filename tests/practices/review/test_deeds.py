"""What people do to a practice, who is told, and what the audit log keeps."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageLogEntry, WorkflowState

from accounts.models import Notice, OneTimeLink
from organisations import invitations
from organisations.models import Capacity, Role
from organisations.pages import NotPublishableError
from practices.models import PracticePage, SignedPaper, StepState
from practices.review import deeds
from practices.review.approvers import Waiver
from practices.review.situation import Situation
from practices.review.states import State
from tests.factories import ImageFactory, MembershipFactory
from tests.people import member
from tests.practices.review.conftest import back, bring_to, edit, level, of, passing, readers, story, told
from vcare.review import Outcome, Verdict

pytestmark = pytest.mark.django_db


def state(page):
    return Situation(PracticePage.objects.get(pk=page.pk)).review


def last(page, step):
    return next(row for row in Situation(page).history() if row.step == step)


def actions(page):
    return set(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))


# Handing in


def test_handing_in_asks_the_director_by_letter_with_a_link(page, people):
    deeds.submit(page, people.teacher)
    assert state(page) is State.CERTIFY
    assert "wagtail.workflow.start" in actions(page)
    [link] = OneTimeLink.objects.open().about(page)
    assert link.person == people.director
    assert "/my/review/link/" in mail.outbox[0].body
    assert told() == of("รอท่านรับรอง", people.director)
    # The inbox leads to the screen, never by the token.
    assert "link" not in people.director.notices.get().path


def test_wagtail_writes_no_letters_of_its_own(page, people):
    bring_to(page, people, "published")
    titles = set(Notice.objects.values_list("template", flat=True))
    assert all(title.startswith("practices/review/mail/") for title in titles)


def test_what_stands_in_the_way_is_said_before_anybody_is_bothered(page, people):
    edit(page, people.teacher, listing_image=ImageFactory())
    with pytest.raises(deeds.IncompleteError) as error:
        deeds.submit(page, people.teacher)
    assert "ภาพ" in str(error.value)
    assert told() == set()
    assert state(page) is State.DRAFT


@pytest.mark.parametrize("field", ["summary", "background", "process", "results", "authors"])
def test_a_part_that_is_missing_is_named(page, people, field):
    edit(page, people.teacher, **{field: "" if field in {"summary", "background"} else []})
    with pytest.raises(deeds.IncompleteError) as error:
        deeds.submit(page, people.teacher)
    assert len(error.value.lines) == 1


def test_every_acting_director_is_asked_and_any_one_suffices(page, people):
    acting = member(people.school, Role.SCHOOL_DIRECTOR, capacity=Capacity.ACTING, order_number="12/2569")
    deeds.submit(page, people.teacher)
    assert told() == of("รอท่านรับรอง", people.director, acting)
    deeds.certify(page, acting)
    step = last(page, "certify")
    assert step.signature == f"{acting} ผู้รักษาการในตำแหน่งผู้อำนวยการ {people.school} (คำสั่งที่ 12/2569)"
    assert not OneTimeLink.objects.open().about(page).exists()


def test_a_director_of_several_schools_certifies_for_each(page, people):
    busy = people.stranger
    MembershipFactory(person=busy, organisation=people.school, role=Role.SCHOOL_DIRECTOR)
    deeds.submit(page, people.teacher)
    deeds.certify(page, busy)
    assert str(people.school) in last(page, "certify").signature


def test_a_stand_in_certifies_until_the_last_day(page, people):
    today = timezone.localdate()
    stand_in = member(people.school, Role.TEACHER)
    invitations.delegate(
        people.school,
        stand_in,
        first_day=today,
        last_day=today + timedelta(days=3),
        order_number="",
        by=people.director,
    )
    deeds.submit(page, people.teacher)
    situation = Situation(page)
    assert situation.may(stand_in, deeds.Deed.CERTIFY)
    stand_in.memberships.filter(capacity=Capacity.DELEGATED).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    stand_in = type(stand_in).objects.get(pk=stand_in.pk)
    assert not Situation(page).may(stand_in, deeds.Deed.CERTIFY)


def test_what_the_director_wrote_goes_straight_to_the_office_and_says_so(page, people):
    edit(page, people.director, benefits="ผอ. เขียนต่อเอง")
    deeds.submit(page, people.teacher)
    assert state(page) is State.PRIVACY
    assert last(page, "certify").waiver == Waiver.AUTHOR_IS_DIRECTOR
    assert Situation(page).by_director
    assert "ผู้เขียนเป็นผู้บริหาร" in mail.outbox[0].body
    assert told() == of("รอตรวจข้อมูลส่วนบุคคล", people.privacy)


def test_of_two_directors_the_one_who_did_not_write_certifies(page, people):
    acting = member(people.school, Role.SCHOOL_DIRECTOR, capacity=Capacity.ACTING)
    edit(page, people.director, benefits="ผอ. เขียนต่อเอง")
    deeds.submit(page, people.teacher)
    assert state(page) is State.CERTIFY
    assert told() == of("รอท่านรับรอง", acting)


def test_what_the_office_wrote_needs_no_director(site_tree, people):
    page = story(site_tree, people.office, people.first)
    deeds.submit(page, people.first)
    assert state(page) is State.PRIVACY
    assert last(page, "certify").waiver == Waiver.OFFICE
    assert not Situation(page).by_director


def test_without_a_director_the_coordinators_are_told_and_record_a_paper(page, people):
    people.director.memberships.all().delete()
    deeds.submit(page, people.teacher)
    assert state(page) is State.CERTIFY
    assert told() == of("ยังไม่มี ผอ.โรงเรียนในระบบ", people.officer, people.group)
    paper = SignedPaper.objects.create(
        file="papers/x.pdf", signed_by="นายสมมุติ ลงนาม ผู้อำนวยการ", signed_on=date(2026, 11, 20)
    )
    deeds.certify(page, people.officer, paper=paper)
    step = last(page, "certify")
    assert (step.by, step.paper, step.finished_by) == ("paper", paper, people.officer)
    page.refresh_from_db()
    newest = page.get_latest_revision_as_object()
    assert (newest.endorsed_by, newest.endorsed_on) == ("นายสมมุติ ลงนาม ผู้อำนวยการ", date(2026, 11, 20))


# Going on


def test_certifying_is_kept_with_name_position_and_day(page, people):
    bring_to(page, people, "certify")
    deeds.certify(page, people.director)
    page.refresh_from_db()
    newest = page.get_latest_revision_as_object()
    assert newest.endorsed_by == f"{people.director} ผู้อำนวยการ {people.school}"
    assert newest.endorsed_on == timezone.localdate()
    assert told() == of("รอตรวจข้อมูลส่วนบุคคล", people.privacy) | of(
        'ผ่านขั้น "รอ ผอ.โรงเรียนรับรอง"', people.teacher
    )
    assert people.director.pk not in Situation(page).authors


def test_the_check_hands_on_to_two_supervisors(page, people):
    bring_to(page, people, "privacy")
    deeds.check(page, people.privacy)
    asked = readers(page)
    assert len(asked) == 2
    assert set(asked) <= {people.first, people.second, people.third}
    assert {who for who, words in told() if words == "ขอเชิญประเมินเนื้อหา"} == {one.email for one in asked}


def test_supervisors_of_the_same_school_and_writers_are_not_asked(page, people):
    MembershipFactory(person=people.first, organisation=people.school, role=Role.TEACHER)
    edit(page, people.second, benefits="ศน. ช่วยแก้")
    bring_to(page, people, "expert")
    assert set(readers(page)) == {people.third, people.group}


def test_the_passed_content_waits_for_those_who_publish_daily(page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    assert deeds.assess(page, first, **passing()) is Outcome.WAIT
    assert told() == set()
    assert deeds.assess(page, second, **passing()) is Outcome.PASSES
    assert state(page) is State.PUBLISH
    assert told() == of("รออนุมัติเผยแพร่", people.officer, people.group) | of(
        'ผ่านขั้น "ศึกษานิเทศก์ตรวจเนื้อหา"', people.teacher
    )
    assert "66.7" in last(page, "expert").comment


def test_publishing_tells_the_school_and_sets_the_day_of_the_next_reading(page, people, client):
    bring_to(page, people, "publish")
    deeds.publish(page, people.officer)
    page.refresh_from_db()
    assert page.live
    assert page.review_due.year == timezone.localdate().year + 2
    assert told() == of("เผยแพร่แล้ว", people.teacher, people.director)
    assert "รับรอง" in client.get(page.url).text
    assert actions(page) >= {"wagtail.publish", "wagtail.workflow.approve"}
    assert WorkflowState.objects.get().status == "approved"


def test_what_stands_in_the_way_of_publishing_stops_it(page, people):
    bring_to(page, people, "publish")
    revision = page.latest_revision
    revision.content["listing_image"] = ImageFactory().pk
    revision.content["images_cleared"] = False
    revision.save()
    with pytest.raises(NotPublishableError):
        deeds.publish(page, people.officer)
    assert state(page) is State.PUBLISH


# Sending back and handing in again


@pytest.mark.parametrize(
    ("at", "who", "also"),
    [("certify", "director", []), ("privacy", "privacy", ["director"]), ("expert", "officer", ["director"])],
)
def test_sending_back_tells_the_writer_what_and_until_when(page, people, at, who, also):
    bring_to(page, people, at)
    deeds.send_back(page, getattr(people, who), back())
    assert state(page) is State.RETURNED
    step = Situation(page).step
    assert (step.reason, step.comment) == ("privacy", "มีชื่อเล่นของเด็กในย่อหน้าที่สอง")
    assert "มีชื่อเล่นของเด็กในย่อหน้าที่สอง" in mail.outbox[0].body
    assert told() == of("ส่งกลับแก้ไข", people.teacher, *(getattr(people, name) for name in also))
    assert "wagtail.workflow.reject" in actions(page)


def test_handed_in_again_it_goes_to_whoever_sent_it_back(page, people):
    bring_to(page, people, "privacy")
    deeds.send_back(page, people.privacy, back())
    edit(page, people.teacher, benefits="เอาชื่อเล่นออกแล้ว")
    mail.outbox.clear()
    deeds.submit(page, people.teacher)
    assert state(page) is State.PRIVACY
    assert told() == of("รอตรวจข้อมูลส่วนบุคคล", people.privacy)
    assert Situation(page).submitted_before().as_object().benefits != "เอาชื่อเล่นออกแล้ว"


def test_the_same_reviewers_read_it_again(page, people):
    bring_to(page, people, "expert")
    asked = readers(page)
    for person in asked:
        deeds.assess(page, person, **returning())
    edit(page, people.teacher, benefits="เพิ่มตัวเลขก่อนและหลัง")
    deeds.submit(page, people.teacher)
    assert set(readers(page)) == set(asked)


def returning(**fields):
    return {
        "levels": level(2),
        "remarks": {"results": "ยังไม่มีตัวเลขก่อนเริ่ม"},
        "verdict": Verdict.RETURN,
        "reason": "results",
        "text": "โปรดเพิ่มตัวเลขก่อนและหลัง",
        "mend_by": timezone.localdate() + timedelta(days=10),
        **fields,
    }


def test_a_writer_takes_back_what_is_being_read(page, people):
    bring_to(page, people, "certify")
    deeds.recall(page, people.teacher)
    assert state(page) is State.DRAFT
    assert not OneTimeLink.objects.open().about(page).exists()
    assert "wagtail.workflow.cancel" in actions(page)
    deeds.submit(page, people.teacher)
    assert state(page) is State.CERTIFY


# Two reviewers who don't agree


def test_different_recommendations_call_a_third(page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    deeds.assess(page, first, **passing())
    mail.outbox.clear()
    assert deeds.assess(page, second, **returning()) is Outcome.THIRD
    [third] = readers(page)
    assert third not in {first, second}
    assert told() == of("ขอเชิญประเมินเนื้อหา", third)
    assert deeds.assess(page, third, **passing(3)) is Outcome.PASSES
    assert state(page) is State.PUBLISH


def test_two_who_would_send_it_back_do(page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    deeds.assess(page, first, **returning())
    assert deeds.assess(page, second, **returning(text="บอกเครื่องมือวัดด้วย")) is Outcome.RETURN
    step = Situation(page).step
    assert step.comment == "โปรดเพิ่มตัวเลขก่อนและหลัง\n\nบอกเครื่องมือวัดด้วย"
    assert state(page) is State.RETURNED


def test_without_a_third_the_coordinators_are_told(page, people):
    for person in (people.third, people.group):
        person.memberships.filter(role__in=[Role.SUPERVISOR, Role.GROUP_DIRECTOR]).delete()
    bring_to(page, people, "expert")
    deeds.assess(page, people.first, **passing())
    mail.outbox.clear()
    deeds.assess(page, people.second, **returning())
    assert told() == of("ผู้ประเมินไม่พอ", people.officer)


def test_assigning_others_keeps_what_is_in(page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    deeds.assess(page, first, **passing())
    [other] = {people.first, people.second, people.third} - {first, second}
    mail.outbox.clear()
    deeds.assign(page, people.officer, [first, other])
    assert readers(page) == [other]
    assert told() == of("ขอเชิญประเมินเนื้อหา", other)
    assert "practices.assign" in actions(page)


def test_a_writer_can_not_be_made_a_reviewer(page, people):
    bring_to(page, people, "expert")
    with pytest.raises(deeds.NotAllowedError):
        deeds.assign(page, people.officer, [people.first, people.teacher])


# At once and unseen


def test_the_second_of_two_who_press_finds_it_settled(page, people):
    bring_to(page, people, "privacy")
    deeds.check(page, people.privacy)
    with pytest.raises(deeds.SettledError):
        deeds.check(page, people.privacy)


def test_a_version_that_nobody_read_is_not_passed(page, people):
    bring_to(page, people, "privacy")
    seen = page.latest_revision_id
    edit(page, people.teacher, benefits="แก้ระหว่างตรวจ")
    with pytest.raises(deeds.SettledError):
        deeds.check(page, people.privacy, seen=seen)


def test_strangers_can_not_do_it_at_all(page, people):
    bring_to(page, people, "certify")
    with pytest.raises(deeds.NotAllowedError):
        deeds.certify(page, people.stranger)


# Other doors


def test_no_other_door_publishes_what_nobody_read(page, people):
    with pytest.raises(NotPublishableError):
        page.latest_revision.publish(user=people.officer)
    page.refresh_from_db()
    assert not page.live


def test_the_office_mends_what_visitors_read_already(page, people):
    bring_to(page, people, "published")
    edit(page, people.officer, summary="แก้คำผิด")
    page.latest_revision.publish(user=people.officer)
    page.refresh_from_db()
    assert page.summary == "แก้คำผิด"


def test_nobody_edits_what_is_being_read(page, people):
    bring_to(page, people, "expert")
    page = PracticePage.objects.get(pk=page.pk)
    assert page.get_lock().for_user(people.officer)
    assert page.get_lock().for_user(people.teacher)


def test_a_published_practice_stays_while_its_next_version_is_read(page, people):
    bring_to(page, people, "published")
    edit(page, people.teacher, benefits="ปีที่สอง")
    deeds.submit(page, people.teacher)
    situation = Situation(PracticePage.objects.get(pk=page.pk))
    assert situation.states == (State.CERTIFY, State.PUBLISHED)
    assert situation.page.live
    assert StepState.objects.filter(status="in_progress").count() == 1


def test_other_pages_keep_their_own_approval(site_tree, workflow):
    assert site_tree.practices.get_workflow() == site_tree.home.get_workflow()
    assert site_tree.events.get_workflow() == site_tree.home.get_workflow()
