"""What the papers say is so: variables, links, commands, the words on the screen."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.utils.translation import trans_real

from organisations.models import Role
from portal.demo.building import MAIL_DOMAIN, PASSWORD

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / "docs" / "screenshots"
PAPERS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")

#: Where variables are read that are not the settings' own.
OTHER_READERS = [
    "Makefile",
    "compose.yaml",
    ".ci/test",
    "deploy/gunicorn.conf.py",
    "deploy/healthcheck.py",
    "portal/management/commands/setup.py",
]


def variables(table: str) -> set[str]:
    """The names in the first column of a table."""
    first_cells = re.findall(r"^\| (`[A-Z][^|]*) \|", table, re.MULTILINE)
    return {name for cell in first_cells for name in re.findall(r"`([A-Z][A-Z_]+)`", cell)}


def configuration() -> tuple[str, str]:
    """The README's two tables of variables: of the settings, and of others."""
    text = README.partition("\n## Configuration\n")[2].partition("\n## ")[0]
    settings, _words, others = text.partition("Read elsewhere:")
    return settings, others


def test_readme_has_every_variable_of_the_settings_and_no_other():
    code = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.(?:text|flag|number|words)\(\s*\"([A-Z_]+)\"", code))
    assert variables(configuration()[0]) == read


def test_other_variables_of_the_readme_are_read_somewhere():
    code = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in OTHER_READERS)
    unread = {name for name in variables(configuration()[1]) if not re.search(rf"\b{name}\b", code)}
    assert not unread


def test_readme_names_every_demo_account():
    named = set(re.findall(r"`([a-z-]+@[a-z.]+)` \|", README))
    assert named == {f"{role.value}@{MAIL_DOMAIN}" for role in Role}
    assert PASSWORD in README


def targets_of(paper: Path) -> list[str]:
    """Addresses of links and images inside the project, without those in code."""
    text = re.sub(r"```.*?```", "", paper.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`(?!\])", "", text)
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [unquote(target.partition("#")[0]) for target in found if not re.match(r"[a-z]+:|#", target)]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_and_pictures_exist(paper):
    places = [(paper.parent / target).resolve() for target in targets_of(paper)]
    if not SCREENSHOTS.is_dir():
        places = [place for place in places if SCREENSHOTS not in place.parents]
    assert [str(place) for place in places if not place.exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_make_targets_exist(paper):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = paper.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)
    assert set(named) <= known


@pytest.fixture(scope="module")
def thai_words() -> set[str]:
    """All texts that the Thai interface can show."""
    words = set()
    for catalogue in trans_real.translation("th")._catalog._catalogs:
        for text in catalogue.values():
            words |= set(text) if isinstance(text, (tuple, list)) else {text}
    return words


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_labels_in_guides_are_those_on_the_screen(paper, thai_words):
    """Guides put a label of the screen between « and »."""
    labels = re.findall(r"«([^»]+)»", paper.read_text(encoding="utf-8"))
    assert [label for label in labels if label not in thai_words] == []
