"""The office's own report of a round: drafted from the numbers, written on by people, each version kept."""

from collections.abc import Iterator, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from programme.models import Narrative, ReportRound
from programme.reports import figures
from programme.reports.figures import Figures, Total
from vcare.calendar import format_thai_date
from vcare.reports import NARRATIVE_CHAPTERS, REFLECTIONS, REPORT_ANSWERS, UNITS

#: So many schools are quoted to a question; the others stand in the portal.
QUOTED = 12
QUOTE_LENGTH = 300
CHAPTER_LENGTH = 12_000


class SettledError(Exception):
    """Somebody else has saved a version meanwhile."""


def draft(numbers: Figures) -> dict[str, str]:
    """Thai text by keys of NARRATIVE_CHAPTERS, without what could point at a child."""
    text = _Drafting(numbers)
    written = {
        "scope": text.scope(),
        "results": text.results(),
        "access": text.access(),
        "networks": text.networks(),
        **{question.key: text.quotes(question.key) for question in REFLECTIONS},
        "proposals": "- (สิ่งที่เขตจะทำต่อ เขียนจากบทเรียนข้างต้น)\n- (สิ่งที่ขอให้ สพฐ. หรือภาคีสนับสนุน)",
    }
    return {chapter.key: written[chapter.key] for chapter in NARRATIVE_CHAPTERS}


