"""Letters wait in the database and leave by SMTP, whatever the mail server does meanwhile."""

import socket
import socketserver
import threading
import time
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, send_mail
from django.core.management import call_command
from django.core.signals import request_started
from django.db import transaction
from django.utils import timezone

from accounts import mail, postman
from accounts.models import Letter
from portal import health

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs, and misbehaves on request."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Conversation)
        self.port = self.server_address[1]
        self.letters = []
        #: What it says instead of "250 OK", by command.
        self.answers = {}
        self.hangs = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.hangs.clear()
        self.shutdown()
        self.server_close()


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        if self.server.hangs.is_set():
            time.sleep(3)
            return
        self.say("220 test")
        for line in self.rfile:
            command = line[:4].decode().strip().upper()
            if command == "DATA":
                self.say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(body.decode())
            self.say(self.server.answers.get(command, "221 bye" if command == "QUIT" else "250 OK"))
            if command == "QUIT":
                return

    def say(self, answer):
        self.wfile.write(answer.encode() + b"\r\n")


@pytest.fixture(autouse=True)
def _by_smtp(settings):
    settings.MAIL_DELIVERY_BACKEND = SMTP
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 0.3
    settings.MAIL_IN_BACKGROUND = True


@pytest.fixture
def server(settings):
    server = MailServer()
    settings.EMAIL_PORT = server.port
    yield server
    server.close()


