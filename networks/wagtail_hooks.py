"""Partners and partnerships in the editing interface."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page

from content import labels
from content.tables import ThaiDateColumn
from networks.models import PartnerPage, Partnership


class PartnerFilterSet(PageFilterSet):
    partner_type = ChoiceFilter(
        label=_("Type"), field_name="organisation__partner_type", choices=labels.partner_types()
    )

    class Meta:
        model = PartnerPage
        fields = ["accepts_referral"]


class PartnerListingView(PageIndexView):
    def get_base_queryset(self) -> QuerySet[PartnerPage]:
        return super().get_base_queryset().select_related("organisation")


class PartnerListing(PageListingViewSet):
    name = "partners"
    model = PartnerPage
    icon = "group"
    menu_label = _("Partners")
    menu_order = 130
    add_to_admin_menu = True
    index_view_class = PartnerListingView
    filterset_class = PartnerFilterSet
    columns = [
        *PageListingViewSet.index_view_class.base_columns[:2],
        Column("reference", label=_("Reference"), sort_key="reference"),
        Column("kicker", label=_("Type")),
        BooleanColumn("accepts_referral", label=_("Takes referrals")),
        ThaiDateColumn("verified_on", label=_("Verified on"), sort_key="verified_on"),
        *PageListingViewSet.index_view_class.base_columns[3:],
    ]


class PartnershipViewSet(ModelViewSet):
    model = Partnership
    icon = "link"
    menu_label = _("Partnerships")
    menu_order = 140
    add_to_admin_menu = True
    list_display = [
        "owner",
        "partner",
        ThaiDateColumn("starts_on", label=_("since"), sort_key="starts_on"),
        ThaiDateColumn("ends_on", label=_("last day"), sort_key="ends_on"),
        Column("get_status_display", label=_("state"), sort_key="status"),
    ]
    list_filter = ["status"]
    search_fields = ["owner__name", "partner__name"]
    panels = [
        *(
            FieldPanel(name)
            for name in ("owner", "partner", "starts_on", "ends_on", "status", "levels", "activity")
        ),
        InlinePanel("activities", heading=_("Activities"), label=_("Activity")),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partnership]:
        return Partnership.objects.select_related("owner", "partner").order_by("owner__sort_key", "starts_on")


@hooks.register("before_copy_page")
def one_profile_each(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An organisation has one profile: a copy would be a second one."""
    if page.specific_class is not PartnerPage:
        return None
    messages.warning(request, _("A partner has one profile. Register the other organisation instead."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("register_admin_viewset")
def listings() -> list[ModelViewSet | PageListingViewSet]:
    return [PartnerListing(), PartnershipViewSet()]