class _Drafting:
    def __init__(self, numbers: Figures) -> None:
        self.numbers, self.shown = numbers, numbers.shown()

    def say(self, key: str, unit: str = "people") -> str:
        """A sum in words: 1,563 คน, or why there is none."""
        if key in self.numbers.hidden:
            return "จำนวนน้อย ไม่แสดงเพื่อคุ้มครองเด็ก"
        total: Total | None = self.shown[key]
        if total is None or total.value is None:
            return "ไม่มีข้อมูล"
        return f"{total.value:,} {UNITS.label(unit)}" if unit else f"{total.value:,}"

    def share(self, part: str, whole: str) -> str:
        """(ร้อยละ 88.2), where both numbers may be shown."""
        one, all_of = self.shown[part], self.shown[whole]
        if one is None or all_of is None or one.value is None or not all_of.value:
            return ""
        return f" (ร้อยละ {100 * one.value / all_of.value:.1f} ของ {all_of.value:,} คน)"

    def scope(self) -> str:
        numbers = self.numbers
        day = format_thai_date(timezone.localdate(numbers.as_of), "long")
        missing = numbers.expected - numbers.certified
        lines = [
            f"รายงานนี้รวบรวมจากรายงาน{numbers.round} ของโรงเรียนในสังกัด{numbers.round.office.name} "
            f"ที่ผู้อำนวยการโรงเรียนรับรองแล้ว {numbers.certified:,} จาก {numbers.expected:,} แห่ง "
            f"ข้อมูล ณ วันที่ {day}",
        ]
        if missing > 0:
            lines.append(f"โรงเรียนอีก {missing:,} แห่งยังไม่มีรายงานที่รับรองแล้ว ตัวเลขในรายงานนี้จึงยังไม่ครบทั้งเขต")
        lines.append("ตัวเลขทั้งหมดเป็นยอดรวม จำนวนที่น้อยจนอาจทำให้รู้ว่าเป็นเด็กคนใดไม่แสดงไว้")
        return "\n".join(lines)

    def results(self) -> str:
        return "\n".join(
            [
                f"ขั้นที่ 1 การรู้จักนักเรียนเป็นรายบุคคล: เยี่ยมนักเรียนแล้ว {self.say('visited')}"
                f"{self.share('visited', 'enrolled')} เป็นการเยี่ยมที่บ้าน {self.say('visited_home')} "
                f"ออนไลน์ {self.say('visited_online')} และทางโทรศัพท์ {self.say('visited_phone')}",
                f"ขั้นที่ 2 การคัดกรองนักเรียน: คัดกรองแล้ว {self.say('screened')}"
                f"{self.share('screened', 'enrolled')} กลุ่มปกติ {self.say('normal')} กลุ่มเสี่ยง {self.say('risk')} "
                f"กลุ่มมีปัญหา {self.say('problem')}",
                f"ขั้นที่ 3 การส่งเสริมและพัฒนานักเรียน: จัดกิจกรรม {self.say('activities', 'times')} "
                f"ผู้เข้าร่วมนับทุกครั้งรวมกัน {self.say('participants')}",
                f"ขั้นที่ 4 การป้องกันและแก้ไขปัญหา: นักเรียนได้รับการช่วยเหลือ {self.say('helped')} "
                f"ดีขึ้นแล้ว {self.say('improved')} ยังดูแลต่อเนื่อง {self.say('ongoing')}",
                f"ขั้นที่ 5 การส่งต่อ: ภายในโรงเรียน {self.say('referred_inside')} "
                f"หน่วยงานภายนอก {self.say('referred_outside')}",
                f"ครูและบุคลากรที่ดำเนินงานตามระบบ: {self.say('staff_operating')}"
                f"{self.share('staff_operating', 'staff')}",
            ]
        )

    def access(self) -> str:
        return "\n".join(
            [
                f"นักเรียนออกกลางคันในภาคเรียนนี้ {self.say('dropped_out')} "
                f"ติดตามกลับมาเรียนแล้ว {self.say('brought_back')} เสี่ยงจะออกกลางคัน {self.say('may_drop_out')}",
                f"นักเรียนได้รับทุนจากกองทุน {self.say('grants', 'times')} รวม {self.say('grants_baht', 'baht')}",
            ]
        )

    def networks(self) -> str:
        answers = self.numbers.answers
        lines = [
            f"เครือข่ายความร่วมมือที่นับได้รวม {self.say('networks', '')} เครือข่าย "
            f"พันธสัญญาที่มีผลใช้บังคับ {self.say('commitments', '')} ฉบับ",
            f"โรงเรียนร่วมเวทีแลกเปลี่ยนรวม {self.say('events', 'times')} เผยแพร่แนวปฏิบัติแล้ว "
            f"{self.say('practices', '')} เรื่อง และกำลังใช้แนวปฏิบัติของที่อื่น {self.say('adoptions', '')} เรื่อง",
        ]
        lines += [
            f"- {term.th} {answers[term.key].value or 0:,} จาก {answers[term.key].schools:,} แห่งที่ตอบ"
            for term in REPORT_ANSWERS
        ]
        return "\n".join(lines)

    def quotes(self, key: str) -> str:
        """Words of schools spread over the whole list, the same each time."""
        told = [
            (row.school.name, " ".join(words.split()))
            for row in self.numbers.rows
            if (words := row.version.answers.get(key))
        ]
        if not told:
            return "ยังไม่มีโรงเรียนตอบคำถามนี้"
        step = max(1, len(told) // QUOTED)
        chosen = told[::step][:QUOTED]
        lines = [f"โรงเรียนที่ตอบคำถามนี้ {len(told):,} แห่ง ตัวอย่างที่โรงเรียนเขียน"]
        return "\n".join(lines + [f"- {name}: {shortened(words)}" for name, words in chosen])


def shortened(words: str) -> str:
    """The beginning of a text, ended where it pauses."""
    if len(words) <= QUOTE_LENGTH:
        return words
    pause = words.rfind(" ", QUOTE_LENGTH // 2, QUOTE_LENGTH)
    return f"{words[: pause if pause > 0 else QUOTE_LENGTH].rstrip()} …"


def pieces(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Paragraphs and lists of a chapter: whether it is a list, and its lines."""
    items: list[str] = []
    for line in text.splitlines():
        words = line.strip()
        if words.startswith("- "):
            items.append(words[2:])
            continue
        if items:
            yield True, items
            items = []
        if words:
            yield False, [words]
    if items:
        yield True, items


@transaction.atomic
def write(term_round: ReportRound, chapters: Mapping[str, str], by: User, seen: int) -> Narrative:
    """The next version. `seen` is the newest that the writer knew. Raises SettledError."""
    newest = term_round.narratives.first()
    if (newest.number if newest else 0) != seen:
        raise SettledError
    try:
        with transaction.atomic():
            made = Narrative.objects.create(round=term_round, number=seen + 1, chapters=dict(chapters), by=by)
    except IntegrityError as error:
        raise SettledError from error
    log(term_round, "programme.reports.narrate", user=by, data={"version": made.number})
    return made


def draft_anew(term_round: ReportRound, by: User, seen: int) -> Narrative:
    """A version drafted from the numbers as they are now. Raises SettledError."""
    return write(term_round, draft(figures.of_round(term_round)), by, seen)
