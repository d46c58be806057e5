"""Saved searches: kept by their owners, told about news once a week, stopped by one tap."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from search import alerts
from search.models import SavedSearch
from tests import factories

pytestmark = pytest.mark.django_db

NAME = "เรื่องน้ำท่วม"


@pytest.fixture
def person(client):
    person = factories.UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def saved(person, site_tree):
    """Saved a week ago."""
    return SavedSearch.objects.create(
        owner=person, name=NAME, query="q=น้ำท่วม", looked_at=timezone.now() - timedelta(days=7)
    )


def publish(site_tree, title, **ago):
    with time_machine.travel(timezone.now() - timedelta(**ago)):
        return factories.PracticePageFactory(parent=site_tree.practices, title=title)


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def send_letters(**later):
        with django_capture_on_commit_callbacks(execute=True):
            return alerts.send(timezone.now() + timedelta(**later))

    return send_letters


# Keeping a search


def test_saves_the_search_of_the_address(client, person, site_tree):
    client.post("/search/saved/new/?q=น้ำท่วม&hazard=accident&page=3&nonsense=1", {"name": NAME})
    search = SavedSearch.objects.get()
    assert (search.owner, search.name) == (person, NAME)
    query = alerts.query_of(search.query)
    assert (query.text, query.filters) == ("น้ำท่วม", {"hazard": frozenset(["accident"])})
    assert "nonsense" not in search.query


def test_the_results_page_leads_there(client, person, site_tree):
    url = client.get("/search/", {"q": "น้ำท่วม", "hazard": "accident"}).context["save_url"]
    form = client.get(url).context["form"]
    assert form.initial["name"].startswith("น้ำท่วม · ")


def test_strangers_sign_in_first(site_tree):
    response = Client().get("/search/saved/new/?q=น้ำท่วม")
    assert response.url.startswith("/account/login/?next=/search/saved/new/")


def test_saving_twice_renames(client, person, site_tree):
    for name in ("หนึ่ง", "สอง"):
        client.post("/search/saved/new/?q=น้ำท่วม", {"name": name})
    assert [search.name for search in SavedSearch.objects.all()] == ["สอง"]


@pytest.mark.parametrize("query", ["", "q=", "page=2", "q=อยากตาย", "q=เด็กชายสมมุติ ใจดี", "hazard=dragons"])
def test_nothing_empty_or_about_a_person_is_kept(client, person, site_tree, query):
    response = client.post(f"/search/saved/new/?{query}", {"name": "x"}, follow=True)
    assert not SavedSearch.objects.exists()
    assert "บันทึกไม่ได้" in response.text


@pytest.mark.parametrize("query", ["q=อยากตาย", "q=เด็กชายสมมุติ ใจดี", ""])
def test_saving_such_a_search_is_not_offered(client, person, site_tree, query):
    assert client.get(f"/search/?{query}").context["save_url"] == ""


@pytest.mark.parametrize("name", ["", " ", "x" * 200])
def test_a_wrong_name_is_explained(client, person, site_tree, name):
    response = client.post("/search/saved/new/?q=น้ำท่วม", {"name": name})
    assert response.context["form"].errors["name"]
    assert not SavedSearch.objects.exists()


def test_there_is_room_for_so_many(client, person, site_tree):
    for number in range(alerts.MOST_SAVED):
        SavedSearch.objects.create(owner=person, name=str(number), query=f"q={number}")
    response = client.post("/search/saved/new/?q=น้ำท่วม", {"name": NAME}, follow=True)
    assert "บันทึกครบจำนวนแล้ว" in response.text
    assert person.saved_searches.count() == alerts.MOST_SAVED


def test_the_longest_search_fits(client, person, site_tree):
    topics = "&".join(f"tag={'ก' * 99}{number}" for number in range(20))
    client.post(f"/search/saved/new/?q={'ก' * 200}&{topics}", {"name": NAME})
    search = SavedSearch.objects.get()
    search.full_clean()


def test_lists_ones_own_only(client, person, saved):
    SavedSearch.objects.create(owner=factories.UserFactory(), name="ของคนอื่น", query="q=x")
    text = client.get("/search/saved/").text
    assert NAME in text
    assert "ของคนอื่น" not in text


def test_nobody_else_deletes_or_stops_it(saved):
    other = Client()
    other.force_login(factories.UserFactory())
    for action in ("delete", "letters"):
        assert other.post(f"/search/saved/{saved.pk}/{action}/").status_code == 404
    saved.refresh_from_db()
    assert saved.wants_letters


def test_deletes(client, person, saved):
    assert "ลบ" in client.post(f"/search/saved/{saved.pk}/delete/", follow=True).text
    assert not SavedSearch.objects.exists()


def test_a_link_deletes_nothing(client, person, saved):
    assert client.get(f"/search/saved/{saved.pk}/delete/").status_code == 405
    assert SavedSearch.objects.exists()


def test_letters_can_be_turned_off_and_on(client, person, saved):
    for sent, wanted in (("off", False), ("on", True), ("", False)):
        client.post(f"/search/saved/{saved.pk}/letters/", {"letters": sent})
        saved.refresh_from_db()
        assert saved.wants_letters is wanted


def test_goes_with_the_account(person, saved):
    person.delete()
    assert not SavedSearch.objects.exists()


# Letters


def test_tells_of_what_is_new(saved, site_tree, send, mailoutbox):
    new = publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    publish(site_tree, "น้ำท่วมเมื่อเดือนก่อน", days=30)
    publish(site_tree, "เรื่องบูลลี่", days=2)
    assert send() == 1
    (letter,) = mailoutbox
    assert letter.to == [saved.owner.email]
    assert new.title in letter.body
    assert new.url in letter.body
    assert "น้ำท่วมเมื่อเดือนก่อน" not in letter.body
    assert "บูลลี่" not in letter.body


def test_nothing_new_no_letter(saved, site_tree, send, mailoutbox):
    publish(site_tree, "น้ำท่วมเมื่อเดือนก่อน", days=30)
    assert send() == 0
    assert mailoutbox == []


def test_tells_of_nothing_twice(saved, site_tree, send, mailoutbox):
    publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    assert [send(), send(), send(days=7)] == [1, 0, 0]


def test_what_was_published_just_now_is_told_next_time(saved, site_tree, send, mailoutbox):
    """Its index entry may be on its way: no week may lose it."""
    publish(site_tree, "ซ้อมหนีน้ำท่วม", minutes=1)
    assert [send(), send(days=7), send(days=14)] == [0, 1, 0]


def test_a_page_that_is_changed_is_not_new(saved, site_tree, send, mailoutbox):
    page = publish(site_tree, "น้ำท่วมเมื่อเดือนก่อน", days=30)
    page.summary = "แก้ไขแล้ว"
    page.save_revision().publish()
    assert send(days=1) == 0


def test_drafts_and_private_pages_are_not_told(saved, site_tree, send, mailoutbox):
    page = publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    page.unpublish()
    assert send() == 0


def test_one_letter_for_all_searches_of_a_person(saved, site_tree, send, mailoutbox):
    SavedSearch.objects.create(
        owner=saved.owner, name="หนีไฟ", query="q=หนีไฟ", looked_at=timezone.now() - timedelta(days=3)
    )
    publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    publish(site_tree, "ซ้อมหนีไฟ", days=1)
    assert send() == 1
    (letter,) = mailoutbox
    assert NAME in letter.body
    assert "“หนีไฟ”" in letter.body
    assert "2 เรื่อง" in letter.subject


def test_follows_the_filters(person, site_tree, send, mailoutbox):
    SavedSearch.objects.create(
        owner=person, name="x", query="hazard=violence", looked_at=timezone.now() - timedelta(days=3)
    )
    publish(site_tree, "เรื่องสิทธิ์", days=1)
    assert send() == 0


@pytest.mark.parametrize("reason", ["stopped", "left"])
def test_whoever_wants_none_gets_none(saved, site_tree, send, mailoutbox, reason):
    publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    if reason == "stopped":
        SavedSearch.objects.update(wants_letters=False)
    else:
        saved.owner.is_active = False
        saved.owner.save()
    assert send() == 0


def test_many_news_are_summed_up(saved, site_tree, send, mailoutbox):
    for number in range(alerts.MOST_NAMED + 3):
        publish(site_tree, f"น้ำท่วม {number}", days=2)
    send()
    assert "และอีก 3 เรื่อง" in mailoutbox[0].body


def test_asks_the_database_no_more_for_more_people(site_tree, django_assert_max_num_queries):
    """With nothing published nobody's search is put to the engine."""
    for number in range(5):
        SavedSearch.objects.create(
            owner=factories.UserFactory(),
            name="x",
            query=f"q={number}",
            looked_at=timezone.now() - timedelta(days=3),
        )
    with django_assert_max_num_queries(2 + 3 * 5):
        alerts.send()


