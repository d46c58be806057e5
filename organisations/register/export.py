"""The register as a sheet, with the headers that it is read by."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.utils import timezone

from content.sheets import template_response
from organisations.models import Organisation
from organisations.register.columns import COLUMNS, SIZE
from organisations.register.state import facts_state, said, state_of
from vcare.calendar import academic_year, format_thai_date
from vcare.schools import DISTRICTS, LEVEL_GROUPS, size_class

#: The file's name without its ending.
NAME = "ทะเบียนโรงเรียน"


def table(schools: Iterable[Organisation]) -> Iterator[list[object]]:
    """The sheet of these schools, its heading first. Expects `facts`, newest first, and `cluster` at hand.

    Thai in any language, and days as text: what is exported is read again.
    """
    yield [*(column.header for column in COLUMNS.values()), SIZE]
    for school in schools:
        newest = next(iter(school.facts.all()), None)
        facts = facts_state(newest) if newest else {}
        known = state_of(school) | facts
        row: list[object] = []
        for key in COLUMNS:
            if key == "academic_year":
                row.append(facts.get("year", ""))
            elif key in {"pupils", "staff"}:
                row.append(known.get(key))
            elif key == "as_of":
                row.append(format_thai_date(newest.as_of) if newest else "")
            else:
                row.append(said(key, known.get(key)))
        size = size_class(newest.pupils) if newest else None
        yield [*row, size.th if size else ""]


def template(clusters: Iterable[str], name: str) -> HttpResponse:
    """What one fills in: the same headings, and the words that districts, levels and clusters go by."""
    example = {
        "obec_code": "1022000001",
        "name": "โรงเรียนสมมุติ",
        "districts": DISTRICTS.label(DISTRICTS.keys()[0]),
        "levels": ", ".join(term.short("th") for term in list(LEVEL_GROUPS)[:2]),
        "academic_year": academic_year(timezone.localdate()),
        "pupils": 120,
        "staff": 9,
        "as_of": format_thai_date(timezone.localdate()),
        "source": "DMC",
    }
    offered = {
        "districts": [term.label("th") for term in DISTRICTS],
        "levels": [term.short("th") for term in LEVEL_GROUPS],
        "cluster": list(clusters),
    }
    keys = list(COLUMNS)
    return template_response(
        [column.header for column in COLUMNS.values()],
        [example.get(key, "") for key in keys],
        {keys.index(key): words for key, words in offered.items() if words},
        name,
    )
