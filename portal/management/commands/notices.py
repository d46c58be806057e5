from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import digests
from accounts.line import api, queue
from accounts.models import LineMessage, Notice


class Command(BaseCommand):
    help = "Say what waits for a digest and how LINE stands; or write and send now what is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=["status", "send"], default="status")

    def handle(self, *args: object, action: str, **options: object) -> None:
        if action == "send":
            written = digests.write_due()
            sent, others = queue.send_due()
            self.stdout.write(f"จดหมายรวม {written} ฉบับ ไลน์ส่งแล้ว {sent} ส่งภายหลังหรือส่งทางอีเมลแทน {others}")
        else:
            self.show()

    def show(self) -> None:
        """Numbers alone; who is told what is nobody's business."""
        self.stdout.write(f"รอจดหมายรวม {Notice.objects.exclude(digest='').count()} เรื่อง")
        if not api.is_on():
            self.stdout.write("ไม่ได้เปิดใช้ไลน์")
            return
        state = queue.state()
        left = "ไม่จำกัดหรือยังไม่ทราบ" if state.quota_left is None else str(state.quota_left)
        paused = state.paused_until and state.paused_until > timezone.now()
        standing = (
            f"พักถึง {timezone.localtime(state.paused_until):%H:%M} ({state.problem})" if paused else "ใช้ได้"
        )
        self.stdout.write(f"ไลน์{standing} รอส่ง {LineMessage.objects.count()} โควตาเหลือ {left}")
