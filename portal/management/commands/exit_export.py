from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.moving.format import MovingError
from portal.moving.writing import write


class Command(BaseCommand):
    help = "Write the whole portal, rows and files, into one archive that another installation can import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            written = write(file)
        except MovingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"เขียน {file} แล้ว: {written.tables} ตาราง {written.rows:,} แถว {written.files:,} ไฟล์"
        )
        for name in written.missing:
            self.stderr.write(f"ไม่พบไฟล์ที่แถวหนึ่งอ้างถึง (หายไปก่อนแล้ว): {name}")
        self.stdout.write("ในแฟ้มมีข้อมูลส่วนบุคคล เก็บเหมือนแฟ้มสำรอง ย้าย SECRET_KEY ไปเองต่างหาก")
