"""Results on a terminal."""

import sys
from collections.abc import Mapping, Sequence


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """The rows as columns as wide as their longest word."""
    heads = list(rows[0])
    lines = [[head.replace("_", " ") for head in heads]]
    lines += [["-" if row.get(head) is None else str(row[head]) for head in heads] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
