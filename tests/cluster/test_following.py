"""The cluster follows the database through the outbox, and nobody who publishes waits for it."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

import search.cluster
from media.models import PortalDocument
from search import connection, outbox, pages
from search.connection import Breaker, ClusterError, Connection
from search.engine import Query
from search.models import IndexChange, IndexState
from search.switching import SwitchingEngine
from tests import factories


@pytest.fixture
def portal(cluster, entry_cluster, local, settings, monkeypatch):
    """A portal whose searches the node answers."""
    settings.SEARCH_URL = "http://127.0.0.1:1"
    # The tests' machine is busy: what hangs is still given up, after a second.
    monkeypatch.setattr(connection, "SEARCH_TIMEOUT", 1.0)
    monkeypatch.setattr(connection, "SEARCH_BUDGET", 5.0)
    switching = SwitchingEngine(local, cluster, IndexState.cluster_follows)
    for module in (outbox, pages):
        monkeypatch.setattr(module, "get_engine", lambda: switching)
    for module in ("search_index", "search_worker"):
        monkeypatch.setattr(f"search.management.commands.{module}.get_cluster", lambda: cluster)
    monkeypatch.setattr("search.management.commands.search_index.get_embedded", lambda: local)
    return switching


@pytest.fixture
def work(portal):
    def work():
        call_command("search_worker", "--once")

    return work


@pytest.fixture
def practice(portal, practice_index):
    return factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาพหุวัย")


def titles(text):
    results = pages.find(Query(text))
    assert not results.degraded
    return [hit.title for hit in results[: len(results)]]


def waiting():
    return IndexChange.objects.filter(target="cluster").exists()


def test_what_is_published_is_found_when_the_worker_has_been_there(practice, work):
    work()
    assert titles("ลานกีฬา") == [practice.title]
    assert not waiting()


def test_follows_changes(practice, work):
    work()
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    work()
    assert titles("สนามเด็กเล่น") == [practice.title]
    practice.unpublish()
    work()
    assert titles("สนามเด็กเล่น") == []


def test_follows_a_document(practice, work):
    document = PortalDocument.objects.create(title="แบบสำรวจ", file="survey.pdf", text="ตารางเวรประตูโรงเรียน")
    practice.attachments = [("file", {"document": document, "caption": ""})]
    practice.save_revision().publish()
    work()
    assert titles("ตารางเวร") == [practice.title]
    document.text = "ผังอาคารเรียน"
    document.save()
    work()
    assert titles("ผังอาคาร") == [practice.title]


def test_who_publishes_asks_nothing_of_the_cluster(
    practice, work, monkeypatch, django_capture_on_commit_callbacks
):
    work()
    asked = []
    monkeypatch.setattr(Connection, "_ask", lambda *arguments: asked.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        practice.title = "สนามเด็กเล่น"
        practice.save_revision().publish()
        PortalDocument.objects.create(title="แบบสำรวจ", file="survey.pdf", text="ตารางเวร").save()
        practice.unpublish()
        practice.delete()
    assert asked == []
    assert waiting()


def test_what_could_not_be_written_waits(practice, work, opensearch_node):
    work()
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    opensearch_node.nodes[0].kill()
    with pytest.raises(CommandError):
        work()
    assert waiting()
    opensearch_node.start()
    work()
    assert titles("สนามเด็กเล่น") == [practice.title]


def test_a_cluster_that_lost_everything_is_filled_again(practice, work, cluster):
    work()
    cluster.remove()
    work()
    assert titles("ลานกีฬา") == [practice.title]


def test_the_index_of_another_database_is_made_anew(practice, work):
    work()
    IndexState.objects.update(cluster=uuid4())
    work()
    assert titles("ลานกีฬา") == [practice.title]


def test_a_cluster_that_was_not_used_for_a_while_is_filled_again(practice, work, settings):
    work()
    settings.SEARCH_URL, url = "", settings.SEARCH_URL
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    settings.SEARCH_URL = url
    work()
    assert titles("สนามเด็กเล่น") == [practice.title]


def test_a_cluster_that_lags_behind_is_not_asked(practice, work, monkeypatch):
    work()
    practice.unpublish()
    monkeypatch.setattr(IndexState, "PATIENCE", IndexState.PATIENCE * 0)
    results = pages.find(Query("ลานกีฬา"))
    assert results.degraded
    assert len(results) == 0


def test_numbers_grow_also_when_the_database_is_an_older_one(db):
    before = outbox.next_number()
    IndexState.objects.update(number=0)
    assert outbox.next_number() > before
    IndexState.objects.update(number=2**60)
    assert outbox.next_number() == 2**60 + 1


def test_an_old_state_that_comes_late_changes_nothing(practice, work, cluster):
    """A worker that hung while it had an older state in its hands."""
    work()
    number = outbox.next_number()
    stale = list(pages.records([pages.key_of(practice.pk)]))
    practice.unpublish()
    work()
    cluster.write(stale, [], number)
    cluster.refresh()
    assert titles("ลานกีฬา") == []


def test_the_comparison_names_what_differs(practice, work, cluster, capsys):
    work()
    call_command("search_index", "diff", "--engine", "cluster")
    assert "nothing else" in capsys.readouterr().out
    (record,) = pages.records([pages.key_of(practice.pk)])
    cluster.write([], [record.key], outbox.next_number())
    with pytest.raises(CommandError, match="1 public pages are missing"):
        call_command("search_index", "diff", "--engine", "cluster")
    call_command("search_index", "rebuild", "--engine", "cluster")
    call_command("search_index", "status", "--engine", "cluster")


def test_the_comparison_names_what_is_outdated(practice, work, capsys):
    work()
    practice.title = "สนามเด็กเล่น"
    practice.save_revision().publish()
    with pytest.raises(CommandError, match="1 are outdated"):
        call_command("search_index", "diff", "--engine", "cluster")


def test_the_commands_say_when_the_cluster_is_away(practice, work, opensearch_node, cluster):
    work()
    opensearch_node.nodes[0].kill()
    with pytest.raises(CommandError, match="cluster"):
        call_command("search_index", "status", "--engine", "cluster")
    with pytest.raises(ClusterError):
        cluster.digests()


# Searches while the cluster fails


def test_a_hanging_cluster_is_left_alone_after_two_searches(practice, work, portal, opensearch_node):
    work()
    opensearch_node.nodes[0].pause()
    for _search in range(portal.breaker.most_failures):
        results = pages.find(Query("ลานกีฬา"))
        assert results.degraded
        assert [hit.title for hit in results[:10]] == [practice.title]
    assert portal.breaker.is_open


def test_it_is_asked_again_later(practice, work, portal, opensearch_node):
    work()
    portal.breaker = Breaker(pause=0.0, longest_pause=0.0)
    opensearch_node.nodes[0].pause()
    for _search in range(3):
        assert pages.find(Query("ลานกีฬา")).degraded
    opensearch_node.nodes[0].resume()
    opensearch_node.wait()
    pages.find(Query("ลานกีฬา"))
    assert titles("ลานกีฬา") == [practice.title]
    assert not portal.breaker.is_open


def test_results_that_are_being_read_when_it_dies_are_read_on(practice, work, opensearch_node):
    work()
    results = pages.find(Query("ลานกีฬา"))
    opensearch_node.nodes[0].kill()
    assert [hit.title for hit in results[:10]] == [practice.title]
    assert results.degraded
    assert len(results) == 1


def test_suggestions_and_related_things_come_all_the_same(practice, work, portal, opensearch_node):
    work()
    pages.find(Query("ลานกีฬา"))
    opensearch_node.nodes[0].kill()
    assert [offer.text for offer in pages.suggest("ลาน", 5)] == [practice.title]
    assert pages.similar(practice, 3) == portal.local.similar(pages.key_of(practice.pk), 3)


def test_works_with_three_nodes_of_which_one_hangs(opensearch_three_nodes, local):
    urls = ",".join(opensearch_three_nodes.urls)
    cluster = search.cluster.Cluster(Connection(urls), lambda: local.spelling)
    cluster.replace(list, lambda: 1)
    opensearch_three_nodes.wait()
    opensearch_three_nodes.nodes[0].pause()
    opensearch_three_nodes.wait()
    assert cluster.made_from()
    opensearch_three_nodes.nodes[0].resume()
