"""Pages that the office registers under a number."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.pages import BasePage
from content.publication import NotPublishableError
from organisations.models import RunningNumber

__all__ = ["NotPublishableError", "RegisteredPage"]


class RegisteredPage(BasePage):
    """A page with a reference id such as BP69-0012, which is its address too, from its first draft on."""

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)

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

    def settle(self) -> None:
        self.register()
