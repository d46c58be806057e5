"""The style guide: every token, component and state of the look, for whoever builds pages. Development only."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content.listing import FilterForm
from content.years import NoYear
from vcare.hazards import HAZARDS
from vcare.schools import DISTRICTS
from vcare.stages import STAGES

TOKENS = ["ink", "soft", "line", "edge", "paper", "card", "sunk", "brand", "brand-fill", "gold", "focus"]
STATUSES = ["ok", "trying", "stopped", "unknown"]
ICONS = [
    "search",
    "menu",
    "person",
    "phone",
    "left",
    "right",
    "filter",
    "cross",
    "check",
    "warning",
    "share",
    "copy",
    "print",
    "file",
    "play",
    "calendar",
    "clock",
    "place",
    "people",
    "away",
    "camera",
    "question",
]


class SampleFilter(FilterForm):
    by_year = NoYear("A sample.")

    stage = forms.ChoiceField(label="ขั้น", choices=[("", "ทั้งหมด"), *STAGES.choices()], required=False)
    district = forms.ChoiceField(label="อำเภอ", choices=[("", "ทั้งหมด"), *DISTRICTS.choices()], required=False)


class SampleForm(forms.Form):
    name = forms.CharField(label="ชื่อหน่วยงาน", help_text="ชื่อเต็มตามหนังสือราชการ")
    email = forms.EmailField(label="อีเมล")
    offer = forms.CharField(label="สิ่งที่ร่วมดูแลได้", widget=forms.Textarea, required=False)
    district = forms.ChoiceField(label="อำเภอ", choices=DISTRICTS.choices())
    stages = forms.MultipleChoiceField(
        label="ขั้นที่สนใจ", choices=STAGES.choices(), widget=forms.CheckboxSelectMultiple
    )
    day = forms.DateField(label="วันที่", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    agree = forms.BooleanField(label="ข้าพเจ้าอ่านประกาศความเป็นส่วนตัวแล้ว")


def sample_page(pk: int, tone: str, stages: str, title: str) -> SimpleNamespace:
    """What a card needs of a page."""
    return SimpleNamespace(
        pk=pk,
        tone=tone,
        stages=list(stages),
        stage=stages[0],
        local_title=title,
        local_summary="ครูประจำชั้นโทรหาผู้ปกครองทุกเช้าที่นักเรียนไม่มา ก่อนเก้าโมง",
        kicker="แนวปฏิบัติที่ดี · โรงเรียนสาธิตสมมุติ 014",
        get_url="#card",
        is_demo=True,
    )


def styleguide(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    chosen = SampleFilter(request.GET)
    return render(
        request,
        "styleguide/styleguide.html",
        {
            "tokens": TOKENS,
            "statuses": STATUSES,
            "icons": ICONS,
            "stage_terms": STAGES,
            "hazard_terms": HAZARDS,
            "cards": [
                sample_page(number, hazard.key, "VCAREN"[: number + 1], f"ที่นี่ปั้นน้ำใจ เรื่องที่ {number} (สมมุติ)")
                for number, hazard in enumerate(HAZARDS)
            ],
            "stages": [sample_page(n, stage.css, stage.key, stage.th) for n, stage in enumerate(STAGES)],
            "filter": chosen,
            "chosen": chosen.chosen(),
            "rows": Paginator(range(240), 12).get_page(request.GET.get("page")),
            "form": SampleForm(),
            "wrong_form": SampleForm({"email": "ไม่ใช่อีเมล"}, auto_id="wrong_%s"),
            "samples": [Message(SUCCESS, "บันทึกฉบับร่างแล้ว"), Message(ERROR, "ส่งไม่สำเร็จ โปรดตรวจวันที่")],
            "coverage": SimpleNamespace(minimum=3, by_count=(5, 10, 17), reached=74, schools=106),
            "event": SimpleNamespace(
                starts_at=now + timedelta(days=6),
                local_title="ถอดบทเรียนดูแลช่วยเหลือ ภาคเรียนที่ 2 (สมมุติ)",
                get_url="#event",
                mode="onsite",
                place="หอประชุมอำเภอขลุง",
                get_state_display="เปิดรับลงทะเบียน",
            ),
        },
    )
