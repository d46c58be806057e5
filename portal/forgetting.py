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

from accounts.models import Letter, Notice, OneTimeLink
from networks.models import PartnerApplication
from organisations.models import Invitation
from practices.models import PracticePage
from privacy.models import TakeDown

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

    @property
    def days(self) -> int:
        """How long such a row is kept."""
        return settings.KEEP_DAYS[self.name]

    def forgettable(self) -> QuerySet:
        return self.rows(timezone.now() - timedelta(days=self.days))


KINDS = [
    Kind(
        "unconfirmed",
        "ใบสมัครภาคีที่ไม่ได้ยืนยันอีเมล",
        lambda before: PartnerApplication.objects.filter(state=State.SUBMITTED, created_at__lt=before),
    ),
    Kind(
        "refused",
        "ใบสมัครภาคีที่ไม่ได้รับอนุมัติ",
        lambda before: PartnerApplication.objects.filter(state=State.REFUSED, decided_at__lt=before),
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
        "discarded",
        "ฉบับร่างที่โรงเรียนทิ้งแล้ว",
        lambda before: PracticePage.objects.filter(discarded__at__lt=before, live=False),
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


def unname(model: type[Model], keys: list[object]) -> None:
    """Let the audit log tell that something was done, when and by whom, but no more to whom."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
    )
    for entry in entries:
        entry.label = str(model._meta.verbose_name)
        entry.data = {key: value for key, value in entry.data.items() if key in AUDITED}
        entry.save(update_fields=["label", "data"])
