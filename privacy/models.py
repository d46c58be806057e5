"""What was found, what was cleared and by whom, who consented, and who asked for a picture to be taken down.

No row holds a found text: a finding is known by its rule, its place and a salted hash.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import CodesField
from media.names import extension, stored_name
from media.storage import private_storage
from privacy import faces
from privacy.detectors import RULES, Level

#: Signs that nobody mixes up when reading a number over the telephone.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def form_path(instance: "Consent", filename: str) -> str:
    return stored_name("consents", extension(filename))


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


class PictureFaces(models.Model):
    """Where the detector saw faces in a picture, for the file as it is."""

    image = models.OneToOneField("media.PortalImage", models.CASCADE, related_name="seen_faces")
    file_hash = models.CharField(max_length=40)
    #: Shares of width and height: left, top, width, height. None if the picture could not be looked at.
    boxes = models.JSONField(null=True)
    looked_at = models.DateTimeField(default=timezone.now)
    #: A person has looked and seen that nobody can be recognised.
    nobody_recognisable = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("faces in a picture")
        verbose_name_plural = _("faces in pictures")

    @property
    def count(self) -> int | None:
        return None if self.boxes is None else len(self.boxes)

    @property
    def cuts(self) -> list[faces.Cut]:
        """What of the picture can be kept without the faces; nothing if too little would be left."""
        boxes = [faces.Face(*box) for box in self.boxes or ()]
        return faces.cuts(boxes, self.image.width, self.image.height)


class ConsentQuerySet(models.QuerySet):
    def in_force(self, day=None):
        day = day or timezone.localdate()
        return self.filter(withdrawn_at=None, given_on__lte=day, expires_on__gte=day)

    def ending_within(self, days: int):
        today = timezone.localdate()
        return self.in_force(today).filter(expires_on__lte=today + timedelta(days=days))

    def with_form_since_before(self, day):
        """Those that ended before a day and whose signed form is still kept."""
        ended = models.Q(withdrawn_at__date__lt=day) | models.Q(expires_on__lt=day)
        return self.filter(ended).exclude(form="")

    def run_out(self):
        return self.filter(withdrawn_at=None, expires_on__lt=timezone.localdate())


class Consent(models.Model):
    """Somebody agreed that certain pictures are shown in certain places until a certain day.

    Who that is stands on the signed form, which lies in the private storage, and nowhere else.
    """

    class Giver(models.TextChoices):
        GUARDIAN = "guardian", _("Parent or guardian")
        PUPIL_AND_GUARDIAN = "pupil-guardian", _("Pupil and guardian")
        ADULT = "adult", _("Adult, for themselves")

    class Scope(models.TextChoices):
        PORTAL = "portal", _("This portal")
        PRINT = "print", _("Printed reports")
        SOCIAL = "social", _("The office's pages elsewhere")

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("school or office")
    )
    label = models.CharField(
        _("name of the entry"),
        max_length=120,
        help_text=_("So that you find it again, without names. Example: sports day, form 12."),
    )
    giver = models.CharField(_("who agreed"), max_length=15, choices=Giver, default=Giver.GUARDIAN)
    images = models.ManyToManyField(
        "media.PortalImage", related_name="consents", verbose_name=_("pictures agreed to")
    )
    scopes = CodesField(_("where the pictures may be shown"), choices=Scope.choices)
    given_on = models.DateField(_("agreed on"), default=timezone.localdate)
    expires_on = models.DateField(_("ends on"))
    form = models.FileField(_("signed form"), upload_to=form_path, storage=private_storage, max_length=200)
    form_name = models.CharField(max_length=255, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["expires_on", "pk"]
        verbose_name = _("consent to pictures")
        verbose_name_plural = _("consents to pictures")

    def __str__(self) -> str:
        return self.label

    @property
    def state(self) -> str:
        """`withdrawn`, `run-out`, `ending` (within 90 days) or `in-force`."""
        today = timezone.localdate()
        if self.withdrawn_at:
            return "withdrawn"
        if self.expires_on < today:
            return "run-out"
        return "ending" if self.expires_on <= today + timedelta(days=90) else "in-force"


class Withheld(models.Model):
    """A picture that a neutral one stands in for, so that it shows nowhere; what it was is kept privately."""

    class Why(models.TextChoices):
        HIDDEN = "hidden", _("Hidden while somebody looks at it")
        BLURRED = "blurred", _("Faces made unrecognisable")
        CROPPED = "cropped", _("Cut so that no face is in it")

    image = models.OneToOneField("media.PortalImage", models.CASCADE, related_name="withheld")
    why = models.CharField(max_length=10, choices=Why)
    #: The original's name in the private storage.
    file_name = models.CharField(max_length=255)
    was = models.JSONField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("withheld picture")
        verbose_name_plural = _("withheld pictures")


class TakeDownQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decided_at=None)


class TakeDown(models.Model):
    """Somebody asks, without an account, to take a picture or a text down."""

    class Reason(models.TextChoices):
        MY_CHILD = "my-child", _("It shows or names my child")
        ME = "me", _("It shows or names me")
        OTHER_CHILD = "other-child", _("It shows or names another child")
        OTHER = "other", _("Another reason")

    class Outcome(models.TextChoices):
        REMOVED = "removed", _("Removed for good")
        RESTORED = "restored", _("Shown as before")
        NOTED = "noted", _("Mended in another way")

    number = models.CharField(_("receipt number"), max_length=12, unique=True, editable=False)
    page = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+")
    image = models.ForeignKey("media.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why it has to go"), max_length=12, choices=Reason)
    words = models.TextField(_("what you want to tell us"), max_length=1000, blank=True)
    contact = models.CharField(_("how we reach you"), max_length=150, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    hid = models.BooleanField(default=False, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by_name = models.CharField(max_length=200, blank=True, editable=False)
    decision_reason = models.TextField(max_length=500, blank=True)

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request to take down")
        verbose_name_plural = _("requests to take down")

    def save(self, *args, **kwargs) -> None:
        if not self.number:
            self.number = "TD-" + "".join(secrets.choice(READABLE) for _sign in range(8))
        super().save(*args, **kwargs)


class Receipt(models.Model):
    """What was done when a picture was removed for good: one line for each place."""

    number = models.CharField(max_length=12, unique=True)
    consent = models.ForeignKey(Consent, models.SET_NULL, null=True, related_name="receipts")
    take_down = models.ForeignKey(TakeDown, models.SET_NULL, null=True, related_name="receipts")
    image_pk = models.PositiveBigIntegerField()
    reason = models.TextField(max_length=500)
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    #: `[{"place": ..., "count": ..., "things": [...]}]`
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("receipt of a removal")
        verbose_name_plural = _("receipts of removals")

    def save(self, *args, **kwargs) -> None:
        if not self.number:
            self.number = "RM-" + "".join(secrets.choice(READABLE) for _sign in range(8))
        super().save(*args, **kwargs)
