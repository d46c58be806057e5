"""The labelled cases, and how well the guard does on them: `python -m tests.privacy.cases` prints the table."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from privacy.detectors import RULES, level, scan

FOLDER = Path(__file__).parent / "data"
SETS = {"cases": "rules written with these in view", "held_out": "written after the rules"}


@dataclass(frozen=True)
class Case:
    id: str
    text: str
    level: str
    rule: str = ""


def cases(name: str) -> list[Case]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Case(**json.loads(line)) for line in lines]


@dataclass(frozen=True)
class Score:
    """How blocks were found in a set of cases."""

    cases: int
    harmless: int
    recall: float
    precision: float
    #: Share of all cases with exactly the level that they are labelled with.
    exact: float


def score(name: str) -> Score:
    rows = cases(name)
    told = Counter((case.level, str(level(scan(case.text)))) for case in rows)
    blocks = told["block", "block"]
    return Score(
        cases=len(rows),
        harmless=sum(case.level == "pass" for case in rows),
        recall=blocks / sum(n for (wanted, _got), n in told.items() if wanted == "block"),
        precision=blocks / sum(n for (_wanted, got), n in told.items() if got == "block"),
        exact=sum(n for (wanted, got), n in told.items() if wanted == got) / len(rows),
    )


def table() -> str:
    """The table of docs/privacy-guard.md."""
    lines = [
        "| set | cases | harmless | block recall | block precision | exact level |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, about in SETS.items():
        one = score(name)
        lines.append(
            f"| `{name}`: {about} | {one.cases} | {one.harmless} | {one.recall:.3f} | {one.precision:.3f} | {one.exact:.3f} |"
        )
    return "\n".join(lines)


def rules() -> str:
    """The rules with their levels and how often the cases have them."""
    wanted = Counter(case.rule for name in SETS for case in cases(name) if case.rule)
    return "\n".join(
        ["| rule | level | cases |", "|---|---|--:|"]
        + [f"| `{rule.key}` {rule.th} | {rule.level.value} | {wanted[rule.key]} |" for rule in RULES.values()]
    )


if __name__ == "__main__":
    print(table(), rules(), sep="\n\n")  # noqa: T201 - a table for the terminal
