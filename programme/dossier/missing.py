"""What a dossier still lacks, below which heading, and the screen on which that is mended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.years import ACADEMIC, FISCAL, Period
from events.models import ExchangeEventPage
from networks.models import Commitment
from programme.dossier import attaching
from programme.dossier.holdings import Holdings
from programme.models import Dossier, DossierAttachment, DossierSection, Plan
from vcare.calendar import format_academic_year
from vcare.dossiers import DOSSIER_HEADINGS

#: Stands where a heading's key stands, for the papers behind.
APPENDIX = "appendix"
#: Of the appendix: what committees look for, and nobody should have to ask for.
EXPECTED = ("order", "mou", "picture", "letter")

Standing = Commitment.Standing


@dataclass(frozen=True)
class Gap:
    """Something that is not there. `unknown`: nobody can say any more, or not yet."""

    heading: str
    words: str
    path: str = ""
    action: str = ""
    unknown: bool = False


def gaps(
    dossier: Dossier,
    held: Holdings,
    sections: Mapping[str, DossierSection],
    attachments: list[DossierAttachment],
) -> list[Gap]:
    """In the order of the headings, the appendix last."""
    found = [*_facts(dossier, held), *_texts(dossier, sections), *_appendix(dossier, attachments)]
    places = {key: place for place, key in enumerate([*DOSSIER_HEADINGS.keys(), APPENDIX])}
    return sorted(found, key=lambda gap: places[gap.heading])


def _texts(dossier: Dossier, sections: Mapping[str, DossierSection]) -> Iterator[Gap]:
    for heading in DOSSIER_HEADINGS:
        section = sections.get(heading.key)
        if section is None or not (section.text.strip() or section.facts.get("tables")):
            yield Gap(
                heading.key,
                _("Nothing is written here yet."),
                reverse("dossiers:section", args=[dossier.uid, heading.key]),
                _("Write"),
            )


def _appendix(dossier: Dossier, attachments: list[DossierAttachment]) -> Iterator[Gap]:
    there = {row.kind for row in attachments}
    path = reverse("dossiers:attachments", args=[dossier.uid])
    for row in attachments:
        if attaching.is_lost(row):
            words = _("The portal no longer has the file of “%(title)s”.") % {"title": row.title}
            yield Gap(APPENDIX, words, path, _("Attach it again"))
    words = {
        "order": _("No order of appointment is attached."),
        "mou": _("No signed commitment is attached."),
        "picture": _("No picture is attached."),
        "letter": _("No letter of support is attached."),
    }
    for kind in EXPECTED:
        if kind not in there:
            yield Gap(APPENDIX, words[kind], path, _("Choose attachments"))


def _facts(dossier: Dossier, held: Holdings) -> Iterator[Gap]:
    desk = reverse("plans:desk", args=[held.organisation.uid])
    if held.work is None:
        path = reverse("dossiers:about", args=[dossier.uid])
        yield Gap("background", _("No practice is chosen that the dossier is about."), path, _("Choose"))
    for year in held.years:
        if held.has_begun(year) and year not in held.visions:
            words = _("There is no confirmed vision of %(year)s.")
            yield Gap("stage-v", words % {"year": named(year)}, desk, _("Vision and plans"))
    yield from _promises(held, desk)
    if not held.plans and not held.practices:
        yield Gap(
            "stage-a", _("Neither a plan nor a practice shows what was done."), desk, _("Vision and plans")
        )
    yield from _reports(held)
    yield from _meetings(held)
    yield from (_signatures(held) if held.is_office else ())
    if not held.practices:
        words = _("No practice of yours is published.")
        yield Gap("publicity", words, reverse("writing:stories"), _("Practices"))
    elif not held.adoptions:
        yield Gap(
            "publicity",
            _("Nobody has confirmed that they use a practice of yours."),
            reverse("adoption:mine"),
            _("Who uses ours"),
        )
    known = any(page.awards.all() or len(page.recognition) for page in held.practices)
    if not known and not held.honours:
        path = reverse("dossiers:attachments", args=[dossier.uid])
        yield Gap(
            "recognition",
            _("No award or recognition is recorded with your practices."),
            path,
            _("Choose attachments"),
        )


def _promises(held: Holdings, desk: str) -> Iterator[Gap]:
    mine = reverse("commitments:mine")
    if not held.commitments:
        yield Gap(
            "stage-c", _("No commitment with a partner was in force in these years."), mine, _("Commitments")
        )
    for row in held.commitments:
        path, standing = reverse("commitments:commitment", args=[row.uid]), row.standing_on(held.on)
        if standing == Standing.ENDED:
            words = _("%(commitment)s has ended and was not renewed.")
        elif standing == Standing.EXPIRING:
            words = _("%(commitment)s ends soon.")
        else:
            words = "" if row.scan else _("The signed paper of %(commitment)s is not in the portal.")
        if words and standing != Standing.RENEWED:
            yield Gap("stage-c", words % {"commitment": row.reference}, path, _("Open it"))
    planned = {year for plan in held.plans for year in _years_of(plan)}
    for year in held.years:
        if held.has_begun(year) and year not in planned:
            words = _("No plan of %(year)s is in force.")
            yield Gap("stage-c", words % {"year": named(year)}, desk, _("Vision and plans"))
    if not held.appointments:
        path = reverse("organisations:members", args=[held.organisation.uid])
        yield Gap("stage-c", _("No order number of an appointment is written down."), path, _("People"))


def _years_of(plan: Plan) -> tuple[int, ...]:
    """The academic years that a plan meets."""
    return (plan.year,) if plan.year_kind == Plan.YearKind.ACADEMIC else (plan.year - 1, plan.year)


def _reports(held: Holdings) -> Iterator[Gap]:
    mine = reverse("reports:mine")
    for year in held.years:
        if year in held.certified or not held.has_begun(year):
            continue
        words = (
            _("No round of term reports of %(year)s is closed.")
            if held.is_office
            else _("No certified term report of %(year)s is here.")
        )
        yield Gap(
            "stage-r", words % {"year": named(year)}, mine, _("Term reports"), unknown=held.is_over(year)
        )
    for row in held.certified.values():
        if held.is_office and row.certified < row.expected:
            words = _("%(term)s: %(n)s schools have not certified a report.")
            yield Gap(
                "stage-r",
                words % {"term": row.term_round.name, "n": row.expected - row.certified},
                mine,
                _("Term reports"),
            )


def _meetings(held: Holdings) -> Iterator[Gap]:
    number = held.networks(max((year for year in held.years if held.has_begun(year)), default=held.years[-1]))
    path = reverse("networks:number", args=[held.organisation.uid])
    if number is not None and number < held.networks_minimum:
        words = _("%(n)s partner networks count; %(minimum)s are asked for.")
        yield Gap("stage-n", words % {"n": number, "minimum": held.networks_minimum}, path, _("Why so many"))
    for year in held.years:
        if held.has_begun(year) and held.networks(year) is None:
            words = _("How many partner networks there were in %(year)s is not known.")
            yield Gap("stage-n", words % {"year": named(year)}, path, _("Why so many"), unknown=True)
    if not held.events:
        yield Gap(
            "stage-n",
            _("No exchange event of these years is in the portal."),
            reverse("exchange:organised"),
            _("Events"),
        )
    for event in held.events:
        if event.host_id == held.organisation.pk and event.state != ExchangeEventPage.State.RECORDED:
            words = _("%(event)s has no published record.")
            path = reverse("exchange:record", args=[event.slug])
            yield Gap("stage-n", words % {"event": event.title}, path, _("Write the record"))


def _signatures(held: Holdings) -> Iterator[Gap]:
    path = reverse("indicators:sign")
    for year in held.years:
        if held.signed(year, ACADEMIC) or held.signed(year, FISCAL) or not held.is_over(year):
            continue
        words = _("Nobody has signed the numbers of %(year)s.")
        yield Gap("results", words % {"year": named(year)}, path, _("Sign a year"))
    for (kind, year), row in sorted(held.statements.items()):
        silent = [one.name for one in row.readings.values() if one.value is None]
        if silent:
            words = _("Signed as not known in %(period)s: %(names)s")
            path = reverse("indicators:statement", args=[row.statement.uid])
            told = words % {"period": Period(kind, year), "names": ", ".join(silent)}
            yield Gap("results", told, path, _("Open it"), unknown=True)


def named(year: int) -> str:
    return format_academic_year(year, language=get_language())
