"""The three signals of a practice, each for itself: how sure it is, what it costs, for whom it is. Never one mark.

Plain: it reads numbers and keys and asks no database. What nobody has said is unknown, which is no bad mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vcare.needs import NEARLY_FREE


@dataclass(frozen=True)
class Sign:
    """One signal: what is known in a few words, and why so. Without words it is not known yet."""

    key: str
    name: str | Promise
    words: str
    reasons: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.words)

    @property
    def shown(self) -> str:
        return self.words or _("Not known yet")


def evidence(label: str, measured: Sequence[Mapping[str, Any]], tells_what_failed: bool) -> Sign:
    """How sure it is; `label` is what the authors say, `measured` their results with numbers."""
    with_both = sum(1 for row in measured if _said(row, "before") and _said(row, "after"))
    people = max((int(row["n"]) for row in measured if _said(row, "n")), default=0)
    reasons = []
    if measured:
        reasons.append(
            ngettext("%(n)s measured result", "%(n)s measured results", len(measured)) % {"n": len(measured)}
        )
        reasons.append(
            _("%(n)s of them before and after") % {"n": with_both}
            if with_both
            else _("without numbers from before")
        )
    else:
        reasons.append(_("no measured result"))
    if people:
        reasons.append(_("measured with up to %(n)s people") % {"n": f"{people:,}"})
    if any(_said(row, "instrument") for row in measured):
        reasons.append(_("says what it was measured with"))
    if tells_what_failed:
        reasons.append(_("tells what did not work, too"))
    return Sign("evidence", gettext_lazy("Evidence"), label, tuple(reasons))


def cost(baht: int | None) -> Sign:
    """What it costs one school in one term."""
    name = gettext_lazy("Cost")
    if baht is None:
        return Sign("cost", name, "", (_("the authors have named no sum"),))
    words = _("no money") if baht == 0 else _("about %(baht)s baht a term") % {"baht": f"{baht:,}"}
    reasons = [_("as the authors say, for one school and one term")]
    if 0 < baht <= NEARLY_FREE:
        reasons.append(_("hardly any money"))
    return Sign("cost", name, words, tuple(reasons))


def transfer(
    sizes: Sequence[str], levels: Sequence[str], says_conditions: bool, in_use: int = 0, stopped: int = 0
) -> Sign:
    """For whom it is; `sizes` and `levels` in words, and how many schools use it or stopped."""
    words = ", ".join(sizes)
    reasons = []
    if levels:
        reasons.append(_("for %(levels)s") % {"levels": ", ".join(levels)})
    reasons.append(
        _("says what is needed for it") if says_conditions else _("does not say yet what is needed for it")
    )
    if in_use:
        reasons.append(
            ngettext("%(n)s other school uses it", "%(n)s other schools use it", in_use) % {"n": in_use}
        )
    if stopped:
        reasons.append(ngettext("%(n)s school stopped", "%(n)s schools stopped", stopped) % {"n": stopped})
    return Sign("transfer", gettext_lazy("Suits"), words, tuple(reasons))


def _said(row: Mapping[str, Any], name: str) -> bool:
    return row.get(name) not in (None, "")
