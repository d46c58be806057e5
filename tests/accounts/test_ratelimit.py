"""How often one address may ask."""

import sqlite3
from concurrent.futures import ProcessPoolExecutor

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from accounts import ratelimit
from accounts.ratelimit import client_address, count_in_file, counter_key, limited, network


@pytest.fixture(autouse=True)
def _limits_on(settings, tmp_path, monkeypatch):
    settings.RATE_LIMITS = True
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(
        ratelimit,
        "too_many",
        lambda request, wait: HttpResponse(status=429, headers={"Retry-After": str(wait)}),
    )
    with time_machine.travel("2026-11-22 03:00:10Z", tick=False) as clock:
        yield clock


@pytest.fixture
def clock(_limits_on):
    return _limits_on


@limited("test", per_minute=3)
def view(request):
    return HttpResponse("ok")


def ask(address="192.0.2.1", asked=view, method="GET", **meta):
    return asked(RequestFactory().generic(method, "/", REMOTE_ADDR=address, **meta))


def test_lets_through_as_many_as_allowed():
    assert [ask().status_code for _ in range(4)] == [200, 200, 200, 429]


def test_says_when_to_come_back():
    for _ in range(3):
        ask()
    assert ask()["Retry-After"] == "50"


def test_opens_again_in_the_next_window(clock):
    for _ in range(4):
        ask()
    clock.shift(51)
    assert ask().status_code == 200


def test_addresses_are_counted_apart():
    for _ in range(4):
        ask()
    assert ask("192.0.2.2").status_code == 200


def test_scopes_are_counted_apart():
    for _ in range(4):
        ask()
    assert ask(asked=limited("other", per_minute=3)(view.__wrapped__)).status_code == 200


def test_longest_wait_counts():
    both = limited("both", per_minute=1, per_hour=1)(view.__wrapped__)
    ask(asked=both)
    assert ask(asked=both)["Retry-After"] == str(3600 - 10)


def test_only_the_named_methods_count():
    posts = limited("posts", per_minute=1, methods=("POST",))(view.__wrapped__)
    assert {ask(asked=posts).status_code for _ in range(3)} == {200}
    assert [ask(asked=posts, method="POST").status_code for _ in range(2)] == [200, 429]


def test_visitor_cannot_pretend_another_address():
    for number in range(3):
        ask(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert ask(HTTP_X_FORWARDED_FOR="198.51.100.9").status_code == 429


@pytest.mark.parametrize(
    ("proxies", "passed", "expected"),
    [
        (0, "198.51.100.1", "192.0.2.1"),
        (1, "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.5, 198.51.100.1", "203.0.113.5"),
        (2, "198.51.100.1", "192.0.2.1"),
    ],
)
def test_believes_only_its_own_proxies(settings, proxies, passed, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=passed)
    assert client_address(request) == expected


def test_household_counts_as_one_on_ipv6():
    assert network("2001:db8:0:1::5") == network("2001:db8:0:1:ffff::9")
    assert network("2001:db8:0:1::5") != network("2001:db8:0:2::5")


def test_mapped_address_is_the_same_visitor():
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")


def test_no_address_is_written_down(tmp_path):
    ask("192.0.2.77")
    assert not any(b"192.0.2.77" in path.read_bytes() for path in tmp_path.iterdir())


def test_hash_of_an_address_changes_every_day():
    first, second = (counter_key("s", "192.0.2.1", now, 86400).split(":")[-1] for now in (0, 86400))
    assert first != second


def test_old_counts_are_tidied_away(clock, tmp_path):
    ask()
    clock.shift(120)
    ask()
    with sqlite3.connect(tmp_path / "limits.sqlite3") as counts:
        assert counts.execute("SELECT count(*) FROM hits").fetchone() == (1,)


def test_broken_counter_stops_nobody(tmp_path):
    (tmp_path / "limits.sqlite3").write_bytes(b"not a database" * 100)
    assert ask().status_code == 200


def hit(path):
    from django.conf import settings

    settings.VAR_DIR = path
    return [count_in_file("key", 2e9, 0) for _ in range(25)]


def test_two_workers_share_one_count(tmp_path):
    with ProcessPoolExecutor(2) as workers:
        counts = [number for worker in workers.map(hit, [tmp_path, tmp_path]) for number in worker]
    assert sorted(counts) == list(range(1, 51))


def test_asking_for_the_head_only_counts_too():
    assert [ask(method="HEAD").status_code for _ in range(4)] == [200, 200, 200, 429]
