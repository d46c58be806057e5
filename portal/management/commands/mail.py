from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import postman
from accounts.models import Letter


class Command(BaseCommand):
    help = "Say which letters wait to be sent; send those that are due; or try all again now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=["status", "send", "retry"], default="status")

    def handle(self, *args: object, action: str, **options: object) -> None:
        if action == "retry":
            again = Letter.objects.failed().update(due_at=timezone.now(), attempts=0)
            self.stdout.write(f"จะลองส่งใหม่ทันที {again} ฉบับ")
        elif action == "send":
            sent, failed = postman.send_due()
            self.stdout.write(f"ส่งแล้ว {sent} ฉบับ ส่งไม่ได้ {failed} ฉบับ")
        else:
            self.show()

    def show(self) -> None:
        """Times, subjects and reasons; who a letter is for is nobody's business."""
        waiting, given_up = Letter.objects.waiting(), Letter.objects.given_up()
        self.stdout.write(f"รอส่ง {waiting.count()} ฉบับ เลิกส่งแล้ว {given_up.count()} ฉบับ")
        for letter in [*waiting[:20], *given_up[:20]]:
            written = timezone.localtime(letter.created_at)
            due = f"{timezone.localtime(letter.due_at):%d %H:%M}" if letter.due_at else "-"
            self.stdout.write(
                f"  {letter.pk}  เขียน {written:%d %H:%M}  ลองแล้ว {letter.attempts}  ครั้งต่อไป {due}  {letter.problem}"
            )
