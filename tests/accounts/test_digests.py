"""When a notice becomes a letter: at once, in a digest or never, as each person has chosen, and how that stops."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as portal_settings
from django.core import mail

from accounts import choices, digests, kinds, notices
from accounts.kinds import Group, When
from accounts.models import Letter, Notice, NoticeSettings
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

BANGKOK = ZoneInfo("Asia/Bangkok")
#: A Wednesday.
MORNING = datetime(2026, 12, 2, 6, 30, tzinfo=BANGKOK)
BASE = portal_settings.BASE_URL


@pytest.fixture(autouse=True)
def _letters(settings, tmp_path, monkeypatch):
    folder = tmp_path / "tests" / "mail"
    folder.mkdir(parents=True)
    for group in Group:
        (folder / f"{group}.txt").write_text(
            "{{ what }} · V-CARE + N\n\nเรียน {{ person }}\n\nเนื้อเรื่องของ{{ what }}\n\n"
            "{{ base_url }}{{ path }}\n\nIn English: about {{ what }}.\n\n—\nV-CARE + N\n",
            encoding="utf-8",
        )
        monkeypatch.setitem(kinds.GROUPS, f"tests/mail/{group}", group)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]


@pytest.fixture
def person():
    return UserFactory()


def tell(person, group, what="เรื่องหนึ่ง", *, before=timedelta(hours=1), path="/my/"):
    """Something that happened before the morning."""
    [notice] = notices.notify([person], f"tests/mail/{group}", what=what, path=path)
    Notice.objects.filter(pk=notice.pk).update(created_at=MORNING - before)
    return notice


def bodies():
    return [letter.body for letter in mail.outbox]


def test_what_nobody_chose_is_quiet(person):
    for group in Group:
        tell(person, group, group.value)
    assert [letter.subject for letter in mail.outbox] == [
        f"{name} · V-CARE + N" for name in ("waiting", "results", "always")
    ]
    assert person.notices.count() == len(Group)


def test_a_daily_digest_says_all_and_leads_on(person):
    tell(person, Group.REMINDERS, "กำหนดส่ง", path="/my/?a=1")
    tell(person, Group.REMINDERS, "ใบอนุญาต", before=timedelta(hours=2))
    tell(person, Group.NEWS, "ข่าวของสัปดาห์")
    assert digests.write_due(MORNING) == 1
    [letter] = mail.outbox
    assert letter.subject == "แจ้งเตือนประจำวัน 2 เรื่อง · V-CARE + N"
    assert re.search(
        r"1\. ใบอนุญาต.*\nเนื้อเรื่องของใบอนุญาต\n.*2\. กำหนดส่ง", letter.body, re.DOTALL | re.MULTILINE
    )
    assert f"{BASE}/my/?a=1" in letter.body
    assert "เรียน" not in letter.body.split("1. ใบอนุญาต")[1]
    assert "ข่าวของสัปดาห์" not in letter.body
    assert digests.write_due(MORNING + timedelta(hours=5)) == 0


def test_nothing_new_or_all_read_is_no_letter(person):
    notices.mark_read(tell(person, Group.REMINDERS))
    tell(UserFactory(is_active=True), Group.ALWAYS)
    mail.outbox.clear()
    assert digests.write_due(MORNING) == 0
    assert not mail.outbox
    assert not Notice.objects.exclude(digest="").exists()


@pytest.mark.parametrize(
    ("now", "letters"),
    [
        (MORNING - timedelta(seconds=1), 0),
        (MORNING, 1),
        # A machine that stood still for days makes up for it.
        (MORNING + timedelta(days=3), 1),
    ],
)
def test_the_day_begins_at_half_past_six_in_bangkok(person, now, letters):
    tell(person, Group.REMINDERS)
    assert digests.write_due(now) == letters


def test_what_happens_after_the_hour_waits_for_the_next(person):
    tell(person, Group.REMINDERS, before=timedelta(minutes=-1))
    assert digests.write_due(MORNING + timedelta(hours=3)) == 0
    assert digests.write_due(MORNING + timedelta(days=1)) == 1


def test_the_week_begins_on_the_day_of_the_settings(person, settings):
    tell(person, Group.NEWS)
    assert digests.write_due(MORNING + timedelta(days=4)) == 0
    settings.DIGEST_WEEKDAY = 6
    assert digests.write_due(MORNING + timedelta(days=4)) == 1
    assert "ประจำสัปดาห์" in mail.outbox[0].subject


def test_a_digest_that_is_torn_is_written_whole_once(person, monkeypatch):
    tell(person, Group.REMINDERS)
    monkeypatch.setattr(Letter, "save", lambda letter: 1 / 0)
    assert digests.write_due(MORNING) == 0
    monkeypatch.undo()
    assert person.notices.get().digest == When.DAILY
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: deliver())
    assert digests.write_due(MORNING) == 1
    assert len(mail.outbox) == 1


def test_one_that_cannot_be_written_keeps_nobody_else_waiting(person, monkeypatch):
    other, letter = UserFactory(), digests._letter
    tell(person, Group.REMINDERS, "เรื่องที่เขียนไม่ได้")
    tell(other, Group.REMINDERS, "เรื่องของอีกคน")

    def write(chosen, *args):
        if chosen.person == person:
            raise ValueError
        return letter(chosen, *args)

    monkeypatch.setattr(digests, "_letter", write)
    assert digests.write_due(MORNING) == 1
    assert "เรื่องของอีกคน" in bodies()[0]


def test_an_english_reader_gets_the_english_lines(person):
    NoticeSettings.objects.create(person=person, language="en")
    tell(person, Group.REMINDERS, "a day")
    digests.write_due(MORNING)
    [letter] = mail.outbox
    assert letter.subject == "1 notice of the day · V-CARE + N"
    assert "about a day." in letter.body
    assert "เนื้อเรื่อง" not in letter.body
    assert f"{BASE}/en/my/notices/settings/" in letter.body


# Choosing


def choose(client, person, **changes):
    client.force_login(person)
    usual = {
        "waiting": "at-once",
        "results": "at-once",
        "reminders": "daily",
        "news": "weekly",
        "language": "th",
    }
    return client.post("/my/notices/settings/", {**usual, **changes}, follow=True)


def test_a_choice_holds_from_now_on_and_for_what_waits(client, site_tree, person):
    tell(person, Group.REMINDERS, "รออยู่")
    assert "บันทึกแล้ว" in choose(client, person, reminders="never", waiting="weekly").text
    tell(person, Group.WAITING)
    assert digests.write_due(MORNING + timedelta(days=1)) == 0
    assert not mail.outbox
    choose(client, person, waiting="at-once")
    assert digests.write_due(MORNING + timedelta(days=1)) == 1


def test_a_bad_choice_is_told_beside_its_field(client, site_tree, person):
    response = choose(client, person, news="hourly\0")
    assert response.context["form"].errors["news"]
    assert not NoticeSettings.objects.exists()


def test_the_screen_says_what_is_usual(client, site_tree, person):
    client.force_login(person)
    text = client.get("/my/notices/settings/").text
    assert "ส่งทางอีเมลทันทีเสมอ" in text
    assert "06:30" in text
    assert "ผูกบัญชีไลน์" not in text


# Stopping


def test_a_letter_stops_by_its_link_without_signing_in(client, site_tree, person):
    tell(person, Group.WAITING)
    [letter] = mail.outbox
    header = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert header in letter.body
    path = header.removeprefix(BASE)
    assert "เรื่องที่รอท่านทำ" in client.get(path).text
    tell(person, Group.WAITING)
    assert len(mail.outbox) == 2, "opening a link stops nothing"
    strict = client.__class__(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(person, Group.WAITING)
    assert len(mail.outbox) == 2
    assert choices.of([person])[person.pk].results == When.AT_ONCE
    client.post(path, {"again": "1"})
    tell(person, Group.WAITING)
    assert len(mail.outbox) == 3


def test_a_link_that_is_not_ours_or_whose_reader_is_gone(client, site_tree, person):
    path = choices.stop_path(person, [Group.NEWS])
    assert client.get(path.replace("news", "waiting")).status_code == 404
    person.delete()
    assert client.post(path).status_code == 200
    assert not NoticeSettings.objects.exists()


def test_what_must_be_known_has_no_way_to_stop_and_no_text_in_the_inbox(person):
    tell(person, Group.ALWAYS)
    [letter] = mail.outbox
    assert not letter.extra_headers
    assert "my/notices/stop" not in letter.body
    assert person.notices.get().text == ""


# Kinds


def letters():
    root = Path(__file__).resolve().parents[2]
    return {
        path.relative_to(path.parents[[part.name for part in path.parents].index("templates")]).with_suffix(
            ""
        ): path
        for path in root.glob("[a-z]*/templates/**/mail/*.txt")
    }


def test_every_kind_is_a_letter_or_a_folder_of_letters():
    names = {name.as_posix() for name in letters()}
    lost = [
        name
        for name in kinds.GROUPS
        if not name.startswith("tests/")
        and name not in names
        and not (name.endswith("/") and any(letter.startswith(name) for letter in names))
    ]
    assert not lost


def test_letters_with_a_link_that_works_once_go_at_once():
    secret = re.compile(r"ใช้ได้ครั้งเดียว|\{\{ (?:link|link_path|appeal|join) \}\}")
    with_secret = {
        name.as_posix() for name, path in letters().items() if secret.search(path.read_text(encoding="utf-8"))
    }
    outside = {"networks/mail/approved", "networks/mail/refused"}
    assert len(with_secret) > 5
    assert {name for name in with_secret - outside if kinds.group_of(name) != Group.ALWAYS} == set()
