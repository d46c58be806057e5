"""What people thought of the demonstration's first event, and what came of it."""

import random
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Collection

from accounts.models import User
from events.feedback import results
from events.models import Answer, EventReport, ExchangeEventPage, Feedback, FollowUp, Remark
from media.models import PortalImage
from vcare.satisfaction import MARKS

ANSWERS = 18
#: Of a hundred marks, how many are 5, 4, 3, 2 and 1.
WEIGHTS = (56, 34, 8, 2, 0)
REMARKS = {
    0: [
        "ชอบที่ครูเล่าสิ่งที่เลิกทำ ไม่ใช่แค่สิ่งที่สำเร็จ (สมมุติ)",
        "จะลองโทรก่อนเก้าโมงกับสองห้องก่อน (สมมุติ)",
        "วงอำเภอทำให้รู้จักคนที่ถามต่อได้ (สมมุติ)",
    ],
    1: [
        "อยากได้เวลาวงอำเภอเพิ่มอีกครึ่งชั่วโมง (สมมุติ)",
        "ขอแบบบันทึกใบเดียวส่งล่วงหน้า (สมมุติ)",
    ],
}
CAPTIONS = ["วงอำเภอเลือกเรื่องไปทดลอง (ภาพวาดสมมุติ)", "ตลาดนัดคำมั่นช่วงท้ายเวที (ภาพวาดสมมุติ)"]


def add(pictures: Collection, mail_domain: str) -> None:
    """For the first event with a record: a closed form, its answers, one action done, the report's words."""
    event = ExchangeEventPage.objects.filter(is_demo=True, state="recorded").order_by("starts_at").first()
    if event is None:
        return
    chance = random.Random(2569)  # noqa: S311  the same site every time
    feedback = Feedback.objects.create(event=event, state=Feedback.State.CLOSED, asked=True)
    Answer.objects.bulk_create(
        Answer(
            feedback=feedback,
            batch=1,
            marks={question["key"]: chance.choices(MARKS, WEIGHTS)[0] for question in feedback.questions},
            invited=number > 2,
        )
        for number in range(ANSWERS)
    )
    Remark.objects.bulk_create(
        Remark(feedback=feedback, batch=1, wish=feedback.wishes[place]["key"], text=text)
        for place, texts in REMARKS.items()
        for text in texts
    )
    images = PortalImage.objects.filter(collection=pictures).order_by("pk")[: len(CAPTIONS)]
    event.photos = [
        ("photo", {"image": image, "caption": caption})
        for image, caption in zip(images, CAPTIONS, strict=False)
    ]
    found = results.results(feedback)
    if found:
        feedback.published = results.publishable(found)
        feedback.save(update_fields=["published"])
        event.satisfaction_n, event.satisfaction_mean = found.n, found.whole.mean
        event.satisfaction_sd = found.whole.sd
    officer = User.objects.filter(email=f"officer@{mail_domain}").first()
    event.save_revision(user=officer, clean=False).publish(skip_permission_checks=True)
    FollowUp.objects.create(
        event=event,
        action=event.next_actions[0].id,
        done_on=timezone.localdate() - timedelta(days=25),
        done_by=officer,
    )
    EventReport.objects.create(
        event=event,
        texts={
            "problems": "เวลาวงอำเภอสั้น บางวงเลือกเรื่องไม่ทัน (สมมุติ)\nผู้เข้าร่วมจากโรงเรียนไกลมาถึงช้ากว่าเวลาเริ่ม (สมมุติ)",
            "suggestions": "เริ่มเวทีเวลา 09.30 น. เพื่อให้โรงเรียนไกลมาทัน (สมมุติ)\n"
            "ส่งแบบบันทึกใบเดียวให้อ่านล่วงหน้าหนึ่งสัปดาห์ (สมมุติ)",
        },
    )
