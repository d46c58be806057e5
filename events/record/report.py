"""What an event's report says, before it is typeset: the five chapters that offices write, and the short form."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from wagtail.images.models import SourceImageIOError

from content.digits import in_thai_digits
from content.pages import plain
from content.typesetting import prose
from content.typesetting.prose import Block
from content.typesetting.qr import qr_svg
from events.feedback import results
from events.feedback.results import Results
from events.models import EventReport, ExchangeEventPage, Feedback
from events.record.drafts import Record, assembled
from media.models import PortalImage
from privacy import gate
from vcare.calendar import format_thai_date
from vcare.events import EVENT_TYPES
from vcare.reports import SMALLEST_SHOWN
from vcare.satisfaction import LEVELS, share
from vcare.stages import STAGES

PICTURE = "max-1000x1000|format-jpeg|jpegquality-75"
#: Of a picture, in centimetres.
WIDE, HIGH = 12.5, 8.5
#: Pictures of the short form.
FEW = 4


@dataclass(frozen=True)
class Part:
    """A text of the report that a person writes."""

    key: str
    chapter: int
    title: str
    #: What stands there until somebody writes.
    begin: Callable[[ExchangeEventPage], str]


def _background(event: ExchangeEventPage) -> str:
    return "\n".join(filter(None, [event.summary, plain(event.body)]))


def _objectives(event: ExchangeEventPage) -> str:
    return (
        "เพื่อแลกเปลี่ยนเรียนรู้แนวปฏิบัติที่ดีในการดูแลช่วยเหลือและคุ้มครองนักเรียน\n"
        "เพื่อให้ผู้เข้าร่วมนำแนวปฏิบัติไปปรับใช้ในสถานศึกษาของตน\n"
        "เพื่อสร้างความร่วมมือระหว่างสถานศึกษา เขตพื้นที่ และภาคีเครือข่าย"
    )


def _benefits(event: ExchangeEventPage) -> str:
    return "ผู้เข้าร่วมได้แนวปฏิบัติที่นำไปใช้ได้จริง และมีเครือข่ายที่ปรึกษากันได้หลังเวทีจบ"


def _concepts(event: ExchangeEventPage) -> str:
    stages = " ".join(f"{stage.key} = {stage.th}" for stage in STAGES)
    return (
        "เวทีนี้ใช้รูปแบบ V-CARE + N ในการดูแลช่วยเหลือและคุ้มครองนักเรียน มี 6 ขั้น ได้แก่ "
        f"{stages} เวทีแลกเปลี่ยนเรียนรู้อยู่ในขั้น N คือการรวมพลังขยายผล โดยให้ผู้ลงมือทำเล่าวิธีการ "
        "เงื่อนไข และบทเรียนของตนให้ผู้อื่นนำไปปรับใช้"
    )


def _preparation(event: ExchangeEventPage) -> str:
    return (
        "ประชุมคณะทำงานเพื่อกำหนดประเด็น กลุ่มเป้าหมาย และกำหนดการ\n"
        "ประสานผู้นำเสนอและคัดเลือกแนวปฏิบัติ\nเปิดรับสมัครผ่านพอร์ทัลและแจ้งหนังสือถึงสถานศึกษา"
    )


def _problems(event: ExchangeEventPage) -> str:
    return ""


def _suggestions(event: ExchangeEventPage) -> str:
    return "ควรติดตามการนำแนวปฏิบัติไปใช้หลังเวทีจบ และนำบทเรียนไปปรับการจัดครั้งต่อไป"


PARTS = [
    Part("background", 1, "ความเป็นมาและความสำคัญ", _background),
    Part("objectives", 1, "วัตถุประสงค์", _objectives),
    Part("benefits", 1, "ประโยชน์ที่คาดว่าจะได้รับ", _benefits),
    Part("concepts", 2, "แนวคิดและหลักการที่เกี่ยวข้อง", _concepts),
    Part("preparation", 3, "ขั้นเตรียมการ", _preparation),
    Part("problems", 5, "ปัญหาและอุปสรรค", _problems),
    Part("suggestions", 5, "ข้อเสนอแนะ", _suggestions),
]
CHAPTERS = {
    1: "บทนำ",
    2: "เอกสาร แนวคิด และหลักการที่เกี่ยวข้อง",
    3: "วิธีดำเนินการ",
    4: "ผลการดำเนินงาน",
    5: "สรุป อภิปรายผล และข้อเสนอแนะ",
}
FEW_PUPILS = f"น้อยกว่า {SMALLEST_SHOWN} คน"
HEADINGS = {"full": "รายงานผลการจัดกิจกรรม", "short": "รายงานสรุปผลการจัดกิจกรรม"}


def digest_of(event: ExchangeEventPage) -> str:
    """What somebody wrote so far, as one word: two people who write at once are told."""
    return hashlib.sha256(json.dumps(_written(event), sort_keys=True).encode()).hexdigest()[:16]


def _written(event: ExchangeEventPage) -> dict[str, str]:
    report = EventReport.objects.filter(event=event.pk).first()
    return report.texts if report else {}


def texts_of(event: ExchangeEventPage) -> dict[str, str]:
    """All texts: as somebody wrote them, else as they begin."""
    written = _written(event)
    return {part.key: written.get(part.key, part.begin(event)) for part in PARTS}


@dataclass
class Paper:
    """A report as plain data, with its pictures."""

    data: dict[str, Any]
    pictures: dict[str, bytes] = field(default_factory=dict)


def paper(event: ExchangeEventPage, kind: str, *, thai_digits: bool = False) -> Paper:
    """The report of an event, its newest draft included; `kind` is full or short."""
    with override("th"):
        made = _Report(assembled(Record(event))).paper(kind)
    made.data = {**(in_thai_digits(made.data) if thai_digits else made.data), "thai_digits": thai_digits}
    return made


class _Report:
    def __init__(self, event: ExchangeEventPage) -> None:
        self.event = event
        self.texts = texts_of(event)
        self.feedback = Feedback.of(event)
        self.results: Results | None = results.results(self.feedback) if self.feedback else None
        self.pictures: dict[str, bytes] = {}
        self.left_out = 0

    def paper(self, kind: str) -> Paper:
        event = self.event
        address = settings.BASE_URL + (event.get_url() or "")
        chapters = self.short() if kind == "short" else self.chapters()
        data = {
            "full": kind != "short",
            "heading": HEADINGS[kind],
            "title": prose.clean(event.title),
            "author": [event.host.name],
            "host": event.host.name,
            "office": event.host.office.name if event.host.office else "",
            "when": self.when(),
            "place": prose.clean(event.place),
            "reference": event.reference,
            "chapters": chapters,
            "address": address,
            "qr": qr_svg(address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {address}",
            "printed": f"ข้อมูล ณ วันที่ {format_thai_date(timezone.localdate(), 'long')}",
        }
        return Paper(data, self.pictures)

    # The parts

    def chapters(self) -> list[dict[str, Any]]:
        bodies = {
            1: [*self.text("background"), *self.text("objectives"), *self.scope(), *self.text("benefits")],
            2: [*self.text("concepts"), *self.practices()],
            3: [*self.text("preparation"), *self.programme(), *self.method()],
            4: [*self.participants(), *self.satisfaction(), *self.lessons()],
            5: [*self.summary(), *self.next_actions(), *self.text("problems"), *self.text("suggestions")],
        }
        found = [
            {"label": f"บทที่ {number}", "title": title, "blocks": bodies[number]}
            for number, title in CHAPTERS.items()
        ]
        appendix = [*self.photos(), *self.questions()]
        if appendix:
            found.append({"label": "ภาคผนวก", "title": "", "blocks": appendix})
        return found

    def short(self) -> list[dict[str, Any]]:
        blocks = [
            {"kind": "facts", "rows": self.facts()},
            *self.text("objectives"),
            *self.participants(),
            *self.satisfaction(short=True),
            *self.lessons(),
            *self.next_actions(),
            *self.text("problems"),
            *self.text("suggestions"),
            *self.photos(FEW),
        ]
        return [{"label": "", "title": "", "blocks": blocks}]

    def text(self, key: str) -> list[Block]:
        part = next(part for part in PARTS if part.key == key)
        written = self.texts[key]
        if not written.strip():
            return []
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        if key in ("objectives", "preparation", "problems", "suggestions") and len(lines) > 1:
            return [prose.heading(part.title), *prose.numbered(map(unnumbered, lines))]
        return [prose.heading(part.title), *prose.from_plain(written)]

    def when(self) -> str:
        first, last = timezone.localdate(self.event.starts_at), timezone.localdate(self.event.ends_at)
        long = format_thai_date(first, "long")
        return long if first == last else f"{long} – {format_thai_date(last, 'long')}"

    def facts(self) -> list[list[str]]:
        event = self.event
        rows = [
            ("ประเภท", EVENT_TYPES[event.event_type].th),
            (
                "ชุดกิจกรรม",
                f"{event.series_title} ครั้งที่ {event.round_number or '–'}" if event.series_title else "",
            ),
            ("วันที่", self.when()),
            ("สถานที่", event.place),
            ("รูปแบบ", str(event.get_mode_display())),
            ("ผู้จัด", event.host.name),
            ("ประธาน", event.chairperson),
            ("กลุ่มเป้าหมาย", event.target_groups),
            ("จำนวนที่รับ", f"{event.capacity} คน" if event.capacity else ""),
            ("ผู้เข้าร่วม", self.came()),
        ]
        return [[name, prose.clean(value)] for name, value in rows if value]

    def scope(self) -> list[Block]:
        return [prose.heading("ขอบเขตของกิจกรรม"), {"kind": "facts", "rows": self.facts()}]

    def practices(self) -> list[Block]:
        names = [f"{page.title} ({page.owner_organisation.name})" for page in self.event.presented()]
        if not names:
            return []
        return [prose.heading("แนวปฏิบัติที่นำเสนอในเวที"), *prose.numbered(names)]

    def programme(self) -> list[Block]:
        rows, day = [], None
        for block in self.event.programme:
            row = block.value
            if row["day"] and row["day"] != day:
                day = row["day"]
                rows.append([format_thai_date(day, "short"), "", ""])
            hours = f"{row['time_from']:%H.%M} – {row['time_to']:%H.%M} น."
            rows.append([hours, row["topic"], row["speaker"] or ""])
        if not rows:
            return []
        return [prose.heading("กำหนดการ"), prose.table(["เวลา", "กิจกรรม", "ผู้รับผิดชอบ"], [2.6, 5.4, 4], rows)]

    def method(self) -> list[Block]:
        if not self.feedback or not self.results:
            return []
        text = (
            f"เก็บข้อมูลด้วยแบบประเมินความพึงพอใจชนิดมาตราส่วนประมาณค่า 5 ระดับ จำนวน {len(self.feedback.questions)} ข้อ "
            "ตอบผ่านพอร์ทัลโดยไม่ระบุชื่อ และไม่เก็บว่าใครตอบหรือตอบเมื่อใด วิเคราะห์ด้วยค่าร้อยละ ค่าเฉลี่ย "
            "และส่วนเบี่ยงเบนมาตรฐาน (S.D.) ของกลุ่มตัวอย่าง แปลผลค่าเฉลี่ยดังนี้"
        )
        bounds = {
            "5": "4.51 – 5.00",
            "4": "3.51 – 4.50",
            "3": "2.51 – 3.50",
            "2": "1.51 – 2.50",
            "1": "1.00 – 1.50",
        }
        rows = [[bounds[term.key], term.th] for term in LEVELS]
        return [
            prose.heading("เครื่องมือและสถิติที่ใช้"),
            prose.paragraph(text),
            prose.table(["ค่าเฉลี่ย", "ความพึงพอใจระดับ"], [4, 4], rows, centred=(0, 1)),
        ]

    def participants(self) -> list[Block]:
        event = self.event
        if not event.participants:
            return []
        whole = event.shown_participants
        rows = [
            [str(group["label"]), FEW_PUPILS, ""]
            if group["count"] is None
            else [str(group["label"]), str(group["count"]), percent(group["count"], whole)]
            for group in event.groups()
        ]
        if whole:
            rows.append(["รวมผู้ใหญ่" if event.hides_pupils else "รวม", str(whole), "100.00"])
        blocks = [
            prose.heading("ผู้เข้าร่วม"),
            prose.table(["กลุ่ม", "จำนวน (คน)", "ร้อยละ"], [6, 3, 3], rows, centred=(1, 2)),
        ]
        if event.hides_pupils:
            words = f"นักเรียนไม่ถึง {SMALLEST_SHOWN} คน ไม่แสดงจำนวนและไม่รวมในผลรวม เพื่อไม่ให้รู้ว่าเป็นเด็กคนใด"
            blocks.append(prose.paragraph(words))
        return blocks

    def came(self) -> str:
        """How many, in words; few pupils are no number."""
        event = self.event
        words = [
            f"{event.shown_participants} คน" if event.shown_participants else "",
            f"นักเรียน{FEW_PUPILS}" if event.hides_pupils else "",
        ]
        return " และ".join(filter(None, words))

    def satisfaction(self, *, short: bool = False) -> list[Block]:
        found = self.results
        if found is None or self.feedback is None:
            return []
        turnout = results.turnout(self.feedback)
        rate = f" จากผู้เข้าร่วม {turnout.asked} คน คิดเป็นร้อยละ {turnout.rate}" if turnout.rate is not None else ""
        opening = (
            f"มีผู้ตอบแบบประเมิน {turnout.n} คน{rate} ความพึงพอใจโดยรวมอยู่ในระดับ{found.whole.level.th} "
            f"(ค่าเฉลี่ย {found.whole.mean} S.D. {found.whole.sd})"
        )
        rows = []
        for aspect in found.aspects:
            if not short:
                rows += [numbers(item.text, item.summary) for item in aspect.items]
            rows.append(numbers(aspect.label if short else f"รวมด้าน{aspect.label}", aspect.summary))
        rows.append(numbers("รวมทุกข้อ", found.whole))
        bars = [{"label": aspect.label, "mean": str(aspect.summary.mean)} for aspect in found.aspects]
        blocks = [
            prose.heading("ความพึงพอใจของผู้เข้าร่วม"),
            prose.paragraph(opening),
            prose.table(["รายการ", "ค่าเฉลี่ย", "S.D.", "แปลผล"], [7, 2, 1.8, 2.6], rows, centred=(1, 2, 3)),
        ]
        return blocks if short else [*blocks, {"kind": "bars", "rows": bars}]

    def lessons(self) -> list[Block]:
        lines = [str(block.value) for block in self.event.lessons]
        return [prose.heading("บทเรียนและข้อค้นพบ"), *prose.numbered(lines)] if lines else []

    def summary(self) -> list[Block]:
        event = self.event
        text = f"{event.title} จัดเมื่อวันที่ {self.when()}"
        if event.place:
            text += f" ณ {event.place}"
        if event.participants:
            text += f" มีผู้เข้าร่วม {self.came()}"
        if self.results:
            whole = self.results.whole
            text += f" ผู้ตอบแบบประเมินมีความพึงพอใจโดยรวมระดับ{whole.level.th} (ค่าเฉลี่ย {whole.mean})"
        if len(event.lessons):
            text += f" ได้บทเรียน {len(event.lessons)} ข้อ"
        if len(event.next_actions):
            text += f" และตกลงสิ่งที่จะทำต่อ {len(event.next_actions)} เรื่อง"
        return [prose.heading("สรุปผล"), prose.paragraph(text)]

    def next_actions(self) -> list[Block]:
        rows = [
            [
                block.value["text"],
                block.value["owner"] or "",
                format_thai_date(block.value["due"], "short") if block.value["due"] else "",
                f"ทำแล้ว {format_thai_date(done_on, 'short')}" if done_on else "ยังไม่ทำ",
            ]
            for block, done_on in self.event.agreed()
        ]
        if not rows:
            return []
        columns = ["สิ่งที่จะทำ", "ผู้รับผิดชอบ", "ภายใน", "ความคืบหน้า"]
        return [prose.heading("สิ่งที่จะดำเนินการต่อ"), prose.table(columns, [5.4, 3.6, 2.2, 2.2], rows)]

    def photos(self, most: int | None = None) -> list[Block]:
        """Pictures in which nobody stands whom the guard has not been asked about."""
        doubtful = {
            one.passage.source.partition(":")[2]
            for one in (gate.open_findings(self.event) if len(self.event.photos) else ())
            if one.rule.startswith("face")
        }
        blocks: list[Block] = []
        for block in list(self.event.photos)[:most]:
            image = block.value["image"]
            if image is None:
                continue
            if str(image.pk) in doubtful:
                self.left_out += 1
                continue
            blocks += self.picture(image, block.value["caption"])
        if self.left_out:
            words = f"ไม่ได้ใส่ภาพ {self.left_out} ภาพ เพราะยังตรวจใบหน้าในภาพไม่เสร็จ"
            blocks.append({"kind": "nothing", "text": words})
        return [prose.heading("ภาพกิจกรรม"), *blocks] if blocks else []

    def picture(self, image: PortalImage, caption: str) -> list[Block]:
        try:
            with image.get_rendition(PICTURE).file.open("rb") as file:
                content = file.read()
        except (SourceImageIOError, OSError):
            return []
        name = f"{image.pk}.jpg"
        self.pictures[name] = content
        alt = getattr(image, "contextual_alt_text", "") or image.description or image.title
        return [prose.figure(name, content, alt=alt, caption=caption, within=(WIDE, HIGH))]

    def questions(self) -> list[Block]:
        if not self.feedback or not self.results:
            return []
        lines = [question["text"] for question in self.feedback.questions]
        return [prose.heading("ข้อคำถามในแบบประเมิน"), *prose.numbered(lines)]


def numbers(label: str, found: Any) -> list[str]:
    return [label, str(found.mean), str(found.sd if found.sd is not None else "–"), found.level.th]


def percent(part: int, whole: int) -> str:
    return str(share(part, whole) or "0.00")


def unnumbered(line: str) -> str:
    """A line without the number that its writer put before it: the list has its own."""
    start, dot, rest = line.partition(".")
    return rest.strip() if dot and start.isdecimal() and len(start) <= 2 and rest.strip() else line
