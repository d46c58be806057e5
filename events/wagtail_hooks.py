"""Exchange events in the editing interface."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from content.tables import ThaiDateColumn
from events.models import ExchangeEventPage


class EventFilterSet(PageFilterSet):
    class Meta:
        model = ExchangeEventPage
        fields = ["event_type", "state", "district"]


class EventListing(PageListingViewSet):
    name = "events"
    model = ExchangeEventPage
    icon = "date"
    menu_label = _("Exchange events")
    menu_order = 150
    add_to_admin_menu = True
    filterset_class = EventFilterSet
    columns = [
        *PageListingViewSet.index_view_class.base_columns[:2],
        ThaiDateColumn("starts_at", label=_("Starts"), sort_key="starts_at"),
        Column("get_event_type_display", label=_("Type"), sort_key="event_type"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        *PageListingViewSet.index_view_class.base_columns[3:],
    ]


@hooks.register("register_admin_viewset")
def listing() -> EventListing:
    return EventListing()
