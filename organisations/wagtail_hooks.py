"""The register in the editing interface."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from content.tables import ThaiDateColumn
from organisations.models import Membership, Organisation, SchoolFacts


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "home"
    menu_label = _("Organisations")
    list_display = [
        "name",
        Column("get_kind_display", label=_("kind"), sort_key="kind"),
        "obec_code",
        ThaiDateColumn("closed_on", label=_("closed on"), sort_key="closed_on"),
    ]
    list_filter = ["kind", "partner_type"]
    search_fields = ["name", "name_en", "short_name", "obec_code"]
    panels = [
        FieldPanel(name)
        for name in (
            "kind",
            "name",
            "name_en",
            "short_name",
            "office",
            "cluster",
            "obec_code",
            "districts",
            "subdistrict",
            "levels",
            "partner_type",
            "website",
            "closed_on",
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return Organisation.objects.by_name()


class SchoolFactsViewSet(ModelViewSet):
    model = SchoolFacts
    icon = "table"
    menu_label = _("School facts")
    list_display = [
        "school",
        "academic_year",
        "pupils",
        "staff",
        ThaiDateColumn("as_of", label=_("as of"), sort_key="as_of"),
    ]
    list_filter = ["academic_year"]
    search_fields = ["school__name"]
    panels = [FieldPanel(name) for name in ("school", "academic_year", "pupils", "staff", "as_of", "source")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SchoolFacts]:
        return SchoolFacts.objects.select_related("school").order_by("school__sort_key", "-academic_year")


class MembershipViewSet(ModelViewSet):
    model = Membership
    icon = "user"
    menu_label = _("Memberships")
    list_display = [
        "person",
        "organisation",
        Column("get_role_display", label=_("role"), sort_key="role"),
        ThaiDateColumn("starts_on", label=_("from"), sort_key="starts_on"),
        ThaiDateColumn("ends_on", label=_("last day"), sort_key="ends_on"),
    ]
    list_filter = ["role"]
    search_fields = ["person__first_name", "person__last_name", "person__email", "organisation__name"]
    panels = [
        FieldPanel(name)
        for name in ("person", "organisation", "role", "capacity", "starts_on", "ends_on", "order_number")
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return Membership.objects.select_related("person", "organisation").order_by(
            "organisation__sort_key", "role"
        )


class RegisterGroup(ModelViewSetGroup):
    menu_label = _("Register")
    menu_icon = "home"
    menu_order = 160
    items = (OrganisationViewSet, SchoolFactsViewSet, MembershipViewSet)


@hooks.register("register_admin_viewset")
def register() -> RegisterGroup:
    return RegisterGroup()
