"""The schools that use a practice, or a version that another school made of it, as one family."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from practices.adoption import history, survival
from practices.adoption.lineage import Kin, family
from practices.models import Adaptation, Adoption, AdoptionEvent, PracticePage
from vcare.adoption import STANDINGS

#: Versions of versions are followed so far.
MOST_GENERATIONS = 8


@dataclass(frozen=True)
class Member:
    """A school in the family: its adoption and its place."""

    adoption: Adoption
    #: What it took over: the practice, or a version that another school of the family made.
    source: PracticePage
    kin: Kin
    parent: Adoption | None
    #: The version of the practice that the school published itself.
    page: PracticePage | None
    spells: Sequence[history.Spell]

    @property
    def opens(self) -> bool:
        return self.kin.children > 0

    @property
    def closes(self) -> range:
        return range(self.kin.closes)

    @property
    def adaptations(self) -> list[Adaptation]:
        return self.adoption.kept_adaptations


@dataclass
class Family:
    """Everybody who uses a practice, in the order of the tree, with what they say."""

    practice: PracticePage
    today: date
    members: list[Member] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.members)

    def counts(self) -> list[tuple[str, int]]:
        """How many schools stand how, without those states that nobody is in."""
        by_standing = Counter(member.adoption.standing for member in self.members)
        return [(term.key, by_standing[term.key]) for term in STANDINGS if by_standing[term.key]]

    def generations(self) -> int:
        return 1 + max((member.kin.generation for member in self.members), default=-1)

    def changes(self) -> list[tuple[Member, Adaptation]]:
        """What the schools do differently, newest first."""
        found = [(member, change) for member in self.members for change in member.adaptations]
        return sorted(found, key=lambda pair: (pair[1].since, pair[1].pk), reverse=True)

    def stops(self) -> list[tuple[Member, AdoptionEvent]]:
        """Why some stopped, newest first."""
        found = [
            (member, event) for member in self.members if (event := member.adoption.last_stop) is not None
        ]
        return sorted(found, key=lambda pair: (pair[1].day, pair[1].pk), reverse=True)

    def curve(self) -> survival.Curve:
        """How long those who began keep it up."""
        return survival.kaplan_meier(
            spell for member in self.members if (spell := time_in_use(member.adoption)) is not None
        )


def time_in_use(adoption: Adoption) -> tuple[int, bool] | None:
    """Days from the first on which it was really done, and whether it ended then; None if it never was."""
    if adoption.used_from is None:
        return None
    stopped = adoption.state == "stopped"
    last = adoption.state_on if stopped else adoption.heard_on
    return max(0, (last - adoption.used_from).days), stopped


def family_of(practice: PracticePage, today: date | None = None) -> Family:
    """The family of a practice as any visitor may see it: a few queries, whatever its size."""
    today = today or timezone.localdate()
    adoptions: dict[int, Adoption] = {}
    pages: dict[int, PracticePage] = {}
    began_by: dict[int, int] = {}
    generation = [practice.pk]
    for _number in range(MOST_GENERATIONS):
        rows = list(_adoptions(generation))
        adoptions |= {row.pk: row for row in rows}
        own = {row.own_page_id: row.pk for row in rows if row.own_page_id}
        if not own:
            break
        found = PracticePage.objects.live().public().filter(pk__in=own)
        found = found.only("pk", "path", "depth", "slug", "url_path", "title", "title_en", "reference")
        pages |= {page.pk: page for page in found}
        began_by |= own
        generation = [pk for pk in own if pk in pages]
    links = [
        (row.pk, row.learned_from_id if row.learned_from_id in adoptions else began_by.get(row.practice_id))
        for row in sorted(adoptions.values(), key=lambda row: (row.began_on, row.pk))
    ]
    members = [
        Member(
            adoption=(row := adoptions[kin.key]),
            source=pages.get(row.practice_id, practice),
            kin=kin,
            parent=adoptions.get(kin.parent),
            page=pages.get(row.own_page_id),
            spells=history.spells(row.events.all(), row.known_until, today),
        )
        for kin in family(links)
    ]
    return Family(practice, today, members)


def _adoptions(practices: list[int]):
    kept = Prefetch("adaptations", Adaptation.objects.kept(), to_attr="kept_adaptations")
    return (
        Adoption.objects.kept()
        .filter(practice__in=practices, confirmed_on__isnull=False)
        .select_related("school")
        .prefetch_related("events", kept)
    )
