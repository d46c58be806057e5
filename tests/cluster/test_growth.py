"""The scripted run of many documents (`python -m benchmarks.million`), with few."""

import json

from benchmarks import growth


def test_a_run_goes_on_where_it_was_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(growth, "KNOWN", 60)
    monkeypatch.setattr(growth, "BATCH", 30)
    monkeypatch.setattr(growth, "questions", lambda: {"keyword": ["เยี่ยมบ้าน", "นักเรียน", "ครู"]})
    written = []
    fill = growth.fill
    monkeypatch.setattr(growth, "fill", lambda *arguments: written.append(arguments[-1]) or fill(*arguments))
    growth.grown(tmp_path, [40], "256m")
    growth.grown(tmp_path, [40, 80], "256m")
    assert written == [40, 80]
    sizes = json.loads((tmp_path / "growth.json").read_text(encoding="utf-8"))["sizes"]
    assert [row["documents"] for row in sizes] == [40, 80]
    assert all(row["questions"]["keyword"]["p95"] > 0 for row in sizes)
    assert sizes[1]["index_mb"] > 0
