"""The interface speaks Thai completely, and with one voice."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.utils import translation

from portal import package_texts

ROOT = Path(__file__).parent.parent
CATALOGUES = sorted(ROOT.glob("[a-z]*/locale/th/LC_MESSAGES/django.po"))
PACKAGES = [package_texts.catalogue(domain) for domain in package_texts.DOMAINS]


def app(catalogue: Path) -> str:
    return catalogue.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=app)
def test_every_text_has_its_thai(catalogue):
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    missing = [entry.msgid for entry in entries if not entry.translated()]
    assert not missing


def test_the_same_english_is_the_same_thai_everywhere():
    thai = defaultdict(set)
    for catalogue in [*CATALOGUES, *PACKAGES]:
        for entry in polib.pofile(str(catalogue)):
            if entry.msgstr:
                thai[catalogue.stem, entry.msgctxt, entry.msgid].add(entry.msgstr)
    assert not {msgid: texts for msgid, texts in thai.items() if len(texts) > 1}


#: What the portal calls otherwise: an act has one name on screens, in letters and in guides.
OTHER_WORDS = re.compile(r"ลงเวลา(?:ที่)?หน้างาน|เช็คอิน|เช็คชื่อ|โปรดเช็กชื่อ|\bQR\b")


def test_one_act_has_one_word():
    screens = {
        f"{app(path)}: {entry.msgid}": text
        for path in CATALOGUES
        for entry in polib.pofile(str(path))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    }
    papers = [*ROOT.glob("[a-z]*/templates/*/mail/*.txt"), *ROOT.glob("docs/guides/*.md")]
    texts = screens | {path.name: path.read_text() for path in papers}
    assert {name: found for name, text in texts.items() if (found := OTHER_WORDS.findall(text))} == {}


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


def test_every_text_of_the_packages_has_its_thai():
    """After an update: manage.py untranslated --add, then fill in portal/locale_packages."""
    assert [(text.package, text.english) for text in package_texts.untranslated()] == []


def test_our_thai_of_the_packages_is_used_and_complete():
    known = package_texts.texts()
    entries = [(catalogue.stem, entry) for catalogue in PACKAGES for entry in polib.pofile(str(catalogue))]
    keys = [(domain, entry.msgctxt, entry.msgid) for domain, entry in entries]
    assert [key for key in keys if key not in known] == []
    assert len(set(keys)) == len(keys)
    assert [entry.msgid for _domain, entry in entries if not entry.translated()] == []


def test_our_thai_of_the_packages_keeps_values_and_tags():
    known = package_texts.texts()
    broken = []
    for catalogue in PACKAGES:
        for entry in polib.pofile(str(catalogue)):
            thai = entry.msgstr or entry.msgstr_plural.get(0, "")
            text = known[catalogue.stem, entry.msgctxt, entry.msgid]
            same_end = entry.msgid.endswith(" ") == thai.endswith(" ")
            if text.marks() != sorted(package_texts.MARK.findall(thai)) or not same_end:
                broken.append((entry.msgid, thai))
    assert broken == []


@pytest.mark.parametrize(
    ("english", "thai"),
    [("Snippets", "ข้อมูลใช้ร่วม"), ("Awaiting your review", "รอท่านตรวจ"), ("Home", "หน้าแรก")],
)
def test_our_thai_goes_before_that_of_the_packages(english, thai):
    with translation.override("th"):
        assert translation.gettext(english) == thai


def test_names_what_a_new_version_of_a_package_adds(monkeypatch, capsys):
    new = package_texts.Text("django", "wagtail.admin", "%(count)s llama", "%(count)s llamas")
    known = package_texts.texts()
    monkeypatch.setattr(package_texts, "texts", lambda: {**known, new.key: new})
    call_command("untranslated")
    assert capsys.readouterr().out == "wagtail.admin\t'%(count)s llama'\n"
