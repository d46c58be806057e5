from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.db import models
from django.utils import translation
from wagtail.admin.widgets import AdminDateInput

from content.dates import ThaiDateField, ThaiDateModelField, ThaiDateTimeField, ThaiDateTimeModelField

BANGKOK = ZoneInfo("Asia/Bangkok")


class VisitForm(forms.Form):
    day = ThaiDateField(required=False)


class MeetingForm(forms.Form):
    starts_at = ThaiDateTimeField()


@pytest.fixture(autouse=True)
def in_thai():
    with translation.override("th"), time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=BANGKOK)):
        yield


@pytest.mark.parametrize(
    "text", ["22/11/2569", "๒๒ พ.ย. ๒๕๖๙", "22 พฤศจิกายน 2569", "2026-11-22", " 22/11/69 "]
)
def test_a_date_of_the_buddhist_era_is_read(text):
    form = VisitForm({"day": text})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_optional_date_may_be_left_out(text):
    form = VisitForm({"day": text})
    assert form.is_valid()
    assert form.cleaned_data["day"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("พรุ่งนี้", "เขียนวันที่ เช่น 22/11/2569 หรือ 22 พ.ย. 69"),
        ("31/4/2569", "ไม่มีวันนี้ในปฏิทิน โปรดตรวจวันและเดือน"),
        ("22/11/26", "โปรดเขียนปีให้ครบสี่หลัก เช่น 2569"),
        ("22/11/2100", "โปรดตรวจปี: พ.ศ. 2643 ไม่อยู่ในช่วง พ.ศ. 2400–2589"),
    ],
)
def test_an_error_says_what_to_do(text, message):
    assert VisitForm({"day": text}).errors["day"] == [message]


def test_an_error_in_english_counts_in_christian_years():
    with translation.override("en"):
        errors = VisitForm({"day": "22/11/2100"}).errors["day"]
    assert errors == ["Check the year: 2100 is not between 1857 and 2046."]


def test_what_was_typed_is_kept_beside_an_error():
    assert 'value="31/4/2569"' in str(VisitForm({"day": "31/4/2569"})["day"])


def test_what_was_understood_is_shown():
    assert "= วันอาทิตย์ที่ 22 พฤศจิกายน 2569</output>" in str(VisitForm({"day": "22/11/69"})["day"])


def test_nothing_is_shown_as_understood_of_what_is_no_date():
    assert "></output>" in str(VisitForm({"day": "31/4/2569"})["day"])


def test_a_stored_date_is_shown_in_the_buddhist_era():
    assert 'value="22 พ.ย. 2569"' in str(VisitForm(initial={"day": date(2026, 11, 22)})["day"])


def test_a_stored_date_that_is_sent_back_has_not_changed():
    form = VisitForm({"day": "22 พ.ย. 2569"}, initial={"day": date(2026, 11, 22)})
    assert not form.has_changed()


def test_a_field_may_narrow_its_years():
    with pytest.raises(forms.ValidationError):
        ThaiDateField(earliest=2540).clean("22/11/2539")


def test_a_moment_is_read_in_the_time_of_thailand():
    form = MeetingForm({"starts_at": "22/11/2569 13.30"})
    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == datetime(2026, 11, 22, 13, 30, tzinfo=BANGKOK)


def test_a_stored_moment_is_shown_in_the_time_of_thailand():
    moment = datetime(2026, 11, 22, 6, 30, tzinfo=ZoneInfo("UTC"))
    assert 'value="22 พ.ย. 2569 13.30 น."' in str(MeetingForm(initial={"starts_at": moment})["starts_at"])


def test_a_stored_moment_that_is_sent_back_has_not_changed():
    moment = datetime(2026, 11, 22, 6, 30, tzinfo=ZoneInfo("UTC"))
    assert not MeetingForm(
        {"starts_at": "22 พ.ย. 2569 13.30 น."}, initial={"starts_at": moment}
    ).has_changed()


def test_a_moment_without_a_time_says_so():
    errors = MeetingForm({"starts_at": "22/11/2569"}).errors["starts_at"]
    assert errors == ["โปรดเขียนเวลาต่อจากวันที่ เช่น 13.30 น."]


@pytest.mark.parametrize("field", [ThaiDateModelField(), ThaiDateTimeModelField()])
def test_to_migrations_a_thai_date_is_a_plain_one(field):
    assert field.deconstruct()[1] in {"django.db.models.DateField", "django.db.models.DateTimeField"}


def test_a_picker_that_writes_christian_years_is_not_used():
    field = ThaiDateModelField().formfield(widget=AdminDateInput)
    assert not isinstance(field.widget, AdminDateInput)


@pytest.mark.parametrize(
    ("model_field", "form_field"),
    [(models.DateField, ThaiDateField), (models.DateTimeField, ThaiDateTimeField)],
)
def test_every_date_in_the_editing_interface_reads_the_buddhist_era(model_field, form_field):
    from wagtail.admin.forms.models import formfield_for_dbfield

    assert type(formfield_for_dbfield(model_field())) is form_field
