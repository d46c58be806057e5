"""Term reports of the demonstration: last term closed, this term under way with some late and two sent back."""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from organisations.models import Organisation, SchoolFacts
from programme.models import ReportReturn, ReportRound, ReportVersion, TermReport
from programme.reports import figures, narrating
from vcare.calendar import academic_year
from vcare.calendar import term as term_on

State = TermReport.State

WORKED = [
    "ครูประจำชั้นออกเยี่ยมบ้านเป็นคู่กับ อสม. ครอบครัวเปิดใจเร็วขึ้น (สมมุติ)",
    "โฮมรูมวันละสิบนาที ถามสั้น ๆ ว่าวันนี้เป็นอย่างไร ทำให้รู้เรื่องก่อนบานปลาย (สมมุติ)",
    "รพ.สต. มานั่งที่โรงเรียนเดือนละครั้ง ครูปรึกษาได้ทันที (สมมุติ)",
    "พี่ดูแลน้องตอนรอรถกลับบ้าน เหตุทะเลาะกันลดลง (สมมุติ)",
]
DIFFICULT = [
    "ครอบครัวย้ายตามงานสวนผลไม้ ติดตามต่อได้ยาก (สมมุติ)",
    "ครูคนเดียวดูแลสองชั้น เวลาเยี่ยมบ้านไม่พอ (สมมุติ)",
    "การประชุมผู้ปกครองตอนเย็นมีคนมาน้อย (สมมุติ)",
]
NEEDED = [
    "อยากให้เขตช่วยประสานนักจิตวิทยาภาคเรียนละครั้ง (สมมุติ)",
    "ต้องการตัวอย่างแผนเยี่ยมบ้านของโรงเรียนขนาดเล็ก (สมมุติ)",
    "ขอค่าเดินทางเยี่ยมบ้านบนเกาะ (สมมุติ)",
]
WHY = "นักเรียนย้ายเข้าออกตามฤดูเก็บผลไม้ (สมมุติ)"

#: How many schools stand how this term, in the order of their numbers; the others have not begun.
THIS_TERM = [(State.RECEIVED, 30), (State.CERTIFIED, 22), (State.SENT, 6), (State.WRITING, 12)]
#: A school without a director in the portal: its report waits for a signature on paper.
BY_HAND = 95
#: Schools that have not reported last term.
SILENT = {11, 38, 64, 77}


