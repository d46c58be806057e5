"""What the portal forgets, and when: the table that `manage.py forget`, the handbook and the privacy page follow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page

from accounts.models import Letter, LineAccount, LineEvent, Notice, OneTimeLink
from events.certificates.forgetting import forget_addresses
from events.models import Certificate, CertificateWish, Proposal, Registration, Remark
from events.models.attendance import DoorLink
from media.models import PortalImage
from networks.models import PartnerApplication, ProfileClaim, Vetting, VettingDocument
from organisations.models import IncomingSheet, Invitation, JoinRequest, RegisterImport
from practices.models import PracticeImport, PracticePage
from practices.papers import importing
from privacy import consents
from privacy.models import Consent, TakeDown
from programme.dossier.withholding import WITHHELD
from programme.models import Featured, Honour
from programme.recognition.forgetting import forget_names

#: What the audit log keeps to say about something forgotten; e-mail addresses and reasons are not among it.
AUDITED = {"role", "organisation", "last_day", "purpose"}

State = PartnerApplication.State


@dataclass(frozen=True)
class Kind:
    """One kind of personal data: the rows that nobody needs any more on a day."""

    name: str
    #: In the plain words of the command's list.
    title: str
    rows: Callable[[datetime], QuerySet]
    #: What forgetting is, where a row stays or takes more along than itself; returns how many they were.
    deed: Callable[[QuerySet], int] | None = None

    @property
    def days(self) -> int:
        """How long such a row is kept."""
        return settings.KEEP_DAYS[self.name]

    def forgettable(self) -> QuerySet:
        return self.rows(timezone.now() - timedelta(days=self.days))

    def forget(self) -> int:
        rows = self.forgettable()
        return self.deed(rows) if self.deed else forget(rows)


KINDS = [
    Kind(
        "unconfirmed",
        "ใบสมัครภาคีที่ไม่ได้ยืนยันอีเมล",
        lambda before: PartnerApplication.objects.filter(state=State.SUBMITTED, created_at__lt=before),
    ),
    Kind(
        "unconfirmed",
        "การสมัครเข้าร่วมเวทีที่ไม่ได้ยืนยันอีเมล",
        lambda before: Registration.objects.filter(
            state=Registration.State.UNCONFIRMED, created_at__lt=before
        ),
    ),
    Kind(
        "registrations",
        "การสมัครเข้าร่วมเวทีที่จบไปแล้ว",
        lambda before: Registration.objects.filter(event__ends_at__lt=before),
    ),
    Kind(
        "registrations",
        "ความเห็นเป็นข้อความในแบบประเมินของเวทีที่จบไปแล้ว",
        lambda before: Remark.objects.filter(feedback__event__ends_at__lt=before),
    ),
    Kind(
        "registrations",
        "รายชื่อในชุดเกียรติบัตร (ทะเบียนเกียรติบัตรคงอยู่)",
        lambda before: CertificateWish.objects.filter(batch__made_at__lt=before),
    ),
    Kind(
        "registrations",
        "อีเมลที่ส่งเกียรติบัตรไป",
        lambda before: Certificate.objects.filter(made_at__lt=before).exclude(email=""),
        forget_addresses,
    ),
    Kind(
        "registrations",
        "ผลงานที่โรงเรียนเสนอในเวทีที่จบไปแล้ว",
        lambda before: Proposal.objects.filter(call__event__ends_at__lt=before),
    ),
    Kind(
        "refused",
        "ใบสมัครภาคีที่ไม่ได้รับอนุมัติ",
        lambda before: PartnerApplication.objects.filter(state=State.REFUSED, decided_at__lt=before),
    ),
    Kind(
        "unconfirmed",
        "คำขอเข้าร่วมโรงเรียนที่ไม่ได้ยืนยันอีเมล",
        lambda before: JoinRequest.objects.filter(state=JoinRequest.State.UNCONFIRMED, created_at__lt=before),
    ),
    Kind(
        "refused",
        "คำขอเข้าร่วมโรงเรียนที่ตอบหรือถอนแล้ว",
        lambda before: JoinRequest.objects.filter(decided_at__lt=before),
    ),
    Kind(
        "unconfirmed",
        "คำขอดูแลหน้าภาคีที่ไม่ได้ยืนยันอีเมล",
        lambda before: ProfileClaim.objects.filter(state=ProfileClaim.State.SUBMITTED, created_at__lt=before),
    ),
    Kind(
        "refused",
        "คำขอดูแลหน้าภาคีที่ตัดสินแล้ว",
        lambda before: ProfileClaim.objects.filter(decided_at__lt=before),
    ),
    Kind(
        "refused",
        "เอกสารของภาคีที่หมดอายุหรือไม่ผ่านการตรวจสอบ",
        lambda before: VettingDocument.objects.filter(
            Q(case__state=Vetting.State.REFUSED, case__decided_at__lt=before)
            | Q(case__state=Vetting.State.GRANTED, case__expires_on__lt=timezone.localdate(before))
        ),
    ),
    Kind(
        "invitations",
        "คำเชิญที่ใช้แล้วหรือหมดอายุ",
        lambda before: Invitation.objects.filter(Q(accepted_at__lt=before) | Q(expires_at__lt=before)),
    ),
    Kind(
        "links",
        "ลิงก์ใช้ครั้งเดียวที่ใช้แล้วหรือหมดอายุ",
        lambda before: OneTimeLink.objects.filter(Q(used_at__lt=before) | Q(expires_at__lt=before)),
    ),
    Kind(
        "links",
        "ลิงก์ประตูงานที่หมดอายุ",
        lambda before: DoorLink.objects.filter(expires_at__lt=before),
    ),
    Kind(
        "links",
        "รหัสผูกบัญชีไลน์ที่หมดเวลา",
        lambda before: LineAccount.objects.filter(user_id=None, code_until__lt=before),
    ),
    Kind("links", "เหตุการณ์จากไลน์ที่รับแล้ว", lambda before: LineEvent.objects.filter(at__lt=before)),
    Kind("notices", "การแจ้งเตือนในพอร์ทัล", lambda before: Notice.objects.filter(created_at__lt=before)),
    Kind("sign_ins", "การเข้าสู่ระบบ", lambda before: AccessLog.objects.filter(attempt_time__lt=before)),
    Kind("sign_ins", "การใส่รหัสผ่านผิด", lambda before: AccessAttempt.objects.filter(attempt_time__lt=before)),
    Kind(
        "sign_ins",
        "บันทึกการใส่รหัสผ่านผิด",
        lambda before: AccessFailureLog.objects.filter(attempt_time__lt=before),
    ),
    Kind("sessions", "การเข้าใช้ที่หมดอายุ", lambda before: Session.objects.filter(expire_date__lt=before)),
    Kind("tasks", "งานเบื้องหลังที่เสร็จแล้ว", lambda before: DBTaskResult.objects.filter(finished_at__lt=before)),
    Kind("letters", "จดหมายที่เลิกส่ง", lambda before: Letter.objects.given_up().filter(created_at__lt=before)),
    Kind(
        "take_downs",
        "คำขอให้ลบที่ตัดสินแล้ว",
        lambda before: TakeDown.objects.filter(decided_at__lt=before),
    ),
    Kind(
        "sheets",
        "ไฟล์ทะเบียนที่อ่านแล้วแต่ไม่ได้บันทึก",
        lambda before: RegisterImport.objects.filter(state=RegisterImport.State.PREVIEW, made_at__lt=before),
    ),
    Kind(
        "sheets",
        "ไฟล์ตารางที่อ่านแล้วแต่ไม่ได้นำเข้า",
        lambda before: IncomingSheet.objects.filter(state=IncomingSheet.State.PREVIEW, made_at__lt=before),
    ),
    Kind(
        "discarded",
        "ฉบับร่างที่โรงเรียนทิ้งแล้ว",
        lambda before: PracticePage.objects.filter(discarded__at__lt=before, live=False),
    ),
    Kind(
        "consent_forms",
        "ใบยินยอมที่ลงนาม ของความยินยอมที่สิ้นสุดแล้ว",
        lambda before: Consent.objects.with_form_since_before(timezone.localdate(before)),
        consents.forget_forms,
    ),
    Kind(
        "featured",
        "ครูและโรงเรียนประจำเดือนที่พ้นช่วงเวลาหรือถอนความยินยอมแล้ว พร้อมภาพ",
        lambda before: Featured.objects.filter(
            Q(ends_on__lt=timezone.localdate(before)) | Q(withdrawn_on__lt=timezone.localdate(before))
        ),
        lambda rows: forget_featured(rows),
    ),
    Kind(
        "withdrawn_names",
        "ชื่อผู้รับรางวัลที่ถอนความยินยอม (ทะเบียนเกียรติบัตรคงอยู่)",
        lambda before: Honour.objects.filter(
            recipient=Honour.Recipient.PERSON, withdrawn_on__lt=timezone.localdate(before)
        ).exclude(name=WITHHELD),
        forget_names,
    ),
    Kind(
        "imports",
        "รายงานผลการนำเข้าไฟล์และข้อความที่ยังไม่ได้วาง",
        lambda before: PracticeImport.objects.filter(at__lt=before),
        importing.forget,
    ),
]


@transaction.atomic
def forget(rows: QuerySet) -> int:
    """Delete the rows, and what the audit log says about whom they concerned; how many they were."""
    if issubclass(rows.model, Page):
        # One by one: the tree has to know.
        return len([page.delete() for page in rows])
    keys = list(rows.values_list("pk", flat=True))
    unname(rows.model, keys)
    rows.model._base_manager.filter(pk__in=keys).delete()
    return len(keys)


def forget_featured(rows: QuerySet[Featured]) -> int:
    """With their pictures."""
    images = list(PortalImage.objects.filter(pk__in=rows.exclude(image=None).values("image")))
    count = forget(rows)
    for image in images:
        image.delete()
    return count


def unname(model: type[Model], keys: list[object]) -> None:
    """Let the audit log tell that something was done, when and by whom, but no more to whom."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
    )
    for entry in entries:
        entry.label = str(model._meta.verbose_name)
        entry.data = {key: value for key, value in entry.data.items() if key in AUDITED}
        entry.save(update_fields=["label", "data"])
