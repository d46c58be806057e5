"""LINE as a second way: linking by a code, messages that wait, quota, failures, and the letter that goes instead."""

import base64
import hashlib
import hmac
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import kinds, notices, telling
from accounts.kinds import Group
from accounts.line import api, linking, queue
from accounts.models import LineAccount, LineChannel, LineEvent, LineMessage, Notice, NoticeSettings
from tests.accounts.line_stub import LineStub
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

REPORT = "programme/reports/mail/reminder"


@pytest.fixture
def line(settings):
    stub = LineStub()
    settings.LINE_API = stub.address
    settings.LINE_CHANNEL_TOKEN, settings.LINE_CHANNEL_SECRET = "token", "secret"
    settings.LINE_ACCOUNT = "@office"
    yield stub
    stub.close()


@pytest.fixture
def person(line):
    person = UserFactory()
    LineAccount.objects.create(person=person, user_id="U1", linked_at=timezone.now())
    return person


def tell(person):
    return notices.notify(
        [person], REPORT, path="/my/reports/", school="โรงเรียนสมมุติ", term="1/2569", due="31 ต.ค. 2569"
    )


def later(minutes):
    """As if so many minutes had passed."""
    past = timedelta(minutes=minutes)
    for message in LineMessage.objects.all():
        message.created_at -= past
        message.due_at -= past
        message.save()
    for channel in LineChannel.objects.exclude(paused_until=None):
        channel.paused_until -= past
        channel.save()


def test_a_message_goes_by_line_with_title_and_link_alone(person, line):
    tell(person)
    assert not mail.outbox
    assert queue.send_due() == (1, 0)
    [(to, words)] = line.pushed
    assert to == "U1"
    assert words == (
        "ยังไม่ได้รับรายงาน 1/2569 ของโรงเรียนสมมุติ\nhttp://localhost:8000/my/reports/?openExternalBrowser=1"
    )
    assert line.tokens == {"Bearer token"}
    assert not LineMessage.objects.exists()
    assert not mail.outbox


def test_what_must_be_known_and_whoever_wants_no_line_gets_a_letter(person, line, monkeypatch):
    monkeypatch.setitem(kinds.GROUPS, REPORT, Group.ALWAYS)
    tell(person)
    monkeypatch.setitem(kinds.GROUPS, REPORT, Group.WAITING)
    NoticeSettings.objects.create(person=person, by_line=False)
    tell(person)
    assert len(mail.outbox) == 2
    assert not LineMessage.objects.exists()


def test_a_process_that_died_after_sending_sends_no_second_time(person, line, monkeypatch):
    tell(person)
    monkeypatch.setattr(LineMessage, "delete", lambda message: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        queue.send_due()
    monkeypatch.undo()
    assert queue.send_due() == (0, 0), "another holds it"
    later(2)
    assert queue.send_due() == (1, 0)
    assert len(line.pushed) == 1
    assert line.keys[0] == line.keys[1]
    assert not LineMessage.objects.exists()


@pytest.mark.parametrize(
    ("quota", "own", "answers"),
    [
        ({"type": "limited", "value": 7}, 0, []),
        ({"type": "none"}, 7, []),
        ({"type": "none"}, 0, [(429, {"message": "You have reached your monthly limit."})]),
    ],
)
def test_a_used_up_quota_turns_messages_into_letters(person, line, settings, quota, own, answers):
    line.quota, line.used, line.answers = quota, 7, [*answers]
    settings.LINE_MONTHLY_QUOTA = own
    tell(person)
    tell(person)
    assert queue.send_due() == (0, 2)
    assert [letter.to for letter in mail.outbox] == [[person.email]] * 2
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers
    assert not line.pushed
    assert len(line.keys) == len(answers), "LINE is asked no more once it has said so"


def test_failures_are_tried_again_then_left_alone_then_become_letters(person, line):
    for _ in range(4):
        tell(person)
    line.answers = [(500, {})] * 3
    assert queue.send_due() == (0, 4)
    assert len(line.keys) == 3, "after three failures nobody tries"
    later(3)
    queue.send_due()
    assert len(line.keys) == 3
    later(3)
    assert queue.send_due()[0] > 0, "after the break LINE is back"
    assert LineChannel.objects.get().failures == 0
    tell(person)
    LineMessage.objects.exclude(attempts=0).delete()
    line.answers = [(429, {"message": "The API rate limit has been exceeded."})]
    queue.send_due()
    assert not mail.outbox
    later(31)
    assert queue.send_due() == (0, 1)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("status", "paused"), [(400, False), (401, True)])
def test_a_refused_message_becomes_a_letter_at_once(person, line, status, paused):
    line.answers = [(status, {"message": "no"})]
    tell(person)
    assert queue.send_due() == (0, 1)
    assert len(mail.outbox) == 1
    assert bool(LineChannel.objects.get().paused_until) == paused


