"""That the engine of these tests is a real one, and can be broken as a real one breaks."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ONE_COPY_MORE = {"settings": {"number_of_shards": 1, "number_of_replicas": 1}}


def count(node, index: str) -> int:
    node.ask(f"/{index}/_refresh", method="POST")
    return node.ask(f"/{index}/_count")["count"]


def test_is_opensearch(opensearch_node):
    version = opensearch_node.nodes[0].ask("/")["version"]
    assert version["distribution"] == "opensearch"


@pytest.mark.parametrize(
    ("tokenizer", "helping"), [("thai", ["ช่วยเหลือ"]), ("icu_tokenizer", ["ช่วย", "เหลือ"])]
)
def test_cuts_thai_words(opensearch_node, tokenizer, helping):
    question = {"tokenizer": tokenizer, "text": "ระบบดูแลช่วยเหลือนักเรียน"}
    tokens = opensearch_node.nodes[0].ask("/_analyze", question)["tokens"]
    assert [token["token"] for token in tokens] == ["ระบบ", "ดูแล", *helping, "นักเรียน"]


def test_thai_analyzer_drops_a_word_of_the_model(opensearch_node):
    """Why the portal sends its own words instead."""
    tokens = opensearch_node.nodes[0].ask("/_analyze", {"analyzer": "thai", "text": "มีส่วนร่วม"})["tokens"]
    assert tokens == []


def test_keeps_what_it_acknowledged_when_killed(opensearch_node):
    node = opensearch_node.nodes[0]
    for number in range(20):
        node.ask(f"/things/_doc/{number}", {"number": number}, "PUT")
    node.kill()
    opensearch_node.start()
    assert count(node, "things") == 20


def test_hangs_while_paused(opensearch_node):
    node = opensearch_node.nodes[0]
    node.pause()
    with pytest.raises(TimeoutError):
        node.ask("/", timeout=0.5)
    node.resume()
    assert node.ask("/")


def test_two_of_three_go_on_without_the_killed_one(opensearch_three_nodes):
    first, second, third = opensearch_three_nodes.nodes
    first.ask("/things", ONE_COPY_MORE, "PUT")
    opensearch_three_nodes.wait()
    first.ask("/things/_doc/before", {}, "PUT")
    third.kill()
    first.ask("/things/_doc/after", {}, "PUT", timeout=60)
    assert count(second, "things") == 2


def test_two_of_three_go_on_without_the_hanging_one(opensearch_three_nodes):
    first, second, third = opensearch_three_nodes.nodes
    first.ask("/things", ONE_COPY_MORE, "PUT")
    opensearch_three_nodes.wait()
    third.pause()
    first.ask("/things/_doc/meanwhile", {}, "PUT", timeout=60)
    opensearch_three_nodes.wait()
    third.resume()
    opensearch_three_nodes.wait()
    assert [count(node, "things") for node in (first, second, third)] == [1, 1, 1]


def test_ends_with_the_process_that_started_it():
    """No node outlives a test run, even one that was killed."""
    code = "import time; from tools.engine.cluster import Cluster; c = Cluster(); c.nodes[0].start(); "
    code += "print(c.nodes[0].process.pid, c.home, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as owner:
        node, home = owner.stdout.readline().split()
        owner.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while Path(f"/proc/{node}").exists() and time.monotonic() < until:
        time.sleep(0.2)
    gone = not Path(f"/proc/{node}").exists()
    subprocess.run(["rm", "-rf", home], check=True)
    assert gone
