"""The log names what happened, never who."""

import json
import logging

import pytest

from portal.logs import JsonFormatter, redacted, request_id


def line(message, *args, **extra):
    record = logging.LogRecord("portal", logging.INFO, "", 0, message, args, None)
    vars(record).update(extra)
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    "personal",
    [
        "somsri@example.org",
        "1234567890123",
        "1-2345-67890-12-3",
        "๑๒๓๔๕๖๗๘๙๐๑๒๓",
        "0812345678",
        "081-234-5678",
        "039 123 456",
        "+66 81 234 5678",
        "192.0.2.17",
        "2001:db8:0:1:2:3:4:5",
    ],
)
def test_nothing_personal_is_left(personal):
    assert personal not in redacted(f"ของ {personal} ครับ")


@pytest.mark.parametrize(
    "harmless", ["bp69-0012", "22/11/2569", "2026-11-22", "status 404", "12.5 ms", "10:30:00"]
)
def test_what_helps_to_mend_stays(harmless):
    assert redacted(harmless) == harmless


def test_one_record_is_one_line_whatever_a_visitor_sends():
    text = JsonFormatter().format(
        logging.LogRecord("x", 20, "", 0, "a\r\nlevel: ERROR\x1b[31m\u202e\u2028", (), None)
    )
    assert "\n" not in text
    assert not any(mark in json.loads(text)["message"] for mark in "\r\n\x1b\u202e\u2028")


def test_carries_the_request_s_id():
    token = request_id.set("abcdefgh")
    assert line("hello")["request_id"] == "abcdefgh"
    request_id.reset(token)


def test_exception_is_told_without_personal_data():
    try:
        raise ValueError("somsri@example.org")
    except ValueError as error:
        record = logging.LogRecord("x", 40, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    told = json.loads(JsonFormatter().format(record))
    assert "ValueError" in told["exception"]
    assert "somsri" not in told["exception"]


@pytest.mark.django_db
def test_path_of_a_missing_page_is_not_logged(client, caplog):
    client.get("/organisations/invitations/secret-token-of-somsri/")
    for record in caplog.records:
        assert "secret-token" not in JsonFormatter().format(record)
