"""What people write into the ledger of the funds."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.base import File
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from content.dates import ThaiDateField
from content.free_text import refuse_unfit, refuse_unfit_paper
from media.extraction import extract
from media.files import all_of
from media.names import extension
from media.papers import ACCEPTED, clean_paper
from programme.models import FundEntry, FundPage
from vcare.calendar import fiscal_year, to_arabic_digits
from vcare.funds import EXPENSE_PURPOSES, INCOME_SOURCES
from vcare.schools import LEVEL_GROUPS

IN, OUT = FundEntry.Direction.IN, FundEntry.Direction.OUT
#: More is a slip of the finger.
MOST_MONEY, MOST_PUPILS = Decimal(99_999_999), 9_999
#: What is spent without helping a pupil.
FOR_NO_PUPIL = "administration"
#: A ledger begins at most so many years back: each year since then has to be closed.
BACK = 5


class MoneyField(forms.DecimalField):
    """Baht as people write them: 3,000 or ๓,๐๐๐ บาท."""

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = to_arabic_digits(value).replace(",", "").replace("บาท", "").strip()
        return super().to_python(value)


def categories() -> list[tuple[Any, Any]]:
    """Everything money comes from and goes to, the direction in the key."""
    return [
        ("", "---------"),
        (IN.label, [(f"{IN}-{key}", label) for key, label in labels.choices(INCOME_SOURCES)]),
        (OUT.label, [(f"{OUT}-{key}", label) for key, label in labels.choices(EXPENSE_PURPOSES)]),
    ]


class EntryForm(forms.ModelForm):
    """Money in or out, and how many pupils it helped. `uid` names this one filling-in: sent twice, it counts once."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    day = ThaiDateField(label=_("On which day?"))
    category = forms.ChoiceField(label=_("Where from or what for?"))
    amount = MoneyField(
        label=_("How much (baht)?"),
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        validators=[MaxValueValidator(MOST_MONEY)],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    paper_file = forms.FileField(
        label=_("Receipt or paper"),
        required=False,
        help_text=_("PDF, JPG or PNG. Only the people of the ledger see it. No pupil's name in it."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    class Meta:
        model = FundEntry
        fields = ["what"]
        labels = {"what": _("In a few words")}
        help_texts = {"what": _("Such as: robe-offering of the office. Never a pupil, a school or a story.")}

    def __init__(self, *args: Any, fund: FundPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fund = fund
        self.instance.fund = fund
        self.fields["category"].choices = categories()
        for term in LEVEL_GROUPS:
            self.fields[f"pupils_{term.key}"] = forms.IntegerField(
                label=_("Pupils helped: %(band)s") % {"band": term.short(get_language())},
                min_value=0,
                max_value=MOST_PUPILS,
                required=False,
            )
        self.order_fields(
            ["day", "category", "amount", *(f"pupils_{term.key}" for term in LEVEL_GROUPS), "what"]
        )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."))
        rows = {row.fiscal_year: row for row in self.fund.ledger_years.all()}
        year = fiscal_year(day)
        if (row := rows.get(year)) and row.closed_at:
            raise forms.ValidationError(
                _("The year %(year)s is closed. Enter it in the year that runs."), params={"year": year}
            )
        if not rows and year < fiscal_year(timezone.localdate()) - BACK:
            raise forms.ValidationError(
                _("A ledger begins at most %(n)s years back. Look at the year again."), params={"n": BACK}
            )
        if rows and year < min(rows):
            raise forms.ValidationError(
                _("The ledger begins with the year %(year)s."), params={"year": min(rows)}
            )
        return day

    def clean_paper_file(self) -> File | None:
        upload = self.cleaned_data["paper_file"]
        if not upload:
            return None
        paper = clean_paper(upload)
        if extension(paper.name) == "pdf":
            refuse_unfit_paper(extract("pdf", all_of(paper)))
        return paper

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first = f"pupils_{LEVEL_GROUPS.keys()[0]}"
        helped = {term.key: number for term in LEVEL_GROUPS if (number := data.get(f"pupils_{term.key}"))}
        category = data.get("category", "")
        helps = category.startswith(f"{OUT}-") and not category.endswith(FOR_NO_PUPIL)
        if category and helped and not helps:
            self.add_error(first, _("Pupils are helped by money that goes out for them."))
        elif helps and not helped and not any(name.startswith("pupils_") for name in self.errors):
            self.add_error(first, _("Say how many pupils it helped."))
        data["helped"] = helped
        return data

    def filled(self) -> FundEntry:
        entry: FundEntry = self.save(commit=False)
        data = self.cleaned_data
        entry.day, entry.amount, entry.helped = data["day"], data["amount"], data["helped"]
        entry.uid = data.get("uid") or entry.uid
        entry.direction, _dash, entry.category = data["category"].partition("-")
        if paper := data.get("paper_file"):
            entry.paper = paper
        return entry


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        validators=[refuse_unfit],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names of pupils."),
    )


class CloseForm(forms.Form):
    """The balance that the bank's paper shows: it has to be the ledger's."""

    bank_balance = MoneyField(
        label=_("Balance of the bank account on the last day of the year"),
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, closing: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closing = closing

    def clean_bank_balance(self) -> Decimal:
        balance: Decimal = self.cleaned_data["bank_balance"]
        if balance != self.closing:
            raise forms.ValidationError(
                _("The ledger says %(money)s baht. Find the difference of %(difference)s baht first."),
                params={"money": f"{self.closing:,}", "difference": f"{balance - self.closing:,}"},
            )
        return balance
