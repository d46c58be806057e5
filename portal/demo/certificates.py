"""Certificates of the demonstration: those of a past event, one corrected and one revoked, and one that waits to be issued."""

import io
import math
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from events.certificates import issuing, paper
from events.models import (
    Attendance,
    Certificate,
    CertificateBatch,
    CertificateCounter,
    CertificateDesign,
    CertificateEdition,
    CertificateRegister,
    CertificateWish,
    ExchangeEventPage,
    Signatory,
)
from organisations.models import Organisation
from vcare.calendar import fiscal_year

#: Of those who came; the others wait to be given theirs.
GIVEN = 24
SPEAKERS = [
    ("ดร.", "สมาน สมมุติวิทยา", "ศึกษานิเทศก์เชี่ยวชาญ", "สำนักงานเขตพื้นที่การศึกษา (สมมุติ)"),
    ("ว่าที่ร้อยตรีหญิง ดร.", "ปิ่นกมลชนก ศักดิ์สิทธิ์พงษ์สมมุติ", "ครูชำนาญการพิเศษ", "โรงเรียนสาธิตสมมุติ 075"),
]
SIGNERS = [
    ("นายสมมุติ ตัวอย่าง", "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา\n(สมมุติ)"),
    ("นางสาวตัวอย่าง สมมุติ", "ผู้อำนวยการกลุ่มส่งเสริมการจัดการศึกษา\n(สมมุติ)"),
]


def add(office: Organisation, mail_domain: str) -> None:
    officer = User.objects.filter(email=f"officer@{mail_domain}").first()
    event = (
        ExchangeEventPage.objects.filter(is_demo=True, state="recorded", host=office).order_by("pk").first()
    )
    design = design_of(office, officer)
    CertificateCounter.objects.get_or_create(office=office, year=fiscal_year(timezone.localdate()))
    if event is None:
        return
    batch = CertificateBatch.objects.create(
        office=office,
        host=office,
        event=event,
        design=design,
        occasion=issuing.Occasion.of(event).title,
        issued_on=timezone.localdate(event.ends_at) + timedelta(days=3),
        state=CertificateBatch.State.DONE,
        made_by=officer,
        made_at=event.ends_at + timedelta(days=3),
        finished_at=event.ends_at + timedelta(days=3),
        is_demo=True,
    )
    people = Attendance.attended(event).order_by("pk")[:GIVEN]
    wishes = [
        CertificateWish(
            batch=batch,
            attendee=row,
            role="attended",
            prefix=row.prefix,
            name=row.name,
            position=row.position,
            organisation=row.registration.organisation_name,
            email=row.registration.email,
        )
        for row in people
    ] + [
        CertificateWish(
            batch=batch, role="speaker", prefix=prefix, name=name, position=position, organisation=at
        )
        for prefix, name, position, at in SPEAKERS
    ]
    issued = [give(batch, wish) for wish in wishes]
    CertificateWish.objects.bulk_create(wishes)
    correct(issued[1], officer)
    revoke(issued[4])


def give(batch: CertificateBatch, wish: CertificateWish) -> Certificate:
    """Issued without a letter and without trying the paper: the demonstration is made in a moment."""
    occasion = issuing.occasion_of(batch)
    words = occasion.words(wish.role, batch.issued_on)
    certificate = issuing.write_down(
        occasion=occasion,
        design=batch.design,
        register=CertificateRegister.of(batch.office),
        bearer=wish,
        texts=paper.texts(batch.design, wish, words),
        issued_on=batch.issued_on,
        by=batch.made_by,
        role=wish.role,
        email=wish.email,
        attendee=wish.attendee,
        batch=batch,
        told_at=batch.made_at if wish.email else None,
        made_at=batch.made_at,
    )
    certificate.editions.update(made_at=batch.made_at)
    wish.state = CertificateWish.State.DONE
    return certificate


def correct(certificate: Certificate, officer: User | None) -> None:
    before = certificate.edition
    name = f"{before.name}กุล"
    bearer = CertificateEdition(
        prefix=before.prefix, name=name, position=before.position, organisation=before.organisation
    )
    CertificateEdition.objects.create(
        certificate=certificate,
        number=2,
        prefix=before.prefix,
        name=name,
        position=before.position,
        organisation=before.organisation,
        design=before.design,
        texts=paper.texts(before.design, bearer, before.texts["words"]),
        reason="สะกดนามสกุลผิด (สมมุติ)",
        made_at=certificate.made_at + timedelta(days=2),
        made_by=officer,
    )
    Certificate.objects.filter(pk=certificate.pk).update(edition_number=2, full_name=bearer.full_name)


def revoke(certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(
        state=Certificate.State.REVOKED,
        revoked_at=certificate.made_at,
        revoked_reason="ออกให้ผู้ที่ลงทะเบียนแต่กลับก่อนเวลา (สมมุติ)",
    )


def design_of(office: Organisation, officer: User | None) -> CertificateDesign:
    design = CertificateDesign.objects.create(
        office=office,
        name="เวทีแลกเปลี่ยนเรียนรู้ (สมมุติ)",
        heading=office.name[:150],
        border=CertificateDesign.Border.GEM,
        signatures_agreed=True,
        made_by=officer,
        is_demo=True,
    )
    for number, (name, position) in enumerate(SIGNERS, start=1):
        signer = Signatory(design=design, number=number, name=name, position=position)
        signer.picture.save("signature.png", ContentFile(scribble(number)), save=False)
        signer.save()
    return design


def scribble(turn: int) -> bytes:
    """A line that nobody takes for a real signature."""
    picture = Image.new("RGBA", (420, 140), (0, 0, 0, 0))
    points = [
        (20 + step * 3.8, 70 + math.sin(step / (4 + turn)) * 42 * math.cos(step / 23)) for step in range(100)
    ]
    ImageDraw.Draw(picture).line(points, fill=(24, 52, 120, 255), width=5, joint="curve")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def remove() -> None:
    """What hangs on one another, in its order; the counter begins anew where nothing real was issued."""
    Certificate.objects.filter(is_demo=True).delete()
    CertificateBatch.objects.filter(is_demo=True).delete()
    for signer in Signatory.objects.filter(design__is_demo=True).exclude(picture=""):
        signer.picture.delete(save=False)
    CertificateDesign.objects.filter(is_demo=True, editions=None, batches=None).delete()
    for counter in CertificateCounter.objects.all():
        if not Certificate.objects.filter(office=counter.office_id, year=counter.year).exists():
            counter.delete()
