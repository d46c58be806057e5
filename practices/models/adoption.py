"""How a practice spreads: schools that use it, what they changed, whether they still do, what they asked."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from content import labels
from content.free_text import refuse_unfit
from organisations.models import Kind, Organisation
from practices.adoption import history
from practices.models.practice import PracticePage
from vcare.adoption import ADOPTION_STATES, OPEN_STATES, UNKNOWN


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def kept(self) -> Self:
        """All but those that were said by mistake."""
        return self.exclude(state="withdrawn")

    def confirmed(self) -> Self:
        """Those that the school stands by."""
        return self.kept().filter(confirmed_on__isnull=False)

    def in_use(self, today: date) -> Self:
        """Those of schools that are known to be at it."""
        return self.filter(state__in=("trying", "using")).exclude(known_until__lt=today)

    def public(self) -> Self:
        """What any visitor may see: confirmed by the school, of a practice that anyone may read."""
        readable = PracticePage.objects.live().public()
        return self.confirmed().filter(practice__in=readable)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def silent(self, today: date) -> Self:
        """Those that nobody knows about any more."""
        return self.open().filter(known_until__lt=today)

    def standing_as(self, standing: str, today: date) -> Self:
        """Those that a visitor sees in a state, `unknown` included."""
        if standing == UNKNOWN.key:
            return self.silent(today)
        rows = self.filter(state=standing)
        return rows.exclude(known_until__lt=today) if standing in OPEN_STATES else rows

    def with_names(self) -> Self:
        return self.select_related(
            "school", "practice", "practice__owner_organisation", "learned_from__school", "own_page"
        )


class Adoption(models.Model):
    """A school takes over a practice of another. Where it stands follows from its events."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(
        PracticePage, models.CASCADE, related_name="adoptions", verbose_name=_("practice")
    )
    school = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="adoptions",
        limit_choices_to={"kind": Kind.SCHOOL},
        verbose_name=_("school"),
    )
    #: The practice as it was when the school took it over.
    version = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    version_on = models.DateField(null=True)
    learned_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="taught",
        verbose_name=_("learned from"),
    )
    via = models.CharField(
        _("how you came to know of it"), max_length=12, choices=labels.learned_via, blank=True
    )
    own_page = models.OneToOneField(
        PracticePage, models.SET_NULL, null=True, blank=True, related_name="adaptation_of"
    )

    # What the events say, kept for lists.
    state = models.CharField(_("state"), max_length=10, choices=labels.adoption_states, default="intent")
    state_on = models.DateField(default=timezone.localdate)
    began_on = models.DateField(default=timezone.localdate)
    heard_on = models.DateField(default=timezone.localdate)
    used_from = models.DateField(null=True)
    known_until = models.DateField(null=True, db_index=True)

    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [
            models.UniqueConstraint(fields=["practice", "school"], name="one_adoption_per_school"),
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.practice}"

    def is_silent(self, today: date | None = None) -> bool:
        """Whether nobody knows any more how it stands."""
        day = today or timezone.localdate()
        return self.state in OPEN_STATES and self.known_until is not None and self.known_until < day

    @property
    def standing(self) -> str:
        """What a visitor sees it as today: its state, or `unknown`."""
        return UNKNOWN.key if self.is_silent() else self.state

    @property
    def standing_label(self) -> str:
        term = UNKNOWN if self.is_silent() else ADOPTION_STATES[self.state]
        return term.label(get_language())

    @property
    def standing_on(self) -> date:
        """As of when that is known: the last answer, or the day since when nothing is known."""
        if self.is_silent() and self.known_until:
            return self.known_until
        return self.heard_on if self.state in OPEN_STATES else self.state_on

    @property
    def is_public(self) -> bool:
        return self.confirmed_on is not None and self.state != "withdrawn"

    @cached_property
    def last_stop(self) -> "AdoptionEvent | None":
        """Why the school stopped, if it did."""
        if self.state != "stopped":
            return None
        events = history.counting(self.events.all())
        return next((event for event in reversed(events) if event.state == "stopped"), None)

    def follow_events(self) -> None:
        """Take over what the events say, and save it."""
        found = history.standing(self.events.order_by("pk"))
        if found is None:
            raise ValueError("An adoption begins with an event")
        self.state, self.state_on, self.began_on = found.state, found.state_on, found.began_on
        self.heard_on, self.used_from, self.known_until = found.heard_on, found.used_from, found.known_until
        self.save()


