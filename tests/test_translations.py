"""The interface speaks Thai completely, and with one voice."""

import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
CATALOGUES = sorted(ROOT.glob("[a-z]*/locale/th/LC_MESSAGES/django.po"))


def app(catalogue: Path) -> str:
    return catalogue.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app)
def test_every_text_has_its_thai(catalogue):
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    missing = [entry.msgid for entry in entries if not entry.translated()]
    assert not missing


def test_the_same_english_is_the_same_thai_everywhere():
    thai = defaultdict(set)
    for catalogue in CATALOGUES:
        for entry in polib.pofile(str(catalogue)):
            if entry.msgstr:
                thai[entry.msgctxt, entry.msgid].add(entry.msgstr)
    assert not {msgid: texts for msgid, texts in thai.items() if len(texts) > 1}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app)
def test_catalogue_has_every_text_of_its_app(catalogue, tmp_path):
    """Texts marked in the code but absent from the catalogue would show in English."""
    copy = tmp_path / app(catalogue)
    shutil.copytree(ROOT / app(catalogue), copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    subprocess.run(
        ["django-admin", "makemessages", "-l", "th", "--no-location", "--no-obsolete", "--no-wrap"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": f"{ROOT / '.venv/bin'}:/usr/bin:/bin"},
    )
    marked = {
        entry.msgid
        for entry in polib.pofile(str(copy / "locale/th/LC_MESSAGES/django.po"))
        if not entry.obsolete
    }
    known = {entry.msgid for entry in polib.pofile(str(catalogue)) if entry.translated()}
    assert not marked - known
