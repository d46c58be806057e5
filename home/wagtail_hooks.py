"""The editors' first screen: what waits, and what has become old."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.models import Letter, User
from events.models import ExchangeEventPage
from home import jobs, letters, schedule
from networks import registration
from networks.models import PartnerApplication
from organisations import policy
from organisations.policy import Action, Thing
from practices.models import PracticePage

#: How far ahead the review dates of practices are shown.
REVIEW_DAYS = 60

#: Lists of the menu and what stands in them.
LISTS = {
    "practices": Thing.SCHOOL_PRACTICE,
    "guidance": Thing.GUIDE,
    "partners": Thing.PARTNER_PROFILE,
    "events": Thing.EVENT,
}
HANDS_ON = (Action.CREATE, Action.EDIT, Action.PUBLISH)


class WaitingPanel(Component):
    """What an officer has to decide or to finish, each with its number and the way there."""

    name = "waiting"
    order = 50
    template_name = "home/admin/waiting.html"

    def __init__(self, person: User) -> None:
        self.person = person

    def applications(self) -> int | None:
        """How many registrations of the person's own office wait; None if they are not the person's to see."""
        if self.person.is_superuser:
            return PartnerApplication.objects.waiting().count()
        if policy.may(self.person, Action.VIEW, Thing.APPLICATION):
            return registration.visible_to(self.person).waiting().count()
        return None

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        states = ExchangeEventPage.State
        return {
            "applications": self.applications(),
            "applications_url": reverse("networks:applications"),
            "letters": Letter.objects.failed().count() if letters.may_see(self.person) else 0,
            "letters_url": reverse("failed_letters"),
            "jobs": len(schedule.late(timezone.now())) if letters.may_see(self.person) else 0,
            "jobs_url": reverse("jobs"),
            "drafts": PracticePage.objects.filter(has_unpublished_changes=True).count(),
            "drafts_url": reverse("practices:index"),
            "records": ExchangeEventPage.objects.live()
            .filter(ends_at__lt=timezone.now())
            .exclude(state__in=[states.RECORDED, states.CANCELLED])
            .count(),
            "records_url": reverse("events:index"),
            "reviews": PracticePage.objects.live()
            .filter(review_due__lte=today + timedelta(days=REVIEW_DAYS))
            .count(),
            "review_days": REVIEW_DAYS,
        }


@hooks.register("construct_homepage_panels")
def add_waiting(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingPanel(request.user))


@hooks.register("insert_global_admin_css")
def thai_letters() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("home/admin.css"))


@hooks.register("construct_main_menu")
def leave_out_empty_lists(request: HttpRequest, items: list[MenuItem]) -> None:
    """Who may do nothing with a kind of page finds its list empty."""
    if not request.user.is_superuser:
        lists = {reverse(f"{name}:index"): thing for name, thing in LISTS.items()}
        items[:] = [
            item
            for item in items
            if item.url not in lists
            or any(policy.may(request.user, action, lists[item.url]) for action in HANDS_ON)
        ]


@hooks.register("construct_help_menu")
def leave_out_english_papers(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own news and guide are in English and show screens that the portal hasn't got."""
    items[:] = [item for item in items if not item.url.startswith("https://")]


@hooks.register("register_admin_menu_item")
def my_work() -> MenuItem:
    """The way back to the portal's own screens."""
    return MenuItem(_("My work"), reverse("my_work"), icon_name="arrow-left", order=10)


@hooks.register("register_admin_urls")
def letter_urls() -> list[URLPattern]:
    return [
        path("letters/", letters.failed, name="failed_letters"),
        path("letters/again/", letters.send_again, name="send_letters_again"),
        path("jobs/", jobs.jobs, name="jobs"),
    ]


class OperatorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return letters.may_see(request.user)


@hooks.register("register_reports_menu_item")
def failed_letters() -> MenuItem:
    return OperatorsItem(_("Letters not sent"), reverse("failed_letters"), icon_name="mail", order=900)


@hooks.register("register_reports_menu_item")
def done_by_the_clock() -> MenuItem:
    return OperatorsItem(_("Done by the clock"), reverse("jobs"), icon_name="time", order=910)
