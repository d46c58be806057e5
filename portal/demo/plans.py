"""Visions and plans of the demonstration: a school that works with them, many that have them, some that lack them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from organisations.models import Organisation
from portal.founding import VISION
from practices.models import PracticePage
from programme.models import Plan, PlanActivity, PlanEvidence, Vision
from programme.plans import finding
from search import sources
from vcare.calendar import academic_year, fiscal_year

State = PlanActivity.State

VISIONS = [
    "ทุกเช้ามีคนทักเด็กทุกคนด้วยชื่อเล่นที่เขาชอบ และรู้ว่าวันนี้ใครต้องการเวลามากกว่าเพื่อน (สมมุติ)",
    "โรงเรียนเป็นที่ปลอดภัย ทางมาและทางกลับปลอดภัย และทุกบ้านรู้ว่าจะถามใคร (สมมุติ)",
    "เด็กทุกคนมีผู้ใหญ่ที่ไว้ใจได้อย่างน้อยหนึ่งคนในโรงเรียน (สมมุติ)",
    "เห็นเร็ว ช่วยเร็ว ไม่ปล่อยใครไว้ข้างหลัง โดยครู บ้าน วัด และ รพ.สต. ทำด้วยกัน (สมมุติ)",
]
#: What is done by whom, and days from today at which it begins and ends.
ACTIVITIES = [
    ("เยี่ยมบ้านและบันทึกผลเป็นยอดรวมทุกระดับชั้น", "หัวหน้าสายชั้น", -170, -60),
    ("ซ้อมแผนเผชิญเหตุกับ รพ.สต. และ อบต.", "ครูความปลอดภัย", -90, -20),
    ("ประชุมทีมดูแลช่วยเหลือเดือนละครั้ง", "หัวหน้างานระบบดูแลฯ", -150, 110),
    ("อบรมครูเรื่องการฟังและส่งต่ออย่างไม่ตัดสิน", "ฝ่ายบุคคล", 10, 40),
]
MORE = [
    ("ทำแผนที่จุดเสี่ยงรอบโรงเรียนร่วมกับชุมชน", "ครูความปลอดภัย", -100, -35),
    ("จัดวันเปิดบ้านให้ผู้ปกครองเห็นระบบดูแล", "ฝ่ายบริหารทั่วไป", -40, -10),
]


class Planning:
    def __init__(
        self, office: Organisation, schools: Mapping[int, Organisation], practices: Mapping[int, PracticePage]
    ) -> None:
        self.office, self.schools, self.practices = office, schools, practices
        self.today = timezone.localdate()
        self.year = academic_year(self.today)

    def build(self) -> None:
        self.add_visions()
        self.add_plans()
        self.add_ones_own(self.schools[27])

    def at(self, days: int) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(days), time(9, 40)))

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def vision(self, place: Organisation, text: str, days: int, state: str, year: int = 0) -> Vision:
        confirmed = state != Vision.State.DRAFT
        return Vision(
            organisation=place,
            academic_year=year or self.year,
            text=text,
            state=state,
            written_at=self.at(days - 3),
            confirmed_at=self.at(days) if confirmed else None,
            replaced_at=self.at(days + 30) if state == Vision.State.REPLACED else None,
            signature=f"ผู้อำนวยการ{place.name} (สมมุติ)" if confirmed else "",
            is_demo=True,
        )

    def add_visions(self) -> None:
        Vision.objects.filter(organisation=self.office).delete()
        states = Vision.State
        rows = [
            self.vision(self.office, VISION, -160, states.IN_FORCE),
            self.vision(self.office, f"{VISION} (ถ้อยคำปีก่อน สมมุติ)", -500, states.IN_FORCE, self.year - 1),
        ]
        for number, school in self.schools.items():
            if number % 4 and number != 27:
                state = states.DRAFT if number % 9 == 1 else states.IN_FORCE
                rows.append(self.vision(school, VISIONS[number % len(VISIONS)], -100 - number % 40, state))
        own = self.schools[27]
        rows += [
            self.vision(own, VISIONS[1], -480, states.IN_FORCE, self.year - 1),
            self.vision(own, VISIONS[2], -150, states.REPLACED),
            self.vision(own, VISIONS[0], -120, states.IN_FORCE),
        ]
        Vision.objects.bulk_create(rows)
        sources.changed(finding.VISION, [row.pk for row in rows])

    def plan(self, place: Organisation, year: int, kind: str, days: int) -> Plan:
        words = "ปีการศึกษา" if kind == Plan.YearKind.ACADEMIC else "ปีงบประมาณ"
        return Plan(
            organisation=place,
            title=f"แผนดูแลช่วยเหลือนักเรียน {words} {year} (สมมุติ)",
            year_kind=kind,
            year=year,
            text="รู้จักเด็กทุกคน เห็นความเสี่ยงเร็ว และทำงานกับบ้าน ชุมชน และภาคีอย่างต่อเนื่อง (สมมุติ)",
            state=Plan.State.IN_FORCE,
            created_at=self.at(days - 10),
            approved_at=self.at(days),
            signature=f"ผู้อำนวยการ{place.name} (สมมุติ)",
            is_demo=True,
        )

    def activities(self, plan: Plan, late: int, rows: list[tuple[str, str, int, int]]) -> list[PlanActivity]:
        """Of those whose day is over, `late` are not done."""
        made = []
        for number, (what, who, first, last) in enumerate(rows, start=1):
            is_late = last < 0 and late > 0
            late -= is_late
            state = State.PLANNED if first > 0 or is_late else State.DONE if last < 0 else State.DOING
            made.append(
                PlanActivity(
                    plan=plan,
                    number=number,
                    what=what,
                    owner_position=who,
                    starts_on=self.day(first),
                    ends_on=self.day(last),
                    due_on=self.day(last),
                    state=state,
                    state_on=self.day(last) if state == State.DONE else None,
                )
            )
        return made

    def add_plans(self) -> None:
        """Three schools of five have a plan, every third of these something late; the office has one too."""
        plans = [
            self.plan(school, self.year, Plan.YearKind.ACADEMIC, -130 - number % 30)
            for number, school in self.schools.items()
            if number % 5 < 3 and number != 27
        ]
        plans.append(self.plan(self.office, fiscal_year(self.today), Plan.YearKind.FISCAL, -50))
        Plan.objects.bulk_create(plans)
        sources.changed(finding.PLAN, [row.pk for row in plans])
        PlanActivity.objects.bulk_create(
            activity
            for number, plan in enumerate(plans)
            for activity in self.activities(plan, 1 if number % 3 == 0 else 0, ACTIVITIES)
        )

    def add_ones_own(self, school: Organisation) -> None:
        """The school of the demonstration's teacher and director: last year's, this year's, and a draft."""
        kind = Plan.YearKind
        before = self.plan(school, self.year - 1, kind.ACADEMIC, -500)
        now = self.plan(school, self.year, kind.ACADEMIC, -140)
        draft = self.plan(school, fiscal_year(self.today), kind.FISCAL, -5)
        draft.state, draft.approved_at, draft.signature = Plan.State.SENT, None, ""
        draft.sent_at = self.at(-1)
        for plan in (before, now, draft):
            plan.save()
        last_year = [(what, who, first - 365, last - 365) for what, who, first, last in ACTIVITIES]
        rows = [
            *self.activities(before, 0, last_year),
            *self.activities(now, 1, [*ACTIVITIES, *MORE]),
            *self.activities(draft, 0, ACTIVITIES[2:]),
        ]
        put_off = rows[len(last_year) + 5]
        put_off.state, put_off.reason = State.POSTPONED, "ฝนตกหนัก ห้องประชุมใช้ไม่ได้ (สมมุติ)"
        put_off.due_on, put_off.state_on = self.day(25), self.day(-9)
        for row in rows:
            row.save()
        done = rows[len(last_year) + 1]
        PlanEvidence.objects.create(activity=done, page=self.practices[6], note="วิธีที่ใช้ (สมมุติ)")