class Reporting:
    """Makes the reports in bulk, as if schools had written and certified them."""

    def __init__(self, office: Organisation, schools: Mapping[int, Organisation], domain: str) -> None:
        self.office, self.schools = office, schools
        self.today = timezone.localdate()
        self.random = random.Random(2569)  # noqa: S311  the same site every time
        self.facts = {row.school_id: row for row in SchoolFacts.objects.filter(school__in=schools.values())}
        self.people = {
            role: User.objects.get(email=f"{role}@{domain}")
            for role in ("teacher", "school-director", "officer")
        }

    def build(self) -> None:
        year, number = academic_year(self.today), term_on(self.today) or (1 if self.today.month > 4 else 2)
        before = (year, 1) if number == 2 else (year - 1, 2)
        self.last_term(*before)
        self.this_term(year, number)

    def last_term(self, year: int, number: int) -> None:
        due = self.today - timedelta(days=150)
        closed = self.round(year, number, due, ReportRound.State.CLOSED)
        self.reports(
            closed,
            [(n, school, State.RECEIVED) for n, school in self.schools.items() if n not in SILENT],
            due - timedelta(days=6),
        )
        narrating.write(closed, narrating.draft(figures.of_round(closed)), self.people["officer"], 0)

    def this_term(self, year: int, number: int) -> None:
        due = self.today - timedelta(days=4)
        current = self.round(year, number, due, ReportRound.State.OPEN)
        states = [state for state, many in THIS_TERM for _ in range(many)]
        others = [n for n in self.schools if n not in (27, 90, 91, BY_HAND)]
        rows = [(n, self.schools[n], state) for n, state in zip(others, states, strict=False)]
        rows += [(27, self.schools[27], State.WRITING), (90, self.schools[90], State.SENT)]
        rows += [(BY_HAND, self.schools[BY_HAND], State.SENT)]
        rows += [(91, self.schools[91], State.RETURNED)]
        self.reports(current, rows, due - timedelta(days=12))
        returned = TermReport.objects.get(round=current, school=self.schools[91])
        ReportReturn.objects.create(
            report=returned,
            by=self.people["officer"],
            by_office=True,
            reason="จำนวนที่คัดกรองกับจำนวนที่เยี่ยมต่างจากที่คุยกันไว้ โปรดดูอีกครั้ง (สมมุติ)",
            fields=["screened", "visited_home"],
            at=self.at(self.today - timedelta(days=2)),
        )

    def at(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(20, 5)))

    def round(self, year: int, number: int, due: date, state: str) -> ReportRound:
        closed = state == ReportRound.State.CLOSED
        return ReportRound.objects.create(
            office=self.office,
            academic_year=year,
            term=number,
            opens_on=due - timedelta(days=25),
            due_on=due,
            state=state,
            opened_at=self.at(due - timedelta(days=25)),
            closed_at=self.at(due + timedelta(days=20)) if closed else None,
            schools_then=len(self.schools) if closed else None,
            is_demo=True,
        )

    def reports(self, term_round: ReportRound, rows: list[tuple[int, Organisation, str]], day: date) -> None:
        made = []
        for n, school, state in rows:
            values, half = self.numbers(school), state == State.WRITING
            moment = self.at(day + timedelta(days=n % 7))
            own = n == 27
            made.append(
                TermReport(
                    round=term_round,
                    school=school,
                    state=state,
                    figures={key: value for key, value in values.items() if not half or key in FIRST},
                    answers={} if half else self.answers(),
                    explanations={} if half else dict.fromkeys(self.doubtful(values), WHY),
                    created_at=moment - timedelta(days=3),
                    saved_at=moment,
                    saved_by=self.people["teacher"] if own else None,
                    sent_at=None if half else moment,
                    received_at=moment + timedelta(days=2) if state == State.RECEIVED else None,
                    correction="จำนวนไม่ตรงกับที่คุยกัน (สมมุติ)" if state == State.RETURNED else "",
                )
            )
        reports = TermReport.objects.bulk_create(made)
        ReportVersion.objects.bulk_create(
            ReportVersion(
                report=report,
                number=1,
                figures=report.figures,
                answers=report.answers,
                explanations=report.explanations,
                counted=self.counted(),
                signature=f"นายสมมุติ นำโรงเรียน ผู้อำนวยการ {report.school.name}",
                certified_at=report.sent_at + timedelta(hours=14),
                ended_at=self.at(self.today - timedelta(days=2)) if report.state == State.RETURNED else None,
            )
            for report in reports
            if report.sent_at and report.state != State.SENT
        )

    def numbers(self, school: Organisation) -> dict[str, int]:
        """Numbers that fit together, near what the register says."""
        facts = self.facts[school.pk]
        pupils, staff = max(facts.pupils, 8), facts.staff or 8
        found = {"enrolled_early": pupils // 4} if "early" in school.levels or not school.levels else {}
        if "lower-secondary" in school.levels:
            found["enrolled_secondary"] = pupils // 4
        found["enrolled_primary"] = pupils - sum(found.values())
        home = pupils * self.random.randint(80, 96) // 100
        problem = max(1, pupils * self.random.randint(1, 3) // 100)
        risk = pupils * self.random.randint(4, 11) // 100
        helped = problem + risk * self.random.randint(5, 9) // 10
        improved = helped * self.random.randint(4, 8) // 10
        outside = min(problem, self.random.choice([0, 0, 1, 1, 2]))
        return found | {
            "staff": staff,
            "staff_operating": staff,
            "visits_planned": pupils,
            "visited_home": home,
            "visited_online": (pupils - home) // 3,
            "visited_phone": (pupils - home) // 2,
            "screened": pupils,
            "normal": pupils - risk - problem,
            "risk": risk,
            "problem": problem,
            "activities": self.random.randint(4, 14),
            "participants": pupils * 3,
            "helped": helped,
            "improved": improved,
            "ongoing": helped - improved,
            "referred_inside": self.random.randint(0, 3),
            "referred_outside": outside,
            **({"referred_health": outside} if outside else {}),
            "dropped_out": self.random.choice([0, 0, 0, 0, 1]),
            "brought_back": self.random.choice([0, 0, 0, 0, 0, 1]),
            "may_drop_out": risk // 4,
            "incidents_accident": self.random.randint(0, 3),
        }

    def doubtful(self, values: Mapping[str, int]) -> list[str]:
        return ["networks"] if values["staff"] % 4 == 0 else []

    def answers(self) -> dict[str, Any]:
        yes = {key: self.random.choice(["yes", "yes", "yes", "no"]) for key in ("plan", "commitment")}
        return {
            "vision": "yes",
            "appointment": "yes",
            **yes,
            "reference": "คำสั่งโรงเรียนที่ 12/2569 (สมมุติ)",
            "worked": self.random.choice(WORKED),
            "difficult": self.random.choice(DIFFICULT),
            "needed": self.random.choice(NEEDED),
        }

    def counted(self) -> dict[str, int]:
        return {
            "networks": self.random.randint(1, 5),
            "commitments": self.random.randint(0, 2),
            "events": self.random.randint(0, 3),
            "practices": self.random.randint(0, 1),
            "adoptions": self.random.randint(0, 2),
            "adopters": self.random.randint(0, 1),
        }


#: What a report that is half filled in has already.
FIRST = {
    "enrolled_early",
    "enrolled_primary",
    "enrolled_secondary",
    "staff",
    "staff_operating",
    "visits_planned",
}
