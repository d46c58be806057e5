from typing import Any

from django.core.management.base import BaseCommand

from organisations import confirming, joining


class Command(BaseCommand):
    help = (
        "Open the yearly confirmation of responsible persons, remind of it, and tell the office of requests "
        "that nobody answers; once a day is enough, more often does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        told = confirming.daily()
        late = joining.remind()
        self.stdout.write(f"เปิดรอบใหม่ {told.opened} รอบ จดหมาย {told.letters} ฉบับ คำขอที่ค้าง {late} รายการ")
