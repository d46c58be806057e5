"""`manage.py evaluate_search` on a few documents."""

import gzip
import json
import random

import pytest
from django.core.management import CommandError, call_command

from search import evaluation, noise

TEXTS = {
    "a": "การเยี่ยมบ้านนักเรียนเป็นรายบุคคลของโรงเรียนริมคลอง",
    "b": "บุหรี่ไฟฟ้าและยาเสพติดในสถานศึกษา แนวทางเฝ้าระวัง",
    "c": "เครือข่ายความร่วมมือของชุมชน ผู้ปกครอง และวัด",
    "d": "ซ้อมแผนเผชิญเหตุน้ำท่วมปี 2568 ร่วมกับเทศบาล",
}
QUERIES = [
    {"id": "1", "type": "kw", "q": "เยี่ยมบ้านนักเรียน", "rel": ["a"]},
    {"id": "2", "type": "kw", "q": "ยาเสพติดในสถานศึกษา", "rel": ["b"]},
    {"id": "3", "type": "kw", "q": "แผนเผชิญเหตุน้ำท่วม", "rel": ["d"]},
    {"id": "4", "type": "question", "q": "ใครบ้างร่วมเป็นเครือข่ายของชุมชน", "rel": ["c"]},
]


@pytest.fixture
def files(tmp_path):
    docs, queries = tmp_path / "docs.jsonl.gz", tmp_path / "queries.jsonl"
    with gzip.open(docs, "wt", encoding="utf-8") as file:
        for key, body in TEXTS.items():
            file.write(json.dumps({"id": key, "title": "", "body": body}) + "\n")
    queries.write_text("\n".join(map(json.dumps, QUERIES)), encoding="utf-8")
    return docs, queries


def evaluate(capsys, files, *options):
    call_command("evaluate_search", "--docs", str(files[0]), "--queries", str(files[1]), *options)
    return json.loads(capsys.readouterr().out)


def test_prints_quality_speed_and_size(capsys, files):
    result = evaluate(capsys, files)
    assert result["engine"] == "embedded"
    assert result["documents"] == 4
    assert result["index_bytes"] > 0
    assert result["types"]["kw"] == {
        "queries": 3,
        "mrr10": 1.0,
        "recall1": 1.0,
        "recall10": 1.0,
        "ndcg10": 1.0,
        "zero": 0.0,
    }
    assert result["mean_mrr10"] == 1.0
    assert {"index_seconds", "p50_ms", "p95_ms", "p99_ms"} <= set(result)


def test_limit_takes_the_first_of_each_type(capsys, files):
    types = evaluate(capsys, files, "--limit", "1")["types"]
    assert {kind: row["queries"] for kind, row in types.items()} == {"kw": 1, "question": 1}


def test_noise_adds_every_class_of_mistakes(capsys, files):
    types = evaluate(capsys, files, "--noise", "1")["types"]
    assert set(types) == {"kw", "question", "norm", "spell", "space", "typo1", "typo2", "layout"}
    assert types["layout"]["queries"] == evaluation.NOISY
    assert types["norm"]["mrr10"] == 1.0


def test_the_same_seed_makes_the_same_mistakes(files):
    asked = evaluation.queries(files[1])
    assert evaluation.with_mistakes(asked, 3) == evaluation.with_mistakes(asked, 3)
    assert evaluation.with_mistakes(asked, 3) != evaluation.with_mistakes(asked, 4)


@pytest.mark.parametrize("kind", [kind for kinds in noise.CLASSES.values() for kind in kinds])
def test_a_mistake_changes_the_query_or_is_none(kind):
    chance = random.Random(1)
    for query in ("แม่น้ำจันทบุรี ปี 2568 เครือข่ายศูนย์", "abc", "ก"):
        assert noise.spoilt(query, kind, chance) != query


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--docs", "nowhere", "--queries", "nowhere"], "no file"),
        (["--docs", __file__, "--queries", __file__], "not as expected"),
        (["--docs", __file__, "--queries", __file__, "--limit", "0"], "at least 1"),
    ],
)
def test_bad_input_is_named(options, message):
    with pytest.raises(CommandError, match=message):
        call_command("evaluate_search", *options)
