"""What the portal proposes below each heading, in Thai, with the tables and sources that stand there."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page

from content.typesetting import prose
from content.years import ACADEMIC, Period
from events.models import ExchangeEventPage
from programme.dossier.holdings import Holdings
from programme.indicators.measuring import Reading
from programme.models import Honour
from vcare.calendar import format_academic_year, format_thai_date, format_thai_range
from vcare.dossiers import DOSSIER_HEADINGS
from vcare.events import EVENT_TYPES
from vcare.practices import PRACTICE_KINDS, SANDBOX_RECOGNITION
from vcare.reports import ALL_FIGURES, REFLECTIONS
from vcare.schools import DISTRICTS
from vcare.stages import STAGES

#: Rows of a list that a reader still reads; what is left out is said.
MOST_ROWS = 30
UNSIGNED, RUNNING, NOTHING, HIDDEN = "ยังไม่ลงนาม", "ปียังไม่สิ้นสุด", "ไม่มีข้อมูล", "ไม่แสดง (จำนวนน้อย)"

#: Of the numbers that schools certify, those that a dossier tells.
TOLD = [
    "enrolled",
    "staff",
    "staff_operating",
    "visited",
    "screened",
    "activities",
    "helped",
    "improved",
]


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]]
    widths: list[float]
    #: Where it is from and what is left out, in one line.
    note: str = ""


@dataclass(frozen=True)
class Drafted:
    """What is proposed below a heading. Sources are pairs of words and an address."""

    text: str = ""
    tables: list[Table] = field(default_factory=list)
    sources: list[list[str]] = field(default_factory=list)

    @property
    def facts(self) -> dict[str, Any]:
        """As it is kept: plain lists, the same after a way through the database."""
        return {"tables": [asdict(table) for table in self.tables], "sources": self.sources}


def draft(holdings: Holdings) -> dict[str, Drafted]:
    """By keys of DOSSIER_HEADINGS, all of them."""
    with override("th"):
        found = _Drafting(holdings)
        return {heading.key: found.below(heading.key) for heading in DOSSIER_HEADINGS}


def said(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)


def points(lines: Iterable[str]) -> str:
    """A list, as `programme.reports.narrating.pieces` reads it: a line each, however a text was broken."""
    return said(f"- {' '.join(str(line).split())}" for line in lines if str(line).strip())


def words_of(html: Any) -> str:
    """A rich text as lines, its lists as points."""
    lines: list[str] = []
    for block in prose.from_rich(str(html or "")):
        if block["kind"] == "list":
            lines += [f"- {' '.join(line.split())}" for line in prose.plain_text([block]).split("\n")]
        else:
            lines.append(prose.plain_text([block]))
    return said(lines)


def day(value: Any) -> str:
    return format_thai_date(value, "long")


def address(path: str) -> str:
    return settings.BASE_URL + path


def of_page(page: Page) -> list[str]:
    return [page.title, address(page.get_url() or "")]


class _Drafting:
    def __init__(self, holdings: Holdings) -> None:
        self.held = holdings
        self.work = holdings.work
        self.place = holdings.organisation

    def below(self, key: str) -> Drafted:
        if key.startswith("stage-"):
            stage = next(stage for stage in STAGES if stage.css == key[-1])
            return self.stage(stage.key)
        drafted: Drafted = getattr(self, key)()
        return drafted if drafted.text or drafted.tables else Drafted()

    # The work itself

    def source(self) -> list[list[str]]:
        return [of_page(self.work)] if self.work else []

    def background(self) -> Drafted:
        held, lines = self.held, []
        if self.work and (written := words_of(self.work.background)):
            lines.append(written)
        else:
            lines += [
                f"{row.issuer} กำหนด{row.paper} ข้อ {row.item} {row.title} "
                f"(ปีงบประมาณ {row.first_year} - {row.last_year})"
                for row in held.policies
            ]
        if not held.is_office:
            lines.append(self.school())
        return Drafted(said(lines), sources=self.source())

    def school(self) -> str:
        """What kind of school it is, with the day of each number."""
        place, office = self.place, self.held.office
        words = f"{place.name} สังกัด{office.name}"
        if place.districts and place.districts[0] in DISTRICTS:
            words += f" อำเภอ{DISTRICTS.label(place.districts[0])}"
        facts = self.held.facts
        if facts:
            row = facts[max(facts)]
            pupils = HIDDEN if 0 < row.pupils < 5 else f"{row.pupils:,} คน"
            words += f" มีนักเรียน {pupils}"
            if row.staff is not None:
                words += f" ครูและบุคลากร {row.staff:,} คน"
            words += f" (ปีการศึกษา {row.academic_year} ข้อมูล ณ วันที่ {day(row.as_of)})"
        return words

    def objectives(self) -> Drafted:
        lines = [str(block.value) for block in self.work.objectives] if self.work else []
        return Drafted(points(lines), sources=self.source())

    def targets(self) -> Drafted:
        if self.work is None:
            return Drafted()
        numbers = [value["text"] for value in self.work.quantitative_targets()]
        words = self.work.qualitative_targets()
        lines = ["เชิงปริมาณ", points(numbers)] if numbers else []
        lines += ["เชิงคุณภาพ", points(words)] if words else []
        return Drafted(said(lines), sources=self.source())

    def process(self) -> Drafted:
        lines = self.steps("")
        if not lines:
            stages = " ".join(f"{stage.key} {stage.th}" for stage in STAGES)
            lines = [f"ใช้รูปแบบ V-CARE + N ในการดูแลช่วยเหลือนักเรียน มี 6 ขั้น ได้แก่ {stages}"]
        return Drafted(said(lines), sources=self.source())

    def steps(self, stage: str) -> list[str]:
        """The practice's own words about a stage, or about none."""
        found: list[str] = []
        for block in self.work.process if self.work else ():
            if block.block_type == "step" and block.value["stage"] == stage:
                title = block.value["title"]
                found += [
                    "" if stage and title.startswith(STAGES[stage].th) else title,
                    words_of(block.value["text"].source),
                ]
            elif block.block_type == "text" and not stage:
                found.append(words_of(block.value.source))
        return [line for line in found if line]

    def techniques(self) -> Drafted:
        lines = [
            str(block.value) if block.block_type == "factor" else words_of(block.value.source)
            for block in (self.work.success_factors if self.work else ())
        ]
        return Drafted(points(lines), sources=self.source())

    def benefits(self) -> Drafted:
        return Drafted(self.work.benefits.strip() if self.work else "", sources=self.source())

    def lessons(self) -> Drafted:
        lines: list[str] = []
        if self.work and (learnt := words_of(self.work.lessons)):
            lines.append(learnt)
        if self.work and (failed := words_of(self.work.what_failed)):
            lines += ["สิ่งที่ไม่ได้ผล", failed]
        sources = self.source()
        held = [event for event in self.held.events if event.host_id == self.place.pk and len(event.lessons)]
        if held:
            lines += [
                "บทเรียนจากเวทีแลกเปลี่ยนเรียนรู้",
                points(str(block.value) for event in held for block in list(event.lessons)[:3]),
            ]
            sources += [of_page(event) for event in held]
        for year, row in self.held.certified.items():
            words = dict(row.reflections)
            told = [f"{term.th}: {words[term.key]}" for term in REFLECTIONS if words.get(term.key)]
            if told:
                name = format_academic_year(year, row.term_round.term)
                lines += [f"จากรายงาน{name} ที่ผู้อำนวยการรับรอง", points(told)]
        return Drafted(said(lines), sources=sources)

    # The stages

    def stage(self, key: str) -> Drafted:
        found: Drafted = getattr(self, f"stage_{key.lower()}")()
        return Drafted(said([*self.steps(key), found.text]), found.tables, found.sources)

    def stage_v(self) -> Drafted:
        lines = [
            f"- ปีการศึกษา {year} “{' '.join(row.text.split())}” (ยืนยันเมื่อ {day(timezone.localdate(row.confirmed_at))})"
            for year, row in sorted(self.held.visions.items())
        ]
        path = reverse("plans:vision") if self.held.is_office else reverse("school", args=[self.place.uid])
        return Drafted(said(lines), sources=[["วิสัยทัศน์", address(path)]] if lines else [])

    def stage_c(self) -> Drafted:
        held, lines = self.held, []
        if held.commitments:
            lines.append(f"พันธสัญญากับภาคีเครือข่ายที่มีผลในช่วงสามปี {len(held.commitments):,} ฉบับ ดังตาราง")
        lines.append(
            points(f"{plan.title} อนุมัติเมื่อ {day(timezone.localdate(plan.approved_at))}" for plan in held.plans)
        )
        lines.append(
            points(
                f"แต่งตั้ง{row.get_role_display()} ตามคำสั่งที่ {row.order_number} ตั้งแต่ {day(row.starts_on)}"
                for row in held.appointments
            )
        )
        rows = [
            [
                f"{row.reference} {row.title}",
                ", ".join(
                    party.organisation.name
                    for party in row.parties.all()
                    if party.organisation_id != self.place.pk
                ),
                format_thai_range(row.starts_on, row.ends_on),
                str(row.Standing(row.standing_on(held.on)).label),
            ]
            for row in held.commitments
        ]
        columns = ["พันธสัญญา", "ทำกับ", "มีผล", "สถานะ"]
        sources = [[row.reference, address(row.get_absolute_url())] for row in held.commitments]
        sources += [[plan.title, address(plan.get_absolute_url())] for plan in held.plans]
        return Drafted(said(lines), tables("พันธสัญญากับภาคีเครือข่าย", columns, rows, [5, 4.4, 3.4, 2.4]), sources)

    def stage_a(self) -> Drafted:
        held = self.held
        lines = [
            f"- {plan.title}: ทำแล้ว {plan.done_count:,} จาก {plan.activities_count:,} กิจกรรม"
            for plan in held.plans
            if plan.activities_count
        ]
        own = [row for row in held.practices if row != self.work]
        if own:
            lines += ["แนวปฏิบัติอื่นที่ใช้และเผยแพร่แล้ว", points(self.named(row) for row in own[:MOST_ROWS])]
        if held.taken_over:
            lines += [
                "แนวปฏิบัติที่นำของที่อื่นมาใช้",
                points(
                    f"{row.practice.title} ({row.practice.owner_organisation.name}) {row.standing_label}"
                    for row in held.taken_over
                ),
            ]
        return Drafted(said(lines), sources=[of_page(row) for row in own[:MOST_ROWS]])

    def named(self, row: Any) -> str:
        return f"{row.reference} {row.title} ({PRACTICE_KINDS.short(row.kind)} ปีการศึกษา {row.academic_year})"

    def stage_r(self) -> Drafted:
        lines, sources = [], []
        for year, row in sorted(self.held.certified.items()):
            name = format_academic_year(year, row.term_round.term)
            if self.held.is_office:
                lines.append(
                    f"- {name}: โรงเรียนที่ผู้อำนวยการรับรองรายงานแล้ว {row.certified:,} จาก {row.expected:,} แห่ง "
                    f"ปิดรอบเมื่อ {day(row.day)}"
                )
                sources.append([f"ยอดรวม{name}", address(row.term_round.get_absolute_url())])
            else:
                how = f"รับรองเมื่อ {day(row.day)}"
                if row.signed_on:
                    how = f"รับรองบนกระดาษ ลงนามเมื่อ {day(row.signed_on)}"
                lines.append(f"- รายงาน{name} {how} โดย {row.signature}")
        for (kind, year), row in sorted(self.held.statements.items()):
            statement = row.statement
            lines.append(
                f"- ลงนามรับรองตัวเลข{Period(kind, year)} ครั้งที่ {statement.number} "
                f"เมื่อ {day(timezone.localdate(statement.signed_at))} โดย {statement.signed_position}"
            )
        return Drafted(said(lines), sources=sources)

    def stage_e(self) -> Drafted:
        held = self.held
        lines = [
            f"- ปีการศึกษา {year} มอบเกียรติบัตรให้ผู้บริหาร ครู บุคลากร และภาคี {held.certificates[year]:,} ฉบับ"
            for year in held.years
            if held.certificates.get(year)
        ]
        rows, sources = [], []
        for page, years in held.funds:
            rows += [
                [
                    page.title,
                    str(row.fiscal_year),
                    baht(row.income),
                    baht(row.expense),
                    HIDDEN if row.pupils_hidden else NOTHING if row.pupils is None else f"{row.pupils:,}",
                ]
                for row in sorted(years, key=lambda row: row.fiscal_year)
            ]
            sources += [of_page(page)] if years else []
        columns = ["กองทุน", "ปีงบประมาณ", "รับ (บาท)", "จ่าย (บาท)", "นักเรียน (ครั้ง)"]
        note = "ปีที่ยังไม่ปิดบัญชีบอกเพียงเงินถึงไตรมาสที่ครบแล้ว จำนวนต่ำกว่า 5 ไม่แสดง"
        return Drafted(
            said(lines), tables("กองทุนช่วยเหลือนักเรียน", columns, rows, [5, 2.4, 2.6, 2.6, 2.6], note), sources
        )

    def stage_n(self) -> Drafted:
        held, lines = self.held, []
        counts = [
            [
                f"ปีการศึกษา {year}",
                day(held.last_day(year)) if held.is_over(year) else "วันที่ของข้อมูล",
                unknown(number, "เครือข่าย"),
            ]
            for year in held.years
            if held.has_begun(year)
            for number in [held.networks(year)]
        ]
        found = tables("ภาคีเครือข่ายที่นับได้", ["ปี", "ณ วันที่", "จำนวน"], counts, [4, 4, 4], held.rule)
        if held.partnerships:
            lines += [
                "ภาคีเครือข่ายที่นับได้",
                points(self.partner(row) for row in held.partnerships[:MOST_ROWS]),
            ]
        if held.model_networks:
            word = "เครือข่ายโรงเรียนต้นแบบ" if held.is_office else "เป็นสมาชิกเครือข่ายโรงเรียนต้นแบบ"
            lines += [word, points(f"{row.name} ศูนย์กลาง {row.hub.name}" for row in held.model_networks)]
        rows = [self.met(event) for event in held.events[-MOST_ROWS:]]
        columns = ["เวที", "วันที่", "ผู้เข้าร่วม (คน)", "ความพึงพอใจ"]
        found += tables("เวทีแลกเปลี่ยนเรียนรู้", columns, rows, [7, 3.4, 2.4, 2.6], left_out(held.events))
        return Drafted(said(lines), found, [of_page(event) for event in held.events[-MOST_ROWS:]])

    def partner(self, row: Any) -> str:
        words = f"{row.partner.name} ร่วมมือตั้งแต่ {day(row.starts_on)}"
        return f"{words} ({row.commitment.reference})" if row.commitment else words

    def met(self, event: ExchangeEventPage) -> list[str]:
        recorded = event.state == ExchangeEventPage.State.RECORDED
        mean = event.satisfaction_mean if recorded and (event.satisfaction_n or 0) >= 5 else None
        return [
            f"{event.title} ({EVENT_TYPES.short(event.event_type)})",
            format_thai_range(timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)),
            f"{event.participants:,}" if recorded and event.participants else NOTHING,
            f"{mean} จาก 5 (n = {event.satisfaction_n:,})" if mean is not None else NOTHING,
        ]

    # Results, publicity, recognition

    def results(self) -> Drafted:
        held = self.held
        found, sources = [], []
        if held.is_office:
            for kind in held.kinds:
                found += self.signed(kind)
            sources = [
                [
                    f"ตัวเลขที่ลงนาม {Period(kind, year)}",
                    address(reverse("results") + f"?year={Period(kind, year).key}"),
                ]
                for kind, year in sorted(held.statements)
            ]
        found += self.certified()
        lines = []
        if found:
            lines += ["เชิงปริมาณ", "ตัวเลขสามปีอยู่ในตาราง แต่ละตัวเลขบอกวันที่ของข้อมูล ที่ไม่ทราบเขียนว่าไม่ทราบ"]
        if self.work:
            measured = [result(value) for value in self.work.measured_results()]
            if measured:
                lines.append(points(measured))
            if self.work.observed_results():
                lines += ["เชิงคุณภาพ", points(self.work.observed_results())]
            sources += self.source()
        return Drafted(said(lines), found, sources)

    def signed(self, kind: str) -> list[Table]:
        """The signed figures of three years side by side, each with what was to be reached."""
        held = self.held
        years = {year: held.signed(year, kind) for year in held.years}
        names: dict[str, Reading] = {}
        for row in years.values():
            names |= row.readings if row else {}
        rows = [["ลงนามเมื่อ", "", *(self.when(year, kind) for year in held.years)]]
        for key, newest in names.items():
            cells = [
                reading(row.readings[key])
                if row and key in row.readings
                else NOTHING
                if row
                else self.none(year, kind)
                for year, row in years.items()
            ]
            rows.append([newest.name, target(newest), *cells])
        heads = [str(Period(kind, year)) for year in held.years]
        title = "ผลตามตัวชี้วัดที่ลงนามแล้ว" + ("" if kind == ACADEMIC else " (ปีงบประมาณ)")
        note = "เป้าหมายและผลเก็บแยกกัน ตัวเลขที่ลงนามแล้วไม่เปลี่ยน จำนวนคนต่ำกว่า 5 ไม่แสดง"
        return tables(title, ["ตัวชี้วัด", "เป้าหมาย", *heads], rows, [4.2, 2.8, 3, 3, 3], note)

    def when(self, year: int, kind: str) -> str:
        row = self.held.signed(year, kind)
        if row is None:
            return self.none(year, kind)
        statement = row.statement
        words = format_thai_date(timezone.localdate(statement.signed_at), "short")
        return f"{words} (ครั้งที่ {statement.number})\nข้อมูล ณ {format_thai_date(statement.as_of, 'short')}"

    def none(self, year: int, kind: str) -> str:
        over = self.held.is_over(year) if kind == ACADEMIC else self.held.fiscal_is_over(year)
        return UNSIGNED if over else RUNNING

    def certified(self) -> list[Table]:
        held = self.held
        if not held.certified:
            return []
        heads = [f"ปีการศึกษา {year}" for year in held.years]
        words = "ปิดรอบ" if held.is_office else "รับรอง"
        first = ["ภาคเรียนล่าสุดที่มี"]
        for year in held.years:
            row = held.certified.get(year)
            first.append(
                f"{row.term_round}\n{words} {format_thai_date(row.day, 'short')}" if row else NOTHING
            )
        rows = [first]
        for key in TOLD:
            figure = ALL_FIGURES[key]
            cells = []
            for year in held.years:
                row = held.certified.get(year)
                value = row.values.get(key) if row else None
                if row and key in row.hidden:
                    cells.append(HIDDEN)
                else:
                    cells.append(NOTHING if value is None else f"{value:,} {figure.unit_label('th')}".strip())
            rows.append([figure.th, *cells])
        title = "ยอดรวมจากรายงานที่ผู้อำนวยการโรงเรียนรับรอง" if held.is_office else "ตัวเลขจากรายงานที่ผู้อำนวยการรับรอง"
        note = "จำนวนที่น้อยจนอาจทำให้รู้ว่าเป็นเด็กคนใดไม่แสดงไว้"
        return tables(title, ["รายการ", *heads], rows, [5.4, 3.4, 3.4, 3.4], note)

    def publicity(self) -> Drafted:
        held, lines = self.held, []
        if held.practices:
            lines += [
                f"เผยแพร่แนวปฏิบัติบนพอร์ทัลแล้ว {len(held.practices):,} เรื่อง",
                points(self.named(row) for row in held.practices[:MOST_ROWS]),
            ]
        if held.adoptions:
            schools = len({row.school_id for row in held.adoptions})
            lines.append(f"โรงเรียนอื่นนำไปใช้และยืนยันแล้ว {schools:,} แห่ง")
        rows = [
            [
                f"ปีการศึกษา {year}",
                f"{sum(held.year_of(row.began_on) == year for row in held.adoptions):,}",
                f"{sum(held.year_of(timezone.localdate(row.starts_at)) == year for row in held.events):,}",
            ]
            for year in held.years
            if held.has_begun(year)
        ]
        spread = any(cell != "0" for row in rows for cell in row[1:])
        columns = ["ปี", "โรงเรียนที่เริ่มนำไปใช้", "เวทีแลกเปลี่ยนเรียนรู้"]
        found = tables("การเผยแพร่และขยายผล", columns, rows if spread else [], [5, 5, 5])
        return Drafted(said(lines), found, [of_page(row) for row in held.practices[:MOST_ROWS]])

    def recognition(self) -> Drafted:
        lines = [self.honoured(row) for row in self.held.honours]
        for page in self.held.practices:
            lines += [
                f"{award}{f' {award.category}' if award.category else ''}"
                f"{f' โดย {award.granted_by}' if award.granted_by else ''} (ผลงาน {page.title})"
                for award in page.awards.all()
            ]
            lines += list(self.recognised(page))
        sources = [of_page(page) for page in self.held.practices if page.awards.all()]
        sources += [[row.scheme.name, address(row.scheme.get_absolute_url())] for row in self.held.honours]
        return Drafted(points(lines), sources=sources)

    def honoured(self, row: Honour) -> str:
        """An award as it was announced: which, at which level, for whom or what."""
        scheme = row.scheme
        words = f"{scheme} ระดับ{row.level}{f' {row.category}' if row.category else ''} โดย {scheme.issuer}"
        if row.practice:
            return f"{words} (ผลงาน {row.practice.title})"
        whom = f"{row.prefix}{row.name} {row.position}".strip()
        return f"{words} (มอบแก่ {whom})" if row.recipient == Honour.Recipient.PERSON else words

    def recognised(self, page: Any) -> Iterator[str]:
        for block in page.recognition:
            value = block.value
            kind = (
                SANDBOX_RECOGNITION.label(value["code"]) if value.get("code") in SANDBOX_RECOGNITION else ""
            )
            on = f" ({day(value['date'])})" if value.get("date") else ""
            yield f"{kind} {value.get('detail') or ''}{on}".strip()


