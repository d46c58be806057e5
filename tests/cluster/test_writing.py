"""What is written to the cluster stays, and nothing older takes its place."""

from contextlib import suppress

import pytest

from content.search_record import SearchRecord
from search.cluster import LEFT_OVER
from search.connection import ClusterError
from search.documents import digest_of


def page(title, key="page:1"):
    return SearchRecord(key, "page", title, "/a/")


def has(cluster, *records):
    cluster.refresh()
    return cluster.digests() == {record.key: digest_of(record) for record in records}


def test_the_latest_writing_stays_whatever_the_order(cluster):
    cluster.write([page("ลานกีฬา")], [], 20)
    cluster.write([page("สนามเด็กเล่น")], [], 10)
    assert has(cluster, page("ลานกีฬา"))


def test_what_was_taken_out_stays_out(cluster):
    cluster.write([page("ลานกีฬา")], [], 10)
    cluster.write([], ["page:1"], 30)
    cluster.write([page("ลานกีฬา")], [], 20)
    assert has(cluster)


def test_writing_twice_changes_nothing(cluster):
    for _time in range(2):
        cluster.write([page("ลานกีฬา")], ["page:2"], 10)
    assert has(cluster, page("ลานกีฬา"))


def test_what_is_not_public_is_taken_out(cluster):
    cluster.write([page("ลานกีฬา")], [], 10)
    cluster.write([SearchRecord("page:1", "page", "ลานกีฬา", "/a/", reach="members")], [], 20)
    assert has(cluster)


def test_many_long_texts_are_written_in_several_loads(cluster):
    records = [SearchRecord(f"page:{n}", "page", "ก", "/", body="ระบบดูแลนักเรียน " * 5_000) for n in range(20)]
    cluster.write(records, [], 10)
    assert has(cluster, *records)


def test_what_is_written_while_the_index_is_made_anew_is_not_lost(cluster):
    """The records are read before, written after: what comes between wins."""
    cluster.write([page("เก่า", f"page:{n}") for n in (1, 2, 3)], [], 5)

    def records():
        yield page("เก่า", "page:1")
        cluster.write([page("ใหม่", "page:1"), page("ใหม่", "page:4")], ["page:2"], 20)
        yield page("เก่า", "page:2")
        yield page("เก่า", "page:3")

    count, token = cluster.replace(records, lambda: 10)
    assert count == 3
    assert cluster.made_from() == token
    assert has(cluster, page("ใหม่", "page:1"), page("เก่า", "page:3"), page("ใหม่", "page:4"))


def test_the_old_index_is_searched_until_the_new_one_is_complete(cluster):
    cluster.write([page("ลานกีฬา")], [], 5)
    seen = []

    def records():
        seen.append(has(cluster, page("ลานกีฬา")))
        yield page("สนามเด็กเล่น")

    cluster.replace(records, lambda: 10)
    assert seen == [True]
    assert has(cluster, page("สนามเด็กเล่น"))


def test_the_old_index_is_removed(cluster, opensearch_node):
    cluster.replace(list, lambda: 10)
    assert len(opensearch_node.nodes[0].ask("/_cat/indices/portal-*?format=json")) == 1


def test_one_that_fails_leaves_the_old_index_and_nothing_else(cluster, opensearch_node):
    token = cluster.made_from()

    def broken():
        yield page("ลานกีฬา")
        raise ValueError

    with suppress(ValueError):
        cluster.replace(broken, lambda: 10)
    assert cluster.made_from() == token
    assert len(opensearch_node.nodes[0].ask("/_cat/indices/portal-*?format=json")) == 1


def test_cleans_up_after_processes_that_died(cluster, opensearch_node):
    left_over = f"portal-{1_700_000_000_000 - LEFT_OVER}"
    opensearch_node.nodes[0].ask(f"/{left_over}", {}, "PUT")
    opensearch_node.nodes[0].ask("/portal-elsewhere", {}, "PUT")
    cluster.clean()
    names = {row["index"] for row in opensearch_node.nodes[0].ask("/_cat/indices/portal-*?format=json")}
    assert left_over not in names
    assert "portal-elsewhere" in names
    assert cluster.made_from()


def test_writes_nowhere_without_an_index(cluster):
    cluster.remove()
    assert cluster.made_from() is None
    with pytest.raises(ClusterError):
        cluster.write([page("ลานกีฬา")], [], 10)


def test_a_late_writing_makes_no_index_of_its_own(cluster, opensearch_node):
    (index,) = cluster._indexes()
    cluster.remove()
    with pytest.raises(ClusterError):
        cluster._send(f"{index}.writing", [("page:1", "{}")], 10)
    assert opensearch_node.nodes[0].ask("/_cat/indices/portal-*?format=json") == []
