"""What the editors' search desk keeps, and the searches that people save."""

import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from search import asked


class QueryTally(models.Model):
    """How often something was asked on one day: by nobody in particular, from nowhere in particular.

    `digest` is a keyed hash of the question under a key of that week. `text` stays empty until the
    question has been asked often enough to be nobody's own; see `search.querylog`.
    """

    day = models.DateField()
    digest = models.CharField(max_length=32)
    text = models.CharField(max_length=asked.LONGEST, blank=True, db_index=True)
    searches = models.PositiveIntegerField(default=0)
    #: Those of the searches that found nothing.
    empty = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="one_tally_a_day")]
        verbose_name = _("search query")
        verbose_name_plural = _("search queries")


class SynonymEdition(models.Model):
    """Which state of the edited synonyms is current: one row, with a new token after every change."""

    token = models.UUIDField(default=uuid.uuid4)

    @classmethod
    def current(cls) -> uuid.UUID | None:
        return cls.objects.values_list("token", flat=True).filter(pk=1).first()

    @classmethod
    def renew(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


class EditedSynonyms(models.Model):
    """A set of synonyms that editors wrote: a new one, or one in the place of a shipped one."""

    shipped = models.CharField(_("in the place of"), max_length=80, blank=True, editable=False)
    canonical = models.CharField(_("main term"), max_length=120)
    same = models.TextField(_("same meaning"), blank=True, help_text=_("One term a line."))
    narrower = models.TextField(
        _("narrower terms"),
        blank=True,
        help_text=_("One term a line. Whoever searches for one of these finds the main term too."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Why, for other editors."))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipped"], condition=~Q(shipped=""), name="one_edition_of_a_shipped_set"
            )
        ]
        ordering = ["canonical", "pk"]
        verbose_name = _("set of synonyms")
        verbose_name_plural = _("sets of synonyms")

    def __str__(self) -> str:
        return self.canonical

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        SynonymEdition.renew()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        SynonymEdition.renew()
        return deleted


class Question(models.Model):
    """Something about a question, however it is typed."""

    query = models.CharField(_("query"), max_length=asked.LONGEST)
    key = models.CharField(max_length=asked.LONGEST, db_index=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.query

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = asked.question(self.query)
        super().save(*args, **kwargs)


class PinQuerySet(models.QuerySet["Pin"]):
    def in_force(self, today: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)

    def of(self, text: str) -> Self:
        """Those of a question: spelt alike, or of the same words in any order."""
        alike = Q(key=asked.question(text))
        if words := asked.words(text):
            alike |= Q(words=words)
        return self.filter(alike)


class Pin(Question):
    """A page that stands first among the results of a query."""

    words = models.CharField(max_length=2 * asked.LONGEST, db_index=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=1, validators=[MaxValueValidator(9)], help_text=_("1 stands first.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Why, for other editors."))

    objects = PinQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "page"], name="one_pin_of_a_page")]
        ordering = ["key", "position", "pk"]
        verbose_name = _("pinned result")
        verbose_name_plural = _("pinned results")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = asked.words(self.query)
        super().save(*args, **kwargs)


class Judgement(Question):
    """How well a page answers a query, as an editor sees it."""

    class Grade(models.IntegerChoices):
        NOT = 0, _("does not fit")
        SOMEWHAT = 1, _("fits a little")
        WELL = 2, _("fits")
        BEST = 3, _("just what is wanted")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    grade = models.PositiveSmallIntegerField(_("judgement"), choices=Grade.choices)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "page"], name="one_judgement_of_a_page")]
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")


class PracticeRequest(Question):
    """Something that people look for and nobody has written about: the supervisors are asked for it."""

    note = models.TextField(_("message"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    done_at = models.DateTimeField(_("done on"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(done_at=None), name="one_open_request_of_a_query"
            )
        ]
        ordering = ["done_at", "-asked_at"]
        verbose_name = _("request for a practice")
        verbose_name_plural = _("requests for practices")


class IndexChange(models.Model):
    """A thing whose entry in a search index has to follow the database; written with the thing itself."""

    class Target(models.TextChoices):
        EMBEDDED = "embedded"
        CLUSTER = "cluster"
        ENTRIES = "entries"

    key = models.CharField(max_length=80)
    target = models.CharField(max_length=10, choices=Target, default=Target.EMBEDDED)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["target", "id"], name="waiting_for_an_index")]


class IndexState(models.Model):
    """Which database this is, and what follows it: one row."""

    #: A change that waits longer for the cluster says that nobody carries it there.
    PATIENCE = timedelta(seconds=30)

    #: An embedded index that was made from another database is made anew.
    token = models.UUIDField(default=uuid.uuid4)
    #: The cluster's index that follows this database; None if it has to be made anew.
    cluster = models.UUIDField(null=True)
    #: The copy on the cluster of what the admin finds; None if it has to be made anew.
    entries = models.UUIDField(null=True)
    #: The latest writing to the cluster.
    number = models.BigIntegerField(default=0)

    @classmethod
    def cluster_follows(cls) -> bool:
        """Whether the cluster has what the database has, but for the last moments."""
        late = IndexChange.objects.filter(
            target=IndexChange.Target.CLUSTER, asked_at__lt=timezone.now() - cls.PATIENCE
        )
        return cls.objects.filter(~Exists(late), pk=1, cluster__isnull=False).exists()


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def with_letters(self) -> Self:
        """Those whose owners want to hear about news, owner by owner."""
        wanted = self.filter(wants_letters=True, owner__is_active=True)
        return wanted.select_related("owner").order_by("owner_id", "name", "pk")


class SavedSearch(models.Model):
    """A search that a person looks at again. It is theirs alone and goes with their account."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=80)
    #: The part of the results page's address behind the question mark.
    query = models.TextField(editable=False)
    wants_letters = models.BooleanField(_("letters about news"), default=True)
    #: What was published later is new to the owner.
    looked_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")

    def __str__(self) -> str:
        return self.name
