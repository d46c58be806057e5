"""The steps of writing a practice, one question a screen, in the order in which they are asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from accounts.models import User
from content import labels
from media.models import PortalDocument, PortalImage
from organisations.models import Kind, Organisation
from practices.models import Award, PolicyReference, PracticePage
from practices.writing.fields import (
    Address,
    Day,
    Number,
    OneOf,
    Phrases,
    Prose,
    Row,
    RowData,
    Rows,
    Several,
    Text,
    Things,
    Tick,
    Year,
)
from practices.writing.topics import suggested
from vcare.care import CARE_STEPS, SCREENING_ASPECTS
from vcare.hazards import HAZARDS, MEASURES, SUB_HAZARDS
from vcare.practices import DIMENSIONS, TARGET_GROUPS
from vcare.schools import LEVEL_GROUPS, SCHOOL_SIZES
from vcare.stages import STAGES


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed, too: what this person wrote and what is stored."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Outcome:
    """What a step that was sent means for the draft."""

    changed: Mapping[str, Any]
    conflicts: list[Conflict]


class StepForm(forms.Form):
    """One step of a draft. Fields with mistakes are left out of a save; the others are kept."""

    #: Fields behind "more", for those who need them.
    more: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        draft: PracticePage,
        person: User,
        add: str = "",
        **kwargs: Any,
    ) -> None:
        self.draft = draft
        self.person = person
        self.add = add
        super().__init__(data, files, use_required_attribute=False, **kwargs)
        self.prepare()
        self.stored = {name: stored_value(draft, name) for name in self.fields}
        self.initial = {name: field.read(self.stored[name]) for name, field in self.fields.items()}

    def prepare(self) -> None:
        """Narrow down what fields offer."""

    def row_to_add(self, name: str) -> str:
        """The kind of the empty row that was asked for in a list of rows."""
        field, _colon, kind = self.add.partition(":")
        return kind if field == name else ""

    def new_row(self, name: str) -> dict[str, Any]:
        """What an empty row begins with."""
        return {}

    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.more]

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more]

    def more_is_open(self) -> bool:
        return any(name in self.errors or self.initial.get(name) for name in self.more)

    def digests(self) -> dict[str, str]:
        """What the fields hold on the server, to be sent back with the form."""
        return {name: field.digest(self.initial[name]) for name, field in self.fields.items()}

    def outcome(self) -> Outcome:
        """Compare with what is stored and with what the screen began with. Needs a validated form."""
        changed: dict[str, Any] = {}
        conflicts: list[Conflict] = []
        for name, field in self.fields.items():
            if name not in self.cleaned_data:
                continue
            mine, stored = self.cleaned_data[name], self.initial[name]
            began = self.data.get(f"was-{name}", "")
            if (
                field.digest(mine) in {field.digest(stored), began}
                or self.data.get(f"take-{name}") == "theirs"
            ):
                continue
            if field.digest(stored) == began:
                changed[name] = mine
            else:
                label = str(self[name].label)
                conflicts.append(Conflict(name, label, field.words(mine), field.words(stored)))
        return Outcome(changed, conflicts)

    def apply(self, changed: Mapping[str, Any]) -> None:
        """Put the values into the draft, which is saved by the caller."""
        for name, value in changed.items():
            store(self.draft, name, self.fields[name].write(value, self.stored[name]))

    def typed(self) -> list[tuple[str, str]]:
        """All that was sent, to be sent once more."""
        return [
            (key, value)
            for key in self.data
            if key != "csrfmiddlewaretoken" and not key.startswith(("was-", "take-"))
            for value in self.data.getlist(key)
        ]


def stored_value(page: PracticePage, name: str) -> Any:
    """What a page keeps under a name, in the form in which `Kept.read` takes it."""
    if name == "tags":
        return sorted(tag.name for tag in page.tags.all())
    if name == "awards":
        return [award_row(award, place) for place, award in enumerate(page.awards.all())]
    field = page._meta.get_field(name)
    if field.many_to_one:
        key = getattr(page, field.attname)
        return str(key) if key else ""
    if isinstance(field, StreamField):
        return list(getattr(page, name).get_prep_value())
    if field.many_to_many:
        return list(getattr(page, name).all())
    return getattr(page, name)


def store(page: PracticePage, name: str, value: Any) -> None:
    """The other way round: what `Kept.write` returns goes into the page."""
    if name == "tags":
        page.tags.set(value)
        return
    if name == "awards":
        page.awards.set([award_of(block) for block in value])
        return
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        setattr(page, name, StreamValue(field.stream_block, value, is_lazy=True))
    elif field.many_to_one:
        setattr(page, field.attname, int(value) if value else None)
    elif field.many_to_many:
        getattr(page, name).set(value)
    else:
        setattr(page, name, value)


def award_row(award: Award, place: int) -> dict[str, Any]:
    """A prize in the form of a block."""
    names = ("scheme", "level", "category", "year", "granted_by")
    value = {"pk": award.pk, **{name: getattr(award, name) for name in names}}
    return {"id": str(award.pk or place), "type": "award", "value": value}


def award_of(block: Mapping[str, Any]) -> Award:
    return Award(**block["value"])


# --- Rows of the steps


def line(length: int = 300, **kwargs: Any) -> Text:
    return Text(max_length=length, **kwargs)


class Item(Row):
    value = line(500, label=_("One sentence"), rows=2)


class ObjectiveRow(Item):
    block = "objective"
    heading = _("Objective")
    add_label = _("Add an objective")


class NumberTargetRow(Row):
    block = "quantitative"
    heading = _("Target in numbers")
    add_label = _("Add a target in numbers")
    text = line(label=_("What is to be reached"))
    value = Number(label=_("Number"), whole=False, least=0)
    unit = line(40, label=_("Unit"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            data.get("unit") in {"ร้อยละ", "%", "เปอร์เซ็นต์"}
            and data.get("value")
            and float(data["value"]) > 100
        ):
            self.add_error("value", _("A percentage is at most 100."))
        return data


class QualityTargetRow(Item):
    block = "qualitative"
    heading = _("Target in quality")
    add_label = _("Add a target in quality")


class StepRow(Row):
    block = "step"
    heading = _("Step of the work")
    add_label = _("Add a step")
    title = line(150, label=_("What was done"))
    stage = OneOf(
        label=_("Stage of V-CARE + N"), choices=lambda: [("", _("Not chosen yet")), *labels.stages()]
    )
    text = Prose(label=_("How it was done"), rows=5)
    core = Tick(label=_("Core: another school should not leave this out"))


class TextRow(Row):
    block = "text"
    heading = _("Text")
    addable = False
    value = Prose(label=_("Text"), rows=5)


class FactorRow(Item):
    block = "factor"
    heading = _("What made it work")
    add_label = _("Add one more")


class MeasuredRow(Row):
    block = "measured"
    heading = _("Measured result")
    add_label = _("Add a measured result")
    indicator = line(200, label=_("What was measured"))
    before = line(40, label=_("Before"))
    after = line(40, label=_("After"))
    unit = line(40, label=_("Unit"))
    n = Number(label=_("How many people were measured"), least=5)
    instrument = line(150, label=_("Measured with what"))
    period = line(80, label=_("When"))


class ObservedRow(Item):
    block = "observed"
    heading = _("Observed result")
    add_label = _("Add what people saw")


class AwardRow(Row):
    block = "award"
    heading = _("Award")
    add_label = _("Add an award")
    scheme = OneOf(label=_("Scheme"), choices=labels.award_schemes)
    level = line(60, label=_("Level"))
    year = Year(label=_("Year (B.E.)"))
    category = line(150, label=_("Category"))
    granted_by = line(200, label=_("Granted by"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in ("level", "year", "category", "granted_by")):
            for name in ("level", "year"):
                if name in data and not data[name]:
                    self.add_error(name, _("An award needs its level and its year."))
        return data


class RecognitionRow(Row):
    block = "recognition"
    heading = _("Recognition")
    add_label = _("Add a recognition")
    kind = OneOf(label=_("How"), choices=labels.recognitions)
    detail = line(label=_("What, by whom, where"))
    when = line(60, label=_("When"))


class LetterRow(Row):
    block = "letter"
    heading = _("Letter of the name")
    add_label = _("Add a letter")
    letter = line(10, label=_("Letter"))
    th = line(150, label=_("Meaning in Thai"))
    en = line(150, label=_("Meaning in English"))


class FigureRow(Row):
    """A picture of the story: what is said about it."""

    block = "figure"
    heading = _("Picture")
    addable = False
    alt = line(255, label=_("What can be seen, in one sentence?"))
    caption = line(200, label=_("Caption"))

    @classmethod
    def read(cls, stored: Any) -> dict[str, Any]:
        return {
            "alt": (stored.get("image") or {}).get("alt_text") or "",
            "caption": stored.get("caption") or "",
        }

    @classmethod
    def write(cls, data: Mapping[str, Any], was: Any) -> Any:
        old = was or {}
        image = {**(old.get("image") or {}), "alt_text": data["alt"]}
        return {**old, "image": image, "caption": data["caption"]}

    def picture(self) -> PortalImage | None:
        key = ((self.stored or {}).get("image") or {}).get("image")
        return PortalImage.objects.filter(pk=key).first() if key else None


class FileRow(Row):
    block = "file"
    heading = _("File")
    addable = False
    caption = line(150, label=_("What is it?"))

    def document(self) -> PortalDocument | None:
        key = (self.stored or {}).get("document")
        return PortalDocument.objects.filter(pk=key).first() if key else None


class AuthorRow(Row):
    block = "author"
    heading = _("Author")
    add_label = _("Add an author")
    name = line(120, label=_("Title, name and surname"))
    position = line(200, label=_("Position and academic standing"))
    share = Number(label=_("Share in %"), least=1, most=100)


# --- Steps


def kinds() -> list[tuple[str, Promise | str]]:
    return list(labels.practice_kinds())


class TitleForm(StepForm):
    title = Text(
        label=_("In one sentence: what is the story called?"),
        required=True,
        min_length=10,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Say what you did for whom, in words that another teacher would search for."),
        example="โทรก่อนเก้าโมง: ครูประจำชั้นคุยกับผู้ปกครองทุกเช้าที่นักเรียนไม่มา",
        error_messages={
            "required": _("Write the title: nothing else is needed to begin."),
            "min_length": _("Write the title in at least 10 characters."),
        },
    )
    kind = OneOf(
        label=_("What is it?"),
        choices=kinds,
        required=True,
        widget=forms.RadioSelect,
        help_text=_("What did not work is as welcome as what did: it saves others the detour."),
    )
    academic_year = Year(label=_("Academic year (B.E.)"))
    term = OneOf(label=_("Term"), choices=PracticePage.Term.choices)
    model_name = line(60, label=_("Name of the model, if it has one"), example="V-CARE + N")
    letters = Rows(LetterRow, most=12, label=_("What the letters of the name stand for"))

    more = ("academic_year", "term", "model_name", "letters")

    def clean_title(self) -> str:
        title = self.cleaned_data["title"].replace("\n", " ")
        return title.removeprefix("เรื่อง").lstrip(" :") if title.startswith(("เรื่อง ", "เรื่อง:")) else title

    def clean_academic_year(self) -> str:
        return self.cleaned_data["academic_year"] or self.initial["academic_year"]


class StartForm(forms.Form):
    """Title and kind of a story that does not exist yet, and in whose name it is told."""

    title = TitleForm.base_fields["title"]
    kind = TitleForm.base_fields["kind"]
    school = forms.ModelChoiceField(
        label=_("In whose name?"), queryset=Organisation.objects.none(), empty_label=None, required=False
    )

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.places = places
        self.initial = {"kind": "best-practice", "school": places[0].pk}
        if len(places) == 1:
            del self.fields["school"]
        else:
            self.fields["school"].queryset = Organisation.objects.filter(
                pk__in=[place.pk for place in places]
            )

    clean_title = TitleForm.clean_title

    @property
    def place(self) -> Organisation:
        """In whose name the story is told."""
        place: Organisation = self.cleaned_data.get("school") or self.places[0]
        return place


class BackgroundForm(StepForm):
    background = Prose(
        label=_("What was the problem?"),
        max_length=20_000,
        help_text=_(
            "What did you see, since when, how many pupils did it concern (numbers of 5 and more), what had been tried? "
            "No names of pupils and nothing by which one could be recognised."
        ),
        example="ภาคเรียนที่ 1 ปี 2568 นักเรียน ป.4–ป.6 ขาดเรียนเฉลี่ยวันละ 14 คนจาก 118 คน ครูรู้ตอนเช็กชื่อบ่าย "
        "โทรถามตอนนั้นผู้ปกครองไปทำงานแล้ว เราเคยส่งจดหมายถึงบ้าน แต่กว่าจะถึงก็สามวัน",
    )


class GoalsForm(StepForm):
    objectives = Rows(
        ObjectiveRow,
        most=10,
        label=_("What did you want to achieve?"),
        help_text=_("One objective a row, the most important first."),
        example="เพื่อให้ครูรู้ภายในเก้าโมงว่านักเรียนที่ขาดเรียนปลอดภัยหรือไม่",
    )
    targets = Rows(
        NumberTargetRow,
        QualityTargetRow,
        label=_("How would you know that it is reached?"),
        help_text=_("At least one target, in numbers or in quality."),
        example="โทรถึงผู้ปกครองก่อน 9.00 น. ได้ร้อยละ 90 ของวันที่มีนักเรียนขาด",
    )


class ProcessForm(StepForm):
    process = Rows(
        StepRow,
        TextRow,
        label=_("What did you do, step by step?"),
        help_text=_("One row a step, in the order of the work. Say which stage of V-CARE + N it belongs to."),
        example="ทำข้อตกลงกับผู้ปกครอง · ขั้น C จัดทำพันธสัญญา · ประชุมผู้ปกครองชั้นเรียนหนึ่งบ่าย "
        "ขอเบอร์ที่โทรติดตอนเช้าและชื่อคนรับแทน ทุกครอบครัวลงชื่อรับทราบ",
    )

    def apply(self, changed: Mapping[str, Any]) -> None:
        """A stage that a new step belongs to is a stage of the story."""
        before = {row.data.get("stage") for row in self.initial["process"]}
        super().apply(changed)
        new = {row.data.get("stage") for row in changed.get("process", ())} - before
        if new:
            self.draft.stages = [stage.key for stage in STAGES if stage.key in {*self.draft.stages, *new}]


class SuccessForm(StepForm):
    success_factors = Rows(
        FactorRow,
        TextRow,
        label=_("What made it work?"),
        help_text=_("What would have been missing without it? People, times, agreements, small tricks."),
        example="ครูโทรจากห้องพักครูพร้อมกันทุกคน ใช้เวลาไม่ถึงสิบนาที ไม่ต้องรอผลัดกันใช้โทรศัพท์",
    )


class ResultsForm(StepForm):
    results = Rows(
        MeasuredRow,
        ObservedRow,
        label=_("What changed?"),
        help_text=_(
            "Numbers before and after where you have them, what people saw where you don't. "
            "Sums only, never fewer than 5 pupils."
        ),
        example="นักเรียนขาดเรียนเฉลี่ยต่อวัน · ก่อน 14 · หลัง 5 · คน · วัดจากนักเรียน 118 คน · "
        "บันทึกการมาเรียน · ภาคเรียนที่ 1–2/2568",
    )
    benefits = Text(
        label=_("Who gains by it?"),
        rows=4,
        max_length=4000,
        example="ผู้ปกครองบอกว่าสบายใจที่รู้ว่ามีคนถามหาลูก ครูใช้เวลาตามนักเรียนช่วงบ่ายน้อยลง",
    )


class LessonsForm(StepForm):
    what_failed = Prose(
        label=_("What did not work?"),
        rows=6,
        max_length=20_000,
        help_text=_(
            "What you would not do again, and why. It is the part that others are most grateful for."
        ),
        example="สองเดือนแรกเราส่งข้อความในไลน์กลุ่มแทนการโทร มีคนอ่านแต่ไม่มีคนตอบ และครอบครัวที่ขาดบ่อยรู้สึกว่าถูกประจาน",
    )
    lessons = Prose(
        label=_("What did you learn?"),
        rows=6,
        max_length=20_000,
        example="โทรเพื่อถามว่า “น้องเป็นอย่างไรบ้าง มีอะไรให้ช่วยไหม” ไม่ใช่ “ทำไมไม่มา” แล้วผู้ปกครองจะรับสายครั้งต่อไป",
    )


class ReuseForm(StepForm):
    conditions_for_reuse = Text(
        label=_("What would another school need?"),
        rows=6,
        max_length=4000,
        help_text=_("People, time, money, cautions, and when you would advise against it."),
        example="ครูประจำชั้นทุกคนว่างพร้อมกัน 10 นาทีหลังเข้าแถว · เบอร์ผู้ปกครองที่โทรติดจริงอย่างน้อยร้อยละ 80 · "
        "โรงเรียนที่สัญญาณโทรศัพท์ไม่ดีควรนัดผู้ใหญ่บ้านช่วย",
    )
    cost = Number(
        label=_("What did it cost, in baht?"),
        least=0,
        most=9_999_999,
        help_text=_(
            "For one school and one term. Write 0 if it cost nothing; leave it empty if you don't know."
        ),
        example="600",
    )
    evidence = OneOf(
        label=_("How sure are you that it works?"),
        choices=[("", _("Not known yet")), *PracticePage.Evidence.choices],
        widget=forms.RadioSelect,
        help_text=_("Whichever is true is right: readers see it as a signal of its own, never as marks."),
    )


class SubjectsForm(StepForm):
    stages = Several(
        label=_("Which stages of V-CARE + N does the story show?"),
        choices=labels.choices(STAGES),
        help_text=_("At least one. Those of your steps are ticked when you write them."),
    )
    care_steps = Several(label=_("Which steps of care?"), choices=labels.choices(CARE_STEPS))
    hazards = Several(label=_("Which groups of hazards?"), choices=labels.choices(HAZARDS))
    sub_hazards = Several(label=_("Which hazards exactly?"), choices=labels.choices(SUB_HAZARDS))
    measures = Several(label=_("Which measures?"), choices=labels.choices(MEASURES))
    aspects = Several(label=_("Which aspects of screening?"), choices=labels.choices(SCREENING_ASPECTS))

    more = ("sub_hazards", "measures", "aspects")

    def clean(self) -> dict[str, Any]:
        """The group of each chosen hazard belongs to it."""
        data = super().clean() or {}
        if "hazards" in data and "sub_hazards" in data:
            groups = {SUB_HAZARDS[key].group for key in data["sub_hazards"]}
            data["hazards"] = [term.key for term in HAZARDS if term.key in {*data["hazards"], *groups}]
        return data


class FitForm(StepForm):
    levels = Several(label=_("For which levels?"), choices=labels.choices(LEVEL_GROUPS))
    school_sizes = Several(
        label=_("Which sizes of school does it suit?"), choices=labels.choices(SCHOOL_SIZES)
    )
    target_groups = Several(label=_("For whom is it?"), choices=labels.choices(TARGET_GROUPS))
    dimensions = Several(label=_("In what do pupils grow by it?"), choices=labels.choices(DIMENSIONS))
    tags = Phrases(
        label=_("What is it about, in a few phrases?"),
        help_text=_("Words that others would search for, with commas between them."),
        example="เยี่ยมบ้าน, นักเรียนขาดเรียน, โทรหาผู้ปกครอง",
    )
    partners = Things(label=_("Which partners took part?"), queryset=Organisation.objects.none())
    policies = Things(
        label=_("Which policy items does it answer to?"), queryset=PolicyReference.objects.none()
    )
    other_names = line(
        250, label=_("Other names people search for"), help_text=_("With commas between them.")
    )

    more = ("target_groups", "dimensions", "policies", "other_names")

    def prepare(self) -> None:
        chosen = [partner.pk for partner in self.draft.partners.all()]
        owner = self.draft.owner_organisation
        near = Organisation.objects.filter(kind=Kind.PARTNER)
        office = owner.pk if owner.kind == Kind.OFFICE else owner.office_id
        self.fields["partners"].queryset = (
            (near.active().filter(office=office) | near.filter(pk__in=chosen)).distinct().by_name()
        )
        self.fields["tags"].suggested = suggested(self.draft)
        self.fields["policies"].queryset = PolicyReference.objects.all()


class RecognitionForm(StepForm):
    recognition = Rows(
        RecognitionRow,
        label=_("Who has noticed it?"),
        help_text=_("Printed somewhere, visited by others, invited to speak. Nothing yet? Then go on."),
        example="มีผู้มาศึกษาดูงาน · โรงเรียนในกลุ่มมาดูการโทรช่วงเช้า 4 แห่ง · ส.ค. 2568",
    )
    awards = Rows(AwardRow, label=_("Which awards did it get?"))


class PicturesForm(StepForm):
    process = Rows(
        FigureRow,
        label=_("Pictures of the story"),
        help_text=_("Move a picture to the step that it belongs to. Nobody recognisable without consent."),
    )
    listing_image = OneOf(
        label=_("Cover"),
        help_text=_("Without a picture the portal draws a cover of its own."),
        widget=forms.RadioSelect,
    )
    images_cleared = Tick(
        label=_("Everybody recognisable has agreed, or nobody can be recognised"),
        help_text=_("Needed as soon as there is a picture. Without it the story is not published."),
    )
    attachments = Rows(
        FileRow, label=_("Files to take away"), help_text=_("Blank forms, plans, the full report.")
    )
    video_url = Address(label=_("Address of a video"), max_length=200)

    more = ("video_url",)

    def prepare(self) -> None:
        keys = {*self.draft.pictures(), *filter(None, [self.draft.listing_image_id])}
        images = PortalImage.objects.filter(pk__in=keys).order_by("pk")
        self.fields["listing_image"].choices = [
            ("", _("Draw one")),
            *((str(image.pk), image.description) for image in images),
        ]


class SummaryForm(StepForm):
    summary = Text(
        label=_("The story in two or three sentences"),
        rows=5,
        max_length=700,
        help_text=_("Between 100 and 700 characters: it stands on cards, in searches and in LINE."),
        example="ครูประจำชั้นโทรถึงผู้ปกครองก่อนเก้าโมงทุกเช้าที่นักเรียนไม่มา ภายในหนึ่งปีการขาดเรียนลดจากวันละ 14 คนเหลือ 5 คน "
        "ใช้เงินค่าโทรศัพท์ภาคเรียนละ 600 บาท สิ่งที่ไม่ได้ผลคือการส่งข้อความในไลน์กลุ่ม",
    )
    title_en = line(255, label=_("Title in English"))
    summary_en = Text(label=_("Summary in English"), rows=4, max_length=700)
    body_en = Prose(label=_("More in English"), rows=6, max_length=20_000)

    more = ("title_en", "summary_en", "body_en")


class AuthorsForm(StepForm):
    authors = Rows(
        AuthorRow,
        most=6,
        label=_("Who wrote it and led the work?"),
        help_text=_(
            "One to six adults, as they sign. No telephone numbers and no numbers of identity cards."
        ),
        example="นางสมมุติ ใจดี · ครูชำนาญการพิเศษ โรงเรียนสมมุติวิทยา · 60",
    )
    licence = OneOf(label=_("What may others do with it?"), choices=PracticePage.Licence.choices)
    memo_number = line(60, label=_("Number of the covering letter"), example="ที่ ศธ 04xxx.999/123")
    memo_date = Day(label=_("Date of the covering letter"))

    more = ("memo_number", "memo_date")

    def new_row(self, name: str) -> dict[str, Any]:
        """The first author is most often whoever writes."""
        if name != "authors" or self.initial["authors"]:
            return {}
        place = self.draft.owner_organisation.name
        return {
            "name": self.person.get_full_name(),
            "position": " ".join(filter(None, [self.person.position, place])),
        }

    def clean_authors(self) -> list[RowData]:
        rows = self.cleaned_data["authors"]
        shares = [int(row.data["share"]) for row in rows if row.data.get("share")]
        if shares and len(shares) == len(rows) and sum(shares) != 100:
            raise ValidationError(_("The shares add up to %(sum)s, not to 100."), params={"sum": sum(shares)})
        return rows


@dataclass(frozen=True)
class Step:
    """One screen: its address, its name in lists, its form."""

    key: str
    name: Promise
    form: type[StepForm]
    template: str = "practices/writing/step.html"

    @property
    def fields(self) -> Iterable[str]:
        return self.form.base_fields


STEPS = (
    Step("title", _("Title and kind"), TitleForm),
    Step("background", _("The problem"), BackgroundForm),
    Step("goals", _("Objectives and targets"), GoalsForm),
    Step("process", _("What we did"), ProcessForm),
    Step("success", _("What made it work"), SuccessForm),
    Step("results", _("What changed"), ResultsForm),
    Step("lessons", _("What did not work, lessons"), LessonsForm),
    Step("reuse", _("What others need"), ReuseForm),
    Step("subjects", _("Stages, care steps, hazards"), SubjectsForm),
    Step("fit", _("For whom, with whom, topics"), FitForm),
    Step("recognition", _("Recognition and awards"), RecognitionForm),
    Step("pictures", _("Pictures and files"), PicturesForm, "practices/writing/pictures.html"),
    Step("summary", _("Summary"), SummaryForm),
    Step("authors", _("Authors"), AuthorsForm),
)
BY_KEY = {step.key: step for step in STEPS}


def step_of(field: str) -> Step | None:
    """The step on which a field of the page is asked first; None for one that is on none."""
    return next((step for step in STEPS if field in step.fields), None)
