"""Drafts with findings in each state, consents in each state, a request from outside: for the privacy reviewers."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from media.models import PortalImage
from organisations.models import Organisation
from privacy import gate
from privacy.models import Clearance, Consent, PictureFaces, Receipt, Sighting, TakeDown

FORM = b"%PDF-1.4\n% a made-up form\n%%EOF\n"
#: Days until the end of each made-up consent, and what it is called.
CONSENTS = (
    (18, "งานกีฬาสี แบบฟอร์ม 12 (สมมุติ)"),
    (70, "ค่ายลูกเสือ แบบฟอร์ม 4 (สมมุติ)"),
    (400, "ตลาดนัดอาชีพ แบบฟอร์ม 7 (สมมุติ)"),
    (-6, "วันไหว้ครู แบบฟอร์ม 2 (สมมุติ)"),
)


def load(
    drafts: list, images: list[PortalImage], school: Organisation, reviewer: User, officer: User
) -> None:
    """`drafts` are unpublished pages of the demonstration; the first ones get findings."""
    texts = (
        "ครูไปเยี่ยมบ้านเด็กชายสมมุติ ตัวอย่าง และโทรหาผู้ปกครองที่ 081-234-5678",
        "น้องฟ้าใสกลับมาเรียนได้ นักเรียนชั้น ป.4/2 คนหนึ่งเลิกถูกเพื่อนรังแก",
    )
    for page, text in zip(drafts, texts, strict=False):
        page.benefits = text
        page.save_revision(user=officer)
        gate.note(page, Sighting.State.DRAFT)
    if len(drafts) > 1:
        one = gate.open_findings(drafts[1])[0]
        gate.clear(
            one,
            drafts[1],
            by=reviewer,
            decision=Clearance.Decision.NOT_PERSONAL,
            reason="เป็นชื่อตัวละครในนิทานที่ครูแต่งเอง (สมมุติ)",
        )
    today = timezone.localdate()
    for number, (days, label) in enumerate(CONSENTS):
        consent = Consent(
            organisation=school,
            label=label,
            scopes=["portal"],
            given_on=today - timedelta(days=300),
            expires_on=today + timedelta(days=days),
            recorded_by=officer,
        )
        consent.form.save("form.pdf", ContentFile(FORM), save=False)
        consent.save()
        consent.images.set(images[number : number + 1])
    TakeDown.objects.create(
        reason=TakeDown.Reason.OTHER,
        page=drafts[0] if drafts else None,
        words="ข้อความในหน้านี้พูดถึงหมู่บ้านของเรามากไป (สมมุติ)",
        asked_at=timezone.now() - timedelta(days=1),
    )


def know_drawn(image: PortalImage) -> None:
    """The portal drew it: nobody's face is in it, and the detector needs not look."""
    PictureFaces.objects.update_or_create(
        image=image, defaults={"file_hash": image.get_file_hash(), "boxes": [], "nobody_recognisable": True}
    )


def remove() -> None:
    for consent in Consent.objects.filter(label__endswith="(สมมุติ)"):
        consent.form.delete(save=False)
        consent.delete()
    TakeDown.objects.filter(words__endswith="(สมมุติ)").delete()
    Clearance.objects.filter(reason__endswith="(สมมุติ)").delete()
    Receipt.objects.filter(consent=None, take_down=None).delete()