def tables(
    title: str, columns: list[str], rows: list[list[str]], widths: list[float], note: str = ""
) -> list[Table]:
    """One table, or none where there is nothing to tell."""
    return [Table(title, columns, rows, widths, note)] if rows else []


def left_out(rows: list[Any]) -> str:
    return f"แสดง {MOST_ROWS} รายการล่าสุดจาก {len(rows):,} รายการ" if len(rows) > MOST_ROWS else ""


def unknown(number: int | None, unit: str) -> str:
    return NOTHING if number is None else f"{number:,} {unit}"


def baht(money: Decimal) -> str:
    return f"{money:,.2f}"


def reading(row: Reading) -> str:
    """A number with its whole, or why there is none."""
    if row.value is None:
        return f"ไม่ทราบ: {row.unknown}" if row.unknown else NOTHING
    words = f"{'อย่างน้อย ' if row.at_least else ''}{row.value:,}"
    if row.whole is not None:
        words += f" จาก {row.whole:,}"
    words = f"{words} {row.unit}"
    return words if row.percent is None or row.at_least else f"{words} (ร้อยละ {row.percent})"


def target(row: Reading) -> str:
    if row.target is None:
        return "ไม่ได้ตั้งไว้"
    return f"ร้อยละ {row.target:,}" if row.in_percent else f"{row.target:,} {row.unit}"


def result(value: Any) -> str:
    """A measured result as one line: from what to what, of how many, by what."""
    before = f"จาก {value['before']} เป็น " if value["before"] else ""
    unit = value["unit"] or ""
    told = (
        value["indicator"]
        if value["after"] in value["indicator"]
        else f"{value['indicator']} {before}{value['after']} {unit}"
    )
    more = [f"n = {value['n']}" if value["n"] else "", value["instrument"] or "", value["period"] or ""]
    said_more = ", ".join(filter(None, more))
    return f"{told} ({said_more})" if said_more else told.strip()
