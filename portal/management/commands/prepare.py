from io import StringIO

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Everything between the installed packages and the first visitor: what `make run` does, in one process."

    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write("1/3 คำแปลและแบบอักษร")
        quiet = StringIO()
        call_command("compile_translations", stdout=quiet)
        call_command("build_fonts", stdout=quiet)
        self.stdout.write("2/3 ฐานข้อมูล (ครั้งแรกใช้เวลาประมาณสิบวินาที)")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("3/3 ข้อมูลสาธิต")
        call_command("demo", stdout=self.stdout)
