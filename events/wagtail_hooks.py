"""Exchange events in the editing interface."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page

from accounts.models import User
from content.tables import ThaiDateColumn
from events.copying_views import copy_event
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


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("exchange-events/<int:pk>/copy/", copy_event, name="copy_event")]


@hooks.register("register_page_header_buttons")
def copy_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific_deferred, ExchangeEventPage) and page.permissions_for_user(user).can_copy():
        yield Button(
            _("Copy for the next event"),
            reverse("copy_event", args=[page.pk]),
            icon_name="date",
            priority=35,
        )