class AdoptionEvent(models.Model):
    """Something that happened with an adoption. Written once, never changed."""

    class Kind(models.TextChoices):
        STATE = "state", _("State")
        ANSWER = "answer", _("Answer to our question")
        CONFIRM = "confirm", _("Confirmed")
        ADAPT = "adapt", _("Change described")
        FORK = "fork", _("Own version begun")
        UNDO = "undo", _("Taken back")

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=labels.adoption_states, blank=True)
    day = models.DateField(_("day"), default=timezone.localdate)
    reason = models.CharField(_("reason"), max_length=12, choices=labels.stop_reasons, blank=True)
    text = models.TextField(_("in your own words"), max_length=1000, blank=True)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_link = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("event of an adoption")
        verbose_name_plural = _("events of adoptions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.kind} {self.state}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise ValueError("What happened is not changed afterwards; write an event that undoes it")
        super().save(*args, **kwargs)

    @property
    def was_heard(self) -> bool:
        """Whether the school said with it that it is still at it."""
        return self.kind in {self.Kind.ANSWER, self.Kind.ADAPT}

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")


class AdaptationQuerySet(models.QuerySet["Adaptation"]):
    def kept(self) -> Self:
        return self.filter(removed_on=None)


class Adaptation(models.Model):
    """Something that a school does differently from the practice that it took over."""

    class Planned(models.TextChoices):
        YES = "yes", _("Planned before we began")
        NO = "no", _("It turned out so")

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="adaptations")
    part = models.CharField(_("which part"), max_length=12, choices=labels.practice_parts)
    what = models.TextField(_("what you do differently"), max_length=1000)
    why = models.TextField(_("why"), max_length=1000)
    planned = models.CharField(_("planned or not"), max_length=3, choices=Planned, default=Planned.YES)
    core_kept = models.CharField(
        _("the core of the practice"), max_length=6, choices=labels.core_kept, default="yes"
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    removed_on = models.DateField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = AdaptationQuerySet.as_manager()

    class Meta:
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return self.what[:60]


class PulseQuestion(models.Model):
    """A school is asked, on a day, whether it still uses a practice."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="pulses")
    due_on = models.DateField()
    asked_on = models.DateField(default=timezone.localdate)
    reminded_on = models.DateField(null=True)
    answer = models.CharField(max_length=8, choices=labels.pulse_answers, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("question whether it is still in use")
        verbose_name_plural = _("questions whether it is still in use")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "due_on"], name="asked_once_per_day_due"),
        ]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.due_on}"


class ThanksQuerySet(models.QuerySet["Thanks"]):
    def public(self) -> Self:
        """Those of schools that stand by their adoption, of practices that anyone may read."""
        return self.filter(adoption__in=Adoption.objects.public())

    def shown(self) -> Self:
        """Those whose words the practice's page shows: who began it has agreed."""
        return self.public().exclude(words="").filter(shown_on__isnull=False).order_by("-said_on", "-pk")

    def of(self, owners: list[Organisation]) -> Self:
        """Those to who began the practice, the newest first."""
        return (
            self.public()
            .filter(adoption__practice__owner_organisation__in=owners)
            .select_related("adoption__school", "adoption__practice__owner_organisation")
            .order_by("-said_on", "-pk")
        )


class Thanks(models.Model):
    """A school thanks those who began the practice that it uses; once, with words if it likes."""

    adoption = models.OneToOneField(Adoption, models.CASCADE, related_name="thanks")
    words = models.CharField(_("words of thanks"), max_length=300, blank=True, validators=[refuse_unfit])
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_on = models.DateField(default=timezone.localdate)
    #: Since when the practice's page shows the words.
    shown_on = models.DateField(null=True, blank=True)
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")

    def __str__(self) -> str:
        return self.words or str(self.adoption)


class PracticeQuestionQuerySet(models.QuerySet["PracticeQuestion"]):
    def of(self, organisations: models.QuerySet[Organisation]) -> Self:
        """Those that an organisation asked or was asked, the newest first."""
        return (
            self.filter(Q(school__in=organisations) | Q(addressee__in=organisations))
            .select_related("practice", "school", "addressee")
            .order_by("-last_at", "-pk")
        )


class PracticeQuestion(models.Model):
    """A school asks those who began a practice. The portal passes it on; nobody sees an address."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(PracticePage, models.CASCADE, related_name="questions")
    school = models.ForeignKey(Organisation, models.CASCADE, related_name="questions_asked")
    #: The school that began it; the office where that school is closed.
    addressee = models.ForeignKey(Organisation, models.CASCADE, related_name="questions_received")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_at = models.DateTimeField(default=timezone.now, editable=False)
    answered = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PracticeQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a practice")
        verbose_name_plural = _("questions about practices")

    def __str__(self) -> str:
        return f"{self.school} → {self.addressee}: {self.practice}"


class QuestionMessage(models.Model):
    """What one side wrote."""

    question = models.ForeignKey(PracticeQuestion, models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    text = models.TextField(_("message"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message about a practice")
        verbose_name_plural = _("messages about practices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
