"""What came of a file that a school brought in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.practice import PracticePage


class PracticeImport(models.Model):
    """A Word or PDF file that became a draft, and what of it found no place there.

    `leftovers` are rows of `section`, `text`, `picture` (key of a picture) and `state`: "" while they wait,
    "placed" in `field`, or "left"; the words of what is settled are not kept.
    """

    page = models.ForeignKey(PracticePage, models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("brought in"), default=timezone.now)
    file_name = models.CharField(_("file"), max_length=255)
    kind = models.CharField(_("kind"), max_length=4, choices=[("docx", "Word"), ("pdf", "PDF")])
    headings = models.JSONField(default=list)
    leftovers = models.JSONField(default=list)
    passed_over = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    quality = models.JSONField(default=dict)
    pictures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("imported report")
        verbose_name_plural = _("imported reports")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page.reference} – {self.file_name}"

    def waiting(self) -> int:
        """How many leftovers nobody has decided on."""
        return sum(not row["state"] for row in self.leftovers)
