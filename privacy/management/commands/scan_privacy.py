"""Look through texts for what could expose a child: one JSON line in, one out."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy.detectors import level, scan


class BadLine(ValueError):  # noqa: N818 - reads as what it is
    """A line that is no `{"id": ..., "text": "..."}`."""


class Command(BaseCommand):
    help = "Reads lines {id, text} and prints {id, level, findings} for each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE.jsonl", help="a file of JSON lines, or - for standard input"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        bad = 0
        for number, line in enumerate(_lines(file), start=1):
            if not line.strip():
                continue
            try:
                answer = judged(line)
            except BadLine as error:
                bad += 1
                self.stderr.write(f"line {number}: {error}")
                continue
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if bad:
            raise CommandError(f"{bad} line(s) could not be read", returncode=2)


def judged(line: str) -> dict[str, Any]:
    """Raises BadLine."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadLine("not JSON") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadLine('needs an object with "id" and a "text" that is a string')
    found = scan(row["text"])
    return {
        "id": row.get("id"),
        "level": level(found),
        "findings": [
            {"rule": one.rule, "start": one.start, "end": one.end, "text": one.text} for one in found
        ],
    }


def _lines(file: str) -> Iterator[str] | Iterable[str]:
    if file == "-":
        yield from (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)
        return
    try:
        with Path(file).open(encoding="utf-8-sig", errors="replace") as lines:
            yield from lines
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}") from error
