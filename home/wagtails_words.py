"""Words that Wagtail does not mark for translation, or leaves out."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import TaskChooserSearchForm, WorkflowPageForm
from wagtail.admin.views import workflows
from wagtail.admin.views.pages.search import SearchView
from wagtail.sites import views as sites
from wagtail.users.forms import PagePermissionsForm

LABELS = {
    choosers.ExternalLinkChooserForm: {"link_text": _("Link text")},
    choosers.AnchorLinkChooserForm: {"link_text": _("Link text")},
    choosers.EmailLinkChooserForm: {
        "email_address": _("Email address"),
        "link_text": _("Link text"),
        "subject": _("Subject of the letter"),
        "body": _("Text of the letter"),
    },
    choosers.PhoneLinkChooserForm: {"phone_number": _("Phone number"), "link_text": _("Link text")},
    PagePermissionsForm: {"page": _("Page")},
    WorkflowPageForm: {"page": _("Page")},
}
COLUMNS = {"port": _("Port"), "site_name": _("Name of the site"), "root_page": _("Top page")}


class TaskSearchForm(TaskChooserSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "task_type" in self.fields:
            self.fields["task_type"].label = _("Task type")


def say() -> None:
    for form, labels in LABELS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    workflows.TaskChooserSearchForm = TaskSearchForm
    for column in sites.IndexView.columns:
        column.label = COLUMNS.get(column.name, column.label)
    SearchView.verbose_name, SearchView.verbose_name_plural = _("page"), _("pages")