# What LINE tells


def hook(client, *events, secret="secret"):
    body = json.dumps({"destination": "x", "events": events}).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return client.post(
        "/line/webhook/", body, content_type="application/json", headers={"X-Line-Signature": signature}
    )


def said(words, event_id, user_id="U-of-somebody"):
    return {
        "type": "message",
        "mode": "active",
        "webhookEventId": event_id,
        "replyToken": "r",
        "source": {"type": "user", "userId": user_id},
        "message": {"type": "text", "text": words},
    }


def test_a_code_links_once_and_a_word_unlinks(client, site_tree, line):
    person = UserFactory()
    client.force_login(person)
    assert "VC-" not in client.get("/my/notices/line/").text
    [code] = set(re.findall(r"VC-\w{4}-\w{4}", client.post("/my/notices/line/").text))
    assert hook(client, said(code, "e1"), secret="guessed").status_code == 403
    assert hook(client, said("สวัสดี", "e0"), said(code.lower(), "e1")).status_code == 200
    assert LineAccount.objects.get(person=person).user_id == "U-of-somebody"
    assert len(line.replied) == 1, "people who write to people get no answer from us"
    assert "U-of-somebody" not in client.get("/my/notices/settings/").text
    hook(client, said(code, "e2", "U-of-another"))
    assert LineAccount.objects.get(person=person).user_id == "U-of-somebody"
    hook(client, said(linking.STOP, "e3"))
    assert not LineAccount.objects.exists()
    hook(client, said(linking.STOP, "e3"))
    assert len(line.replied) == 3
    assert LineEvent.objects.count() == 4


def test_an_old_code_links_nobody(client, line):
    code = linking.new_code(UserFactory())
    LineAccount.objects.update(code_until=timezone.now())
    hook(client, said(code, "e1"))
    assert LineAccount.objects.get().user_id is None


def test_whoever_blocks_the_office_gets_letters_until_they_let_it(client, person, line):
    tell(person)
    told = {"mode": "active", "source": {"type": "user", "userId": "U1"}}
    hook(client, {**told, "type": "unfollow", "webhookEventId": "e1"})
    assert queue.send_due() == (0, 1)
    tell(person)
    assert len(mail.outbox) == 2
    hook(client, {**told, "type": "follow", "webhookEventId": "e2"})
    tell(person)
    assert LineMessage.objects.count() == 1


def test_unlinking_turns_what_waits_into_letters(client, site_tree, person, line):
    tell(person)
    client.force_login(person)
    client.post("/my/notices/line/unlink/")
    queue.send_due()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("by", ["person", "installation"])
def test_what_waits_when_line_is_switched_off_goes_by_letter_once(
    client, site_tree, person, line, settings, by
):
    tell(person)
    client.force_login(person)
    usual = {
        "waiting": "at-once",
        "results": "at-once",
        "reminders": "daily",
        "news": "weekly",
        "language": "th",
    }
    if by == "person":
        client.post("/my/notices/settings/", usual)
    else:
        settings.LINE_CHANNEL_TOKEN = ""
    assert queue.send_due() == (0, 1)
    settings.LINE_CHANNEL_TOKEN = "token"
    client.post("/my/notices/settings/", usual | {"by_line": "on"})
    assert queue.send_due() == (0, 0)
    assert not line.pushed
    assert len(mail.outbox) == 1
    tell(person)
    assert queue.send_due() == (1, 0), "switched on again, the next one goes by LINE"


def test_a_closed_account_hears_no_more(person, line):
    tell(person)
    person.is_active = False
    person.save()
    queue.send_due()
    assert (line.pushed, mail.outbox, LineMessage.objects.count()) == ([], [], 0)


def test_long_titles_leave_room_for_the_link(person, line):
    rows = [Notice(person=person, title="ก" * 250) for _ in range(telling.MOST_TITLES)]
    words = telling.line_words("แจ้งเตือนประจำวัน", rows)
    assert api.text(words)["text"].endswith("/my/notices/?openExternalBrowser=1")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"events": 3}', b'{"events": [1, {}, {"source": []}]}'])
def test_nonsense_that_is_signed_does_nothing(client, line, body):
    signature = base64.b64encode(hmac.new(b"secret", body, hashlib.sha256).digest()).decode()
    response = client.post(
        "/line/webhook/", body, content_type="application/json", headers={"X-Line-Signature": signature}
    )
    assert response.status_code == 200


def test_without_the_setting_there_is_no_line(client, site_tree):
    person = UserFactory()
    client.force_login(person)
    assert client.get("/my/notices/line/").status_code == 404
    assert client.post("/line/webhook/").status_code == 404
    assert "LINE" not in client.get("/my/notices/settings/").text
