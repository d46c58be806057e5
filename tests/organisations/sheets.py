"""Sheets as an office sends them: lists of rows as XLSX and CSV files."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from organisations.models import RegisterImport

HEADER = [
    "ที่",
    "รหัสโรงเรียน 10 หลัก",
    "ชื่อสถานศึกษา",
    "อำเภอ",
    "ตำบล",
    "ระดับชั้นที่เปิดสอน",
    "ศูนย์เครือข่าย",
    "จำนวนนักเรียน (คน)",
    "ครู/บุคลากร",
]


def xlsx(*sheets, name="ทะเบียน.xlsx"):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"แผ่น {number + 1}")
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def csv(rows, encoding="utf-8-sig", delimiter=",", name="ทะเบียน.csv"):
    text = "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows)
    return SimpleUploadedFile(name, text.encode(encoding))


def read(client, file, **defaults):
    """Choose a file and take the columns as they are recognised; the import, shown as a preview."""
    response = client.post(
        reverse("organisations:register_import"), {"file": file, "office": office_of(client)}
    )
    assert response.status_code == 302, response.context["form"].errors
    columns = client.get(response.url)
    form = columns.context["form"]
    answers = {field.html_name: field.value() or "" for field in [*form.columns, *form.defaults]}
    response = client.post(response.url, answers | defaults)
    assert response.status_code == 302, response.context["form"].errors
    return RegisterImport.objects.order_by("pk").last()


def office_of(client):
    return client.get(reverse("organisations:register_import")).context["form"]["office"].value()


def preview(client, sheet):
    return client.get(reverse("organisations:register_sheet", args=[sheet.uid]))


def confirm(client, sheet, digest=None):
    digest = digest or preview(client, sheet).context["plan"].digest
    return client.post(
        reverse("organisations:register_confirm", args=[sheet.uid]), {"digest": digest}, follow=True
    )


def undo(client, sheet):
    return client.post(reverse("organisations:register_undo", args=[sheet.uid]), follow=True)
