from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.models import HomePage
from organisations.models import Role
from portal.demo.building import MAIL_DOMAIN, PASSWORD, Demonstration
from portal.demo.removal import remove
from portal.indexing import indexed_at_the_end


class Command(BaseCommand):
    help = "Fill the portal with the demonstration, or take it away with --remove. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help="take the demonstration away without a trace"
        )

        parser.add_argument("--accounts", action="store_true", help="only name the demo accounts")

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration does not belong in a production install.")
        if options["remove"]:
            remove()
            self.stdout.write("ลบข้อมูลสาธิตแล้ว")
            return
        if options["accounts"]:
            self.show_accounts()
            return
        if HomePage.objects.filter(is_demo=True).exists():
            self.stdout.write("มีข้อมูลสาธิตอยู่แล้ว ไม่ได้เปลี่ยนอะไร")
        else:
            self.stdout.write("กำลังสร้างข้อมูลสาธิต (ชื่อและเรื่องราวสมมุติ)")
            with indexed_at_the_end():
                call_command("setup", no_administrator=True, stdout=self.stdout)
                Demonstration(self.stdout.write).build()
        self.show_accounts()

    def show_accounts(self) -> None:
        self.stdout.write(f"\nบัญชีสาธิต รหัสผ่านเดียวกันทุกบัญชี: {PASSWORD}")
        for role in Role:
            self.stdout.write(f"  {f'{role.value}@{MAIL_DOMAIN}':42} {role.label}")
