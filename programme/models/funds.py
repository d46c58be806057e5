"""The aid funds: what they are for, who may ask, where the money went. Sums only, never a pupil."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from content import blocks, labels
from content.pages import BasePage, plain


class FundIndexPage(BasePage):
    """The aid funds."""

    max_count = 1
    template = "programme/fund_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["programme.FundPage"]

    class Meta:
        verbose_name = _("list of funds")
        verbose_name_plural = _("lists of funds")

    def funds(self):
        return (
            FundPage.objects.child_of(self)
            .published()
            .for_cards()
            .select_related("listing_image")
            .order_by("path")
        )

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "funds": self.funds()}


class FundPage(BasePage):
    """An aid fund."""

    template = "programme/fund_page.html"
    parent_page_types = ["programme.FundIndexPage"]
    subpage_types: list[str] = []
    record_kind = "fund"

    fund = models.CharField(_("fund"), max_length=20, choices=labels.funds, blank=True)
    purpose = RichTextField(_("purpose"), features=blocks.PROSE)
    who_may_ask = RichTextField(_("who may ask"), features=blocks.PROSE)
    how_to_ask = RichTextField(
        _("how to ask"),
        features=blocks.PROSE,
        help_text=_("Through school and office; never by this website."),
    )
    body = StreamField(blocks.PageBody(), blank=True, verbose_name=_("more"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("fund"),
        FieldPanel("purpose"),
        FieldPanel("who_may_ask"),
        FieldPanel("how_to_ask"),
        FieldPanel("body"),
        InlinePanel(
            "periods",
            heading=_("Money in and out"),
            label=_("Fiscal period"),
            help_text=_("For years before the ledger; where the ledger has a year, its sums are shown."),
        ),
    ]

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")

    @property
    def tone(self) -> str:
        return "r"

    def search_body(self) -> str:
        return plain(self.purpose, self.who_may_ask, self.how_to_ask, self.body)


class FundPeriod(Orderable):
    """A fund's money in one fiscal year. Baht."""

    page = ParentalKey(FundPage, on_delete=models.CASCADE, related_name="periods")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (B.E.)"))
    opening = models.DecimalField(
        _("carried over"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    income = models.DecimalField(
        _("money in"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    expense = models.DecimalField(
        _("money out"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    grants = models.PositiveIntegerField(
        _("grants"), null=True, blank=True, help_text=_("From 1 to 4 is shown as “fewer than 5”.")
    )

    panels = [
        FieldRowPanel([FieldPanel("fiscal_year"), FieldPanel("grants")]),
        FieldRowPanel([FieldPanel("opening"), FieldPanel("income"), FieldPanel("expense")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint(fields=["page", "fiscal_year"], name="one_period_per_fiscal_year")
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}"

    @property
    def closing(self) -> Decimal:
        return self.opening + self.income - self.expense

    @property
    def grants_hidden(self) -> bool:
        """Whether the count is so small that it could point at a child."""
        return self.grants is not None and 0 < self.grants < 5
