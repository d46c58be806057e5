"""Schools of the demonstration that use the practices of others, in every state."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from content.rich import from_text
from organisations.models import Organisation, Role
from portal.founding import read
from practices.adoption import forking
from practices.models import (
    Adaptation,
    Adoption,
    AdoptionEvent,
    PracticePage,
    PracticeQuestion,
    QuestionMessage,
)

FILE = Path(__file__).parent / "adoptions.toml"
Kind = AdoptionEvent.Kind


def load(
    practices: Mapping[int, PracticePage], schools: Mapping[int, Organisation], mail_domain: str
) -> None:
    """As if the schools had said all this in time; nobody gets a letter."""
    text = read(FILE)
    people = {
        role: User.objects.get(email=f"{role.value}@{mail_domain}") for role in (Role.TEACHER, Role.OFFICER)
    }
    made: dict[tuple[int, int], Adoption] = {}
    for row in text["adoptions"]:
        learned_from = made.get((row["practice"], row.get("from", 0)))
        by = people[Role.TEACHER] if row.get("teacher") else None
        version = made.get((row["practice"], row.get("of", 0)))
        practice = version.own_page if version and version.own_page else practices[row["practice"]]
        found = adoption(row, practice, schools[row["school"]], learned_from, by)
        made[row["practice"], row["school"]] = found
        if row.get("own"):
            publish_own(found, people[Role.OFFICER])
            found.refresh_from_db()
    for row in text["questions"]:
        question(row, practices[row["practice"]], schools[row["school"]])


def adoption(
    row: dict[str, Any],
    practice: PracticePage,
    school: Organisation,
    learned_from: Adoption | None,
    by: User | None,
) -> Adoption:
    today = timezone.localdate()
    began = today - timedelta(days=row["days"])
    waiting = row.get("waiting", False)
    found = Adoption.objects.create(
        practice=practice,
        school=school,
        version=practice.live_revision,
        version_on=min(began, timezone.localdate(practice.first_published_at)),
        learned_from=learned_from,
        via=row["via"],
        confirmed_on=None if waiting else began + timedelta(days=2),
        created_by=by,
        is_demo=True,
    )

    def happened(kind: str, day: date, **fields: Any) -> None:
        AdoptionEvent.objects.create(adoption=found, kind=kind, day=day, by=by, **fields)

    happened(Kind.STATE, began, state="intent")
    if not waiting:
        happened(Kind.CONFIRM, began + timedelta(days=2))
    for state, after in row["states"]:
        happened(Kind.STATE, began + timedelta(days=after), state=state)
    for change in row.get("changes", []):
        day = began + timedelta(days=change["after"])
        Adaptation.objects.create(
            adoption=found,
            part=change["part"],
            what=change["what"],
            why=change["why"],
            planned=change["planned"],
            core_kept=change["core"],
            since=day,
            by=by,
        )
    if stop := row.get("stop"):
        day = began + timedelta(days=stop["after"])
        happened(Kind.STATE, day, state="stopped", reason=stop["reason"], text=stop["text"])
    if "heard" in row:
        happened(Kind.ANSWER, today - timedelta(days=row["heard"]), by_link=True)
    found.follow_events()
    return found


def publish_own(found: Adoption, by: User) -> None:
    """The school's own version, with what it changed."""
    page = forking.fork(found, by)
    page.authors = [("author", {"name": "ครูสมมุติ สายน้ำ", "position": "ครูผู้รับผิดชอบ (สมมุติ)"})]
    page.title = "ลอยตัวในบ่อวัด ก่อนว่ายให้เป็น (สมมุติ)"
    page.title_en = "Float in the temple's pond before you swim (fictional)"
    page.summary = "โรงเรียนที่ไม่มีสระใช้บ่อดินของวัดล้อมตาข่าย ปรับจากเรื่องของโรงเรียนริมคลอง แปดครั้งก็ลอยตัวได้"
    steps = list(page.process)
    first = steps[0].value if steps else {}
    page.process = [
        (
            "step",
            {
                **dict(first),
                "text": from_text("เดินดูบ่อของวัดกับเจ้าอาวาส อบต. และครูพละ ล้อมตาข่ายสองชั้น วัดความลึกทุกเช้าก่อนลงน้ำ"),
            },
        ),
        *((block.block_type, block.value) for block in steps[1:]),
    ]
    page.lessons = from_text("บ่อดินใช้ได้ถ้าน้ำนิ่งและวัดความลึกทุกครั้ง สิ่งที่ตัดไม่ได้คือผู้ใหญ่บนฝั่งหนึ่งคนที่ไม่ทำอย่างอื่น")
    page.first_published_at = timezone.now() - timedelta(days=60)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def question(row: dict[str, Any], practice: PracticePage, school: Organisation) -> None:
    found = PracticeQuestion.objects.create(
        practice=practice,
        school=school,
        addressee=practice.owner_organisation,
        answered="answer" in row,
        is_demo=True,
    )
    QuestionMessage.objects.create(question=found, organisation=school, text=row["ask"])
    if "answer" in row:
        QuestionMessage.objects.create(
            question=found, organisation=practice.owner_organisation, text=row["answer"]
        )


def remove() -> None:
    """Also those of practices that stay."""
    Adoption.objects.filter(is_demo=True).delete()
    PracticeQuestion.objects.filter(is_demo=True).delete()
