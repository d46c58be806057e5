"""Approval of pages by those who may publish them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask, Page, TaskState
from wagtail.permissions import policy_registry


class PublisherApprovalTask(GroupApprovalTask):
    """Those of the groups who may publish a page approve it. That does not let them edit it.

    Wagtail's own task opens the editor to whoever approves.
    """

    class Meta:
        proxy = True
        verbose_name = _("approval by those who publish")
        verbose_name_plural = _("approvals by those who publish")

    def allows(self, person, action: str, page: Page) -> bool:
        return policy_registry.get(page).user_has_permission_for_instance(person, action, page)

    def may_approve(self, person, page: Page) -> bool:
        return super().user_can_access_editor(page, person) and self.allows(person, "publish", page)

    def user_can_access_editor(self, obj: Page, user) -> bool:
        return False

    def locked_for_user(self, obj: Page, user) -> bool:
        return not self.may_approve(user, obj)

    def user_can_lock(self, obj: Page, user) -> bool:
        return self.allows(user, "lock", obj)

    def get_actions(self, obj: Page, user) -> list[tuple[str, str, bool]]:
        return super().get_actions(obj, user) if self.may_approve(user, obj) else []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states: models.QuerySet[TaskState] = super().get_task_states_user_can_moderate(user, **kwargs)
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
        waiting = Page.objects.filter(
            pk__in=[int(pk) for pk in states.values_list("workflow_state__object_id", flat=True)]
        )
        allowed = (pages & waiting).values_list("pk", flat=True)
        return states.filter(workflow_state__object_id__in=[str(pk) for pk in allowed])
