"""A teacher writes a story, step by step."""

import re

import pytest

from organisations.models import Role
from practices.models import PracticePage
from practices.writing.steps import STEPS
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.people import member
from tests.practices.writing.conftest import TITLE, address, latest, screen

pytestmark = pytest.mark.django_db


def test_two_taps_lead_to_the_first_question(desk, site_tree):
    assert 'href="/my/practices/new/"' in desk.get("/my/").text
    assert 'name="title"' in desk.get("/my/practices/new/").text


def test_nothing_but_the_title_is_needed(desk, school, site_tree):
    response = desk.post("/my/practices/new/", {"title": TITLE, "kind": "lesson"})
    story = PracticePage.objects.get()
    assert response.url == address(story, "background")
    assert story.owner_organisation == school
    assert not story.live
    assert story.reference.startswith("LS")
    assert story.get_parent().specific == site_tree.practices
    assert story.latest_revision.user == story.owner


@pytest.mark.parametrize("title", ["", "สั้นไป", "ย" * 201])
def test_a_title_that_is_none_is_said_and_kept(desk, site_tree, title):
    response = desk.post("/my/practices/new/", {"title": title, "kind": "best-practice"})
    assert response.status_code == 400
    assert title in response.text
    assert not PracticePage.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLUSTER_CHAIR, Role.PRIVACY_REVIEWER])
def test_who_writes_no_practices_finds_no_place_to_begin(client, site_tree, role):
    from tests.people import home_of

    client.force_login(member(home_of(role), role))
    assert client.get("/my/practices/new/").status_code == 404


def test_a_person_of_two_schools_says_in_whose_name(client, teacher, school, site_tree):
    other = SchoolFactory()
    other.memberships.create(person=teacher, role=Role.TEACHER)
    client.force_login(teacher)
    assert other.name in client.get("/my/practices/new/").text
    client.post("/my/practices/new/", {"title": TITLE, "kind": "tool", "school": other.pk})
    assert PracticePage.objects.get().owner_organisation == other


def test_nobody_writes_in_the_name_of_a_foreign_school(desk, site_tree, school):
    desk.post("/my/practices/new/", {"title": TITLE, "kind": "tool", "school": SchoolFactory().pk})
    assert not PracticePage.objects.exclude(owner_organisation=school).exists()


@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_every_step_opens_and_saves_untouched_without_a_change(desk, story, step):
    before = story.latest_revision_id
    path = address(story, step)
    sent = screen(desk, path)
    if step == "authors":  # the first author is proposed
        sent = {name: value for name, value in sent.items() if not name.startswith("authors")}
    response = desk.post(path, sent)
    assert response.status_code == 302
    assert PracticePage.objects.get().latest_revision_id == before


def test_a_text_is_saved_and_the_next_question_follows(fill, story):
    response = fill("background", background="นักเรียนขาดเรียนวันละ 14 คน\n\n- จันทร์\n- ศุกร์")
    assert response.url == address(story, "goals")
    assert latest(story).background == "<p>นักเรียนขาดเรียนวันละ 14 คน</p><ul><li>จันทร์</li><li>ศุกร์</li></ul>"


@pytest.mark.parametrize(
    ("go", "where"), [("back", "title"), ("next", "goals"), ("results", "results"), ("overview", None)]
)
def test_buttons_lead_on_back_and_anywhere(fill, story, go, where):
    response = fill("background", go=go)
    assert response.url == (address(story, where) if where else f"/my/practices/{story.reference.lower()}/")


def test_the_saved_text_is_an_ordinary_revision_of_the_page(fill, story, teacher):
    fill("background", background="เรื่องเดิม")
    story.refresh_from_db()
    assert story.has_unpublished_changes
    assert story.latest_revision.user == teacher
    assert story.background == ""  # what is public does not change


def test_rows_are_added_in_order(fill, story, desk):
    fill("goals", **row("objectives", "objective", 1, value="รู้ก่อนเก้าโมง"))
    sent = screen(desk, address(story, "goals"))
    old = sent["objectives"]
    new = row("objectives", "objective", 2, value="ช่วยได้ในวันเดียว")
    new["objectives"] = [*old, *new["objectives"]]
    desk.post(address(story, "goals"), {**sent, **new})
    assert [block.value for block in latest(story).objectives] == ["รู้ก่อนเก้าโมง", "ช่วยได้ในวันเดียว"]


def row(name, kind, number, /, **fields):
    """A row as the screen sends it."""
    row_id = f"00000000-0000-4000-8000-{number:012}"
    return {
        name: [f"{row_id}:{kind}"],
        **{f"{name}-{row_id}-{field}": value for field, value in fields.items()},
    }


def rows(name, *parts):
    merged: dict[str, list[str]] = {name: []}
    for part in parts:
        merged[name] += part.pop(name)
        merged.update(part)
    return merged


def test_without_script_a_button_adds_moves_and_removes_rows(fill, desk, story):
    both = rows(
        "objectives",
        row("objectives", "objective", 1, value="ข้อแรก"),
        row("objectives", "objective", 2, value="ข้อสอง"),
    )
    second = both["objectives"][1].partition(":")[0]
    response = fill("goals", **both, rows="objectives:add:objective")
    assert response.url.endswith("?add=objectives:objective#objectives-end")
    text = desk.get(response.url).text
    assert (
        len(re.findall(r'<input type="hidden" name="objectives"', text)) == 4
    )  # two, the new one, the template
    fill("goals", rows=f"objectives:up:{second}")
    assert [block.value for block in latest(story).objectives] == ["ข้อสอง", "ข้อแรก"]
    fill("goals", rows=f"objectives:remove:{second}")
    assert [block.value for block in latest(story).objectives] == ["ข้อแรก"]


