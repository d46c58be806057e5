"""What a story lacks before it can be handed in, and before it is published."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.writing.completeness import Until, completeness
from practices.writing.steps import step_of


def stream(*blocks):
    return json.dumps(
        [{"id": str(place), "type": kind, "value": value} for place, (kind, value) in enumerate(blocks)]
    )


FULL = {
    "title": "โทรก่อนเก้าโมงทุกเช้า",
    "kind": "best-practice",
    "summary": "ก" * 100,
    "background": f"<p>{'ข' * 200}</p>",
    "objectives": stream(("objective", "รู้ก่อนเก้าโมง")),
    "targets": stream(("qualitative", "ทุกคนปลอดภัย")),
    "process": stream(("step", {"stage": "A", "title": "โทร", "text": "<p>ทุกเช้า</p>"})),
    "success_factors": stream(("factor", "ครูว่างพร้อมกัน")),
    "results": stream(("measured", {"indicator": "ขาดเรียน", "before": "14", "after": "5"})),
    "lessons": "<p>ถามด้วยความห่วงใย</p>",
    "what_failed": "",
    "conditions_for_reuse": "เบอร์ที่โทรติด",
    "authors": stream(("author", {"name": "นางสมมุติ ใจดี", "position": "ครู"})),
    "stages": "|A|",
    "hazards": "|rights|",
}


def missing(**changes):
    return [need.field for need in completeness({**FULL, **changes}).before_submission]


def test_a_full_story_may_be_submitted():
    assert completeness(FULL).may_be_submitted
    assert completeness(FULL).before_publication == []


def test_a_title_alone_lacks_everything_else():
    complete = completeness({"title": FULL["title"], "kind": "best-practice"})
    assert complete.complete == 0
    assert not complete.may_be_submitted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"summary": "สั้น"}, "summary"),
        ({"background": f"<p>{'ข' * 199}</p>"}, "background"),
        ({"background": "<p>" + " " * 400 + "</p>"}, "background"),
        ({"objectives": "[]"}, "objectives"),
        ({"objectives": stream(("objective", "  "))}, "objectives"),
        ({"targets": "[]"}, "targets"),
        ({"process": stream(("figure", {"caption": "ภาพ"})), "images_cleared": True}, "process"),
        ({"process": stream(("step", {"stage": "A", "title": "", "text": "<p>ทำ</p>"}))}, "process"),
        ({"results": "[]"}, "results"),
        ({"results": stream(("measured", {"indicator": "ขาด", "before": "1", "after": ""}))}, "results"),
        ({"lessons": ""}, "lessons"),
        ({"success_factors": "[]"}, "success_factors"),
        ({"authors": "[]"}, "authors"),
        ({"stages": ""}, "stages"),
        ({"hazards": ""}, "care_steps"),
    ],
)
def test_says_what_is_missing(changes, field):
    assert missing(**changes) == [field]


def test_a_lesson_needs_what_failed_and_no_success():
    lesson = {"kind": "lesson", "success_factors": "[]", "lessons": ""}
    assert missing(**lesson) == ["what_failed"]
    assert missing(**lesson, what_failed="<p>ส่งไลน์แทนโทร</p>") == []


def test_a_place_for_a_picture_is_no_picture():
    empty = {"image": None, "alt_text": "", "decorative": False}
    step = {"stage": "A", "title": "โทร", "text": "<p>ทุกเช้า</p>", "image": empty}
    assert missing(process=stream(("step", step))) == []
    assert missing(process=stream(("step", {**step, "image": {**empty, "image": 3}}))) == ["images_cleared"]


def test_pictures_need_to_be_cleared_before_they_leave_the_school():
    assert missing(listing_image=3) == ["images_cleared"]
    assert missing(listing_image=3, images_cleared=True) == []


def test_conditions_are_needed_for_publication_only():
    complete = completeness({**FULL, "conditions_for_reuse": ""})
    assert [(need.field, need.until) for need in complete.needs(Until.PUBLICATION)] == [
        ("conditions_for_reuse", Until.PUBLICATION)
    ]


def test_there_are_eight_components():
    assert len(completeness({}).components) == 8


@pytest.mark.parametrize("removed", [[name] for name in sorted(FULL)] + [sorted(FULL)], ids="-".join)
def test_whatever_is_missing_has_a_place_to_be_filled_in(removed):
    complete = completeness({name: value for name, value in FULL.items() if name not in removed})
    assert all(step_of(need.field) for need in [*complete.before_submission, *complete.before_publication])


@given(st.sets(st.sampled_from(sorted(set(FULL) - {"kind"}))), st.sampled_from(sorted(set(FULL) - {"kind"})))
def test_writing_more_never_makes_a_story_less_complete(there, more):
    before = completeness({"kind": "best-practice", **{name: FULL[name] for name in there}})
    after = completeness({"kind": "best-practice", **{name: FULL[name] for name in {*there, more}}})
    assert after.complete >= before.complete
    assert len(after.before_submission) <= len(before.before_submission)
