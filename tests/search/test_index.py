"""The index in a folder: several processes, a process killed while it writes, another layout."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.documents import Document
from search.index import FolderIndex

WRITER = """
import sys
from pathlib import Path
import django
django.setup()
from search.documents import Document
from search.index import FolderIndex
index = FolderIndex(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    key = f"{sys.argv[2]}-{number}"
    with index.writing() as writing:
        writing.add([Document(key, "ก", "ข", "", "กข", number=hash(key) % 2**40)])
    print(key, flush=True)
"""


def writer(folder, name, number):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(number)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def document(key, title="ก", **fields):
    return Document(key, title, "", "", title, number=abs(hash(key)) % 2**40, **fields)


def test_several_processes_write_and_nothing_is_lost(tmp_path):
    processes = [writer(tmp_path / "index", name, 5) for name in ("a", "b", "c")]
    for process in processes:
        process.communicate(timeout=120)
    keys = FolderIndex(tmp_path / "index").snapshot().keys()
    assert keys == {f"{name}-{number}" for name in ("a", "b", "c") for number in range(5)}


def test_a_writer_killed_leaves_what_it_committed_and_hinders_nobody(tmp_path):
    process = writer(tmp_path / "index", "a", 100_000)
    written = [process.stdout.readline().strip() for _line in range(8)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    index = FolderIndex(tmp_path / "index")
    assert set(written) <= index.snapshot().keys()
    with index.writing() as writing:
        writing.put([document("later")])
    assert index.snapshot().place_of("later")


def test_a_reader_sees_what_another_process_commits(tmp_path):
    index = FolderIndex(tmp_path / "index")
    assert index.snapshot().size == 0
    process = writer(tmp_path / "index", "a", 1)
    process.communicate(timeout=60)
    assert index.snapshot().size == 1


def test_a_snapshot_stays_as_it_is_until_somebody_commits():
    index = FolderIndex()
    before = index.snapshot()
    assert index.snapshot() is before
    with index.writing() as writing:
        writing.put([document("one")])
    assert before.size == 0
    assert index.snapshot().size == 1


def test_what_ends_in_an_error_is_not_written():
    index = FolderIndex()

    def broken():
        with index.writing() as writing:
            writing.put([document("one")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert index.snapshot().size == 0


def test_an_index_of_another_layout_is_left_alone(tmp_path, monkeypatch):
    index = FolderIndex(tmp_path / "index")
    with index.writing() as writing:
        writing.put([document("one")])
    monkeypatch.setattr("search.index.LAYOUT", "other")
    assert FolderIndex(tmp_path / "index").snapshot().size == 0


def test_a_broken_index_can_be_begun_anew(tmp_path):
    index = FolderIndex(tmp_path / "index")
    with index.writing() as writing:
        writing.put([document("one")])
    index.destroy()
    assert index.snapshot().size == 0


def test_values_of_facets_are_counted_without_their_own_filter():
    index = FolderIndex()
    with index.writing() as writing:
        writing.put(
            [
                document("a", facets=["kind=page", "year=2568"]),
                document("b", facets=["kind=page", "year=2569"]),
                document("c", facets=["kind=fund", "year=2569"]),
            ]
        )
    snapshot = index.snapshot()
    counts = snapshot.counts(snapshot.all(10), {"kind": frozenset(["page"])}, ["kind", "year"])
    assert counts == {"kind": {"page": 2, "fund": 1}, "year": {"2568": 1, "2569": 1}}


def test_reading_never_waits_for_a_writer(tmp_path):
    index = FolderIndex(tmp_path / "index")
    with index.writing() as writing:
        writing.put([document("one")])
        started = time.monotonic()
        assert FolderIndex(tmp_path / "index").snapshot().size == 0
        assert time.monotonic() - started < 60
