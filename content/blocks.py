"""The building blocks of pages, as an editor meets them."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from content.dates import ThaiDateField
from content.labels import recognitions, stages

#: What an editor may do inside a paragraph: no pictures, no raw HTML.
PROSE = ["h3", "h4", "bold", "ol", "ul", "link", "document-link"]


class Prose(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", PROSE)
        kwargs.setdefault("label", _("Text"))
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        description = _("Running text with headings, lists and links")
        preview_value = "<p>คุณครูประจำชั้นโทรถึงผู้ปกครองก่อน 9 โมงทุกเช้าที่นักเรียนไม่มา</p>"
        template = "content/blocks/prose.html"


class ThaiDateBlock(blocks.DateBlock):
    """A day, typed and shown in the Buddhist era."""

    @cached_property
    def field(self) -> ThaiDateField:
        return ThaiDateField(**self.field_options)


class Heading(blocks.CharBlock):
    """A heading inside a text; it appears in the page's contents."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("A heading inside the text")
        preview_value = "สัญญาณที่ครูสังเกตได้"
        template = "content/blocks/heading.html"


class Section(blocks.StructBlock):
    """A heading with its text: one part of a guide."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=150)
    text = Prose()

    class Meta:
        icon = "title"
        label = _("Section")
        description = _("A heading with the text that belongs to it")
        preview_value = {"heading": "เมื่อใดต้องส่งต่อ", "text": "<p>เมื่อดูแลในโรงเรียนแล้วสองสัปดาห์ยังไม่ดีขึ้น</p>"}
        template = "content/blocks/section.html"


class Quotation(blocks.StructBlock):
    """Words of an adult, with who said them."""

    text = blocks.TextBlock(label=pgettext_lazy("quotation", "Words"))
    speaker = blocks.CharBlock(label=_("Who (an adult, by position)"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Words of an adult; never of a child")
        preview_value = {"text": "พอครูโทรมาเช้านั้นเอง เราก็คุยกันได้ก่อนเรื่องจะใหญ่", "speaker": "ผู้ปกครอง (สมมุติ)"}
        template = "content/blocks/quotation.html"


class Note(blocks.StructBlock):
    """Something the reader must not miss."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=100)
    text = Prose()

    class Meta:
        icon = "warning"
        label = _("Note")
        description = _("A box for a warning, a condition or a tip")
        preview_value = {"heading": "ข้อควรระวัง", "text": "<p>ไม่ถ่ายภาพในบ้านนักเรียน</p>"}
        template = "content/blocks/note.html"


