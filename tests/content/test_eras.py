from datetime import UTC, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.admin.views.mixins import ExcelDateFormatter
from wagtail.admin.views.reports.aging_pages import AgingPagesReportFilterSet
from wagtail.models import Page, PageLogEntry
from wagtail.utils.timestamps import render_timestamp

MOMENT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def written(text: str) -> str:
    return Template(text).render(Context({"moment": MOMENT}))


@pytest.mark.parametrize(
    ("text", "thai"),
    [
        ("{{ moment }}", "22 พ.ย. 2569 13.30 น."),
        ('{{ moment|date:"DATETIME_FORMAT" }}', "22 พ.ย. 2569 13.30 น."),
        ("{{ moment|date }}", "22 พ.ย. 2569"),
        ('{{ moment|date:"YEAR_MONTH_FORMAT" }}', "พฤศจิกายน 2569"),
        ("{{ moment|time }}", "13.30 น."),
    ],
)
def test_packages_write_dates_of_the_buddhist_era(text, thai):
    assert written(text) == thai


@pytest.mark.parametrize(
    ("text", "same"),
    [('{{ moment|date:"Y-m-d" }}', "2026-11-22"), ('{{ moment|date:"c" }}', "2026-11-22T13:30:00+07:00")],
)
def test_machines_still_get_christian_years(text, same):
    assert written(text) == same


def test_english_dates_stay_as_they_are():
    with translation.override("en"):
        assert written("{{ moment }}") == "Nov. 22, 2026, 1:30 p.m."


def test_a_version_is_named_by_its_thai_date():
    assert render_timestamp(MOMENT) == "22 พ.ย. 2569 13.30 น."


def test_a_table_to_download_shows_the_buddhist_era_in_excel():
    assert ExcelDateFormatter().get().startswith("d mmm bbbb")


@pytest.mark.django_db
@pytest.mark.parametrize(("until", "found"), [("22/11/2569", 1), ("21 พ.ย. 69", 0)])
def test_a_report_is_narrowed_by_thai_dates(until, found):
    page = Page.get_first_root_node()
    with time_machine.travel(MOMENT):
        PageLogEntry.objects.log_action(page, "wagtail.edit")
    chosen = HistoryFilterSet(
        {"timestamp_from": "1/11/2569", "timestamp_to": until}, queryset=PageLogEntry.objects.all()
    )
    assert chosen.is_valid(), chosen.errors
    assert chosen.qs.count() == found


@pytest.mark.django_db
def test_the_report_of_old_pages_reads_thai_dates():
    chosen = AgingPagesReportFilterSet({"last_published_at": "22/11/2569"}, queryset=Page.objects.all())
    assert chosen.is_valid(), chosen.errors
    assert chosen.form.cleaned_data["last_published_at"].isoformat() == "2026-11-22T00:00:00+07:00"
    wrong = AgingPagesReportFilterSet({"last_published_at": "เมื่อวาน"}, queryset=Page.objects.all())
    assert not wrong.is_valid()
