"""Pages that the office registers under a number."""

import secrets
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, Revision

from content.pages import BasePage
from organisations.models import RunningNumber


class NotPublishableError(ValidationError):
    """A page lacks something that publication needs."""

    def __init__(self, page: Page, obstacles: Mapping[str, str | Promise]) -> None:
        super().__init__(dict(obstacles))
        self.page = page


class RegisteredPageForm(WagtailAdminPageForm):
    """Says beside the field what a page lacks before it is handed in, approved or published."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.leads_to_publication():
            for field, message in self.instance.obstacles().items():
                self.add_error(field if field in self.fields else None, message)

    def leads_to_publication(self) -> bool:
        """False if the page is saved as a draft, sent back, or taken out of its review."""
        return not (
            self.is_deferred_validation
            or self.data.get("workflow-action-name") == "reject"
            or self.data.get("action-cancel-workflow")
        )


class RegisteredPage(BasePage):
    """A page with a reference id such as BP69-0012, which is its address too, from its first draft on."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)

    base_form_class = RegisteredPageForm

    #: A copy is a page of its own and gets the next number.
    exclude_fields_in_copy = ["reference"]

    class Meta:
        abstract = True

    @property
    def series(self) -> str:
        """The two letters that its ids begin with."""
        raise NotImplementedError

    def register(self) -> None:
        """Take the next number of the series, unless the page has one."""
        if not self.reference:
            self.reference = RunningNumber.take_reference(self.series)
            self.slug = self.reference.lower()

    def hold_place(self) -> None:
        """Be valid without a number: a preview or a form with mistakes must not use one up."""
        if not self.reference:
            self.slug = f"new-{secrets.token_hex(6)}"

    def full_clean(self, *args, **kwargs):
        self.hold_place()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.hold_place()
        super().minimal_clean()

    def obstacles(self) -> dict[str, str | Promise]:
        """What stands against publication, by field."""
        return {}

    def check_publishable(self) -> None:
        """Raise NotPublishableError if something stands against publication."""
        if obstacles := self.obstacles():
            raise NotPublishableError(self, obstacles)

    def publish(self, revision: Revision, *args, **kwargs):
        # Before a day to go live is set, too.
        revision.as_object().check_publishable()
        return super().publish(revision, *args, **kwargs)

    def save(self, *args, **kwargs):
        # Not every way of publishing leads through `publish`; columns one by one are no publication.
        if self.live and kwargs.get("update_fields") is None:
            self.check_publishable()
        self.register()
        super().save(*args, **kwargs)
