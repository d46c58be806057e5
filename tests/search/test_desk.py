"""The editors' search desk, as people of the office meet it."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from organisations.models import Role
from search import changes, synonyms
from search.desk import lists
from search.models import EditedSynonyms, Judgement, Pin, PracticeRequest, QueryTally
from tests import factories
from tests.people import home_of, member

pytestmark = pytest.mark.django_db

EDITING = {Role.ADMINISTRATOR, Role.GROUP_DIRECTOR, Role.OFFICER, Role.SUPERVISOR}
LOOKING = {*EDITING, Role.OFFICE_DIRECTOR}

#: A word that has no part in common with what it is made a synonym of.
SWING = "ชิงช้ากระดาน"


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch):
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: deliver())


@pytest.fixture
def editor(client):
    client.force_login(member(home_of(Role.SUPERVISOR), Role.SUPERVISOR))
    return client


def asked_for(text, searches=5, empty=0, clicks=0, days_ago=0):
    return QueryTally.objects.create(
        day=timezone.localdate() - timedelta(days=days_ago),
        digest=f"{text}-{days_ago}"[:32],
        text=text,
        searches=searches,
        empty=empty,
        clicks=clicks,
    )


def texts(response):
    return [row["text"] for row in response.context["rows"]]


def a_set(**more):
    values = {"canonical": "สนามเด็กเล่น", "same": "ลานเล่น", "narrower": "", "note": "", "active": "on"}
    return {**values, **more}


def saved(client, path, data):
    """Send the form, look at the effect, then save."""
    shown = client.post(path, data)
    assert shown.status_code == 200, shown.context["form"].errors
    return client.post(path, {**data, "seal": shown.context["seal"]})


PLACES = [
    "queries",
    "queries_csv",
    "synonyms",
    "pins",
    "judgements",
    "requests",
    "history",
]
FORMS = ["add_synonyms", "add_pin", "add_request"]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_look_and_who_may_change(client, site_tree, role):
    client.force_login(member(home_of(role), role))
    pin = Pin.objects.create(query="สนาม", page=site_tree.home)
    for name in PLACES:
        allowed = client.get(reverse(f"search_desk:{name}")).status_code == 200
        assert allowed == (role in LOOKING), name
    for name in FORMS:
        allowed = client.get(reverse(f"search_desk:{name}")).status_code == 200
        assert allowed == (role in EDITING), name
    client.post(reverse("search_desk:delete_pin", args=[pin.pk]))
    assert Pin.objects.exists() == (role not in EDITING)


def test_a_director_sees_no_button_that_leads_nowhere(client, site_tree):
    client.force_login(member(home_of(Role.OFFICE_DIRECTOR), Role.OFFICE_DIRECTOR))
    asked_for("ลานกีฬา", empty=5)
    page = client.get(reverse("search_desk:queries"))
    assert "ลานกีฬา" in page.text
    assert reverse("search_desk:add_pin") not in page.text
    assert "add=" not in page.text


@pytest.mark.parametrize("name", ["delete_pin", "delete_synonyms", "finish_request", "revert"])
def test_nothing_is_changed_by_an_address_alone(editor, name):
    assert editor.get(reverse(f"search_desk:{name}", args=[1])).status_code == 405


# Lists


def test_the_most_searched_stand_first(editor):
    asked_for("น้อย", 3)
    asked_for("มาก", 9)
    asked_for("สองวัน", 4)
    asked_for("สองวัน", 4, days_ago=1)
    assert texts(editor.get(reverse("search_desk:queries"))) == ["มาก", "สองวัน", "น้อย"]


def test_those_without_result_stand_in_their_list(editor):
    asked_for("พบ", 9)
    asked_for("ไม่พบ", 4, empty=3)
    response = editor.get(reverse("search_desk:queries"), {"list": "empty"})
    assert texts(response) == ["ไม่พบ"]
    assert f"add={quote('ไม่พบ')}" in response.text, "one click to a synonym"


def test_results_that_nobody_opens_stand_in_their_list(editor):
    asked_for("ไม่มีใครเปิด", 10, clicks=1)
    asked_for("เปิดบ่อย", 10, clicks=5)
    asked_for("ไม่พบเลย", 10, empty=10)
    assert texts(editor.get(reverse("search_desk:queries"), {"list": "low"})) == ["ไม่มีใครเปิด"]


def test_leaves_out_what_too_few_have_asked(editor):
    QueryTally.objects.create(day=timezone.localdate(), digest="x", searches=2, empty=2)
    response = editor.get(reverse("search_desk:queries"), {"list": "empty"})
    assert texts(response) == []
    assert response.context["totals"] == lists.Totals(asked=2, nothing=2, shown=0)


def test_leaves_out_what_is_older_than_the_chosen_days(editor):
    asked_for("เก่า", days_ago=40)
    assert texts(editor.get(reverse("search_desk:queries"), {"days": "30"})) == []
    assert texts(editor.get(reverse("search_desk:queries"), {"days": "90"})) == ["เก่า"]


@pytest.mark.parametrize("page", ["0", "abc", "9999", "-1", ""])
@pytest.mark.parametrize("name", ["queries", "synonyms", "pins", "judgements", "requests", "history"])
def test_odd_page_numbers(editor, name, page):
    assert editor.get(reverse(f"search_desk:{name}"), {"page": page}).status_code == 200


@pytest.mark.parametrize("days", ["", "abc", "-1", "99999999999999999999", "31"])
@pytest.mark.parametrize("which", ["", "dragons", "\0"])
def test_odd_choices_show_the_usual_list(editor, which, days):
    response = editor.get(reverse("search_desk:queries"), {"list": which, "days": days})
    assert (response.context["which"], response.context["days"]) == ("most", 30)


def test_the_next_page_keeps_the_choice(editor):
    for number in range(60):
        asked_for(f"คำที่ {number}", empty=1)
    page = editor.get(reverse("search_desk:queries"), {"list": "empty", "days": "90"})
    assert len(page.context["rows"].object_list) == 50
    assert "list=empty&amp;days=90&amp;page=2" in page.text


def test_queries_do_not_grow_with_the_list(editor, django_assert_max_num_queries):
    asked_for("คำแรก")
    path = reverse("search_desk:queries")
    editor.get(path)
    with django_assert_max_num_queries(40) as one:
        editor.get(path)
    for number in range(30):
        asked_for(f"คำที่ {number}")
    with django_assert_max_num_queries(40) as many:
        editor.get(path)
    assert len(many) == len(one)


def test_the_table_to_take_away(editor):
    asked_for("=1+2", 7, empty=2, clicks=1)
    asked_for("แผน", 5)
    response = editor.get(reverse("search_desk:queries_csv"))
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:])))[1:] == [["'=1+2", "7", "2", "1"], ["แผน", "5", "0", "0"]]


# Synonyms


def test_shipped_and_own_sets_stand_together(editor):
    EditedSynonyms.objects.create(canonical="สนามเด็กเล่น", same="ลานเล่น")
    page = editor.get(reverse("search_desk:synonyms"))
    first = page.context["rows"].object_list[0]["terms"]
    assert first.same == ("สนามเด็กเล่น", "ลานเล่น")
    everything = [one for number in page.context["rows"].paginator for one in number.object_list]
    assert len(everything) == len(synonyms.shipped()) + 1


def test_a_set_is_saved_after_its_effect_was_shown(editor, practice_index):
    practice = factories.PracticePageFactory(parent=practice_index, title="สนามเด็กเล่นของเรา")
    path = reverse("search_desk:add_synonyms")
    shown = editor.post(path, a_set(same=SWING))
    assert not EditedSynonyms.objects.exists()
    (change,) = [one for one in shown.context["effect"].changed if one.query == SWING]
    assert practice.title in change.after.titles.values()
    assert practice.title not in change.before.titles.values()
    assert practice.title not in editor.get("/search/", {"q": SWING, "exact": "on"}).text
    response = editor.post(path, {**a_set(same=SWING), "seal": shown.context["seal"]}, follow=True)
    assert "มีผลกับการค้นหาทุกครั้งแล้ว" in response.text
    assert practice.url in editor.get("/search/", {"q": SWING, "exact": "on"}).text


def test_what_was_changed_after_the_effect_was_shown_is_shown_again(editor, site_tree):
    path = reverse("search_desk:add_synonyms")
    seal = editor.post(path, a_set()).context["seal"]
    again = editor.post(path, a_set(same="ลานออกกำลัง", seal=seal))
    assert again.context["effect"]
    assert not EditedSynonyms.objects.exists()


@pytest.mark.parametrize("seal", ["", "x", "a:b:c"])
def test_a_made_up_seal_saves_nothing(editor, site_tree, seal):
    editor.post(reverse("search_desk:add_synonyms"), a_set(seal=seal))
    assert not EditedSynonyms.objects.exists()


def test_the_effect_is_measured_on_the_judged_queries(editor, practice_index):
    practice = factories.PracticePageFactory(parent=practice_index, title="สนามเด็กเล่นของเรา")
    Judgement.objects.create(query=SWING, page=practice, grade=3)
    seen = editor.post(reverse("search_desk:add_synonyms"), a_set(same=SWING)).context["effect"]
    assert (seen.before, seen.after) == (0, 1)


def test_a_query_without_result_is_put_into_a_set_with_two_clicks(editor, site_tree):
    listed = editor.get(reverse("search_desk:synonyms"), {"add": "สำนักเขต"})
    path = reverse("search_desk:edit_shipped", args=["office"])
    assert f"{path}?add={quote('สำนักเขต')}" in listed.text
    form = editor.get(path, {"add": "สำนักเขต"}).context["form"]
    assert form["same"].value().splitlines()[-1] == "สำนักเขต"


def test_a_shipped_set_can_be_switched_off_and_brought_back(editor, site_tree):
    path = reverse("search_desk:edit_shipped", args=["screening"])
    data = {name: field or "" for name, field in editor.get(path).context["form"].initial.items()}
    data.pop("active")
    saved(editor, path, data)
    assert synonyms.phrase("คัดกลอง") not in synonyms.in_force().others
    row = EditedSynonyms.objects.get()
    editor.post(reverse("search_desk:delete_synonyms", args=[row.pk]))
    assert synonyms.phrase("คัดกลอง") in synonyms.in_force().others


def test_a_shipped_set_that_is_gone_is_said_so(editor, site_tree):
    response = editor.get(reverse("search_desk:edit_shipped", args=["dragons"]), follow=True)
    assert "ไม่มีชุดคำนี้แล้ว" in response.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"same": ""}, "อย่างน้อยอีกหนึ่งคำ"),
        ({"canonical": ""}, "error-message"),
        ({"same": "ก"}, "สั้นเกินไป"),
        ({"same": "!!!"}, "สั้นเกินไป"),
        ({"same": "สนามเด็กเล่น"}, "เป็นคำเดียวกัน"),
        ({"same": "ลานเล่น\nลาน เล่น"}, "เป็นคำเดียวกัน"),
        ({"same": "บูลลี่"}, "อยู่ในชุด"),
        ({"narrower": "พอต"}, "อยู่ในชุด"),
        ({"same": "อยากตาย"}, "อาจมีคนกำลังไม่ปลอดภัย"),
        ({"same": "ย" * 90}, "ยาวเกินไป"),
        ({"same": "\n".join(f"คำ{n}" for n in range(60))}, "ไม่เกิน"),
        ({"same": "ก" * 9000}, "4000"),
    ],
)
def test_sets_that_would_do_harm_are_refused(editor, site_tree, change, words):
    response = editor.post(reverse("search_desk:add_synonyms"), a_set(**change))
    assert response.status_code == 400
    assert words in response.text
    assert not EditedSynonyms.objects.exists()


def test_what_was_typed_is_never_markup(editor, site_tree):
    asked_for("<script>alert(1)</script>", empty=5)
    EditedSynonyms.objects.create(canonical="<script>alert(1)</script>", same="ลานเล่น", note="<b>")
    for name in ("queries", "synonyms"):
        page = editor.get(reverse(f"search_desk:{name}"), {"add": "<script>alert(2)</script>"})
        assert "<script>alert" not in page.text


# Pins


def test_a_pinned_page_stands_first(editor, practice_index):
    low = factories.PracticePageFactory(parent=practice_index, title="เรื่องอื่น", summary="มีคำว่าลานกีฬาด้วย")
    factories.PracticePageFactory(parent=practice_index, title="ลานกีฬา ลานกีฬา")
    data = {
        "query": "ลานกีฬา",
        "page": low.pk,
        "position": 1,
        "starts_on": "22/11/2568",
        "ends_on": "",
        "note": "",
    }
    response = editor.post(reverse("search_desk:add_pin"), data, follow=True)
    assert Pin.objects.get().page_id == low.pk, response.context
    assert low.title in response.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"query": ""}, "query"),
        ({"query": "!!"}, "query"),
        ({"query": "ด.ช.สมมุติ ใจดี"}, "query"),
        ({"page": ""}, "page"),
        ({"page": "99999"}, "page"),
        ({"position": "0x"}, "position"),
        ({"position": "10"}, "position"),
        ({"starts_on": ""}, "starts_on"),
        ({"ends_on": "1/1/2500"}, "ends_on"),
    ],
)
def test_bad_pins_are_refused(editor, site_tree, change, field):
    data = {"query": "ลานกีฬา", "page": site_tree.home.pk, "position": 1, "starts_on": "22/11/2569", **change}
    response = editor.post(reverse("search_desk:add_pin"), data)
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert not Pin.objects.exists()


def test_drafts_are_not_pinned(editor, practice_index):
    draft = factories.PracticePageFactory(parent=practice_index, live=False)
    data = {"query": "ลานกีฬา", "page": draft.pk, "position": 1, "starts_on": "22/11/2569"}
    assert "page" in editor.post(reverse("search_desk:add_pin"), data).context["form"].errors


def test_the_same_pin_twice_is_refused(editor, site_tree):
    data = {"query": "ลานกีฬา", "page": site_tree.home.pk, "position": 1, "starts_on": "22/11/2569"}
    editor.post(reverse("search_desk:add_pin"), data)
    response = editor.post(reverse("search_desk:add_pin"), {**data, "query": " ลานกีฬา "})
    assert "page" in response.context["form"].errors


# Judgements


def test_judging_the_results_of_a_query(editor, practice_index):
    one = factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาโรงเรียน")
    path = reverse("search_desk:judge") + "?q=" + quote("ลานกีฬา")
    editor.post(path, {f"page-{one.pk}": "3"})
    assert Judgement.objects.get().grade == 3
    listed = editor.get(reverse("search_desk:judgements"))
    assert [score for _judged, score in listed.context["scored"]] == [1]
    editor.post(path, {f"page-{one.pk}": ""})
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("grade", ["4", "-1", "x"])
def test_other_grades_are_refused(editor, practice_index, grade):
    one = factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาโรงเรียน")
    path = reverse("search_desk:judge") + "?q=" + quote("ลานกีฬา")
    assert editor.post(path, {f"page-{one.pk}": grade}).status_code == 400
    assert not Judgement.objects.exists()


def test_pages_that_were_not_shown_are_not_judged(editor, practice_index):
    other = factories.PracticePageFactory(parent=practice_index, title="ไม่เกี่ยวกัน", live=False)
    path = reverse("search_desk:judge") + "?q=" + quote("ลานกีฬา")
    editor.post(path, {f"page-{other.pk}": "3"})
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("query", ["", "!!", "ด.ช.สมมุติ ใจดี", "กรีดแขน", "ก" * 500])
def test_some_queries_are_not_judged(editor, site_tree, query):
    response = editor.get(reverse("search_desk:judge"), {"q": query})
    assert response.url == reverse("search_desk:judgements")


# Requests for practices


def test_supervisors_are_asked_for_a_practice_once(editor, site_tree):
    other = member(home_of(Role.SUPERVISOR), Role.SUPERVISOR)
    data = {"query": "ลานกีฬา", "note": "ถามโรงเรียนที่มีลานกว้าง"}
    for _time in range(2):
        editor.post(reverse("search_desk:add_request"), data)
    assert PracticeRequest.objects.count() == 1
    assert other.email in {letter.to[0] for letter in mail.outbox}
    assert len(mail.outbox) == 2
    assert reverse("search_desk:requests") in mail.outbox[0].body
    assert "ลานกีฬา" in mail.outbox[0].subject


def test_a_finished_request_may_be_made_again(editor, site_tree):
    data = {"query": "ลานกีฬา", "note": ""}
    editor.post(reverse("search_desk:add_request"), data)
    editor.post(reverse("search_desk:finish_request", args=[PracticeRequest.objects.get().pk]))
    editor.post(reverse("search_desk:add_request"), data)
    assert PracticeRequest.objects.filter(done_at=None).count() == 1


@pytest.mark.parametrize("query", ["", "!!", "ด.ญ.สมมุติ ใจดี", "โทร 081-234-5678", "ก" * 300])
def test_bad_requests_are_refused(editor, site_tree, query):
    assert editor.post(reverse("search_desk:add_request"), {"query": query}).status_code == 400
    assert mail.outbox == []


# History


def test_every_change_can_be_taken_back(editor, site_tree):
    add, path = reverse("search_desk:add_synonyms"), reverse("search_desk:history")
    saved(editor, add, a_set())
    row = EditedSynonyms.objects.get()
    saved(editor, reverse("search_desk:edit_synonyms", args=[row.pk]), a_set(same="ลานเล่น\nลานสนุก"))
    editor.post(reverse("search_desk:delete_synonyms", args=[row.pk]))
    deleted, changed, created = changes.history()
    editor.post(reverse("search_desk:revert", args=[deleted.pk]))
    assert EditedSynonyms.objects.get().same == "ลานเล่น\nลานสนุก"
    editor.post(reverse("search_desk:revert", args=[changed.pk]))
    assert EditedSynonyms.objects.get().same == "ลานเล่น"
    editor.post(reverse("search_desk:revert", args=[created.pk]))
    assert not EditedSynonyms.objects.exists()
    assert changes.history().count() == 6
    page = editor.get(path)
    assert "ลานสนุก" in page.text
    assert synonyms.phrase("ลานเล่น") not in synonyms.in_force().others


def test_taking_back_follows_in_the_search_at_once(editor, site_tree):
    saved(editor, reverse("search_desk:add_synonyms"), a_set())
    assert synonyms.phrase("ลานเล่น") in synonyms.in_force().others
    editor.post(reverse("search_desk:revert", args=[changes.history().get().pk]))
    assert synonyms.phrase("ลานเล่น") not in synonyms.in_force().others


def test_what_does_not_fit_any_more_is_not_taken_back(editor, practice_index):
    page = factories.PracticePageFactory(parent=practice_index)
    pin = Pin(query="ลานกีฬา", page=page, starts_on=date(2026, 1, 1))
    person = member(home_of(Role.SUPERVISOR), Role.SUPERVISOR)
    changes.save(pin, person)
    changes.delete(pin, person)
    entry = changes.history().first()
    page.delete()
    response = editor.post(reverse("search_desk:revert", args=[entry.pk]), follow=True)
    assert "คืนไม่ได้" in response.text
    assert not Pin.objects.exists()


def test_a_set_that_was_built_upon_is_not_brought_back_twice(editor, site_tree):
    saved(editor, reverse("search_desk:add_synonyms"), a_set())
    editor.post(reverse("search_desk:delete_synonyms", args=[EditedSynonyms.objects.get().pk]))
    entry = changes.history().first()
    saved(editor, reverse("search_desk:add_synonyms"), a_set(canonical="ลานใหม่"))
    editor.post(reverse("search_desk:revert", args=[entry.pk]))
    assert [row.canonical for row in EditedSynonyms.objects.all()] == ["ลานใหม่"]


def test_a_director_takes_nothing_back(client, site_tree):
    changes.save(Pin(query="ลานกีฬา", page=site_tree.home), member(home_of(Role.OFFICER), Role.OFFICER))
    client.force_login(member(home_of(Role.OFFICE_DIRECTOR), Role.OFFICE_DIRECTOR))
    client.post(reverse("search_desk:revert", args=[changes.history().get().pk]))
    assert Pin.objects.exists()


def test_only_changes_of_the_desk_are_taken_back(editor, site_tree):
    editor.post(reverse("search_desk:add_request"), {"query": "ลานกีฬา"})
    (entry,) = PracticeRequest.objects.get().__class__.objects.all()
    assert editor.post(reverse("search_desk:revert", args=[entry.pk + 10_000])).status_code == 404


def test_history_needs_no_query_for_each_line(editor, site_tree, django_assert_max_num_queries):
    person = member(home_of(Role.OFFICER), Role.OFFICER)
    changes.save(Pin(query="คำแรก", page=site_tree.home), person)
    editor.get(reverse("search_desk:history"))
    with django_assert_max_num_queries(45) as one:
        editor.get(reverse("search_desk:history"))
    for number in range(15):
        changes.save(Pin(query=f"คำ {number}", page=site_tree.home), person)
    with django_assert_max_num_queries(45) as many:
        editor.get(reverse("search_desk:history"))
    assert len(many) == len(one)
