"""What helps in a situation: practices, first steps, partners and whom to refer to, after four answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wagtail.models import Page

from search import results as showing
from search.engine import Hit, Query, Results
from search.forms import ANY, EVIDENCE
from search.pages import PAGE, find, key_of
from search.results import Found
from vcare.helpers import helpers

MOST_PRACTICES = 3
MOST_PARTNERS = 3
MOST_REFERRALS = 2
MOST_STEPS = 6

#: Partners that are looked through for those who took part in the practices.
PARTNERS_READ = 60

#: Answers that are given up, one more each time, until there is a practice.
GIVEN_UP = ("need", "level", "care_step", "hazard")

Filters = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Proven:
    """A practice and how well its effect is known; empty if it is not."""

    found: Found
    evidence: str


@dataclass(frozen=True)
class Guide:
    """A guide and what it says is to be done first."""

    title: str
    url: str
    steps: list[str]


@dataclass(frozen=True)
class Advice:
    practices: list[Proven]
    #: Answers that no practice fits, so that these are only near.
    given_up: list[str]
    total: int
    more_url: str
    guides: list[Guide]
    partners: list[Found]
    referral: list[Found]


def advice(answers: Mapping[str, str]) -> Advice:
    """What there is for four answers, or what is nearest to them."""
    chosen = {name: frozenset([value]) for name, value in answers.items() if value != ANY}
    filters, given_up, found = _nearest_practices(chosen)
    proven = list(_best(filters, found))
    hits = [hit for hit, _evidence in proven]
    partners = _partners(answers.get("hazard", ANY), _took_part(hits))
    return Advice(
        practices=[
            Proven(shown, evidence)
            for shown, (_hit, evidence) in zip(showing.shown(hits), proven, strict=True)
        ],
        given_up=given_up,
        total=len(found),
        more_url=showing.address(Query(filters=filters)),
        guides=list(_guides(chosen)),
        partners=showing.shown(partners),
        referral=showing.shown(_referral(answers.get("hazard", ANY))),
    )


def _nearest_practices(chosen: Filters) -> tuple[Filters, list[str], Results]:
    """The practices that fit all answers, or all but as few of the last ones as possible."""
    kept = {"kind": frozenset(["practice"]), **chosen}
    given_up: list[str] = []
    found = find(Query(filters=kept))
    for name in GIVEN_UP:
        if len(found):
            break
        if name in kept:
            kept = {other: values for other, values in kept.items() if other != name}
            given_up.append(name)
            found = find(Query(filters=kept))
    return kept, given_up, found


def _best(filters: Filters, found: Results) -> Iterator[tuple[Hit, str]]:
    """The practices with the best evidence, each with its words for it; then the newest others."""
    counts = found.facets.get("evidence", {})
    hits: dict[str, tuple[Hit, str]] = {}
    for key, label in EVIDENCE:
        if counts.get(key) and len(hits) < MOST_PRACTICES:
            for hit in find(Query(filters={**filters, "evidence": frozenset([key])}))[:MOST_PRACTICES]:
                hits.setdefault(hit.key, (hit, str(label)))
    if len(hits) < MOST_PRACTICES:
        for hit in found[: 2 * MOST_PRACTICES]:
            hits.setdefault(hit.key, (hit, ""))
    yield from list(hits.values())[:MOST_PRACTICES]


def _guides(chosen: Filters) -> Iterator[Guide]:
    """Of the care step and of the hazard those guides that say what to do first; else the first overview."""
    guides = {"kind": frozenset(["guidance"])}
    hits = [
        hit
        for name in ("care_step", "hazard")
        if name in chosen
        for hit in find(Query(filters={**guides, name: chosen[name]}, order="oldest"))[:1]
    ]
    hits = hits or find(Query(filters=guides, order="oldest"))[:1]
    pages = _pages(hits)
    for hit, shown in zip(hits, showing.shown(hits), strict=True):
        first_steps = getattr(pages.get(hit.key), "first_steps", list)
        yield Guide(shown.title, shown.url, first_steps()[:MOST_STEPS])


def _took_part(practices: Sequence[Hit]) -> set[str]:
    """Keys of the profiles of partners who took part in the practices."""
    return {
        key_of(partner.partner_page.pk)
        for page in _pages(practices).values()
        for partner in getattr(page, "partner_links", list)()
        if hasattr(partner, "partner_page")
    }


def _partners(hazard: str, took_part: set[str]) -> list[Hit]:
    """Those first who took part in the practices, then those who usually help in such a case."""
    everybody: Filters = {"kind": frozenset(["partner"])}
    types = helpers(hazard)
    found = find(Query(filters={**everybody, "partner_type": frozenset(types)})) if types else []
    hits = [hit for hit in find(Query(filters=everybody))[:PARTNERS_READ] if hit.key in took_part]
    hits += [hit for hit in found[:MOST_PARTNERS] if hit.key not in took_part]
    return (hits or list(find(Query(filters=everybody))[:MOST_PARTNERS]))[:MOST_PARTNERS]


def _referral(hazard: str) -> list[Hit]:
    """Partners who take referrals, of the types that help in such a case where there are any."""
    takers: Filters = {"kind": frozenset(["partner"]), "referral": frozenset(["yes"])}
    fitting = {**takers, "partner_type": frozenset(helpers(hazard))} if helpers(hazard) else takers
    return list(find(Query(filters=fitting))[:MOST_REFERRALS] or find(Query(filters=takers))[:MOST_REFERRALS])


def _pages(hits: Sequence[Hit]) -> dict[str, Page]:
    """The pages behind the hits; the index has only what any visitor may read."""
    pages = Page.objects.filter(pk__in=[int(hit.key.removeprefix(PAGE)) for hit in hits])
    return {key_of(page.pk): page for page in pages.live().specific()}
