"""What a visitor asks for, read from the address."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content import labels
from content.years import ACADEMIC, FISCAL, Period, read
from search import vocabularies
from search.engine import FACETS, Query
from vcare.care import CARE_STEPS
from vcare.hazards import HAZARDS, SUB_HAZARDS
from vcare.needs import NEEDS
from vcare.practices import DIMENSIONS, TARGET_GROUPS
from vcare.schools import LEVEL_GROUPS, SCHOOL_SIZES

#: Letters of a question that are read; the rest is cut off and the visitor told.
LONGEST_QUESTION = 200
LONGEST_TAG = 100
MOST_TAGS = 8

KINDS = [
    ("practice", _("Practices")),
    ("guidance", _("Guides")),
    ("partner", _("Partners")),
    ("event", _("Events")),
    ("fund", _("Funds")),
    ("school", _("Schools")),
    ("model-network", _("Networks of model schools")),
    ("commitment", _("Commitments")),
    ("indicator", _("Indicators")),
    ("plan", _("Visions and plans")),
    ("award", _("Awards")),
    ("page", pgettext_lazy("kind of result", "Pages")),
]
#: How well the effect of a practice is known, the best first; the keys are those of its field.
EVIDENCE = [
    ("compared", _("Compared with others")),
    ("before-after", _("Measured before and after")),
    ("after-only", _("Measured afterwards only")),
    ("opinion", _("Opinions of those involved")),
]
ORDERS = [
    ("relevance", _("Best answer first")),
    ("newest", _("Newest first")),
    ("oldest", _("Oldest first")),
]


class QuestionField(forms.CharField):
    """Any text at all: nothing that can be typed or pasted is an error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+", " ", str(value or ""))
        return text.strip()


class KnownValues(forms.MultipleChoiceField):
    """Those of the values that exist; others filter nothing."""

    def to_python(self, value: Any) -> list[str]:
        return [key for key in dict.fromkeys(super().to_python(value)) if self.valid_value(key)]


#: A year in the era of the visitor's language.
_shown_year = lazy(lambda period: str(period.shown_year), str)


class YearValues(KnownValues):
    """Years of a kind, in either era, with either digits."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        years = [(str(year), _shown_year(Period(kind, year))) for year in range(2540, 2600)]
        super().__init__(required=False, choices=years, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        found = [read(str(text), self.kind) for text in value or ()]
        return super().to_python([str(year.year) for year in found if year and year.kind == self.kind])


class NamedValues(forms.MultipleChoiceField):
    """Those of the values that the database has a name for; others filter nothing."""

    def __init__(self, facet: str, **kwargs: Any) -> None:
        super().__init__(required=False, choices=lambda: list(vocabularies.names(facet).items()), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        wanted = super().to_python(value)
        known = dict(self.choices) if wanted else {}
        return [key for key in dict.fromkeys(wanted) if key in known]

    def validate(self, value: Any) -> None:
        """Only known ones are left."""


class AnyValues(forms.MultipleChoiceField):
    """Short texts that editors made up: nobody knows all of them."""

    def to_python(self, value: Any) -> list[str]:
        texts = (QuestionField().to_python(text) for text in super().to_python(value))
        return [text for text in dict.fromkeys(texts) if 0 < len(text) <= LONGEST_TAG][:MOST_TAGS]

    def validate(self, value: Any) -> None:
        """Whatever it is, it may be asked for."""


class KnownValue(forms.ChoiceField):
    """The value if it exists, else the first."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if self.valid_value(text) else str(self.choices[0][0])


def _values(label: Any, choices: Iterable[tuple[str, Any]]) -> KnownValues:
    return KnownValues(required=False, label=label, choices=list(choices))


class SaveSearchForm(forms.Form):
    """A name for a search that somebody wants to keep."""

    name = forms.CharField(
        label=_("Name of this search"), max_length=80, help_text=_("So that you know it again in a letter.")
    )


#: The answer of whoever does not know, or does not mind.
ANY = "any"


def _answers(label: Any, choices: Iterable[tuple[str, Any]], otherwise: Any) -> KnownValue:
    return KnownValue(required=False, label=label, choices=[("", ""), *choices, (ANY, otherwise)])


class FinderForm(forms.Form):
    """Four questions about a situation, asked one after the other."""

    hazard = _answers(_("What is it about?"), labels.short_choices(HAZARDS), _("Something else, or not sure"))
    care_step = _answers(_("What do you want to do?"), labels.short_choices(CARE_STEPS), _("Not sure yet"))
    level = _answers(_("Which children?"), labels.choices(LEVEL_GROUPS), _("All levels"))
    need = _answers(_("What do you have?"), labels.choices(NEEDS), _("Anything will do"))

    def answers(self) -> dict[str, str]:
        """What has been answered so far, whatever was sent."""
        self.is_valid()
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name))}


class SearchForm(forms.Form):
    """The search box with everything that narrows its results."""

    q = QuestionField(required=False, label=_("What are you looking for?"))
    kind = _values(_("Type"), KINDS)
    practice_kind = _values(_("Kind of practice"), labels.practice_kinds())
    hazard = _values(_("Hazard group"), labels.hazards())
    sub_hazard = _values(_("Hazard"), labels.choices(SUB_HAZARDS))
    care_step = _values(_("Care step"), labels.care_steps())
    stage = _values(_("Stage of V-CARE + N"), labels.stages())
    district = _values(_("District"), labels.districts())
    level = _values(_("Level"), labels.choices(LEVEL_GROUPS))
    school_size = _values(_("School size"), labels.choices(SCHOOL_SIZES))
    target_group = _values(_("Target group"), labels.choices(TARGET_GROUPS))
    dimension = _values(_("Dimension of development"), labels.choices(DIMENSIONS))
    policy = NamedValues("policy", label=_("Answers to policy item"))
    evidence = _values(_("Evidence"), EVIDENCE)
    standing = _values(_("Choice of the office"), [("selected", _("Selected as a model"))])
    adoption = _values(_("Adoption"), [("adopted", _("Schools have taken it over"))])
    need = _values(_("What it takes"), labels.choices(NEEDS))
    partner_type = _values(_("Type of partner"), labels.partner_types())
    referral = _values(_("Referral"), [("yes", _("Takes referrals through the office"))])
    tag = AnyValues(required=False, label=_("Topic"))
    year = YearValues(ACADEMIC, label=_("Academic year"))
    fiscal_year = YearValues(FISCAL, label=_("Fiscal year"))
    sort = KnownValue(required=False, label=_("Order"), choices=ORDERS)
    exact = forms.BooleanField(required=False)

    def query(self) -> Query:
        """Valid whatever was sent."""
        self.is_valid()
        data = self.cleaned_data
        return Query(
            text=data.get("q", "")[:LONGEST_QUESTION].strip(),
            filters={name: frozenset(data[name]) for name in FACETS if data.get(name)},
            order=data.get("sort") or "relevance",
            exact=bool(data.get("exact")),
        )

    @property
    def was_cut(self) -> bool:
        """Whether the question was longer than what is read of it."""
        return len(self.cleaned_data.get("q", "")) > LONGEST_QUESTION
