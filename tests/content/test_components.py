"""The components, as a page includes them."""

from datetime import date
from types import SimpleNamespace

import html5lib
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from content.listing import FilterForm
from content.templatetags.look import coverage_parts, day_block
from content.years import NoYear


class Form(forms.Form):
    name = forms.CharField(label="ชื่อหน่วยงาน", help_text="ชื่อเต็ม")
    districts = forms.MultipleChoiceField(
        label="อำเภอ", choices=[("a", "ขลุง"), ("b", "มะขาม")], widget=forms.CheckboxSelectMultiple
    )


class Filter(FilterForm):
    by_year = NoYear("Of a test.")

    stage = forms.ChoiceField(label="ขั้น", choices=[("", "ทั้งหมด"), ("V", "วิสัยทัศน์")], required=False)
    level = forms.ChoiceField(label="ระดับ", choices=[("", "ทั้งหมด"), ("p", "ประถม")], required=False)


def render(name: str, query: str = "", **context) -> str:
    template = engines["django"].from_string(
        f'{{% include "components/{name}.html" with {" ".join(f"{key}={key}" for key in context)} only %}}'
    )
    return template.render(context, RequestFactory().get(f"/list/?{query}"))


def soup(text: str):
    return html5lib.parse(text, namespaceHTMLElements=False)


def links(text: str) -> list[str]:
    return [link.get("href") for link in soup(text).iter("a")]


def test_a_field_names_its_help_and_errors_to_screen_readers():
    page = soup(render("field", field=Form({})["name"]))
    described = page.find(".//input").get("aria-describedby").split()
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    assert set(described) <= ids
    assert len(described) == 2


def test_a_group_of_boxes_is_a_named_group():
    page = soup(render("field", field=Form({})["districts"]))
    assert "อำเภอ" in page.find(".//fieldset/legend").text


def test_a_field_keeps_what_was_typed():
    assert "สมมุติ &lt;b&gt;" in render("field", field=Form({"name": "สมมุติ <b>"})["name"])


def test_the_summary_of_errors_leads_to_every_field():
    form = Form({})
    fields = soup("".join(render("field", field=field) for field in form))
    ids = {element.get("id") for element in fields.iter() if element.get("id")}
    targets = links(render("form_errors", form=form))
    assert len(targets) == 2
    assert {target.removeprefix("#") for target in targets} <= ids


def test_a_form_without_errors_has_no_summary():
    assert "role" not in render("form_errors", form=Form())


def test_pagination_keeps_the_query():
    rows = Paginator(range(100), 10).get_page(3)
    assert "?stage=V&page=4" in links(render("pagination", "stage=V&page=3", rows=rows))


def test_pagination_marks_the_page():
    rows = Paginator(range(100), 10).get_page(3)
    (current,) = [
        link for link in soup(render("pagination", rows=rows)).iter("a") if link.get("aria-current")
    ]
    assert "".join(current.itertext()).split()[-1] == "3"


def test_one_page_needs_no_pagination():
    assert "<nav" not in render("pagination", rows=Paginator(range(5), 10).get_page(1))


def test_taking_a_chip_off_keeps_the_others_and_returns_to_the_first_page():
    chosen = Filter({"stage": "V", "level": "p"})
    text = render("filters", "stage=V&level=p&page=3", filter=chosen, chosen=chosen.chosen())
    assert set(links(text)) == {"?level=p", "?stage=V", "?"}


def test_unknown_values_make_no_chip():
    chosen = Filter({"stage": "<script>"})
    assert links(render("filters", "stage=<script>", filter=chosen, chosen=chosen.chosen())) == []


@pytest.mark.parametrize(("letters", "lit"), [("", 0), ("CAN", 3), ("VCAREN", 6)])
def test_the_stone_is_grey_where_nothing_is_shown(letters, lit):
    text = render("gem", stages=letters)
    assert text.count("tone-") == lit
    assert text.count("unlit") == 6 - lit


def test_the_share_link_carries_title_and_address():
    text = render("share", title="ที่นี่ปั้นน้ำใจ & เพื่อน", url="https://example.org/practices/bp69-0001/")
    (link,) = links(text)
    assert link.startswith("https://line.me/R/share?text=%E0%B8%97")
    assert link.endswith("https%3A%2F%2Fexample.org%2Fpractices%2Fbp69-0001%2F")


def test_the_bar_counts_every_school_once():
    coverage = SimpleNamespace(minimum=3, by_count=(5, 10, 17), reached=74, schools=106)
    parts = coverage_parts(coverage)
    assert [part["count"] for part in parts] == [74, 17, 10, 5]
    assert parts[-1]["x"] + parts[-1]["count"] == coverage.schools


def test_a_bar_without_schools_is_drawn_all_the_same():
    coverage = SimpleNamespace(minimum=3, by_count=(0, 0, 0), reached=0, schools=0)
    assert 'viewBox="0 0 1 6"' in render("coverage_bar", coverage=coverage)


def test_the_day_stands_in_the_era_of_the_language():
    assert day_block(date(2026, 11, 28))["year"] == "2569"
    with translation.override("en"):
        assert day_block(date(2026, 11, 28)) == {"day": "28", "month": "Nov", "year": "2026"}
