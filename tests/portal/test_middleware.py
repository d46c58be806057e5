"""What every request leaves in the log and every response carries."""

import json

import pytest

from portal.logs import JsonFormatter
from tests.factories import UserFactory


@pytest.fixture
def access(caplog):
    caplog.set_level("DEBUG", "portal.access")

    def lines():
        return [
            json.loads(JsonFormatter().format(record))
            for record in caplog.records
            if record.name == "portal.access"
        ]

    return lines


def test_request_is_one_line(client, access):
    client.get("/robots.txt?q=somsri", REMOTE_ADDR="192.0.2.17")
    (line,) = access()
    assert (line["method"], line["route"], line["status"]) == ("GET", "robots", 200)
    assert line["ms"] >= 0
    assert "somsri" not in json.dumps(line)
    assert "192.0.2.17" not in json.dumps(line)


def test_response_names_the_id_of_its_log_line(client, access):
    response = client.get("/robots.txt")
    assert access()[0]["request_id"] == response["X-Request-ID"]


def test_visitor_cannot_choose_the_id(client):
    assert client.get("/healthz", headers={"x-request-id": "chosen-by-visitor"})["X-Request-ID"] != (
        "chosen-by-visitor"
    )


def test_own_proxy_s_id_is_kept(client, settings):
    settings.TRUSTED_PROXIES = 1
    response = client.get("/healthz", headers={"x-request-id": "0123456789abcdef"})
    assert response["X-Request-ID"] == "0123456789abcdef"


@pytest.mark.parametrize("odd", ["short", "with space in it", "a" * 65, 'quote"quote"'])
def test_odd_id_is_replaced_even_behind_a_proxy(client, settings, odd):
    settings.TRUSTED_PROXIES = 1
    assert client.get("/healthz", headers={"x-request-id": odd})["X-Request-ID"] != odd


def test_public_policy_allows_no_inline_script(client):
    policy = client.get("/robots.txt")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_editing_interface_has_a_policy_of_its_own(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Permissions-Policy", "camera=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_answer_is_guarded(client, header, value):
    assert value in client.get("/healthz")[header]


@pytest.mark.django_db
def test_address_that_only_takes_a_form_shows_the_way_back(client):
    client.force_login(UserFactory())
    response = client.get("/organisations/requests/00000000-0000-0000-0000-000000000000/approve/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert 'href="/organisations/requests/"' in response.text
    assert client.post("/search/").text == ""
