"""A practice of a school whose people, and the office's, are all there."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from organisations.models import Role
from practices.models import PracticePage
from practices.review import deeds, founding
from practices.review.situation import Situation
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.people import _letters_leave_at_once, _no_digests, member
from vcare.review import COMPONENTS, Verdict

__all__ = ["_letters_leave_at_once", "_no_digests"]


@pytest.fixture
def workflow(site_tree):
    """The review of practices, as a founded site has it."""
    founding.ensure(apps, site_tree.practices.pk)


@pytest.fixture
def people(workflow):
    """Everybody with a part in the review, and one who has none."""
    office, school = OfficeFactory(), SchoolFactory()
    return SimpleNamespace(
        office=office,
        school=school,
        teacher=member(school, Role.TEACHER),
        director=member(school, Role.SCHOOL_DIRECTOR),
        privacy=member(office, Role.PRIVACY_REVIEWER),
        first=member(office, Role.SUPERVISOR),
        second=member(office, Role.SUPERVISOR),
        third=member(office, Role.SUPERVISOR),
        officer=member(office, Role.OFFICER),
        group=member(office, Role.GROUP_DIRECTOR),
        office_director=member(office, Role.OFFICE_DIRECTOR),
        administrator=member(office, Role.ADMINISTRATOR),
        stranger=member(SchoolFactory(), Role.SCHOOL_DIRECTOR),
    )


#: All that has to be there before a practice is handed in.
STORY = {
    "title": "เยี่ยมบ้านทุกหลังก่อนเปิดเทอม (สมมุติ)",
    "summary": "ครูเยี่ยมบ้านนักเรียนทุกหลังก่อนเปิดเทอม แล้วจัดกลุ่มดูแลตามสิ่งที่เห็น " * 3,
    "background": "<p>" + "เปิดเทอมแล้วครูเพิ่งรู้ว่าบางบ้านไม่มีคนอยู่ช่วงเย็น " * 6 + "</p>",
    "authors": [("author", {"name": "นางสาวสมมุติ เขียนเอง", "position": "ครู"})],
    "objectives": [("objective", "ครูรู้จักบ้านของนักเรียนทุกคน")],
    "targets": [("qualitative", "ผู้ปกครองไว้ใจครูประจำชั้น")],
    "process": [("step", {"stage": "A", "title": "วางแผนเส้นทาง", "text": "<p>แบ่งบ้านตามถนน</p>"})],
    "results": [("observed", "ผู้ปกครองโทรหาครูก่อนเกิดเหตุ")],
    "success_factors": [("factor", "ผอ. ให้เวลาครูสองวัน")],
    "lessons": "<p>ไปเป็นคู่ดีกว่าไปคนเดียว</p>",
    "what_failed": "<p>นัดวันหยุดแล้วไม่พบใคร</p>",
    "benefits": "นักเรียนได้คนดูแลเร็วขึ้น",
    "conditions_for_reuse": "ใช้เวลาสองวันก่อนเปิดเทอม",
    "care_steps": ["1"],
}


def story(site_tree, owner, writer, **fields) -> PracticePage:
    """A complete draft of somebody's."""
    page = PracticePageFactory(
        parent=site_tree.practices, owner_organisation=owner, live=False, **{**STORY, **fields}
    )
    edit(page, writer)
    return page


@pytest.fixture
def page(people, site_tree) -> PracticePage:
    """A draft that the teacher wrote."""
    return story(site_tree, people.school, people.teacher)


def edit(page, person, **fields):
    """A new version by a person."""
    newest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(newest, name, value)
    newest.save_revision(user=person)
    page.refresh_from_db()


def level(number, **others):
    return {part.key: number for part in COMPONENTS} | others


def passing(number=2, **others):
    return {"levels": level(number, **others), "remarks": {}, "verdict": Verdict.PASSES}


WAY = ["draft", "certify", "privacy", "expert", "publish", "published"]


def move_on(page, people, state):
    """What leads from a state to the next one."""
    if state == "draft":
        deeds.submit(page, people.teacher)
    elif state == "certify":
        deeds.certify(page, people.director)
    elif state == "privacy":
        deeds.check(page, people.privacy)
    elif state == "expert":
        for person in readers(page):
            deeds.assess(page, person, **passing())
    elif state == "publish":
        deeds.publish(page, people.officer)
    page.refresh_from_db()


def bring_to(page, people, state):
    """Move a practice on until it stands there."""
    for passed in WAY[: WAY.index(state)]:
        move_on(page, people, passed)
    mail.outbox.clear()
    return page


def back(**fields):
    return deeds.Return(
        **{
            "reason": "privacy",
            "text": "มีชื่อเล่นของเด็กในย่อหน้าที่สอง",
            "mend_by": timezone.localdate() + timedelta(days=7),
            **fields,
        }
    )


def readers(page):
    """Who is asked to assess it now."""
    return [row.reviewer for row in Situation(page).step.assessments.open().order_by("pk")]


def told():
    """Who got which letters since the last look: addresses by the words before the title."""
    letters = {(letter.to[0], letter.subject.partition(":")[0]) for letter in mail.outbox}
    mail.outbox.clear()
    return letters


def of(words, *people):
    return {(person.email, words) for person in people}
