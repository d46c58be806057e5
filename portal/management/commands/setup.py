import os
from getpass import getpass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from organisations.models import Membership, Role
from portal.founding import found, make_office


class Command(BaseCommand):
    help = "Begin a new installation: the office, the page tree, the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--administrator", metavar="EMAIL", help="e-mail of the first administrator")
        parser.add_argument(
            "--no-administrator",
            action="store_true",
            help="only the office and the page tree (the demonstration)",
        )

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        address = urlsplit(settings.BASE_URL)
        found(address.hostname or "localhost", address.port or (443 if address.scheme == "https" else 80))
        # A backup that runs before the first picture has to find them.
        for folder in (settings.PRIVATE_ROOT, Path(settings.MEDIA_ROOT)):
            folder.mkdir(parents=True, exist_ok=True)
        self.stdout.write(f"หน้าเว็บพร้อมแล้วที่ {settings.BASE_URL}/")
        if not options["no_administrator"]:
            self.add_administrator(str(options["administrator"] or ""))

    def add_administrator(self, email: str) -> None:
        if not email:
            if Membership.objects.filter(role=Role.ADMINISTRATOR).exists():
                return
            raise CommandError("Give the first administrator: setup --administrator name@example.go.th")
        if User.objects.filter(email=email.lower()).exists():
            self.stdout.write(f"มีบัญชี {email} อยู่แล้ว")
            return
        try:
            password = os.environ.get("ADMINISTRATOR_PASSWORD") or getpass("รหัสผ่านของผู้ดูแลระบบ: ")
        except EOFError as error:
            raise CommandError("Nobody is here to type a password: set ADMINISTRATOR_PASSWORD.") from error
        if len(password) < 10:
            raise CommandError("The password needs at least 10 characters.")
        person = User.objects.create_superuser(email, password)
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        Membership.objects.create(person=person, organisation=make_office(), role=Role.ADMINISTRATOR)
        self.stdout.write(f"สร้างผู้ดูแลระบบ {email} แล้ว")
