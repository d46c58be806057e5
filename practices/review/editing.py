"""The review in the editing interface: queues on the first screen, what grows old, the way to its screens."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports.base import ReportView
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from content.tables import ThaiDateColumn
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing
from practices.models import PracticePage
from practices.review import queue
from practices.review.gate import is_reviewed
from practices.review.situation import DUE_SOON
from vcare.review import STEPS


class QueuesPanel(Component):
    """How many practices wait at each step, and how many of them too long."""

    name = "review_queues"
    order = 40
    template_name = "practices/review/admin_queues.html"

    def __init__(self, person: User) -> None:
        self.person = person

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        steps = list(queue.in_sight(self.person).values_list("task__reviewtask__step", "due_on"))
        return {
            "mine": queue.mine(self.person).count(),
            "queues": [
                (
                    term,
                    sum(step == term.key for step, _due in steps),
                    sum(step == term.key and due < today for step, due in steps),
                )
                for term in STEPS
            ],
            "due": due_for_review().count(),
        }


def add_queues(request: HttpRequest, panels: list[Component]) -> None:
    if policy.may(request.user, Action.VIEW, Thing.SCHOOL_PRACTICE):
        panels.append(QueuesPanel(request.user))


def due_for_review() -> QuerySet[PracticePage]:
    return PracticePage.objects.live().filter(review_due__lte=timezone.localdate() + DUE_SOON)


def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific, PracticePage) and is_reviewed(page):
        yield Button(
            _("Review"),
            reverse("review:practice", args=[page.specific.reference.lower()]),
            icon_name="tasks",
            priority=5,
        )


class AgeingFilterSet(WagtailFilterSet):
    review_due = django_filters.ChoiceFilter(
        label=_("To be read again"),
        choices=[("past", _("Overdue only")), ("soon", _("Within 30 days"))],
        method="by_day",
    )
    owner_organisation = django_filters.ModelChoiceFilter(
        label=_("School or office"),
        queryset=lambda request: Organisation.objects.filter(practices__live=True).distinct().by_name(),
    )

    class Meta:
        model = PracticePage
        fields: list[str] = []

    def by_day(self, rows: QuerySet[PracticePage], name: str, value: str) -> QuerySet[PracticePage]:
        today = timezone.localdate()
        return rows.filter(review_due__lt=today if value == "past" else today + DUE_SOON)


class DaysLeftColumn(Column):
    """Days until a practice is to be read again; less than none if that day is past."""

    def get_value(self, instance: PracticePage) -> int | str:
        return (instance.review_due - timezone.localdate()).days if instance.review_due else ""


class AgeingView(ReportView):
    """Published practices by the day on which they are to be read again, the oldest first."""

    model = PracticePage
    page_title = _("Practices by age")
    header_icon = "time"
    index_url_name = "practice_ageing"
    index_results_url_name = "practice_ageing_results"
    filterset_class = AgeingFilterSet
    any_permission_required = ["add", "change", "publish"]
    columns = [
        TitleColumn(
            "title",
            label=_("Title"),
            get_url=lambda page: reverse("review:practice", args=[page.reference.lower()]),
        ),
        Column("reference", label=_("Reference")),
        Column("owner_organisation", label=_("School or office")),
        ThaiDateColumn("last_published_at", label=_("Published")),
        ThaiDateColumn("review_due", label=_("To be reviewed by")),
        DaysLeftColumn("left", label=_("Days left")),
    ]
    list_export = ["reference", "title", "owner_organisation", "last_published_at", "review_due"]
    export_headings = {
        "reference": _("Reference"),
        "title": _("Title"),
        "owner_organisation": _("School or office"),
        "last_published_at": _("Published"),
        "review_due": _("To be reviewed by"),
    }

    def get_base_queryset(self) -> QuerySet[PracticePage]:
        return (
            PracticePage.objects.live()
            .filter(
                owner_organisation__in=policy.organisations_with(
                    self.request.user, Action.VIEW, Thing.SCHOOL_PRACTICE
                )
            )
            .select_related("owner_organisation")
            .order_by("review_due", "pk")
        )


def urls() -> list[URLPattern]:
    return [
        path("reports/practice-ageing/", AgeingView.as_view(), name="practice_ageing"),
        path(
            "reports/practice-ageing/results/",
            AgeingView.as_view(results_only=True),
            name="practice_ageing_results",
        ),
    ]


def report_item() -> MenuItem:
    return MenuItem(_("Practices by age"), reverse("practice_ageing"), icon_name="time", order=650)