class Figure(blocks.StructBlock):
    """A picture with its alternative text and caption."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with alternative text; nobody recognisable without consent")
        preview_value = {"caption": "ลานกิจกรรมหน้าเสาธง"}
        template = "content/blocks/figure.html"


class Download(blocks.StructBlock):
    """A file for the reader."""

    document = DocumentChooserBlock(label=_("File"))
    caption = blocks.CharBlock(label=_("What it is"), required=False, max_length=150)

    class Meta:
        icon = "doc-full"
        label = _("File")
        description = _("A blank form, a plan or a full report to download; never a filled-in form")
        preview_value = {"caption": "แบบสำรวจพื้นที่เสี่ยง (แบบเปล่า)"}
        template = "content/blocks/download.html"


class Video(blocks.URLBlock):
    """A video on YouTube, shown as a link until the reader asks for it."""

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("The address of a video; it is never played by itself")
        preview_value = "https://www.youtube.com/watch?v=example"
        template = "content/blocks/video.html"


class Target(blocks.StructBlock):
    """A quantitative target: what, how much, of what unit."""

    text = blocks.CharBlock(label=_("Target"), max_length=300)
    value = blocks.DecimalBlock(label=_("Number"), required=False)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=40)

    class Meta:
        icon = "pick"
        label = _("Quantitative target")
        description = _("A target with a number")
        preview_value = {"text": "นักเรียนชั้น ป.4–ป.6 ลอยตัวได้ 3 นาที", "value": 90, "unit": "ร้อยละ"}
        template = "content/blocks/target.html"


class Step(blocks.StructBlock):
    """One step of the process, with the stage of V-CARE + N it belongs to."""

    stage = blocks.ChoiceBlock(label=_("Stage of V-CARE + N"), choices=stages, required=False)
    title = blocks.CharBlock(label=_("What was done"), max_length=150)
    text = Prose(label=_("How it was done"))
    image = ImageBlock(label=_("Picture"), required=False)
    core = blocks.BooleanBlock(
        label=_("Core: another school should not leave this out"), required=False, default=False
    )

    class Meta:
        icon = "arrow-right"
        label = _("Step")
        description = _("One step of the process and the stage it belongs to")
        preview_value = {
            "stage": "C",
            "title": "ทำข้อตกลงกับ รพ.สต.",
            "text": "<p>ประชุมหนึ่งบ่าย ตกลงวันและผู้รับผิดชอบ</p>",
        }
        template = "content/blocks/step.html"


class MeasuredResult(blocks.StructBlock):
    """A result with a number before and after, and how it was measured."""

    indicator = blocks.CharBlock(label=_("Indicator"), max_length=200)
    before = blocks.CharBlock(label=_("Before"), required=False, max_length=40)
    after = blocks.CharBlock(label=_("After"), max_length=40)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=40)
    n = blocks.IntegerBlock(label=_("People measured"), required=False, min_value=5)
    instrument = blocks.CharBlock(label=_("Instrument"), required=False, max_length=150)
    period = blocks.CharBlock(label=_("Period"), required=False, max_length=80)

    class Meta:
        icon = "table"
        label = _("Measured result")
        description = _("An indicator before and after; sums only, never fewer than 5 pupils")
        preview_value = {
            "indicator": "ลอยตัวได้ 3 นาที",
            "before": "31",
            "after": "96",
            "unit": "ร้อยละ",
            "n": 118,
        }
        template = "content/blocks/measured_result.html"


class Line(blocks.TextBlock):
    """One item of a list."""

    class Meta:
        icon = "list-ul"
        label = _("Item")
        description = _("One item of the list")
        preview_value = "ครูทุกคนรู้ขั้นตอนส่งต่อภายในหนึ่งภาคเรียน"
        template = "content/blocks/line.html"


class Author(blocks.StructBlock):
    """An adult who wrote or leads the practice, as they signed it."""

    name = blocks.CharBlock(label=_("Title, name and surname"), max_length=120)
    position = blocks.CharBlock(label=_("Position and rank"), max_length=200)
    share = blocks.IntegerBlock(label=_("Share in %"), required=False, min_value=1, max_value=100)

    class Meta:
        icon = "user"
        label = _("Author")
        description = _("An adult, with position and academic rank")
        preview_value = {"name": "นางสมมุติ ใจดี", "position": "ครูชำนาญการพิเศษ"}
        template = "content/blocks/author.html"


class Letter(blocks.StructBlock):
    """A letter of a model's name and what it stands for."""

    letter = blocks.CharBlock(label=_("Letter"), max_length=10)
    th = blocks.CharBlock(label=_("Meaning in Thai"), max_length=150)
    en = blocks.CharBlock(label=_("Meaning in English"), required=False, max_length=150)

    class Meta:
        icon = "title"
        label = _("Letter of the name")
        description = _("A letter of the model's name and what it stands for")
        preview_value = {"letter": "C", "th": "พันธสัญญา", "en": "Commitment"}
        template = "content/blocks/letter.html"


class Recognition(blocks.StructBlock):
    """How others came to know a practice: printed, awarded, visited."""

    kind = blocks.ChoiceBlock(label=_("How"), choices=recognitions)
    detail = blocks.CharBlock(label=_("What, by whom, where"), max_length=300)
    when = blocks.CharBlock(label=_("When"), required=False, max_length=60)
    document = DocumentChooserBlock(label=_("Proof"), required=False)

    class Meta:
        icon = "success"
        label = _("Recognition")
        description = _("Where the practice was printed, awarded or visited")
        preview_value = {"kind": "03", "detail": "โรงเรียนในกลุ่มมาศึกษาดูงาน 4 แห่ง", "when": "ส.ค. 2569"}
        template = "content/blocks/recognition.html"


class PageBody(blocks.StreamBlock):
    """The free part of any page."""

    section = Section()
    text = Prose()
    figure = Figure()
    quotation = Quotation()
    note = Note()
    download = Download()
    video = Video()