def test_blocks_keep_their_ids_and_what_a_step_does_not_ask(fill, story):
    page = latest(story)
    page.process = [
        ("step", {"stage": "C", "title": "ตกลงกัน", "text": "<p>ประชุม <b>หนึ่งบ่าย</b></p>"}),
        ("figure", {"caption": "ลานกิจกรรม"}),
    ]
    page.save_revision(clean=False)
    before = latest(story).process.get_prep_value()
    sent_step = before[0]["id"]
    fill("process", **{f"process-{sent_step}-title": "ทำข้อตกลงกับผู้ปกครอง"})
    after = latest(story).process.get_prep_value()
    assert [block["id"] for block in after] == [block["id"] for block in before]
    assert after[0]["value"] == {**before[0]["value"], "title": "ทำข้อตกลงกับผู้ปกครอง", "core": False}
    assert after[1] == before[1]


def test_a_stage_of_a_step_becomes_a_stage_of_the_story(fill, story):
    fill("process", **row("process", "step", 1, title="สะท้อนผล", stage="R", text="ทุกวันศุกร์"))
    assert latest(story).stages == ["R"]


def test_every_field_of_a_measured_result_is_kept(fill, story):
    fields = {
        "indicator": "ขาดเรียนต่อวัน",
        "before": "14",
        "after": "5",
        "unit": "คน",
        "n": "๑๑๘",
        "instrument": "บันทึกการมาเรียน",
        "period": "ปี 2568",
    }
    fill("results", **row("results", "measured", 1, **fields))
    assert dict(latest(story).results[0].value) == {**fields, "n": 118}


def test_a_mistake_is_said_beside_the_field_and_the_rest_is_saved(fill, story):
    response = fill("reuse", conditions_for_reuse="ครูว่างพร้อมกันสิบนาที", cost="หกร้อย")
    assert response.status_code == 400
    assert "หกร้อย" in response.text
    assert "เขียนเป็นจำนวนเต็ม" in response.text
    assert latest(story).conditions_for_reuse == "ครูว่างพร้อมกันสิบนาที"
    assert latest(story).cost is None


@pytest.mark.parametrize(("typed", "understood"), [("๖๐๐", 600), ("1,200", 1200), ("0", 0), ("", None)])
def test_a_sum_of_money_is_read_as_people_write_it(fill, story, typed, understood):
    fill("reuse", cost=typed)
    assert latest(story).cost == understood


@pytest.mark.parametrize("n", ["4", "0", "-5", "มาก"])
def test_fewer_than_five_pupils_are_no_figure(fill, story, n):
    response = fill("results", **row("results", "measured", 1, indicator="ตัวชี้วัด", after="3", n=n))
    assert response.status_code == 400
    assert "ตัวชี้วัด" in response.text


def test_a_hazard_brings_its_group(fill, story):
    fill("subjects", sub_hazards=["bullying"])
    assert latest(story).hazards == ["violence"]


def test_topics_are_phrases(fill, story):
    fill("fit", tags="เยี่ยมบ้าน, นักเรียนขาดเรียน ,เยี่ยมบ้าน")
    assert {tag.name for tag in latest(story).tags.all()} == {"เยี่ยมบ้าน", "นักเรียนขาดเรียน"}


def test_shares_of_the_authors_add_up(fill, story):
    both = rows(
        "authors",
        row("authors", "author", 1, name="นางสมมุติ หนึ่ง", position="ครู", share="60"),
        row("authors", "author", 2, name="นายสมมุติ สอง", position="ครู", share="50"),
    )
    response = fill("authors", **both)
    assert response.status_code == 400
    assert "110" in response.text


def test_an_award_is_kept_with_the_story(fill, story, desk):
    fill("recognition", **row("awards", "award", 1, scheme="medal", level="เหรียญทอง", year="68"))
    fill("recognition")
    award = latest(story).awards.get()
    assert (award.scheme, award.level, award.year) == ("medal", "เหรียญทอง", 2568)


def test_office_people_may_help_and_strangers_find_nothing(client, story):
    path = address(story, "background")
    client.force_login(member(story.owner_organisation.office, Role.OFFICER))
    assert client.get(path).status_code == 200
    for stranger in (member(SchoolFactory(), Role.TEACHER), member(OfficeFactory(), Role.PRIVACY_REVIEWER)):
        client.force_login(stranger)
        assert client.get(path).status_code == 404
        assert client.post(path, {}).status_code == 404


def test_an_unknown_step_is_not_there(desk, story):
    assert desk.get(address(story, "nothing")).status_code == 404


def test_topics_that_stand_in_the_story_are_suggested_first(fill, desk, story):
    for name in ("ปลูกผัก", "นักเรียนขาดเรียน"):
        page = PracticePageFactory(parent=story.get_parent())
        page.tags.add(name)
        page.save()
    fill("background", background="มีนักเรียนขาดเรียนทุกวัน และมีการกลั่นแกล้งรังแกกัน")
    text = desk.get(address(story, "fit")).text
    suggested = re.findall(r"<li>([^<]+)</li>", text[text.index("data-suggested") :])
    assert suggested[0] == "นักเรียนขาดเรียน"
    assert "ปลูกผัก" in suggested
