"""The cluster answers as the embedded engine does."""

import json
import random

import pytest
from django.core.management import call_command

import search.cluster
from content.search_record import SearchRecord
from search import noise, thai
from search.connection import Budget, Connection
from search.embedded import EmbeddedEngine
from search.engine import Query
from search.index import FolderIndex
from search.synonyms import NO_SYNONYMS, built, shipped
from tests.search.corpus import QUESTIONS, RECORDS

SYNONYMS = built(shipped())

#: Nodes of the tests run on a busy machine.
PATIENCE = 60.0

DEPTH = 10


class Both:
    """The same entries in both engines."""

    def __init__(self, url: str, records: list[SearchRecord]) -> None:
        self.url = url
        self.local = EmbeddedEngine(FolderIndex())
        self.local.replace(records)
        self.cluster = search.cluster.Cluster(Connection(url), lambda: self.local.spelling)
        self.cluster.replace(lambda: records, lambda: 1)

    def ask(self, text="", **options):
        """The results of the embedded engine and of the cluster."""
        query = Query(text, synonyms=options.pop("synonyms", SYNONYMS), **options)
        return self.local.search(query), self.cluster.search(query, Budget(PATIENCE, PATIENCE))


def keys(results, part=slice(0, DEPTH)):
    return [hit.key for hit in results[part]]


def overlap(both, **options):
    local, cluster = (set(keys(results)) for results in both.ask(**options))
    return len(local & cluster) / max(len(local), len(cluster), 1) if local or cluster else 1.0


@pytest.fixture(scope="module")
def corpus(_one_node):
    for node in _one_node.nodes:
        node.resume()
    _one_node.start()
    _one_node.clear()
    return Both(_one_node.url, RECORDS)


@pytest.mark.parametrize(("question", "key"), QUESTIONS)
def test_finds_what_the_question_means(corpus, question, key):
    _local, results = corpus.ask(question)
    assert key in keys(results)[:3]


@pytest.mark.parametrize(
    "question", ["ดาราศาสตร์", "quantum", "๏๏๏", '"', "*", "-", "ญฌฎฏ", "NEAR(a b)", "_ _"]
)
def test_finds_nothing_where_nothing_is(corpus, question):
    _local, results = corpus.ask(question)
    assert keys(results) == []
    assert len(results) == 0
    assert not any(results.facets.values())


def test_finds_the_same_as_the_embedded_engine(corpus):
    shares = [overlap(corpus, text=case.values[0]) for case in QUESTIONS]
    assert sum(shares) / len(shares) >= 0.9


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("text", ["", "ระบบดูแลช่วยเหลือนักเรียน", "บุรี่ไฟฟ้า"])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"year": frozenset(["2568", "2569"])},
        {"hazard": frozenset(["accident"]), "district": frozenset(["2202", "2205"])},
    ],
)
def test_counts_and_orders_alike(corpus, text, order, filters):
    local, results = corpus.ask(text, order=order, filters=filters)
    assert len(results) == len(local)
    assert results.facets == local.facets
    assert results.corrected == local.corrected
    assert set(keys(results, slice(0, 100))) == set(keys(local, slice(0, 100)))
    if order != "relevance":
        assert keys(results) == keys(local)


def test_pages_are_parts_of_the_whole(corpus):
    _local, results = corpus.ask("นักเรียน โรงเรียน ครู")
    whole = keys(results, slice(0, 100))
    assert [
        key for start in range(0, len(whole), 4) for key in keys(results, slice(start, start + 4))
    ] == whole
    assert len(set(whole)) == len(whole) == len(results) > 12


@pytest.mark.parametrize("typed", ["ระบบ", "บุห", "นักเ", "บุรี่", "zero", "ฆฆฆ"])
def test_suggests_alike(corpus, typed):
    assert corpus.cluster.suggest(typed, 5) == corpus.local.suggest(typed, 5)


def test_similar_things_are_alike(corpus):
    for record in RECORDS[:6]:
        found = corpus.cluster.similar(record.key, 3)
        assert {hit.key for hit in found} == {
            hit.key for hit in corpus.local.similar(record.key, 3, frozenset())
        }


def test_nothing_is_similar_to_what_is_unknown(corpus):
    assert corpus.cluster.similar("unknown", 3) == []


def test_knows_what_has_a_value(corpus):
    assert corpus.cluster.keys_with("district", ["2205"]) == {"bus"}


def test_digests_are_those_of_the_embedded_index(corpus):
    assert corpus.cluster.digests() == corpus.local.digests()


# A bigger collection of made-up texts


def made_up(number: int) -> list[SearchRecord]:
    """Texts of real words, as frequent as words are, each with a topic that it returns to."""
    chance = random.Random(2569)
    words = chance.sample(sorted(word for word in thai.dictionary() if 3 <= len(word) <= 12), 4_000)
    records = []
    for at in range(number):
        topic = chance.sample(words, 12)

        def text(length, topic=topic):
            return "".join(
                chance.choice(topic)
                if chance.random() < 0.3
                else words[min(int(chance.paretovariate(0.6)), len(words) - 1)]
                for _word in range(length)
            )

        attachments = text(60) if at % 7 == 0 else ""
        records.append(
            SearchRecord(f"page:{at + 1}", "page", text(5), "/", body=text(80), attachments=attachments)
        )
    return records


@pytest.fixture(scope="module")
def big(_one_node):
    records = made_up(400)
    return Both(f"{_one_node.url}/big", records), records


def test_finds_the_same_in_made_up_texts(big):
    both, records = big
    chance = random.Random(1)
    shares = []
    for record in chance.sample(records, 60):
        words = [part for word in thai.words(record.body) for part in word]
        at = chance.randrange(len(words) - 4)
        question = " ".join(words[at : at + chance.randrange(2, 5)])
        for kind in (None, "typo1", "space"):
            text = noise.spoilt(question, chance.choice(noise.CLASSES[kind]), chance) if kind else question
            if text:
                shares.append(overlap(both, text=text, synonyms=NO_SYNONYMS))
    assert len(shares) > 100
    assert sum(shares) / len(shares) >= 0.9


def test_the_evaluation_measures_the_cluster(corpus, tmp_path, settings, capsys):
    settings.SEARCH_URL = corpus.url
    docs, queries = tmp_path / "docs.jsonl", tmp_path / "queries.jsonl"
    rows = [{"id": record.key, "title": record.title, "body": record.summary} for record in RECORDS]
    docs.write_text("\n".join(map(json.dumps, rows)))
    queries.write_text(json.dumps({"id": "1", "type": "kw", "q": "ว่ายน้ำ", "rel": ["swim"]}))
    call_command("evaluate_search", "--engine", "cluster", "--docs", str(docs), "--queries", str(queries))
    result = json.loads(capsys.readouterr().out)
    assert result["engine"] == "cluster"
    assert result["types"]["kw"]["mrr10"] == 1.0
    assert result["index_bytes"] > 0
    assert Connection(corpus.url).ask("GET", "/evaluation-*") == {}
