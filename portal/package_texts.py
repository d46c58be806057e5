"""Texts of the packages in use, and their Thai: docs/thai-glossary.md."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
import polib
from django.apps import apps
from django.conf import settings

DOMAINS = ("django", "djangojs")

#: What a translation must take over as it is: values, tags, entities.
MARK = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|<[^>]+>|&\w+;")

THAI = re.compile("[\u0e00-\u0e7f]")
LATIN = re.compile("[A-Za-z]{2}")


@dataclass
class Text:
    """A text of the interface, as a package's catalogue has it."""

    domain: str
    package: str
    english: str
    plural: str = ""
    context: str | None = None
    flags: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str | None, str]:
        return self.domain, self.context, self.english

    def marks(self) -> list[str]:
        """Thai has one form for all numbers: it shows what the plural shows."""
        return sorted(MARK.findall(self.plural or self.english))

    def entry(self) -> polib.POEntry:
        """The line that waits for its Thai."""
        entry = polib.POEntry(
            msgid=self.english, msgctxt=self.context, comment=self.package, flags=list(self.flags)
        )
        if self.plural:
            entry.msgid_plural, entry.msgstr_plural = self.plural, {0: ""}
        return entry


def catalogue(domain: str) -> Path:
    """Our own Thai of the packages."""
    return Path(settings.LOCALE_PATHS[0]) / "th" / "LC_MESSAGES" / f"{domain}.po"


def folders() -> dict[str, Path]:
    """Where the packages keep their translations, by name."""
    found = {"django.conf": Path(django.__file__).parent / "conf" / "locale"}
    for app in apps.get_app_configs():
        place = Path(app.path)
        if not place.is_relative_to(settings.BASE_DIR) or "site-packages" in place.parts:
            found[app.name] = place / "locale"
    return {name: place for name, place in found.items() if place.is_dir()}


def texts() -> dict[tuple[str, str | None, str], Text]:
    """Everything that the packages mark for translation.

    A package says so in its English catalogue; one without is read in all its languages.
    """
    found: dict[tuple[str, str | None, str], Text] = {}
    for package, folder in folders().items():
        for domain in DOMAINS:
            english = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
            sources = [english] if english.exists() else sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po"))
            for source in sources:
                for entry in _entries(source):
                    text = Text(
                        domain, package, entry.msgid, entry.msgid_plural, entry.msgctxt, python_flags(entry)
                    )
                    found.setdefault(text.key, text)
    return found


def thai() -> set[tuple[str, str | None, str]]:
    """Texts that have their Thai in a package, in an app of ours or in our catalogue of the packages."""
    places = [*folders().values(), *Path(settings.BASE_DIR).glob("[a-z]*/locale")]
    sources = [place / "th" / "LC_MESSAGES" / f"{domain}.po" for place in places for domain in DOMAINS]
    sources += [catalogue(domain) for domain in DOMAINS]
    return {
        (source.stem, entry.msgctxt, entry.msgid)
        for source in sources
        if source.exists()
        for entry in _entries(source)
        if entry.translated() and (_is_thai(entry) or source.parent == catalogue(source.stem).parent)
    }


def untranslated() -> list[Text]:
    known = thai()
    return [text for key, text in texts().items() if key not in known]


def python_flags(entry: polib.POEntry) -> list[str]:
    return [flag for flag in entry.flags if flag.startswith("python-")]


def _is_thai(entry: polib.POEntry) -> bool:
    """Whether the text says something in Thai, or has no words. Packages repeat the English now and then."""
    thai = entry.msgstr or entry.msgstr_plural.get(0, "")
    return bool(THAI.search(thai)) or not LATIN.search(MARK.sub("", entry.msgid))


def _entries(source: Path) -> Iterator[polib.POEntry]:
    return (entry for entry in polib.pofile(str(source)) if not entry.obsolete)
