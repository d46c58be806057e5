"""What a new installation begins with: the office, the page tree and the texts of the model."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, Page, Site, Task, Workflow

from content.rich import from_text
from events.models import ExchangeEventIndexPage
from home.models import HomePage, ModelPage, SiteSettings, StagePage, StandardPage
from networks.models import PartnerIndexPage
from organisations import admin_groups
from organisations.models import Kind, Organisation
from practices.models import (
    Award,
    GuidanceIndexPage,
    GuidancePage,
    PolicyReference,
    PracticeIndexPage,
    PracticePage,
)
from practices.review import founding as review
from programme.indicators import beginning
from programme.models import FundIndexPage, FundPage, Vision
from vcare.calendar import academic_year
from vcare.schools import DISTRICTS

TEXTS = Path(__file__).parent / "texts"

OFFICE_NAME = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาจันทบุรี เขต 2"
OFFICE_NAME_EN = "Chanthaburi Primary Educational Service Area Office 2"
OFFICE_SHORT_NAME = "สพป.จันทบุรี เขต 2"
#: In the words of the office's own paper.
VISION = (
    "นักเรียนทุกคนจะต้องได้รับการดูแลช่วยเหลือ พิทักษ์ปกป้อง คุ้มครองอย่างรอบด้าน "
    "ด้วยกระบวนการที่ถูกต้อง เหมาะสมและทันเหตุการณ์ ได้รับการพัฒนาในทุกมิติ "
    "เพื่อให้เป็นคนดี มีความสุข และปลอดภัยในสภาพสังคมปัจจุบัน"
)


def read(path: Path) -> dict[str, Any]:
    """A text file of ours. Raises OSError or tomllib.TOMLDecodeError."""
    with path.open("rb") as file:
        return tomllib.load(file)


def sections(rows: list[dict[str, str]]) -> list[tuple[str, dict[str, str]]]:
    """Rows with a heading and a text, as the blocks of a page's body."""
    return [("section", {"heading": row["heading"], "text": from_text(row["text"])}) for row in rows]


def add(parent: Page, page: Page, *, live: bool = True, **related: list[Any]) -> Page:
    """Put a page under another, with a first revision; published unless told otherwise.

    `related` are its many-to-many relations, which need the page's key.
    """
    page.live = False
    parent.add_child(instance=page)
    for name, things in related.items():
        setattr(page, name, things)
    if related:
        page.save(clean=False)  # it has been cleaned when it was added
    revision = page.save_revision(clean=False)
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


@transaction.atomic
def found(base_url_host: str = "localhost", port: int = 80) -> HomePage:
    """Make the office, the site and its pages; an existing home page is left as it is.

    The model, the stages and the plain pages are published. Guides, funds and the office's own
    case study are drafts: the office reads and publishes them.
    """
    say_names_in_thai()
    existing = HomePage.objects.first()
    if existing:
        admin_groups.catch_up()
        return existing
    office = make_office()
    draft_vision(office)
    admin_groups.ensure()
    home = make_home(base_url_host, port)
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.office = office
    text = read(TEXTS / "model.toml")
    model = add(
        home,
        ModelPage(
            body=sections(text["sections"]),
            body_en=sections(text["sections_en"]),
            title="V-CARE + N Model",
            title_en="The V-CARE + N Model",
            slug="model",
            summary="หกขั้นของการดูแลช่วยเหลือนักเรียนแบบมีส่วนร่วม ตั้งแต่กำหนดวิสัยทัศน์จนถึงรวมพลังขยายผล",
            summary_en="Six stages of caring for pupils together, from a shared vision to scaling up as a network.",
            show_in_menus=True,
        ),
    )
    for stage in read(TEXTS / "stages.toml")["stages"]:
        add(model, stage_page(stage))
    make_indexes(home)
    review.ensure(apps, PracticeIndexPage.objects.get().pk)
    pages = read(TEXTS / "pages.toml")["pages"]
    for text in pages:
        page = add(home, standard_page(text))
        if text["slug"] == "privacy":
            settings.privacy_page = page
    settings.save()
    beginning.begin(office)
    return home


def say_names_in_thai() -> None:
    """Rename what Wagtail's migrations made, unless somebody has named it already."""
    Page.objects.filter(depth=1, title="Root").update(title="ระดับบนสุด", draft_title="ระดับบนสุด")
    Collection.objects.filter(depth=1, name="Root").update(name="ทั่วไป")
    Workflow.objects.filter(name="Moderators approval").update(name="ตรวจและเผยแพร่")
    Task.objects.filter(name="Moderators approval").update(name="ตรวจก่อนเผยแพร่")


def make_office() -> Organisation:
    """The installation's office, made if there is none yet; whatever its name has become."""
    office = Organisation.objects.offices().order_by("pk").first()
    if office:
        return office
    return Organisation.objects.create(
        kind=Kind.OFFICE,
        name=OFFICE_NAME,
        name_en=OFFICE_NAME_EN,
        short_name=OFFICE_SHORT_NAME,
        districts=DISTRICTS.keys(),
    )


