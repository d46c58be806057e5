from io import StringIO

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from organisations import invitations
from portal import forgetting


class Command(BaseCommand):
    help = "Delete the personal data that nobody needs any more. Without --yes it only says what it would delete."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="delete")

    def handle(self, *args: object, yes: bool, **options: object) -> None:
        voided = invitations.void_orphaned() if yes else len(invitations.orphaned())
        self.line("คำเชิญของผู้เชิญที่พ้นหน้าที่ (ปิดลิงก์)", voided)
        with override("th"):
            for kind in forgetting.KINDS:
                number = kind.forget() if yes else kind.forgettable().count()
                self.line(f"{kind.title} (เก็บ {kind.days} วัน)", number)
        held = StringIO()
        call_command("purge_held_uploads", dry_run=not yes, stdout=held)
        self.line("ไฟล์ที่ส่งค้างไว้ (เก็บ 1 วัน)", int(held.getvalue().split()[0]))
        if not yes:
            self.stdout.write("ยังไม่ได้ลบอะไร ใส่ --yes เพื่อลบ")

    def line(self, what: str, number: int) -> None:
        self.stdout.write(f"{number:8}  {what}")
