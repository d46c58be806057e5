"""What schools do with their drafts beside writing them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.models.practice import PracticePage


class DiscardedPractice(models.Model):
    """A draft that its school threw away; it can be fetched back until it is deleted."""

    page = models.OneToOneField(PracticePage, models.CASCADE, related_name="discarded")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("thrown away"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("discarded practice")
        verbose_name_plural = _("discarded practices")
