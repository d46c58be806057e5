"""Award dossiers: what is put together for an award, its texts, what stands behind it, and each edition that was finished."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from content import labels
from content.free_text import refuse_unfit
from media.names import extension, stored_name
from media.storage import private_storage
from organisations.models import Organisation
from practices.models import PracticePage
from programme.models.indicators import WrittenOnce
from vcare.awards import AWARD_SCHEMES, AWARD_YEARS
from vcare.calendar import to_christian
from vcare.dossiers import APPENDIX_KINDS, AWARD_CATEGORIES, DOSSIER_HEADINGS, YEARS_TOLD
from vcare.vocabulary import is_english


def attachment_path(instance: models.Model, filename: str) -> str:
    return stored_name("dossiers", extension(filename))


def categories() -> list[tuple[str, str]]:
    return labels.choices(AWARD_CATEGORIES)


def headings() -> list[tuple[str, str]]:
    return labels.choices(DOSSIER_HEADINGS)


def appendix_kinds() -> list[tuple[str, str]]:
    return labels.choices(APPENDIX_KINDS)


class DossierQuerySet(models.QuerySet["Dossier"]):
    def newest_first(self) -> Self:
        """What is still worked on before what is done with."""
        last = models.Case(models.When(state=Dossier.State.DECIDED, then=1), default=0)
        return self.order_by(last, "-saved_at", "-pk")

    def unsent(self) -> Self:
        """What is still to be sent, the most urgent first."""
        states = (Dossier.State.DRAFT, Dossier.State.READY)
        return self.filter(state__in=states).order_by(F("due_on").asc(nulls_last=True), "pk")


class Dossier(models.Model):
    """What an office or a school puts together for one award."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("dossier", "Draft")
        READY = "ready", _("Ready to be sent")
        SENT = "sent", pgettext_lazy("dossier", "Sent")
        DECIDED = "decided", _("Decided")

    class Result(models.TextChoices):
        AWARDED = "awarded", _("Awarded")
        NOT_AWARDED = "not-awarded", _("Not awarded this time")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="dossiers")
    title = models.CharField(_("title of the work"), max_length=200, validators=[refuse_unfit])
    scheme = models.CharField(_("award"), max_length=40, choices=labels.award_schemes, blank=True)
    award_name = models.CharField(
        _("name of the award"), max_length=200, blank=True, validators=[refuse_unfit]
    )
    granted_by = models.CharField(_("granted by"), max_length=200, blank=True, validators=[refuse_unfit])
    category = models.CharField(_("category"), max_length=20, choices=categories)
    year_be = models.PositiveSmallIntegerField(_("year of the award (B.E.)"))
    year_kind = models.CharField(_("kind of year"), max_length=8, choices=labels.award_years, default="era")
    #: The last of the academic years that are told, each with the two before it.
    last_year = models.PositiveSmallIntegerField(_("last academic year told (B.E.)"))
    #: The day up to which things count; empty for the day on which they are fetched.
    as_of = models.DateField(_("data as of"), null=True, blank=True)
    due_on = models.DateField(_("to be sent by"), null=True, blank=True)
    #: Of which day its people were reminded last, and how many days before it.
    reminded_of = models.DateField(null=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(null=True, editable=False)
    #: The work that the dossier is about, if it is a practice of this portal.
    practice = models.ForeignKey(
        PracticePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name=_("practice"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    #: Goes up with every change of what is told about the award: two people who write at once are told.
    edition = models.PositiveIntegerField(default=1, editable=False)
    #: The day of the data that the drafts were made from.
    fetched_on = models.DateField(default=timezone.localdate, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    letter_number = models.CharField(
        _("number of the covering letter"), max_length=60, blank=True, validators=[refuse_unfit]
    )
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    level = models.CharField(_("level"), max_length=60, blank=True, validators=[refuse_unfit])
    decided_on = models.DateField(_("announced on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True, validators=[refuse_unfit])
    is_demo = models.BooleanField(default=False, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("award dossier")
        verbose_name_plural = _("award dossiers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(scheme="") | ~Q(award_name=""), name="dossier_is_for_a_named_award"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("dossiers:dossier", args=[self.uid])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_unsent(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.READY)

    @property
    def is_late(self) -> bool:
        """Whether the day has passed on which it had to be sent."""
        return self.is_unsent and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def award(self) -> str:
        """The award in the visitor's language, its scheme's name where it has one."""
        if self.scheme in AWARD_SCHEMES:
            return AWARD_SCHEMES.label(self.scheme, get_language())
        return self.award_name

    @property
    def award_year(self) -> str:
        """The year as the award's name says it: ปีการศึกษา 2567, พ.ศ. 2567."""
        language = get_language()
        year = to_christian(self.year_be) if is_english(language) else self.year_be
        return f"{AWARD_YEARS.label(self.year_kind, language)} {year}"

    @property
    def years(self) -> list[int]:
        """The academic years that are told, the earliest first."""
        return list(range(self.last_year - YEARS_TOLD + 1, self.last_year + 1))


class DossierSection(models.Model):
    """The text below one heading: what the portal drafted, and what people wrote instead."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20, choices=headings)
    text = models.TextField(_("text"), blank=True)
    #: As the portal drafted it last: where `text` is the same, nobody has written anything.
    drafted = models.TextField(blank=True)
    #: Tables and sources as they were fetched, see `programme.dossier.gathering.Drafted`.
    facts = models.JSONField(default=dict)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("section of a dossier")
        verbose_name_plural = _("sections of dossiers")
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="one_section_per_heading")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_own(self) -> bool:
        """Whether a person has written it: then no fetching changes it."""
        return self.text != self.drafted


class DossierAttachmentQuerySet(models.QuerySet["DossierAttachment"]):
    def standing(self) -> Self:
        """Those that belong to the dossier now, in the order of the appendix."""
        return self.filter(removed_at=None).order_by("number", "pk")


class DossierAttachment(models.Model):
    """A paper or a picture behind a dossier. A paper is kept as it was; a picture only as long as it may be shown."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=12, choices=appendix_kinds)
    title = models.CharField(_("what it is"), max_length=250, validators=[refuse_unfit])
    number = models.PositiveSmallIntegerField(default=0, editable=False)
    file = models.FileField(_("file"), upload_to=attachment_path, storage=private_storage, blank=True)
    #: Of a picture: where it comes from. It goes when the picture goes.
    image = models.ForeignKey("media.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+")
    #: What it was taken from, as `app.model:key`; empty for what was sent up.
    origin = models.CharField(max_length=120, blank=True, editable=False)
    #: SHA-256 of the file.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = DossierAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment of a dossier")
        verbose_name_plural = _("attachments of dossiers")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.title


class DossierEdition(WrittenOnce):
    """A dossier as it was finished. Never changed: what is written afterwards is another edition."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    #: Everything that is printed, see `programme.dossier.editions`.
    content = models.JSONField()
    #: SHA-256 over the content.
    fingerprint = models.CharField(max_length=64)
    #: Name and position of who finished it, as on that day.
    signature = models.CharField(max_length=400)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("edition of a dossier")
        verbose_name_plural = _("editions of dossiers")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="one_dossier_edition_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.number}"
