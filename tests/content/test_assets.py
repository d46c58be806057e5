"""What every page loads is small, complete and ours."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from fontTools.ttLib import TTFont

from content.views import ICONS

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "content/static/content"
TEMPLATES = sorted(
    path for app in [*settings.PORTAL_APPS, "portal"] for path in (ROOT / app / "templates").rglob("*.html")
)


@pytest.fixture
def fonts(tmp_path, settings) -> Path:
    settings.VAR_DIR = tmp_path
    call_command("build_fonts", stdout=StringIO())
    return tmp_path / "build/fonts"


def test_fonts_weigh_at_most_45_kilobytes(fonts):
    sizes = [path.stat().st_size for path in fonts.glob("*.woff2")]
    assert len(sizes) == 4
    assert sum(sizes) <= 45_000


def test_fonts_have_every_thai_letter_mark_and_digit(fonts):
    characters = set(TTFont(fonts / "sarabun-thai-400.woff2").getBestCmap())
    assigned = {*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)}
    assert assigned <= characters


def test_fonts_keep_what_stacks_tone_marks(fonts):
    font = TTFont(fonts / "sarabun-thai-700.woff2")
    features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert {"mark", "mkmk"} <= features


def test_fonts_are_not_made_twice(fonts):
    said = StringIO()
    call_command("build_fonts", stdout=said)
    assert "up to date" in said.getvalue()


def test_a_missing_font_is_made_again(fonts):
    (fonts / "sarabun-latin-400.woff2").unlink()
    call_command("build_fonts", stdout=StringIO())
    assert (fonts / "sarabun-latin-400.woff2").exists()


def test_style_sheet_names_only_fonts_that_are_made(fonts):
    named = set(re.findall(r"fonts/([\w-]+\.woff2)", (STATIC / "css/portal.css").read_text()))
    assert named == {path.name for path in fonts.glob("*.woff2")}


def test_style_sheet_and_script_stay_small():
    assert (STATIC / "css/portal.css").stat().st_size <= 36_000
    assert (STATIC / "js/portal.js").stat().st_size <= 3_000
    assert (STATIC / "js/words.js").stat().st_size <= 4_000


def test_every_icon_that_a_template_asks_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    assert asked <= drawn
    assert set(ICONS) == drawn


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if "mail" not in path.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_template_has_styles_or_scripts_that_the_security_policy_blocks(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.parent.name == "components"], ids=lambda path: path.name
)
def test_every_component_says_what_it_takes(path):
    assert re.match(r"{# .+ #}\n", path.read_text())
