"""A report of a school without a director in the portal: printed, signed by hand, written down by the office."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from media.storage import private_storage
from organisations.models import Role
from programme.models import ReportRound, TermReport
from programme.reports import deeds, figures, on_paper
from tests.factories import SchoolFactory, TermReportFactory
from tests.people import _letters_leave_at_once, member
from vcare.calendar import format_thai_date, to_thai_digits

__all__ = ["_letters_leave_at_once"]

pytestmark = pytest.mark.django_db

State = TermReport.State


@pytest.fixture
def teacher(report):
    return member(report.school, Role.TEACHER)


@pytest.fixture
def report():
    return TermReportFactory(saved_at=timezone.now() - timedelta(days=2))


@pytest.fixture
def sent(report, teacher):
    deeds.send(report, teacher)
    mail.outbox.clear()
    return fresh(report)


@pytest.fixture
def officer(client, report):
    person = member(report.round.office, Role.OFFICER)
    client.force_login(person)
    return person


def fresh(report):
    return TermReport.objects.get(pk=report.pk)


def at(name, report, *more):
    return reverse(f"reports:{name}", args=[report.uid, *more])


def scan(**hidden):
    content = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(content, "JPEG", **hidden)
    return SimpleUploadedFile("สแกน.jpg", content.getvalue(), "image/jpeg")


def paper(report, **changes):
    day = timezone.localdate() - timedelta(days=1)
    return {
        "code": on_paper.code(report),
        "name": "นางสมมุติ ลงนาม",
        "position": "รักษาการในตำแหน่งผู้อำนวยการโรงเรียน",
        "signed_on": format_thai_date(day, "short"),
        "file": scan(),
    } | changes


def test_the_office_records_what_was_signed_and_it_counts(client, sent, teacher, officer):
    assert at("on_paper", sent) in client.get(at("report", sent)).text
    assert "โฮมรูม" not in client.get(at("report", sent)).text
    assert figures.of_round(sent.round).certified == 0
    page = client.post(at("on_paper", sent), paper(sent), follow=True)
    version = fresh(sent).versions.get()
    assert fresh(sent).state == State.CERTIFIED
    assert (version.certified_by, version.recorded_by) == (None, officer)
    assert version.signed_on == timezone.localdate() - timedelta(days=1)
    assert "นางสมมุติ ลงนาม รักษาการในตำแหน่งผู้อำนวยการโรงเรียน" in version.signature
    assert sent.school.name in version.signature
    assert figures.of_round(sent.round).certified == 1
    for text in (page.text, client.get(at("version", sent, 1)).text):
        assert "รับรองบนกระดาษ" in text
        assert version.signature in text
        assert str(officer) in text
    assert [letter.to for letter in mail.outbox] == [[teacher.email]]
    assert "บนกระดาษ" in mail.outbox[0].body
    assert version.signature in mail.outbox[0].body
    entry = ModelLogEntry.objects.get(action="programme.report.certify_on_paper")
    assert (entry.user, entry.data["signature"]) == (officer, version.signature)


def test_a_second_press_finds_it_settled(client, sent, officer):
    client.post(at("on_paper", sent), paper(sent))
    client.post(at("on_paper", sent), paper(sent))
    assert fresh(sent).versions.count() == 1


def test_the_board_and_the_sheets_say_that_it_was_on_paper(client, sent, officer):
    board = reverse("reports:board", args=[sent.round.uid])
    assert at("on_paper", sent) in client.get(board).text
    client.post(at("on_paper", sent), paper(sent))
    text = client.get(board).text
    assert "บนกระดาษ</span>" in " ".join(text.split())
    assert at("on_paper", sent) not in text
    for name in ("board_xlsx", "totals_xlsx"):
        sheet = client.get(reverse(f"reports:{name}", args=[sent.round.uid]))
        head, row, *_more = load_workbook(io.BytesIO(sheet.content)).active.values
        assert row[head.index("รับรองอย่างไร")] == "บนกระดาษ"


def test_the_scan_is_private_and_without_what_the_camera_wrote(client, sent, teacher, officer):
    exif = Image.Exif()
    exif[0x010F] = "กล้องสมมุติ"
    client.post(at("on_paper", sent), paper(sent, file=scan(exif=exif.tobytes())))
    version = fresh(sent).versions.get()
    assert private_storage().exists(version.paper.name)
    assert "สแกน" not in version.paper.name
    answer = client.get(at("signed_paper", sent, 1))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content)
    assert not Image.open(io.BytesIO(content)).getexif()
    client.force_login(teacher)
    assert client.get(at("signed_paper", sent, 1)).status_code == 200
    for person in (member(sent.round.office, Role.SUPERVISOR), member(SchoolFactory(), Role.TEACHER)):
        client.force_login(person)
        assert client.get(at("signed_paper", sent, 1)).status_code == 404


def test_the_scan_goes_with_the_report(client, sent, officer, django_capture_on_commit_callbacks):
    client.post(at("on_paper", sent), paper(sent))
    name = fresh(sent).versions.get().paper.name
    with django_capture_on_commit_callbacks(execute=True):
        sent.round.delete()
    assert not private_storage().exists(name)


def test_a_school_with_a_director_in_the_portal_certifies_there(client, sent, officer):
    director = member(sent.school, Role.SCHOOL_DIRECTOR)
    page = client.get(at("report", sent)).text
    assert at("on_paper", sent) not in page
    assert "โปรดแจ้งผู้อำนวยการ" in page
    told = client.post(at("on_paper", sent), paper(sent), follow=True)
    assert "มีผู้อำนวยการในพอร์ทัลแล้ว" in told.text
    assert fresh(sent).state == State.SENT
    # Who came while the form was open certifies, too.
    with pytest.raises(deeds.SettledError):
        deeds.certify_on_paper(
            sent, officer, on_paper.SignedPaper(on_paper.code(sent), "ก ข", timezone.localdate(), scan())
        )
    director.memberships.update(ends_on=timezone.localdate() - timedelta(days=1), starts_on="2026-01-01")
    assert at("on_paper", sent) in client.get(at("report", sent)).text


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("code", "12", "หกหลัก"),
        ("code", "", "จำเป็น"),
        ("name", "12 34", "เป็นตัวอักษร"),
        ("name", "เด็กชายสมมุติ ทดสอบ", ""),
        ("position", "-", "เป็นตัวอักษร"),
        ("signed_on", "1/1/2569", "ยังเขียน"),
        ("signed_on", "เมื่อวาน", ""),
        ("file", SimpleUploadedFile("paper.pdf", b"%PDF no"), ""),
        ("file", SimpleUploadedFile("paper.exe", b"MZ"), ""),
        ("file", "", "จำเป็น"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    client, sent, officer, field, typed, told
):
    answer = client.post(at("on_paper", sent), paper(sent, **{field: typed}))
    assert answer.status_code == 400
    form = answer.context["form"]
    assert form.errors[field]
    assert told in str(form.errors[field]) or told == "จำเป็น"
    assert fresh(sent).state == State.SENT
    kept = [name for name in ("code", "name", "position", "signed_on") if name != field]
    assert all(f'value="{form.data[name]}"' in answer.text for name in kept)
    # A browser keeps no file: that it has to be chosen again is said where it was all right.
    if field != "file":
        assert "เลือกไฟล์อีกครั้ง" in str(form.errors["file"])


def test_nobody_signed_tomorrow(client, sent, officer):
    tomorrow = format_thai_date(timezone.localdate() + timedelta(days=2), "short")
    answer = client.post(at("on_paper", sent), paper(sent, signed_on=tomorrow))
    assert "ยังมาไม่ถึง" in str(answer.context["form"].errors["signed_on"])


def test_a_paper_of_an_older_report_is_refused(client, sent, teacher, officer):
    older = paper(sent)
    deeds.take_back(sent, teacher)
    held = fresh(sent)
    held.figures = held.figures | {"helped": 19, "ongoing": held.figures["ongoing"] - 1}
    held.save(update_fields=["figures"])
    TermReport.objects.update(state=State.SENT)
    answer = client.post(at("on_paper", sent), older)
    assert answer.status_code == 400
    assert "พิมพ์และลงนามใหม่" in str(answer.context["form"].errors["code"])
    with pytest.raises(deeds.SettledError):
        deeds.certify_on_paper(
            sent, officer, on_paper.SignedPaper(older["code"], "ก ข", timezone.localdate(), scan())
        )


def test_the_number_may_be_typed_as_people_read_it(client, sent, officer):
    code = to_thai_digits(on_paper.code(sent))
    client.post(at("on_paper", sent), paper(sent, code=f" {code[:3]} {code[3:]}"))
    assert fresh(sent).state == State.CERTIFIED


def test_the_office_takes_it_back_by_sending_the_report_back(client, sent, officer):
    client.post(at("on_paper", sent), paper(sent))
    client.post(at("give_back", sent), {"reason": "กระดาษไม่ชัด ขอสแกนใหม่"})
    assert fresh(sent).state == State.RETURNED
    assert figures.of_round(sent.round).certified == 0
    assert fresh(sent).versions.get().ended_at


def test_nothing_is_recorded_in_a_closed_round_or_of_what_was_not_sent(client, report, officer):
    assert client.get(at("on_paper", report)).url == at("report", report)
    TermReport.objects.update(state=State.SENT)
    ReportRound.objects.update(state="closed")
    assert client.post(at("on_paper", report), paper(report)).url == at("report", report)
    assert fresh(report).state == State.SENT


def test_only_who_runs_rounds_records(client, sent, teacher):
    office = sent.round.office
    people = [teacher, *(member(office, role) for role in (Role.SUPERVISOR, Role.OFFICE_DIRECTOR))]
    for person in people:
        client.force_login(person)
        assert client.post(at("on_paper", sent), paper(sent)).status_code == 404
    client.force_login(member(office, Role.GROUP_DIRECTOR))
    assert client.post(at("on_paper", sent), paper(sent)).status_code == 302
    assert fresh(sent).state == State.CERTIFIED


def test_the_school_prints_what_it_sent_with_room_to_sign(client, sent, teacher, officer):
    assert client.get(at("to_sign", sent)).status_code == 404
    client.force_login(teacher)
    page = client.get(at("report", sent)).text
    assert at("to_sign", sent) in page
    answer = client.get(at("to_sign", sent))
    assert "no-store" in answer["Cache-Control"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert all(on_paper.code(sent) in one.extract_text() for one in pages)
    assert float(pages[0].mediabox.width) == pytest.approx(595, abs=1)
    data = on_paper.paper_data(sent, thai_digits=True)
    rows = [row for chapter in data["chapters"] for row in chapter["table"]["rows"]]
    assert ["นักเรียนที่ได้รับการช่วยเหลือ", "๒๐ คน"] in rows
    assert client.get(at("to_sign", sent) + "?digits=thai").content.startswith(b"%PDF")
    deeds.take_back(sent, teacher)
    assert client.get(at("to_sign", sent)).url == at("report", sent)


def test_a_school_without_a_director_is_told_to_print_when_it_sends(client, report, teacher):
    client.force_login(teacher)
    assert "พิมพ์" in client.post(at("send", report), follow=True).text
    deeds.take_back(fresh(report), teacher)
    member(report.school, Role.SCHOOL_DIRECTOR)
    text = client.post(at("send", report), follow=True).text
    assert at("to_sign", report) not in text
