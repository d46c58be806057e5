"""What the audit log calls our own actions. Steps of the workflow are logged by Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("practices.assign", _("Assign reviewers"), _("Reviewers assigned"))
    actions.register_action("practices.assess", _("Assess"), _("Assessment handed in"))
    actions.register_action("practices.select", _("Select as a model"), _("Selected as a model"))
    actions.register_action("practices.unselect", _("End selection"), _("No longer a model"))
    actions.register_action("practices.renew", _("Confirm as still valid"), _("Confirmed as still valid"))
    actions.register_action("practices.retire", _("Withdraw"), _("Withdrawn from visitors"))
    actions.register_action("practices.hide", _("Hide at once"), _("Hidden at once"))
    actions.register_action("practices.restore", _("Show again"), _("Shown again"))
    actions.register_action("practices.remind", _("Remind"), _("Reminded"))
