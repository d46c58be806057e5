"""What was found, what was cleared and by whom, who consented, and who asked for a picture to be taken down.

No row holds a found text: a finding is known by its rule, its place and a salted hash.
"""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.detectors import RULES, Level


class ClearanceQuerySet(models.QuerySet):
    def active(self):
        return self.filter(withdrawn_at=None).filter(
            models.Q(expires_on=None) | models.Q(expires_on__gte=timezone.localdate())
        )


class Clearance(models.Model):
    """A person's decision that a certain phrase may stand in a certain place, or anywhere."""

    class Decision(models.TextChoices):
        NOT_PERSONAL = "not-personal", _("Not about a child")
        ACCEPTED = "accepted", _("May stand, for the reason given")

    digest = models.CharField(max_length=64, db_index=True, editable=False)
    rule = models.CharField(_("kind of data"), max_length=30, editable=False)
    level = models.CharField(max_length=5, editable=False)
    #: `app.model:pk:field`, or "" for anywhere.
    place = models.CharField(_("where it stands"), max_length=120, blank=True, editable=False)
    thing_type = models.ForeignKey(
        ContentType, models.CASCADE, null=True, blank=True, related_name="+", editable=False
    )
    thing_pk = models.CharField(max_length=40, blank=True, editable=False)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision)
    reason = models.TextField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    #: As it was then: accounts go, decisions stay.
    by_name = models.CharField(max_length=200, editable=False)
    made_at = models.DateTimeField(_("decided on"), default=timezone.now, editable=False)
    expires_on = models.DateField(_("may stand until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None and (
            self.expires_on is None or self.expires_on >= timezone.localdate()
        )

    @property
    def rule_name(self) -> str:
        return RULES[self.rule].th if self.rule in RULES else self.rule


class SightingQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has cleared."""
        cleared = Clearance.objects.active().values("digest")
        return self.exclude(digest__in=cleared).exclude(digest_anywhere__in=cleared)

    def of(self, thing: models.Model):
        return self.filter(
            thing_type=ContentType.objects.get_for_model(thing, for_concrete_model=True),
            thing_pk=str(thing.pk),
        )


class Sighting(models.Model):
    """A finding in a thing as it was last looked at, in its draft or in what visitors read."""

    class State(models.TextChoices):
        LIVE = "live", _("What visitors read")
        DRAFT = "draft", _("In a draft")

    thing_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    thing_pk = models.CharField(max_length=40)
    thing = GenericForeignKey("thing_type", "thing_pk")
    state = models.CharField(max_length=5, choices=State)
    field = models.CharField(max_length=100, blank=True)
    rule = models.CharField(max_length=30)
    level = models.CharField(max_length=5, choices=[(level.value, level.value) for level in Level])
    digest = models.CharField(max_length=64, db_index=True)
    digest_anywhere = models.CharField(max_length=64, db_index=True)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)

    objects = SightingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["thing_type", "thing_pk", "state"])]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    @property
    def rule_name(self) -> str:
        return RULES[self.rule].th if self.rule in RULES else self.rule
