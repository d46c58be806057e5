"""The first case study says what its source says, word for word and in order."""

import re
import tomllib
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "portal" / "texts"


def source_lines():
    """Each line of the Thai transcription without front matter, comment and Markdown marks."""
    text = (DEMO / "seed" / "vcare-n-model.th.md").read_text(encoding="utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"\[\^\d\](?!:)", "", text)
    text = re.sub(r"^ *(#+|-|\[\^\d\]:|\d\.) +", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\d\. ", "", text, flags=re.MULTILINE)
    return [line.strip() for line in text.splitlines() if line.strip()]


def reading(seed):
    """The case study's texts in the order in which the source has them."""
    headings = seed["headings"]
    yield seed["dossier_item"]
    yield headings["background"]
    first, continued = seed["background"].split("\n\n1. ")
    yield first
    yield headings["background_continued"]
    yield continued
    yield headings["objectives"]
    yield from seed["objectives"]
    yield headings["targets"]
    yield headings["quantitative"]
    yield from (target["text"] for target in seed["targets_quantitative"])
    yield headings["qualitative"]
    yield from seed["targets_qualitative"]
    yield headings["steps"]
    yield seed["steps_intro"]
    for step in seed["steps"]:
        yield step["title"]
        yield step["text"]
    yield headings["success_factors"]
    yield from seed["success_factors"]
    yield headings["results"]
    yield headings["quantitative"]
    yield from (result["indicator"] for result in seed["results"])
    yield headings["qualitative"]
    yield from seed["results_qualitative"]
    yield seed["award_sentence"]
    yield from (note["text"] for note in seed["footnotes"])


@pytest.fixture(scope="module")
def seed():
    return tomllib.loads((DEMO / "seed_practice.toml").read_text(encoding="utf-8"))


def test_every_line_of_the_source_is_there_in_order(seed):
    text = "\n".join(reading(seed))
    position = 0
    for line in source_lines():
        found = text.find(line, position)
        assert found >= 0, f"missing or out of order: {line}"
        position = found + len(line)


def test_title_is_the_source_s_own(seed):
    front_matter = (DEMO / "seed" / "vcare-n-model.th.md").read_text(encoding="utf-8")
    assert seed["title"] in front_matter.replace('\\"', '"')


def test_says_nothing_that_the_source_leaves_out(seed):
    assert not {"lessons", "what_failed", "conditions_for_reuse", "benefits", "cost"} & seed.keys()