@pytest.fixture
def no_server(settings):
    """A port at which nobody listens, until a server is started there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    return settings.EMAIL_PORT


def write(to="somchai@example.org", subject="ยืนยันอีเมล"):
    mail.enqueue([to], subject, "เนื้อความ", "<p>เนื้อความ</p>")
    return Letter.objects.latest("pk")


def an_hour_passes():
    Letter.objects.update(due_at=timezone.now())


@pytest.mark.django_db
def test_letter_arrives_once_and_leaves_no_row(server):
    write()
    assert postman.send_due() == (1, 0)
    assert postman.send_due() == (0, 0)
    assert len(server.letters) == 1
    assert "To: somchai@example.org" in server.letters[0]
    assert "text/html" in server.letters[0]
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_writing_does_not_touch_the_mail_server(server):
    server.hangs.set()
    started = time.perf_counter()
    write()
    assert time.perf_counter() - started < 0.2
    assert not server.letters


@pytest.mark.django_db
def test_rolled_back_work_writes_no_letter(server):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert postman.send_due() == (0, 0)


@pytest.mark.django_db
def test_server_that_is_down_comes_back(settings, no_server):
    write()
    assert postman.send_due() == (0, 1)
    waiting = Letter.objects.get()
    assert waiting.problem.startswith("ConnectionRefusedError")
    assert timedelta(seconds=50) < waiting.due_at - timezone.now() < timedelta(seconds=70)
    server = MailServer(no_server)
    try:
        assert postman.send_due() == (0, 0)
        an_hour_passes()
        assert postman.send_due() == (1, 0)
        assert len(server.letters) == 1
    finally:
        server.close()


@pytest.mark.django_db
def test_server_that_hangs_delays_the_letter_only(server):
    server.hangs.set()
    write()
    assert postman.send_due() == (0, 1)
    server.hangs.clear()
    an_hour_passes()
    assert postman.send_due() == (1, 0)
    assert len(server.letters) == 1


@pytest.mark.django_db
def test_pauses_grow_and_end(no_server):
    write()
    pauses = []
    for _attempt in range(7):
        an_hour_passes()
        postman.send_due()
        pauses.append(round((Letter.objects.get().due_at - timezone.now()).total_seconds() / 60))
    assert pauses == [1, 2, 5, 15, 30, 60, 60]
    Letter.objects.update(attempts=len(postman.PAUSES), due_at=timezone.now())
    postman.send_due()
    assert Letter.objects.given_up().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "tried_again"), [("550 no such mailbox", False), ("451 greylisted", True)]
)
def test_only_a_recipient_refused_for_good_is_given_up_at_once(server, answer, tried_again):
    server.answers = {"RCPT": answer}
    write("nobody@example.org")
    postman.send_due()
    letter = Letter.objects.get()
    assert bool(letter.due_at) == tried_again
    assert "nobody" not in letter.problem


@pytest.mark.django_db
def test_bad_letter_does_not_stop_the_next(server):
    Letter.objects.create(sender="a@example.org", recipients=["b@example.org"], subject="two\nlines", text="")
    write()
    assert postman.send_due() == (1, 1)


@pytest.mark.django_db
def test_letter_being_sent_is_taken_by_nobody_else():
    write()
    assert Letter.objects.take(postman.LEASE)
    assert Letter.objects.take(postman.LEASE) is None


@pytest.mark.django_db
def test_letter_of_a_process_that_died_is_sent_after_the_lease(server):
    """A process killed while sending leaves a row that is taken."""
    write()
    Letter.objects.take(postman.LEASE)
    assert postman.send_due() == (0, 0)
    Letter.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert postman.send_due() == (1, 0)


@pytest.mark.django_db
def test_letters_of_django_and_wagtail_wait_too(server, settings):
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"
    send_mail("หัวเรื่อง", "ข้อความ", "from@example.org", ["to@example.org"], html_message="<b>ข้อความ</b>")
    assert not server.letters
    postman.send_due()
    assert "from@example.org" in server.letters[0]
    assert "text/html" in server.letters[0]


@pytest.mark.django_db
def test_attachment_is_refused_aloud(settings):
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"
    with pytest.raises(ValueError, match="no attachments"):
        EmailMessage("a", "b", to=["c@example.org"], attachments=[("x", b"y", "text/plain")]).send()


@pytest.mark.django_db
def test_operator_sees_what_waits_but_not_for_whom(no_server, capsys):
    write("somchai@example.org")
    postman.send_due()
    call_command("mail")
    shown = capsys.readouterr().out
    assert "รอส่ง 1 ฉบับ" in shown
    assert "ConnectionRefusedError" in shown
    assert "somchai" not in shown


@pytest.mark.django_db
def test_operator_has_failed_letters_tried_at_once(server, capsys):
    letter = write()
    letter.put_off(None, "TimeoutError")
    call_command("mail", "retry")
    call_command("mail", "send")
    assert len(server.letters) == 1


@pytest.mark.django_db
def test_retry_leaves_a_letter_alone_that_is_being_sent(capsys):
    write()
    Letter.objects.take(postman.LEASE)
    call_command("mail", "retry")
    assert Letter.objects.take(postman.LEASE) is None


@pytest.mark.django_db
def test_stuck_mail_is_not_ready():
    write()
    assert health.mail()
    Letter.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert not health.mail()
    Letter.objects.update(due_at=None)
    assert health.mail()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_thread_sends_what_a_request_has_written(server, monkeypatch):
    monkeypatch.setattr(mail, "on_commit", transaction.on_commit)
    postman.start()
    try:
        with transaction.atomic():
            write()
            time.sleep(0.1)
            assert not server.letters
        until = time.monotonic() + 5
        while (not server.letters or Letter.objects.exists()) and time.monotonic() < until:
            time.sleep(0.02)
        assert len(server.letters) == 1
        assert not Letter.objects.exists()
    finally:
        postman.stop()
        postman._postman = None


@pytest.fixture
def rounds(monkeypatch):
    """The processes' postmen, who only wait here to be sent home."""
    home = threading.Event()
    begun = []
    monkeypatch.setattr(postman, "_postman", None)
    monkeypatch.setattr(postman.Postman, "run", lambda self: begun.append(self) or home.wait(30))
    yield begun
    home.set()


@pytest.mark.django_db
def test_whatever_answers_a_request_sends_the_letters(rounds):
    """Not only gunicorn with the portal's own configuration."""
    request_started.send(None, environ={})
    assert rounds == [postman.mine()]


@pytest.mark.django_db
def test_a_second_request_starts_no_second_postman(rounds):
    request_started.send(None, environ={})
    request_started.send(None, environ={})
    assert len(rounds) == 1


@pytest.mark.django_db
def test_a_postman_who_is_gone_is_followed_by_another(rounds, monkeypatch):
    monkeypatch.setattr(postman.Postman, "run", lambda self: rounds.append(self))
    request_started.send(None, environ={})
    rounds[0].join(5)
    request_started.send(None, environ={})
    rounds[1].join(5)
    assert len(rounds) == 2
