from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.moving import reading
from portal.moving.format import MovingError


class Command(BaseCommand):
    help = "Fill an empty installation from an archive of exit_export: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--check", action="store_true", help="only look the archive through")

    def handle(self, *args: object, file: Path, check: bool, **options: object) -> None:
        try:
            if check:
                with reading.opened(file) as archive:
                    archive.refuse_other_schema()
                    archive.look_through()
                self.stdout.write("แฟ้มครบถ้วน เครื่องนี้นำเข้าได้เมื่อฐานข้อมูลว่าง")
                return
            counts = reading.take_in(file)
        except MovingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"นำเข้าแล้ว {len(counts)} ตาราง {sum(counts.values()):,} แถว ตรวจตรงกับแฟ้มทุกแถว")
        reading.catch_up()
        self.stdout.write("สร้างดัชนีค้นหาใหม่แล้ว")