def draft_vision(office: Organisation) -> None:
    """The paper's own words as a draft: it holds once the director confirms it."""
    if not Vision.objects.filter(organisation=office).exists():
        Vision.objects.create(
            organisation=office, academic_year=academic_year(timezone.localdate()), text=VISION
        )


def make_home(host: str, port: int) -> HomePage:
    root = Page.get_first_root_node()
    # The page that Wagtail welcomes new projects with.
    for page in root.get_children().filter(slug="home"):
        page.delete()
    root = Page.get_first_root_node()
    home = HomePage(
        title="วีแคร์พลัสเอ็น",
        title_en="V-CARE + N",
        slug="home",
        summary="ค้นแนวปฏิบัติที่ใช้ได้จริงจากโรงเรียนในเขต พร้อมคนที่พร้อมช่วย และบทเรียนจากสิ่งที่ไม่ได้ผล",
        summary_en="Find what works in our schools, who can help, and what was learnt from what did not work.",
    )
    add(root, home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": host, "port": port, "root_page": home, "site_name": OFFICE_SHORT_NAME},
    )
    return home


#: The lists below the home page: type, address, titles and summaries in Thai and English.
INDEXES: list[tuple[type[Page], str, str, str, str, str]] = [
    (
        PracticeIndexPage,
        "practices",
        "แนวปฏิบัติ",
        "Practices",
        "เรื่องเล่าจากโรงเรียนและเขตพื้นที่: ทำอะไร เกิดผลอย่างไร อะไรไม่ได้ผล และจะนำไปใช้ต่ออย่างไร",
        "Stories of schools and of the office: what was done, what came of it, what did not work.",
    ),
    (
        GuidanceIndexPage,
        "guidance",
        "คู่มือ",
        "Guides",
        "แนวทางดูแลช่วยเหลือนักเรียน 5 ขั้นตอน และการรับมือภัย 4 กลุ่ม",
        "How to care for pupils in five steps and how to face four groups of hazards.",
    ),
    (
        PartnerIndexPage,
        "partners",
        "ภาคีเครือข่าย",
        "Partners",
        "หน่วยงานและคนในชุมชนที่พร้อมร่วมดูแลนักเรียนกับโรงเรียน",
        "Organisations and people who care for pupils together with schools.",
    ),
    (
        ExchangeEventIndexPage,
        "events",
        "เวทีแลกเปลี่ยน",
        "Exchange events",
        "วันที่โรงเรียนและภาคีมาเรียนรู้จากกัน และบทเรียนที่ได้กลับไป",
        "Days on which schools and partners learn from each other, and what they took home.",
    ),
    (
        FundIndexPage,
        "funds",
        "กองทุน",
        "Aid funds",
        "กองทุนช่วยเหลือนักเรียนสามกองทุนของเขตพื้นที่ ใครขอได้ ขออย่างไร และเงินไปที่ใด",
        "The office's three aid funds: who may ask, how, and where the money goes.",
    ),
]


def make_indexes(home: HomePage) -> None:
    """The lists, and in them the drafts that the office reads and publishes."""
    made = {}
    for model, slug, title, title_en, summary, summary_en in INDEXES:
        made[model] = add(
            home,
            model(
                title=title,
                title_en=title_en,
                slug=slug,
                summary=summary,
                summary_en=summary_en,
                show_in_menus=True,
            ),
        )
    for text in read(TEXTS / "guidance.toml")["pages"]:
        add(made[GuidanceIndexPage], guidance_page(text), live=False)
    for text in read(TEXTS / "funds.toml")["funds"]:
        add(made[FundIndexPage], fund_page(text), live=False)
    add(made[PracticeIndexPage], office_practice(), live=False, policies=[policy_item_8()])


def stage_page(text: dict[str, Any]) -> StagePage:
    return StagePage(
        title=text["title"],
        title_en=text["title_en"],
        slug=text["slug"],
        stage=text["key"],
        summary=text["lead"],
        summary_en=text["lead_en"],
        body=[
            (
                "section",
                {
                    "heading": "ข้อความจากเอกสารต้นฉบับ",
                    "text": from_text("\n".join(f"- {line}" for line in text["source"])),
                },
            ),
            ("text", from_text(text["body"])),
        ],
        questions=[("question", question) for question in text["questions"]],
    )


def guidance_page(text: dict[str, Any]) -> GuidancePage:
    return GuidancePage(
        title=text["title"],
        title_en=text["title_en"],
        slug=text["slug"],
        summary=text["summary"],
        summary_en=text["summary_en"],
        subject=text["kind"],
        care_step=text.get("care_step", ""),
        hazard=text.get("hazard", ""),
        sub_hazard=text.get("sub_hazard", ""),
        words=text.get("words", ""),
        body=sections(text["sections"]),
        issued_by=OFFICE_SHORT_NAME,
        version="ฉบับเริ่มต้น รอเขตพื้นที่ยืนยัน",
    )


