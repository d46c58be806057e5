"""Make the yardstick's database: one published page of ordinary length."""

import os

import django
from django.core.management import call_command

#: About as much text as a practice has.
PARAGRAPHS = 24
PARAGRAPH = "<p>" + "ครูประจำชั้นโทรถึงผู้ปกครองทุกเช้าที่นักเรียนไม่มา แล้วจดสิ่งที่ได้ยินไว้ในสมุดของห้อง " * 3 + "</p>"


def fill() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    from wagtail.models import Page, Site

    from benchmarks.bare.pages.models import BarePage

    if BarePage.objects.exists():
        return
    page = BarePage(title="หน้าเปล่า", slug="bare", body=PARAGRAPH * PARAGRAPHS)
    Page.get_first_root_node().add_child(instance=page)
    Site.objects.update(root_page=page)


if __name__ == "__main__":
    fill()
