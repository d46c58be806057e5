"""Practices of the demonstration in each state of their review, with what happened on the way."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from wagtail.models import TaskState

from accounts.models import User
from content.rich import from_text
from organisations.models import Membership, Organisation, Role
from portal.founding import add
from practices.models import (
    CollectionEntry,
    PracticeCollectionPage,
    PracticeIndexPage,
    PracticePage,
    StepState,
)
from practices.review import afterwards, deeds
from practices.review.situation import Situation
from vcare.calendar import academic_year
from vcare.review import COMPONENTS, Verdict

#: Title, what it is about, and how far it has come.
STORIES = [
    ("เก้าอี้ว่างวันนี้เป็นของใคร (สมมุติ)", "หัวหน้าห้องแขวนป้ายที่เก้าอี้ว่างทุกเช้า ครูเดินผ่านเห็นทันทีว่าต้องตามใคร", "certify"),
    ("กล่องสงบใจหลังห้อง (สมมุติ)", "ทุกห้องมีมุมเล็กที่นักเรียนไปนั่งพักได้เมื่อโกรธหรือเสียใจ", "privacy"),
    ("เส้นทางกลับบ้านปลอดภัย (สมมุติ)", "นักเรียนกับตำรวจจราจรวาดแผนที่ทางกลับบ้านและแก้จุดเสี่ยงทีละจุด", "expert"),
    ("มื้อเช้าวันจันทร์ (สมมุติ)", "โรงครัวเปิดเช้าวันจันทร์ให้นักเรียนที่บ้านอยู่ไกลได้กินข้าวก่อนเข้าเรียน", "publish"),
    ("พี่ช่วยน้องอ่านวันพุธ (สมมุติ)", "นักเรียนชั้นโตอ่านหนังสือกับน้องสัปดาห์ละครั้งในคาบกิจกรรม", "returned"),
    ("สมุดฝากบอกครู (สมมุติ)", "นักเรียนเขียนฝากเรื่องที่ไม่กล้าพูดไว้ในสมุดที่ครูแนะแนวเปิดอ่านทุกเย็น", "published"),
]


def story(title: str, about: str, school: Organisation, writer: User) -> PracticePage:
    """A complete practice of a school, as its writer hands it in."""
    return PracticePage(
        title=title,
        summary=f"{about} เริ่มจากห้องเดียวแล้วขยายทั้งโรงเรียนในหนึ่งภาคเรียน ใช้เวลาครูวันละไม่ถึงสิบห้านาที (เรื่องสมมุติ)",
        owner_organisation=school,
        academic_year=academic_year(timezone.localdate()),
        authors=[("author", {"name": str(writer), "position": "ครู (สมมุติ)"})],
        background=from_text(
            f"{about} ก่อนหน้านี้ครูแต่ละคนดูแลกันเองโดยไม่มีวิธีร่วมกัน เมื่อครูลาหรือย้ายงานก็หยุด "
            "ผู้ปกครองไม่รู้ว่าจะติดต่อใคร และโรงเรียนไม่มีตัวเลขที่บอกได้ว่าดีขึ้นหรือไม่ "
            "จึงตกลงกันทำเรื่องเดียวให้สม่ำเสมอทั้งโรงเรียนก่อน"
        ),
        objectives=[("objective", "ทุกห้องทำเหมือนกันทุกวัน")],
        targets=[("qualitative", "ผู้ปกครองรู้ว่าจะติดต่อใคร")],
        process=[
            ("step", {"stage": "C", "title": "ตกลงกันในที่ประชุม", "text": from_text("แบ่งหน้าที่ให้ทุกคนมีตัวสำรอง")}),
            ("step", {"stage": "A", "title": "ทำทุกวัน", "text": from_text("จดสั้น ๆ ว่าทำแล้วหรือยัง")}),
        ],
        success_factors=[("factor", "ผู้อำนวยการถามถึงทุกสัปดาห์")],
        results=[("observed", "ครูบอกว่าใช้เวลาน้อยลงกว่าเดิม")],
        benefits="นักเรียนได้รับการดูแลเร็วขึ้น และครูไม่ต้องทำคนเดียว",
        lessons=from_text("เริ่มห้องเดียวก่อนแล้วค่อยขยาย"),
        what_failed=from_text("เดือนแรกใช้แบบฟอร์มยาวเกินไป ไม่มีใครกรอก"),
        conditions_for_reuse="ใช้ได้กับโรงเรียนทุกขนาด ต้องมีครูสองคนขึ้นไป",
        stages=["C", "A"],
        care_steps=["3"],
        hazards=["unhealthiness"],
        owner=writer,
        is_demo=True,
    )


class Reviewing:
    """Moves practices on as the demonstration's people would."""

    def __init__(self, office: Organisation, school: Organisation, password: str, domain: str) -> None:
        self.office, self.school, self.domain = office, school, domain
        self.people = {role: User.objects.get(email=f"{role.value}@{domain}") for role in Role}
        self.second = self.another_supervisor(password)

    def another_supervisor(self, password: str) -> User:
        """Two read each practice."""
        person = User.objects.create(
            email=f"supervisor-2@{self.domain}",
            password=make_password(password),
            first_name="สมมุติ",
            last_name="ชวนมอง",
            position="ศึกษานิเทศก์ (สมมุติ)",
        )
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        Membership.objects.create(
            person=person,
            organisation=self.office,
            role=Role.SUPERVISOR,
            starts_on=timezone.localdate() - timedelta(days=400),
        )
        return person

    def build(self, published: list[PracticePage]) -> None:
        """Practices that wait, and `published` ones that are selected, due, withdrawn."""
        index = PracticeIndexPage.objects.get()
        for number, (title, about, state) in enumerate(STORIES):
            page = add(index, story(title, about, self.school, self.people[Role.TEACHER]), live=False)
            self.bring_to(page, state)
            self.make_older(page, days=(9, 2, 12, 1, 3, 400)[number])
        self.select(published[0])
        self.make_due(published[1])
        self.retire(page, successor=published[2])
        self.collect(index, published[2:6])

    def bring_to(self, page: PracticePage, state: str) -> None:
        deeds.submit(page, self.people[Role.TEACHER])
        if state == "certify":
            return
        deeds.certify(page, self.people[Role.SCHOOL_DIRECTOR])
        if state == "privacy":
            return
        if state == "returned":
            deeds.send_back(page, self.people[Role.PRIVACY_REVIEWER], self.back())
            return
        deeds.check(page, self.people[Role.PRIVACY_REVIEWER])
        readers = [row.reviewer for row in Situation(page).step.assessments.open().order_by("pk")]
        for reader in readers[:1] if state == "expert" else readers:
            deeds.assess(page, reader, **self.marks())
        if state == "published":
            deeds.publish(page, self.people[Role.OFFICER])

    def back(self) -> deeds.Return:
        return deeds.Return(
            reason="unclear",
            text="โปรดบอกว่าพี่กับน้องจับคู่กันอย่างไร และใช้หนังสือเล่มใด โรงเรียนอื่นจะได้ทำตามได้",
            mend_by=timezone.localdate() + timedelta(days=10),
        )

    def marks(self) -> dict[str, Any]:
        return {
            "levels": {part.key: 2 for part in COMPONENTS} | {"process": 3},
            "remarks": {"results": "ถ้ามีตัวเลขก่อนเริ่มจะชัดขึ้นมาก"},
            "verdict": Verdict.PASSES,
        }

    def make_older(self, page: PracticePage, days: int) -> None:
        """As if it had waited for some days."""
        steps = StepState.objects.filter(workflow_state__object_id=str(page.pk))
        for step in steps:
            TaskState.objects.filter(pk=step.pk).update(started_at=step.started_at - timedelta(days=days))
            StepState.objects.filter(pk=step.pk).update(due_on=step.due_on - timedelta(days=days))

    def select(self, page: PracticePage) -> None:
        afterwards.select(
            page,
            self.people[Role.OFFICE_DIRECTOR],
            "ทำได้จริงด้วยคนและเงินที่โรงเรียนมี และบอกตรง ๆ ว่าอะไรไม่ได้ผล",
        )

    def make_due(self, page: PracticePage) -> None:
        PracticePage.objects.filter(pk=page.pk).update(review_due=timezone.localdate() + timedelta(days=20))

    def retire(self, page: PracticePage, successor: PracticePage) -> None:
        afterwards.withdraw(
            page,
            self.people[Role.GROUP_DIRECTOR],
            gone="archived",
            because="โครงการสิ้นสุดแล้ว โรงเรียนรวมวิธีนี้เข้ากับเรื่องใหม่ (สมมุติ)",
            successor=successor,
        )

    def collect(self, index: PracticeIndexPage, pages: list[PracticePage]) -> None:
        collection = PracticeCollectionPage(
            title="เริ่มได้พรุ่งนี้ ไม่ต้องใช้เงิน (สมมุติ)",
            title_en="Start tomorrow without money (fictional)",
            summary="เรื่องที่โรงเรียนเริ่มได้ทันทีด้วยคนและเวลาที่มีอยู่",
            summary_en="What a school can begin at once with the people and the time it has.",
            slug="start-tomorrow",
            is_demo=True,
        )
        collection.entries = [
            CollectionEntry(practice=page, note="ใช้เวลาน้อย", sort_order=number)
            for number, page in enumerate(pages)
        ]
        add(index, collection)