def fund_page(text: dict[str, Any]) -> FundPage:
    return FundPage(
        title=text["title"],
        title_en=text["title_en"],
        slug=text["slug"],
        fund=text["fund"],
        summary=text["summary"],
        summary_en=text["summary_en"],
        purpose=from_text(text["purpose"]),
        who_may_ask=from_text(text["who_may_ask"]),
        how_to_ask=from_text(text["how_to_ask"]),
        body=[("section", {"heading": "สิ่งที่เผยแพร่", "text": from_text(text["what_is_published"])})],
    )


def standard_page(text: dict[str, Any]) -> StandardPage:
    return StandardPage(
        title=text["title"],
        title_en=text["title_en"],
        slug=text["slug"],
        summary=text["summary"],
        summary_en=text["summary_en"],
        body=sections(text["sections"]),
        body_en=sections(text.get("sections_en", [])),
        show_in_menus=text.get("in_footer", True),
    )


def policy_item_8() -> PolicyReference:
    """OBEC's policy item on the safety of schools, as the source document has it."""
    item, _created = PolicyReference.objects.get_or_create(
        key="obec-2568-2569-8",
        defaults={
            "issuer": "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน (สพฐ.)",
            "paper": "นโยบายและจุดเน้นของ สพฐ. ประจำปีงบประมาณ พ.ศ. 2568 - 2569",
            "first_year": 2568,
            "last_year": 2569,
            "item": "8",
            "title": "เสริมสร้างความปลอดภัยของสถานศึกษา",
            "title_en": "Strengthening the safety of schools",
        },
    )
    return item


def english_source() -> str:
    """The English translation of the source document, without its editorial head and footnotes."""
    text = (TEXTS / "seed" / "vcare-n-model.en.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    lines = [line for line in text.splitlines() if not line.startswith(("# ", "[^"))]
    return "\n".join(lines)


def office_practice() -> PracticePage:
    """The office's own case study: the source document, sentence by sentence."""
    text = read(TEXTS / "seed_practice.toml")
    notes = [f"[{note['number']}] {note['after']} — {note['text']}" for note in text["footnotes"]]
    page = practice_page(text, Organisation.objects.get(kind=Kind.OFFICE))
    page.body_en = from_text(english_source())
    page.model_name = text["short_title"]
    page.other_names = ", ".join(text["aliases"])
    page.source_note = "\n".join(["หัวข้อที่ไม่ปรากฏ เช่น สิ่งที่ไม่ได้ผล และเงื่อนไขการนำไปใช้ ไม่มีในเอกสารต้นฉบับ", *notes])
    page.awards = [Award(**award) for award in text["awards"]]
    return page


def practice_page(text: dict[str, Any], owner: Organisation) -> PracticePage:
    """A practice from its text file; what the file leaves out stays empty."""
    process: list[tuple[str, Any]] = (
        [("text", from_text(text["steps_intro"]))] if "steps_intro" in text else []
    )
    process += [
        (
            "step",
            {
                "stage": step.get("stage", ""),
                "title": step["title"],
                "text": from_text(step["text"]),
                "core": step.get("core", False),
            },
        )
        for step in text["steps"]
    ]
    results: list[tuple[str, Any]] = [
        ("measured", {key: value for key, value in result.items() if key != "number"})
        for result in text["results"]
    ]
    results += [("observed", line) for line in text["results_qualitative"]]
    if "award_sentence" in text:
        results.append(("observed", text["award_sentence"]))
    page = PracticePage(
        title=text["title"],
        title_en=text["title_en"],
        summary=text["summary"],
        summary_en=text["summary_en"],
        kind=text["kind"],
        owner_organisation=owner,
        academic_year=text["academic_year"],
        term=text["term"],
        authors=[
            ("author", {"name": author["name"], "position": author["position"]}) for author in text["authors"]
        ],
        background=from_text(text["background"]),
        objectives=[("objective", line) for line in text["objectives"]],
        targets=[
            *(("quantitative", target) for target in text["targets_quantitative"]),
            *(("qualitative", line) for line in text["targets_qualitative"]),
        ],
        process=process,
        success_factors=[
            ("text", from_text(line)) if "\n" in line else ("factor", line)
            for line in text["success_factors"]
        ],
        results=results,
        benefits=text.get("benefits", ""),
        lessons=from_text(text.get("lessons", "")),
        what_failed=from_text(text.get("what_failed", "")),
        conditions_for_reuse=text.get("conditions_for_reuse", "").strip(),
        stages=text["stages"],
        care_steps=text["care_steps"],
        hazards=text["hazards"],
        sub_hazards=text["sub_hazards"],
        measures=text["measures"],
        levels=text["levels"],
        school_sizes=text["school_sizes"],
        target_groups=text.get("target_groups", []),
        dimensions=text.get("dimensions", []),
        evidence=text.get("evidence", ""),
        cost=text.get("cost"),
        images_cleared=True,
        review_due=two_years_on(timezone.localdate()),
    )
    page.tags.add(*text["tags"])
    return page


def two_years_on(day: date) -> date:
    """The same day two years later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + 2)
    except ValueError:
        return day.replace(year=day.year + 2, day=28)
