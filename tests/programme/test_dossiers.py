"""Award dossiers: drafted from what the portal holds, written on, finished for good, sent, decided."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import Notice
from content.templatetags.thai import thai_date
from content.years import Period
from events.models import Certificate, CertificateDesign, ExchangeEventPage
from organisations.models import Role
from privacy import faces
from programme.dossier import attaching, deeds, editions, missing
from programme.dossier.drafting import draft
from programme.dossier.forms import known_levels
from programme.dossier.holdings import Holdings
from programme.indicators import beginning, freezing
from programme.models import (
    AwardScheme,
    Dossier,
    DossierAttachment,
    DossierEdition,
    EnteredFigure,
    Honour,
    Indicator,
    Vision,
)
from tests import reading
from tests.factories import (
    CommitmentFactory,
    ExchangeEventPageFactory,
    ImageFactory,
    PracticePageFactory,
    ReportRoundFactory,
    ReportVersionFactory,
    SchoolFactory,
    TermReportFactory,
)
from tests.media.files import pdf
from tests.people import _letters_leave_at_once, member
from tests.wordfiles import word as word_file
from vcare.calendar import academic_year
from vcare.dossiers import DOSSIER_HEADINGS

__all__ = ["_letters_leave_at_once"]

pytestmark = pytest.mark.django_db

OWN = "เราเริ่มจากคำถามเดียวในที่ประชุมครู"
VISION = "เด็กทุกคนมีผู้ใหญ่ที่ไว้ใจได้"


def this_year() -> int:
    return academic_year(timezone.localdate())


@pytest.fixture
def school(site_tree):
    return SchoolFactory(name="โรงเรียนบ้านสมมุติ", levels=["early", "primary"])


@pytest.fixture
def teacher(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def practice(site_tree, school):
    return PracticePageFactory(
        parent=site_tree.practices,
        owner_organisation=school,
        title="ล็อกคางทุกเช้า",
        background="<p>เด็กซ้อนท้ายโดยไม่สวมหมวก &amp; รถเร็ว</p><ul><li>สำรวจหน้าโรงเรียน</li></ul>",
        first_published_at=timezone.now() - timedelta(days=40),
    )


def about(**fields) -> dict[str, object]:
    return {
        "title": "ล็อกคางทุกเช้า เดินท้ายรถทุกเย็น",
        "scheme": "",
        "award_name": "รางวัลความปลอดภัยสมมุติ",
        "category": "school-small",
        "year_be": "๒๕๖๙",
        "year_kind": "academic",
        "last_year": str(this_year()),
        **fields,
    }


@pytest.fixture
def dossier(school, teacher, practice):
    made = Dossier(
        organisation=school,
        title="ล็อกคางทุกเช้า",
        award_name="รางวัลความปลอดภัยสมมุติ",
        category="school-small",
        year_be=2569,
        year_kind="academic",
        last_year=this_year(),
        practice=practice,
    )
    return deeds.begin(made, teacher)


def to(name: str, dossier: Dossier, *args) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.uid, *args])


def bundle_of(client, dossier: Dossier) -> zipfile.ZipFile:
    """It is streamed: sixty scans would not fit into memory."""
    return zipfile.ZipFile(io.BytesIO(b"".join(client.get(to("paper", dossier, 1, "zip")).streaming_content)))


def confirm_vision(school, words: str = VISION) -> Vision:
    return Vision.objects.create(
        organisation=school,
        academic_year=this_year(),
        text=words,
        state=Vision.State.IN_FORCE,
        confirmed_at=timezone.now() - timedelta(days=1),
        signature="ผอ.สมมุติ",
    )


def finish(client, dossier: Dossier):
    """Press the button of the desk as it stands."""
    seen = re.search(r'name="seen" value="(\w{64})"', client.get(dossier.get_absolute_url()).text)
    return client.post(to("finish", dossier), {"seen": seen[1] if seen else ""}, follow=True)


def test_a_writer_chooses_an_award_and_reads_what_is_there_and_what_is_missing(
    client, school, teacher, practice
):
    confirm_vision(school)
    client.force_login(teacher)
    new = reverse("dossiers:new", args=[school.uid])
    response = client.post(new, about(award_name=" ", title="ชื่อที่พิมพ์ไว้"))
    assert response.status_code == 400
    assert "เลือกรางวัล หรือเขียนชื่อรางวัล" in response.text
    assert "ชื่อที่พิมพ์ไว้" in response.text

    page = client.post(new, about(practice=practice.pk), follow=True).text
    made = Dossier.objects.get()
    assert made.years == [this_year() - 2, this_year() - 1, this_year()]
    assert made.year_be == 2569
    assert "รางวัลความปลอดภัยสมมุติ" in page
    # Each thing that is missing leads to where it is mended.
    for words, path in [
        (f"ไม่มีวิสัยทัศน์ของปีการศึกษา {this_year() - 1} ที่ยืนยันแล้ว", reverse("plans:desk", args=[school.uid])),
        ("ไม่มีพันธสัญญากับภาคี", reverse("commitments:mine")),
        ("ยังไม่ได้แนบหนังสือสนับสนุน", to("attachments", made)),
    ]:
        assert words in page
        assert f'href="{path}"' in page
    assert f"ไม่มีวิสัยทัศน์ของปีการศึกษา {this_year()} " not in page

    drafted = client.get(to("section", made, "background")).text
    assert "เด็กซ้อนท้ายโดยไม่สวมหมวก &amp; รถเร็ว" in drafted
    assert "- สำรวจหน้าโรงเรียน" in drafted
    assert VISION in client.get(to("section", made, "stage-v")).text
    assert client.get(to("section", made, "nonsense")).status_code == 404
    assert ModelLogEntry.objects.filter(action="programme.dossier.begin").count() == 1


def test_fetching_shows_what_is_new_and_leaves_written_words(client, dossier, teacher, school, practice):
    deeds.write(
        dossier, "background", OWN, deeds.digest(dossier.sections.get(key="background").text), teacher
    )
    confirm_vision(school)
    practice.background = "<p>สภาพใหม่ที่สำรวจ</p>"
    practice.save()
    client.force_login(teacher)
    assert "พอร์ทัลมีข้อมูลใหม่ 2 หัวข้อ" in client.get(dossier.get_absolute_url()).text
    page = client.get(to("news", dossier)).text
    assert VISION in page
    assert "สภาพใหม่ที่สำรวจ" in page
    assert "ข้อความจะคงเดิม" in page
    seen = re.search(r'name="seen" value="(\w{64})"', page)[1]

    # What has changed since is not taken over unseen.
    Vision.objects.update(text="ถ้อยคำที่ยังไม่มีใครเห็น")
    client.post(to("news", dossier), {"seen": seen})
    assert VISION not in dossier.sections.get(key="stage-v").text
    assert "ถ้อยคำที่ยัง" not in dossier.sections.get(key="stage-v").text

    seen = re.search(r'name="seen" value="(\w{64})"', client.get(to("news", dossier)).text)[1]
    client.post(to("news", dossier), {"seen": seen})
    assert "ถ้อยคำที่ยังไม่มีใครเห็น" in dossier.sections.get(key="stage-v").text
    written = dossier.sections.get(key="background")
    assert written.text == OWN
    assert "สภาพใหม่ที่สำรวจ" in written.drafted
    assert "ไม่มีอะไรเปลี่ยน" in client.get(to("news", dossier)).text


def test_two_who_write_at_once_are_told_and_nothing_is_lost(client, dossier, teacher, school):
    client.force_login(teacher)
    address = to("section", dossier, "objectives")
    was = deeds.digest(dossier.sections.get(key="objectives").text)
    deeds.write(dossier, "objectives", "ข้อความของเพื่อน", was, member(school, Role.SCHOOL_DIRECTOR))
    sent = {"text": "ข้อความของฉัน", "was-text": was, "go": "next"}
    told = client.post(address, sent, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["conflicts"]) == (409, ["วัตถุประสงค์"])
    page = client.post(address, sent)
    assert page.status_code == 409
    assert "ข้อความของเพื่อน" in page.text
    assert "ข้อความของฉัน" in page.text
    assert dossier.sections.get(key="objectives").text == "ข้อความของเพื่อน"

    sent["was-text"] = re.search(r'name="was-text" value="(\w+)"', page.text)[1]
    saved = client.post(address, sent, headers={"Accept": "application/json"})
    assert saved.status_code == 200
    assert saved.json()["digests"]["text"] == deeds.digest("ข้อความของฉัน")
    # A heading that came later than the dossier is empty at first.
    dossier.sections.filter(key="lessons").delete()
    assert client.get(to("section", dossier, "lessons")).status_code == 200
    fresh = {"text": "บทเรียนแรก", "was-text": deeds.digest("")}
    client.post(to("section", dossier, "lessons"), fresh)
    client.post(
        to("section", dossier, "lessons"), {"text": "บทเรียนต่อ", "was-text": deeds.digest("บทเรียนแรก")}
    )
    assert dossier.sections.get(key="lessons").text == "บทเรียนต่อ"
    entries = ModelLogEntry.objects.filter(action="programme.dossier.write", user=teacher)
    assert sum(entry.data["heading"] == "lessons" for entry in entries) == 1
    # Saying the same once more is no conflict, and leads on.
    assert client.post(address, sent)["Location"] == to("section", dossier, "targets")


def test_what_it_is_for_is_not_overwritten_unseen(client, dossier, teacher):
    client.force_login(teacher)
    typed = about(seen=1, category="school", title="ชื่อที่ฉันพิมพ์")
    client.post(to("about", dossier), {**typed, "title": "ชื่อของเพื่อน"})
    page = client.post(to("about", dossier), typed)
    assert page.status_code == 400
    assert "โปรดดูอีกครั้ง" in page.text
    assert "ชื่อที่ฉันพิมพ์" in page.text
    dossier.refresh_from_db()
    assert dossier.title == "ชื่อของเพื่อน"
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]
    assert (
        client.post(to("about", dossier), {**typed, "seen": seen})["Location"] == dossier.get_absolute_url()
    )
    dossier.refresh_from_db()
    assert dossier.title == "ชื่อที่ฉันพิมพ์"


def test_no_child_is_named_in_it(client, dossier, teacher, monkeypatch):
    client.force_login(teacher)
    named = "ขอชื่นชม เด็กหญิงสมใจ ใจดี ที่ช่วยเพื่อน"
    response = client.post(to("section", dossier, "benefits"), {"text": named, "go": "next"})
    assert response.status_code == 400
    assert named in response.text
    assert dossier.sections.get(key="benefits").text == ""

    paper = {"kind": "letter", "title": "หนังสือชื่นชม", "looked_at": "on"}
    page = client.post(to("attachments", dossier), {**paper, "title": named, "file": upload()})
    assert page.status_code == 400
    monkeypatch.setattr("programme.dossier.forms.extract", lambda kind, content: named)
    assert client.post(to("attachments", dossier), {**paper, "file": upload()}).status_code == 400
    monkeypatch.setattr("programme.dossier.forms.extract", lambda kind, content: "ขอชื่นชมโรงเรียน")
    monkeypatch.setattr(faces, "find", lambda content: [faces.Face(0, 0, 1, 1)])
    picture = ImageFactory().file
    with picture.open("rb") as content:
        shown = SimpleUploadedFile("letter.png", content.read())
    assert "ในภาพนี้มีใบหน้าคน" in client.post(to("attachments", dossier), {**paper, "file": shown}).text
    unseen = {"kind": "letter", "title": "หนังสือชื่นชม", "file": upload()}
    assert "ตรวจดูก่อน" in client.post(to("attachments", dossier), unseen).text
    assert not dossier.attachments.exists()
    client.post(to("attachments", dossier), {**paper, "file": upload()})
    assert dossier.attachments.get().title == "หนังสือชื่นชม"


def upload(words: str = "ขอชื่นชม") -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", pdf(words), "application/pdf")


def test_what_is_finished_never_changes_and_the_next_is_another_edition(client, dossier, teacher, school):
    director = member(school, Role.SCHOOL_DIRECTOR)
    client.force_login(teacher)
    deeds.write(dossier, "benefits", OWN, deeds.digest(""), teacher)
    assert "เก็บฉบับนี้ไว้แล้ว" in finish(client, dossier).text
    assert Notice.objects.filter(person=director, title__contains="พร้อมส่ง").count() == 1
    # Sent twice: nothing is finished that nobody has seen as it stands now.
    assert "โปรดดูอีกครั้ง" in client.post(to("finish", dossier), {"seen": "0" * 64}, follow=True).text
    assert client.get(to("section", dossier, "benefits")).status_code == 302
    held = client.post(
        to("section", dossier, "benefits"), {"text": "ช้าไป"}, headers={"Accept": "application/json"}
    )
    assert held.status_code == 423
    assert client.post(to("delete", dossier)).status_code == 302

    client.post(to("reopen", dossier))
    finish(client, dossier)
    assert dossier.editions.count() == 1
    client.post(to("reopen", dossier))
    deeds.write(dossier, "benefits", "ถ้อยคำใหม่", deeds.digest(OWN), teacher)
    finish(client, dossier)
    second, first = dossier.editions.all()
    assert (second.number, first.number) == (2, 1)
    assert OWN in str(first.content)
    assert "ถ้อยคำใหม่" in str(second.content)
    assert editions.is_whole(first)
    assert OWN in reading.text(client.get(to("paper", dossier, 1, "pdf")).content)
    DossierEdition.objects.filter(pk=first.pk).update(content={**first.content, "title": "ชื่ออื่น"})
    assert "ไม่ตรงกับที่ทำเสร็จไว้" in client.get(dossier.get_absolute_url()).text


def test_it_is_sent_and_decided_and_each_step_can_be_taken_back(client, dossier, teacher):
    client.force_login(teacher)
    finish(client, dossier)
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.post(to("sent", dossier), {"sent_on": tomorrow.isoformat()}).status_code == 400
    client.post(
        to("sent", dossier), {"sent_on": timezone.localdate().isoformat(), "letter_number": "ศธ 04022/12"}
    )
    decided = {"result": "awarded", "level": "", "decided_on": timezone.localdate().isoformat()}
    assert "เขียนระดับตามที่ประกาศ" in client.post(to("result", dossier), decided).text
    page = client.post(to("result", dossier), {**decided, "level": "ยอดเยี่ยม"}, follow=True).text
    assert "ได้รับรางวัล · ยอดเยี่ยม" in page
    assert "ศธ 04022/12" in page
    for deed, state in [("undecide", "sent"), ("unsend", "ready"), ("reopen", "draft")]:
        client.post(to(deed, dossier))
        dossier.refresh_from_db()
        assert dossier.state == state
    assert (dossier.level, dossier.letter_number, dossier.sent_on) == ("", "", None)
    # Out of turn nothing happens.
    client.post(to("undecide", dossier))
    assert client.get(to("result", dossier)).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == "draft"


def test_the_level_is_one_of_the_list_or_written(client, dossier, teacher):
    client.force_login(teacher)
    finish(client, dossier)
    client.post(to("sent", dossier), {"sent_on": timezone.localdate().isoformat()})
    page = client.get(to("result", dossier)).text
    for name in ("เหรียญทอง", "รองชนะเลิศอันดับ 1", "ดีเลิศ"):
        assert name in page
    assert "ยอดเยี่ยม</option>" in page
    decided = {"result": "awarded", "level": "", "decided_on": timezone.localdate().isoformat()}
    both = client.post(to("result", dossier), {**decided, "listed": "medal:gold", "level": "ระดับเพชร"})
    assert "อย่างใดอย่างหนึ่ง" in both.text
    assert "ระดับเพชร" in both.text
    assert client.post(to("result", dossier), {**decided, "listed": "medal:wood"}).status_code == 400
    client.post(to("result", dossier), {**decided, "listed": "medal:gold"})
    dossier.refresh_from_db()
    assert (dossier.state, dossier.level) == ("decided", "เหรียญทอง")


def test_an_awards_own_levels_come_first():
    groups = [label for label, _levels in known_levels("obec-care")]
    assert groups == [
        "รางวัลระบบการดูแลช่วยเหลือนักเรียน (สพฐ.)",
        "เหรียญ",
        "ลำดับ",
        "ระดับคุณภาพ (ประกันคุณภาพภายใน)",
    ]
    assert [label for label, _levels in known_levels("")] == groups[1:]


def test_its_people_are_reminded_before_its_day_as_long_as_it_is_a_draft(client, dossier, teacher, school):
    director = member(school, Role.SCHOOL_DIRECTOR)
    noon = timezone.localtime().replace(hour=12, minute=0)
    due = noon.date() + timedelta(days=15)
    Dossier.objects.update(due_on=due)

    def told(before: int) -> list[str]:
        """What came so many days before the day, to each of the two once."""
        with time_machine.travel(noon + timedelta(days=15 - before), tick=False):
            for _twice in range(2):
                call_command("remind_dossiers", stdout=io.StringIO())
        found = Notice.objects.filter(title__contains="ต้องส่งแฟ้มผลงาน")
        people, titles = (
            set(found.values_list("person", flat=True)),
            list(found.values_list("title", flat=True)),
        )
        assert people <= {teacher.pk, director.pk}
        assert len(titles) in (0, 2)
        found.delete()
        return sorted({title.partition(":")[0] for title in titles})

    assert told(15) == []
    assert told(14) == ["อีก 14 วันต้องส่งแฟ้มผลงาน"]
    assert told(5) == []
    # The job did not run for some days.
    assert told(2) == ["อีก 2 วันต้องส่งแฟ้มผลงาน"]
    assert told(0) == ["วันนี้ต้องส่งแฟ้มผลงาน"]
    assert told(-1) == []
    # Another day is another matter; what is finished is nobody's any more.
    Dossier.objects.update(due_on=due + timedelta(days=10))
    assert told(-1) == ["อีก 9 วันต้องส่งแฟ้มผลงาน"]
    Dossier.objects.update(state="ready")
    assert told(-8) == []
    Dossier.objects.update(state="draft")
    assert told(-8) == ["อีก 2 วันต้องส่งแฟ้มผลงาน"]


def test_the_day_on_which_it_has_to_be_sent_stands_where_one_looks(client, dossier, teacher):
    client.force_login(teacher)
    today = timezone.localdate()
    assert "ส่งภายในวันที่" not in client.get(reverse("my_work")).text
    wrong = client.post(to("about", dossier), about(due_on="31/02/2569", seen=dossier.edition))
    assert wrong.status_code == 400
    assert "31/02/2569" in wrong.text
    due = today + timedelta(days=3)
    client.post(
        to("about", dossier), about(due_on=f"{due.day}/{due.month}/{due.year + 543}", seen=dossier.edition)
    )
    dossier.refresh_from_db()
    assert dossier.due_on == due
    screens = [reverse("my_work"), reverse("dossiers:mine"), dossier.get_absolute_url()]
    for state in ("draft", "ready"):
        Dossier.objects.update(state=state)
        for screen in screens:
            text = client.get(screen).text
            assert f"ส่งภายในวันที่ {thai_date(due)}" in text
            assert "เลยกำหนดแล้ว" not in text
    Dossier.objects.update(due_on=today - timedelta(days=1))
    for screen in screens:
        assert "เลยกำหนดแล้ว" in client.get(screen).text
    Dossier.objects.update(state="sent", sent_on=today)
    for screen in screens:
        assert "เลยกำหนดแล้ว" not in client.get(screen).text


def test_papers_have_its_headings_and_the_appendix(client, dossier, teacher, school):
    confirm_vision(school)
    client.force_login(teacher)
    client.post(
        to("attachments", dossier),
        {"kind": "letter", "title": "หนังสือชื่นชม ที่ 12/2569", "looked_at": "on", "file": upload()},
    )
    drafted = reading.text(client.get(to("draft_paper", dossier, "pdf")).content)
    assert "สิ่งที่ขาด" in drafted
    assert "ฉบับร่าง" in drafted
    finish(client, dossier)
    printed = reading.text(client.get(to("paper", dossier, 1, "pdf")).content)
    assert "1.ความเป็นมาและความสำคัญ" in printed
    assert "สิ่งที่ขาด" not in printed
    assert "๑.ความเป็นมาและความสำคัญ" in reading.text(
        client.get(to("paper", dossier, 1, "pdf") + "?digits=thai").content
    )

    bundle = bundle_of(client, dossier)
    letter = next(name for name in bundle.namelist() if "หนังสือชื่นชม" in name)
    assert letter.startswith("ภาคผนวก/01 ")
    listed = bundle.read("รายการ.txt").decode()
    assert dossier.editions.get().fingerprint in listed
    assert dossier.attachments.get().digest in listed
    word = word_file(bundle.read("แฟ้มผลงาน.docx"))
    headed = [line.text for line in word.paragraphs if line.style.name == "Heading 1"]
    assert headed[:2] == ["สารบัญ", "1. ความเป็นมาและความสำคัญ"]
    assert headed[-1] == "ภาคผนวก"
    assert 'TOC \\o "1-2"' in word.element.xml
    assert (
        word.styles["Normal"].element.rPr.rFonts.get(word.element.nsmap["w"].join("{}") + "cs")
        == "TH SarabunPSK"
    )
    assert client.get(to("paper", dossier, 2, "pdf")).status_code == 404
    assert client.get(to("paper", dossier, 1, "exe")).status_code == 404


def test_attachments_are_ordered_taken_out_and_put_back(client, dossier, teacher):
    client.force_login(teacher)
    rows = [
        deeds.attach(dossier, DossierAttachment(kind="letter", title=f"ฉบับ {name}"), teacher)
        for name in "กขค"
    ]
    client.post(to("up", dossier, rows[2].uid))
    client.post(to("up", dossier, rows[0].uid))
    assert [row.title[-1] for row in dossier.attachments.standing()] == ["ก", "ค", "ข"]
    client.post(to("detach", dossier, rows[0].uid))
    assert [row.title[-1] for row in dossier.attachments.standing()] == ["ค", "ข"]
    assert "โปรดดูอีกครั้ง" in client.post(to("detach", dossier, rows[0].uid), follow=True).text
    client.post(to("put_back", dossier, rows[0].uid))
    assert dossier.attachments.standing().count() == 3


LETTER = {"kind": "letter", "title": "หนังสือชื่นชม ที่ 12/2569", "looked_at": "on"}


def test_a_file_that_is_gone_is_named_and_the_rest_is_handed_out(client, dossier, teacher):
    client.force_login(teacher)
    client.post(to("attachments", dossier), {**LETTER, "file": upload()})
    client.post(
        to("attachments", dossier), {**LETTER, "kind": "order", "title": "คำสั่ง", "file": upload("แต่งตั้ง")}
    )
    finish(client, dossier)
    lost, kept = dossier.attachments.standing()
    Path(lost.file.path).unlink()
    bundle = bundle_of(client, dossier)
    assert sorted(name.partition(".")[2] for name in bundle.namelist()) == ["docx", "pdf", "pdf", "txt"]
    assert [name for name in bundle.namelist() if name.startswith("ภาคผนวก/")] == ["ภาคผนวก/02 คำสั่ง.pdf"]
    listed = bundle.read("รายการ.txt").decode()
    assert f"ภาคผนวกที่ 1 {lost.title}: ไม่พบไฟล์ จึงไม่มีอยู่ในชุดนี้ SHA-256 {lost.digest}" in listed
    assert client.get(to("attachment", dossier, lost.uid)).status_code == 404
    page = client.get(dossier.get_absolute_url()).text
    assert page.count("ไม่พบไฟล์") == 1
    assert to("attachment", dossier, lost.uid) not in page
    assert to("attachment", dossier, kept.uid) in page

    client.post(to("reopen", dossier))
    assert f"ไม่พบไฟล์ของ “{lost.title}”" in client.get(dossier.get_absolute_url()).text
    drafted = reading.text(client.get(to("draft_paper", dossier, "pdf")).content)
    assert reading.squeezed(f"ไม่พบไฟล์ของ “{lost.title}”") in drafted
    # The same file once more takes its old place, also in the edition.
    again = client.post(
        to("attachments", dossier), {**LETTER, "title": "ชื่ออื่น", "file": upload()}, follow=True
    )
    assert "ไม่พบไฟล์" not in again.text
    assert dossier.attachments.count() == 2
    assert len([name for name in bundle_of(client, dossier).namelist() if name.startswith("ภาคผนวก/")]) == 2


def test_the_same_file_sent_twice_is_attached_once(client, dossier, teacher):
    client.force_login(teacher)
    client.post(to("attachments", dossier), {**LETTER, "file": upload()})
    again = client.post(
        to("attachments", dossier), {**LETTER, "title": "ชื่ออื่น", "file": upload()}, follow=True
    )
    assert f"แนบไว้แล้ว ชื่อ “{LETTER['title']}”" in again.text
    assert "แนบแล้ว: ชื่ออื่น" not in again.text
    assert dossier.attachments.get().title == LETTER["title"]
    # Another paper of the same name is another paper, and what was taken out may come again.
    client.post(to("attachments", dossier), {**LETTER, "file": upload("ขอชื่นชมอีกครั้ง")})
    client.post(to("detach", dossier, dossier.attachments.standing().first().uid))
    client.post(to("attachments", dossier), {**LETTER, "file": upload()})
    assert dossier.attachments.standing().count() == 2
    taken_out = dossier.attachments.exclude(removed_at=None).get()
    assert "โปรดดูอีกครั้ง" in client.post(to("put_back", dossier, taken_out.uid), follow=True).text


def test_what_was_taken_again_is_not_put_back_besides(client, dossier, teacher, monkeypatch):
    client.force_login(teacher)
    paper = {"kind": "plan", "title": "แผน", "origin": "programme.plan:1"}
    first = deeds.attach(dossier, DossierAttachment(**paper), teacher)
    deeds.detach(dossier, first, teacher)
    deeds.attach(dossier, DossierAttachment(**paper), teacher)
    assert "โปรดดูอีกครั้ง" in client.post(to("put_back", dossier, first.uid), follow=True).text
    assert dossier.attachments.standing().count() == 1
    other = deeds.attach(dossier, DossierAttachment(kind="letter", title="หนังสือ"), teacher)
    deeds.detach(dossier, other, teacher)
    monkeypatch.setattr(deeds, "MOST_ATTACHMENTS", 1)
    client.post(to("put_back", dossier, other.uid))
    assert dossier.attachments.standing().count() == 1


def test_awards_that_were_announced_are_told_and_their_certificates_offered(
    client, dossier, teacher, school, monkeypatch
):
    today = timezone.localdate()
    scheme = AwardScheme.objects.create(
        office=school.office,
        name="รางวัลโรงเรียนปลอดภัยสมมุติ",
        levels=["ทอง"],
        year=2569,
        issuer="สพป.สมมุติ",
        state="announced",
        announced_on=today,
    )
    certificate = Certificate.objects.create(
        office=school.office,
        host=school.office,
        year=2570,
        number=1,
        serial="0001/2570",
        issued_on=today,
        full_name=school.name,
    )
    design = CertificateDesign.objects.create(office=school.office, name="แบบสมมุติ")
    certificate.editions.create(number=1, name=school.name, design=design, texts={})
    row = {"scheme": scheme, "level": "ทอง", "organisation": school}
    Honour.objects.create(**row, recipient="school", certificate=certificate)
    Honour.objects.create(**row, recipient="person", name="ครูที่ยินยอม", consent_on=today)
    Honour.objects.create(**row, recipient="person", name="ครูที่ไม่ยินยอม")
    told = draft(Holdings(dossier, today))["recognition"].text
    assert "รางวัลโรงเรียนปลอดภัยสมมุติ" in told
    assert "ครูที่ยินยอม" in told
    assert "ครูที่ไม่ยินยอม" not in told

    monkeypatch.setattr(attaching.certificates, "pdf", lambda edition: pdf("เกียรติบัตร"))
    client.force_login(teacher)
    client.post(to("take", dossier), {"origin": f"events.certificate:{certificate.pk}"})
    attached = dossier.attachments.get()
    assert attached.kind == "certificate"
    assert "0001/2570" in attached.title
    assert client.get(to("attachment", dossier, attached.uid)).content[:4] == b"%PDF"


def test_a_picture_is_printed_only_as_long_as_visitors_see_it(client, site_tree, dossier, teacher, school):
    event = ExchangeEventPageFactory(
        parent=site_tree.events,
        host=school,
        state="recorded",
        starts_at=timezone.now() - timedelta(days=9),
        photos=[("photo", {"image": ImageFactory(), "caption": "ครูเดินท้ายรถ"})],
    )
    hidden = ExchangeEventPageFactory(
        parent=site_tree.events,
        host=school,
        state="recorded",
        live=False,
        starts_at=timezone.now() - timedelta(days=8),
        photos=[("photo", {"image": ImageFactory(), "caption": "ภาพที่ไม่เผยแพร่"})],
    )
    client.force_login(teacher)
    page = client.get(to("attachments", dossier)).text
    assert "ครูเดินท้ายรถ" in page
    assert "ภาพที่ไม่เผยแพร่" not in page
    client.post(
        to("take", dossier),
        {"origin": f"events.exchangeeventpage:{hidden.pk}:{hidden.photos[0].value['image'].pk}"},
    )
    assert not dossier.attachments.exists()
    client.post(
        to("take", dossier),
        {"origin": f"events.exchangeeventpage:{event.pk}:{event.photos[0].value['image'].pk}"},
    )
    finish(client, dossier)
    bundle = bundle_of(client, dossier)
    assert any(name.endswith("01 ครูเดินท้ายรถ.jpg") for name in bundle.namelist())
    ExchangeEventPage.objects.filter(pk=event.pk).update(live=False)
    bundle = bundle_of(client, dossier)
    assert not [name for name in bundle.namelist() if name.endswith(".jpg")]
    assert "ภาพนี้ถูกถอนออกแล้ว" in reading.text(bundle.read("แฟ้มผลงาน.pdf"))
    assert client.get(to("attachment", dossier, dossier.attachments.get().uid)).status_code == 404


def test_a_schools_numbers_are_the_certified_ones_without_small_ones(dossier, school):
    year = this_year()
    term = ReportRoundFactory(office=school.office, academic_year=year, term=1)
    report = TermReportFactory(round=term, school=school, state="certified")
    report.figures |= {"helped": 9, "improved": 3, "ongoing": 6}
    ReportVersionFactory(report=report)
    waiting = ReportRoundFactory(office=school.office, academic_year=year - 1, term=2)
    TermReportFactory(round=waiting, school=school, state="writing")
    table = draft(Holdings(dossier, timezone.localdate()))["results"].tables[0]
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["นักเรียนที่คัดกรองแล้ว"] == ["ไม่มีข้อมูล", "ไม่มีข้อมูล", "120 คน"]
    assert rows["ในจำนวนนี้ดีขึ้นแล้ว"][2] == "ไม่แสดง (จำนวนน้อย)"
    # Before the day on which it was certified nobody could know.
    before = draft(Holdings(dossier, timezone.localdate() - timedelta(days=1)))
    assert not before["results"].tables


def test_the_offices_numbers_are_the_signed_ones_and_unsigned_years_are_missing(client, site_tree, school):
    office, today = school.office, timezone.localdate()
    director, officer = member(office, Role.OFFICE_DIRECTOR), member(office, Role.OFFICER)
    beginning.begin(office)
    last = Period.of(today).before
    EnteredFigure.objects.create(
        indicator=Indicator.objects.get(office=office, key="pupils-cared"),
        numerator=19_204,
        denominator=19_207,
        as_of=last.last - timedelta(days=30),
        source="DMC สมมุติ",
    )
    seen = freezing.draft(office, last, today).digest
    freezing.sign(office, last, director, position="ผอ.สมมุติ", seen=seen, today=today)
    client.force_login(officer)
    client.post(
        reverse("dossiers:new", args=[office.uid]),
        about(scheme="obec-care", category="office", year_kind="era"),
    )
    made = Dossier.objects.get()
    assert made.award_name == ""
    assert reverse("dossiers:mine") in client.get(reverse("cockpit:cockpit")).text
    table = made.sections.get(key="results").facts["tables"][0]
    cared = next(row for row in table["rows"] if row[0] == "นักเรียนได้รับการดูแลช่วยเหลือ")
    # Three pupils are left: whoever subtracts must not learn it.
    assert cared[2:] == ["ยังไม่ลงนาม", "อย่างน้อย 19,203 จาก 19,207 คน", "ปียังไม่สิ้นสุด"]
    found = missing.gaps(made, Holdings(made, today), deeds.sections_of(made), [])
    unsigned = [gap.words for gap in found if gap.path == reverse("indicators:sign")]
    assert unsigned == [f"ยังไม่มีผู้ลงนามตัวเลขของปีการศึกษา {last.year - 1}"]
    assert any(gap.unknown for gap in found)


def test_commitments_that_visitors_may_not_read_stay_out(dossier, school):
    shown = CommitmentFactory(author=school, title="สอนว่ายน้ำ", state="in-force")
    secret = CommitmentFactory(author=school, title="เรื่องภายใน", state="in-force", is_public=False)
    for row in (shown, secret):
        type(row).objects.filter(pk=row.pk).update(in_force_at=timezone.now() - timedelta(days=1))
    found = draft(Holdings(dossier, timezone.localdate()))["stage-c"]
    assert "สอนว่ายน้ำ" in str(found)
    assert "เรื่องภายใน" not in str(found)


def test_only_its_own_people_find_it(client, dossier, school):
    strangers = [
        member(school.office, Role.OFFICER),
        member(school.office, Role.ADMINISTRATOR),
        member(SchoolFactory(office=school.office), Role.TEACHER),
    ]
    for person in strangers:
        client.force_login(person)
        for name in ("dossier", "attachments", "news"):
            assert client.get(to(name, dossier)).status_code == 404
        assert dossier.title not in client.get(reverse("dossiers:mine")).text
    supervisor = member(school.office, Role.SUPERVISOR)
    client.force_login(supervisor)
    assert client.get(reverse("dossiers:new", args=[school.office.uid])).status_code == 404
    client.force_login(member(school, Role.SCHOOL_DIRECTOR))
    assert client.get(dossier.get_absolute_url()).status_code == 200
    assert reverse("dossiers:mine") in client.get(reverse("my_work")).text


def test_the_list_shows_what_is_worked_on_first_and_stays_cheap(client, dossier, teacher, school):
    def another(n: int, **fields) -> Dossier:
        return Dossier.objects.create(
            organisation=school,
            title=f"แฟ้มที่ {n}",
            award_name="รางวัลสมมุติ",
            category="school",
            year_be=2568,
            last_year=2568,
            saved_at=timezone.now() - timedelta(days=n),
            **fields,
        )

    another(1, state="decided")
    another(2)
    client.force_login(teacher)
    address = reverse("dossiers:mine")
    text = client.get(address).text
    assert text.index("ล็อกคางทุกเช้า") < text.index("แฟ้มที่ 2") < text.index("แฟ้มที่ 1")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(3, 25):
        another(n)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few) + 1
    rows = list(load_workbook(io.BytesIO(client.get(reverse("dossiers:xlsx")).content)).active.values)
    assert rows[1][1] == "ล็อกคางทุกเช้า"
    assert len(rows) == 26
    for page in ("0", "abc", "9999"):
        assert client.get(address, {"page": page}).status_code == 200


def test_a_draft_goes_with_its_files_but_not_after_an_edition(
    client, dossier, teacher, django_capture_on_commit_callbacks
):
    client.force_login(teacher)
    client.post(
        to("attachments", dossier),
        {"kind": "letter", "title": "หนังสือชื่นชม", "looked_at": "on", "file": upload()},
    )
    file = dossier.attachments.get().file
    finish(client, dossier)
    client.post(to("reopen", dossier))
    client.post(to("delete", dossier))
    assert Dossier.objects.filter(pk=dossier.pk).exists()
    DossierEdition.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(to("delete", dossier))
    assert not Dossier.objects.filter(pk=dossier.pk).exists()
    assert not file.storage.exists(file.name)


def test_headings_follow_the_offices_own_paper():
    """The seed's order: what it has comes in its order, the stages below the process."""
    seed = [row.th for row in DOSSIER_HEADINGS if row.source == "seed" and not row.chapter]
    assert seed == [
        "ความเป็นมาและความสำคัญ",
        "วัตถุประสงค์",
        "เป้าหมาย",
        "วิธีการดำเนินงาน/กระบวนการ",
        "รูปแบบ/เทคนิคที่ทำให้เกิดความสำเร็จ",
        "ผลสำเร็จ",
    ]
    assert [row.key[-1] for row in DOSSIER_HEADINGS if row.chapter == "process"] == list("vcaren")
    assert all(row.asks() and row.asks("en") for row in DOSSIER_HEADINGS)


def test_a_number_of_a_practice_that_no_database_has_is_refused(client, dossier, teacher):
    client.force_login(teacher)
    for number in ("9" * 50, "0"):
        page = client.post(to("about", dossier), about(practice=number, seen=dossier.edition))
        assert page.status_code == 400
