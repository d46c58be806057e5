from argparse import ArgumentParser
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset

WEIGHTS = {400: "Sarabun-Regular.ttf", 700: "Sarabun-Bold.ttf"}

#: What each file holds; `portal.css` names the same ranges.
SUBSETS = {
    "thai": "U+0E01-0E3A,U+0E3F-0E5B,U+200C-200D,U+25CC",
    "latin": (
        "U+0020-007E,U+00A0,U+00A9,U+00B0-00B3,U+00B7,U+00BD,U+00D7,U+00E9,U+2013-2014,"
        "U+2018-2019,U+201C-201D,U+2022,U+2026,U+2039-203A,U+2190-2193,U+2264-2265"
    ),
}


class Command(BaseCommand):
    help = "Make the web fonts: Sarabun in Thai and Latin subsets, regular and bold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="make them anew")

    def handle(self, *args: object, force: bool = False, **options: object) -> None:
        target = Path(settings.VAR_DIR) / "build" / "fonts"
        target.mkdir(parents=True, exist_ok=True)
        stamp = target / "made-from.txt"
        recipe = f"fontpkg-sarabun {version('fontpkg-sarabun')}\n{SUBSETS}\n"
        wanted = {
            target / f"sarabun-{script}-{weight}.woff2": (font, ranges)
            for weight, font in WEIGHTS.items()
            for script, ranges in SUBSETS.items()
        }
        if (
            not force
            and stamp.exists()
            and stamp.read_text() == recipe
            and all(path.exists() for path in wanted)
        ):
            self.stdout.write("The fonts are up to date.")
            return
        for path, (font, ranges) in wanted.items():
            make_subset(files("fontpkg_sarabun") / "files" / font, ranges, path)
        stamp.write_text(recipe)
        size = sum(path.stat().st_size for path in wanted)
        self.stdout.write(f"{len(wanted)} fonts, {size / 1000:.1f} kB")


def make_subset(source, ranges: str, target: Path) -> None:
    """Write the characters of `ranges` as woff2, with everything that Thai marks need to stack."""
    options = subset.Options(flavor="woff2", hinting=False)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(ranges))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
