"""Searches go on when the cluster does not: the breaker, the copy, the notice."""

import pytest
from django.urls import reverse

from search.connection import Breaker, Budget, ClusterError, Connection
from search.embedded import EmbeddedEngine
from search.engine import Query
from search.index import FolderIndex
from search.switching import SwitchingEngine
from tests.search.corpus import RECORDS


class Failing:
    """A cluster that answers while `answers`, with what the local engine has."""

    def __init__(self, local):
        self.local = local
        self.answers = False
        self.asked = 0

    def search(self, query):
        self.asked += 1
        if not self.answers:
            raise ClusterError("no answer in time")
        return Reading(self)

    def suggest(self, *asked):
        raise ClusterError("no answer in time")

    similar = suggest


class Reading:
    corrected, approximate, phrases = None, False, ()

    def __init__(self, cluster):
        self.cluster = cluster

    def __len__(self):
        if not self.cluster.answers:
            raise ClusterError("no answer in time")
        return 99


@pytest.fixture
def local(db):
    engine = EmbeddedEngine(FolderIndex())
    engine.replace(RECORDS)
    return engine


@pytest.fixture
def cluster(local):
    return Failing(local)


@pytest.fixture
def engine(local, cluster):
    return SwitchingEngine(local, cluster, lambda: True)


def test_the_copy_answers_and_says_so(engine):
    results = engine.search(Query("จมน้ำ"))
    assert results.degraded
    assert results[:1][0].key == "swim"
    assert results.facets["hazard"]


def test_a_cluster_that_answers_is_no_reason_for_a_notice(engine, cluster):
    cluster.answers = True
    results = engine.search(Query("จมน้ำ"))
    assert len(results) == 99
    assert not results.degraded


def test_results_turn_to_the_copy_while_they_are_read(engine, cluster):
    cluster.answers = True
    results = engine.search(Query("จมน้ำ"))
    cluster.answers = False
    assert len(results) < 99
    assert results.degraded


def test_after_two_failures_the_cluster_is_left_alone(engine, cluster):
    for _search in range(5):
        engine.search(Query("จมน้ำ"))
    assert cluster.asked == 2


def test_one_search_tries_again_later(engine, cluster):
    engine.breaker = Breaker(failures=1, pause=0.0, longest_pause=0.0)
    engine.search(Query("จมน้ำ"))
    cluster.answers = True
    assert not engine.search(Query("จมน้ำ")).degraded
    assert not engine.breaker.is_open


def test_only_one_tries(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("search.connection.time.monotonic", lambda: now[0])
    breaker = Breaker(failures=1, pause=2.0)
    breaker.failed()
    assert not breaker.lets_through()
    now[0] = 2.5
    assert [breaker.lets_through() for _search in range(3)] == [True, False, False]
    breaker.failed()
    now[0] = 5.5
    assert not breaker.lets_through()
    now[0] = 7.0
    assert breaker.lets_through()


def test_a_cluster_that_does_not_follow_is_not_asked(local, cluster):
    engine = SwitchingEngine(local, cluster, lambda: False)
    assert engine.search(Query("จมน้ำ")).degraded
    assert cluster.asked == 0


def test_suggestions_and_similar_things_come_from_the_copy(engine, local):
    assert engine.suggest("ว่าย", 3) == local.suggest("ว่าย", 3)
    assert engine.similar("swim", 3) == local.similar("swim", 3)


def test_what_was_asked_for_stands_in_no_log(engine, caplog):
    assert "จมน้ำ" not in repr(engine.search(Query("จมน้ำ")))
    assert "จมน้ำ" not in caplog.text


def test_the_visitor_reads_that_the_copy_answers(client, corpus, engine, monkeypatch):
    monkeypatch.setattr("search.pages.get_engine", lambda: engine)
    assert "ดัชนีสำรอง" in client.get(reverse("search"), {"q": "จมน้ำ"}).text


def test_no_notice_without_a_cluster(client, corpus):
    assert "ดัชนีสำรอง" not in client.get(reverse("search"), {"q": "จมน้ำ"}).text


# Requests


def test_nobody_there_is_a_cluster_error():
    with pytest.raises(ClusterError):
        Connection("http://127.0.0.1:9").ask("GET", "/")


def test_a_search_that_has_used_its_time_asks_no_more():
    with pytest.raises(ClusterError, match="too slow"):
        Budget(0.0).spend(Connection("http://127.0.0.1:9"), "GET", "/", None)


@pytest.mark.parametrize(
    ("url", "name"),
    [("http://a:9200", "portal"), ("http://a/x,http://b/y", "x"), ("https://u:p%40@a:1/x-1/", "x-1")],
)
def test_the_address_names_the_index(url, name):
    assert Connection(url).name == name


@pytest.mark.parametrize("url", ["a:9200", "ftp://a", "http://a/*", "http://a/x/y", "http:///x"])
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        Connection(url)