def test_the_command_says_how_many(saved, site_tree, capsys):
    publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    call_command("search_alerts")
    assert capsys.readouterr().out == "1 letters\n"


# The stop link


@pytest.fixture
def stop_link(saved, site_tree, send, mailoutbox):
    publish(site_tree, "ซ้อมหนีน้ำท่วม", days=2)
    send()
    (line,) = [line for line in mailoutbox[0].body.splitlines() if "หยุดรับอีเมล" in line]
    return urlsplit(line.split()[-1]).path


def test_one_tap_stops_the_letters_without_signing_in(stop_link, saved):
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(stop_link)
    assert NAME in page.text
    saved.refresh_from_db()
    assert saved.wants_letters
    token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert "ไม่ส่งอีเมลแล้ว" in stranger.post(stop_link, {"csrfmiddlewaretoken": token}).text
    saved.refresh_from_db()
    assert not saved.wants_letters


def test_the_link_of_a_deleted_search_says_it_is_over(stop_link, saved):
    saved.delete()
    assert "ไม่ส่งอีเมลแล้ว" in Client().get(stop_link).text


@pytest.mark.parametrize("token", ["1", "1:", "1:wrong", "x", "1:1:1"])
def test_a_made_up_link_stops_nothing(saved, site_tree, token):
    assert Client().post(f"/search/saved/stop/{token}/").status_code == 404


def test_my_work_leads_to_the_searches(client, person, site_tree):
    assert 'href="/search/saved/"' in client.get("/my/").text
