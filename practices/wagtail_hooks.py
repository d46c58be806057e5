"""Practices and guides in the editing interface."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import WorkflowState
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import User
from content import labels
from content.fields import code
from content.tables import ThaiDateColumn
from organisations.models import Organisation
from practices import audit
from practices.models import Assessment, GuidancePage, PolicyReference, PracticePage, StepState, Topic
from practices.review import editing
from practices.review.states import State
from practices.review.words import STATE_LABELS, STATES
from vcare.hazards import HAZARDS
from vcare.schools import DISTRICTS
from vcare.stages import STAGES


class CodeFilter(ChoiceFilter):
    """Rows that have the key in a list column."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{f"{self.field_name}__contains": code(value)}) if value else rows


class LateFilter(ChoiceFilter):
    """Practices whose step in the review is overdue."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        late = StepState.objects.waiting().filter(due_on__lt=timezone.localdate())
        return rows.filter(pk__in=[step.page_pk for step in late.select_related("workflow_state")])


class ReviewerFilter(ModelChoiceFilter):
    """Practices that somebody is asked to assess."""

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return rows
        asked = Assessment.objects.in_force().filter(reviewer=value).select_related("state__workflow_state")
        return rows.filter(pk__in=[row.state.page_pk for row in asked])


class PracticeFilterSet(PageFilterSet):
    state = ChoiceFilter(label=_("Place in the review"), field_name="standing__state", choices=STATES)
    late = LateFilter(label=_("Time"), choices=[("late", _("Overdue only"))], field_name="pk")
    reviewer = ReviewerFilter(
        label=_("Reviewer"),
        queryset=lambda request: User.objects.filter(assessments__isnull=False).distinct(),
    )
    school = ModelChoiceFilter(
        label=_("School or office"),
        field_name="owner_organisation",
        queryset=lambda request: Organisation.objects.filter(practices__isnull=False).distinct().by_name(),
    )
    stages = CodeFilter(label=_("Stage"), choices=labels.short_choices(STAGES))
    hazards = CodeFilter(label=_("Hazard group"), choices=labels.short_choices(HAZARDS))
    district = CodeFilter(
        label=_("District"),
        field_name="owner_organisation__districts",
        choices=labels.short_choices(DISTRICTS),
    )

    class Meta:
        model = PracticePage
        fields = ["kind", "academic_year"]


class StandingColumn(Column):
    """Where a practice stands, in words."""

    def get_value(self, instance: PracticePage) -> str:
        return str(STATE_LABELS[State(instance.standing.state)]) if hasattr(instance, "standing") else ""


class AgeColumn(Column):
    """For how many days it has stood there."""

    def get_value(self, instance: PracticePage) -> int | str:
        if not hasattr(instance, "standing"):
            return ""
        return (timezone.localdate() - timezone.localdate(instance.standing.since)).days


class ReviewersColumn(Column):
    """Who is asked to assess it, in the review that is under way."""

    def get_value(self, instance: PracticePage) -> str:
        return ", ".join(str(person) for person in getattr(instance, "reviewers", []))


def reviewers_of(pages: Iterable[PracticePage]) -> dict[int, list[User]]:
    asked = Assessment.objects.in_force().filter(
        state__workflow_state__in=WorkflowState.objects.active(),
        state__workflow_state__object_id__in=[str(page.pk) for page in pages],
    )
    found: dict[int, list[User]] = {}
    for row in asked.select_related("reviewer", "state__workflow_state").order_by("assigned_at", "pk"):
        found.setdefault(row.state.page_pk, []).append(row.reviewer)
    return found


class PracticeListingView(PageIndexView):
    def get_base_queryset(self) -> QuerySet[PracticePage]:
        return super().get_base_queryset().select_related("owner_organisation", "standing")

    def paginate_queryset(self, queryset: QuerySet[PracticePage], page_size: int) -> Any:
        found = super().paginate_queryset(queryset, page_size)
        reviewers = reviewers_of(found[2])
        for page in found[2]:
            page.reviewers = reviewers.get(page.pk, [])
        return found


class PracticeListing(PageListingViewSet):
    """All practices, wherever they stand in their review."""

    name = "practices"
    model = PracticePage
    icon = "doc-full-inverse"
    menu_label = _("Practices")
    menu_order = 110
    add_to_admin_menu = True
    index_view_class = PracticeListingView
    filterset_class = PracticeFilterSet
    columns = [
        *PageListingViewSet.index_view_class.base_columns[:2],
        Column("reference", label=_("Reference"), sort_key="reference"),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("owner_organisation", label=_("School or office"), sort_key="owner_organisation__sort_key"),
        Column("academic_year", label=_("Academic year"), sort_key="academic_year"),
        StandingColumn("standing", label=_("Place in the review"), sort_key="standing__state"),
        ReviewersColumn("reviewers", label=_("Reviewers")),
        AgeColumn("age", label=_("Days in this state"), sort_key="standing__since"),
        *PageListingViewSet.index_view_class.base_columns[3:],
    ]


class GuidanceListing(PageListingViewSet):
    name = "guidance"
    model = GuidancePage
    icon = "help"
    menu_label = _("Guides")
    menu_order = 120
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.index_view_class.base_columns[:2],
        Column("get_subject_display", label=_("Subject"), sort_key="subject"),
        ThaiDateColumn("review_due", label=_("To be reviewed by"), sort_key="review_due"),
        *PageListingViewSet.index_view_class.base_columns[3:],
    ]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    menu_label = _("Topics")


class PolicyReferenceViewSet(SnippetViewSet):
    model = PolicyReference
    icon = "doc-full"
    list_display = ["item", "title", "paper", "first_year", "last_year"]
    list_filter = ["first_year"]
    search_fields = ["title", "paper"]
    menu_label = _("Policy items")


register_snippet(TopicViewSet)
register_snippet(PolicyReferenceViewSet)


@hooks.register("register_admin_viewset")
def listings() -> list[PageListingViewSet]:
    return [PracticeListing(), GuidanceListing()]


hooks.register("register_log_actions", audit.register)
hooks.register("construct_homepage_panels", editing.add_queues)
hooks.register("register_admin_urls", editing.urls)
hooks.register("register_reports_menu_item", editing.report_item)
hooks.register("register_page_header_buttons", editing.header_buttons)
