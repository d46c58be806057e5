"""What schools need, what partners offer, and how the two meet."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content import labels, line
from content.fields import CodesField
from organisations.models import Kind, Organisation
from vcare.asking import BANDS, PLACES, TIMES
from vcare.calendar import academic_year, term
from vcare.care import CARE_STEPS
from vcare.hazards import HAZARDS
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import DISTRICTS


def bands() -> list[tuple[str, str]]:
    return labels.choices(BANDS)


def times() -> list[tuple[str, str]]:
    return labels.choices(TIMES)


def places() -> list[tuple[str, str]]:
    return labels.choices(PLACES)


def this_year() -> int:
    return academic_year(timezone.localdate())


def this_term() -> int:
    """The term that runs; between terms the second, whose plans still hold."""
    return term(timezone.localdate()) or 2


class NeedQuerySet(models.QuerySet["Need"]):
    def open(self) -> Self:
        return self.filter(state=Need.State.OPEN)

    def unmet(self) -> Self:
        """Those that still wait, the longest first."""
        return self.open().order_by("created_at", "pk")


class Need(models.Model):
    """A school asks for help with a kind of danger, in six answers. Never about one child."""

    class State(models.TextChoices):
        OPEN = "open", _("Looking for help")
        MET = "met", _("Help is agreed")
        DONE = "done", _("Done")
        CLOSED = "closed", _("Closed by the school")

    school = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="needs",
        limit_choices_to={"kind": Kind.SCHOOL},
        verbose_name=_("school"),
    )
    hazard = models.CharField(_("hazard group"), max_length=20, choices=labels.hazards)
    care_step = models.CharField(_("care step"), max_length=20, choices=labels.care_steps, blank=True)
    band = models.CharField(_("how many pupils"), max_length=10, choices=bands)
    time = models.CharField(_("by when"), max_length=10, choices=times)
    place = models.CharField(_("where"), max_length=10, choices=places)
    note = models.CharField(_("what a partner has to know"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need of a school")
        verbose_name_plural = _("needs of schools")
        indexes = [models.Index(fields=["state", "hazard"])]

    def __str__(self) -> str:
        return f"{self.get_hazard_display()} – {self.school}"

    def line_text(self) -> str:
        """Words to paste into LINE; without how many pupils, and without what the school wrote to partners."""
        with override("th"):
            return line.words(
                f"{self.school.name} กำลังหาภาคีช่วยดูแลเรื่อง{self.get_hazard_display()}",
                f"เมื่อไร: {self.get_time_display()} · ที่ไหน: {self.get_place_display()}",
                "ภาคีที่ช่วยได้ เข้าสู่ระบบแล้วกดเสนอได้เลย",
                path=reverse("networks:need", args=[self.pk]),
            )

    @property
    def days_waiting(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.created_at)).days


class OfferQuerySet(models.QuerySet["Offer"]):
    def standing(self, on: date | None = None) -> Self:
        """Those of this term that can be asked for: shown, with room, of a partner that is listed."""
        day = on or timezone.localdate()
        return self.filter(
            paused=False,
            left__gt=0,
            academic_year=academic_year(day),
            term=term(day) or 2,
            partner__closed_on=None,
            partner__partner_page__live=True,
        )

    def for_need(self, need: Need) -> Self:
        """Those that serve the school's district in the need's hazard group; found by the index of places."""
        reach = OfferPlace.objects.filter(district__in=need.school.districts, hazard=need.hazard)
        return self.standing().filter(pk__in=reach.values("offer"))


class Offer(models.Model):
    """A partner offers help to so many schools in one term."""

    partner = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="offers",
        limit_choices_to={"kind": Kind.PARTNER},
        verbose_name=_("partner"),
    )
    title = models.CharField(_("what you offer, in one line"), max_length=120)
    what = models.TextField(_("what schools get"), max_length=600)
    hazards = CodesField(_("hazard groups"), choices=labels.choices(HAZARDS), blank=False)
    care_steps = CodesField(_("care steps"), choices=labels.choices(CARE_STEPS))
    districts = CodesField(_("districts"), choices=labels.choices(DISTRICTS), blank=False)
    places = CodesField(_("where"), choices=labels.choices(PLACES), blank=False)
    levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"), default=this_year)
    term = models.PositiveSmallIntegerField(_("term"), choices=[(1, "1"), (2, "2")], default=this_term)
    capacity = models.PositiveSmallIntegerField(
        _("for how many schools in this term"), validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    left = models.PositiveSmallIntegerField(_("room left"), editable=False)
    paused = models.BooleanField(_("not at the moment"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a partner")
        verbose_name_plural = _("offers of partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(left__lte=F("capacity")), name="offer_has_no_more_than_its_room"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def taken(self) -> int:
        return self.capacity - self.left


class OfferPlace(models.Model):
    """An offer's district and hazard group: what needs are looked up by."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="reach")
    district = models.CharField(max_length=10)
    hazard = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["district", "hazard", "offer"])]
        constraints = [
            models.UniqueConstraint(fields=["offer", "district", "hazard"], name="one_place_per_offer")
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.hazard}"


class MatchQuerySet(models.QuerySet["Match"]):
    def of_partner(self, partners: models.QuerySet[Organisation]) -> Self:
        return self.filter(offer__partner__in=partners)


class Match(models.Model):
    """A need and an offer that may meet: one side asks, the other agrees or declines."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the partner")
        OFFERED = "offered", _("Waiting for the school")
        AGREED = "agreed", _("Agreed")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Called off")

    need = models.ForeignKey(Need, models.CASCADE, related_name="matches")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="matches")
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    school_stars = models.PositiveSmallIntegerField(null=True, editable=False)
    school_words = models.CharField(max_length=300, blank=True)
    partner_stars = models.PositiveSmallIntegerField(null=True, editable=False)
    partner_words = models.CharField(max_length=300, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting of need and offer")
        verbose_name_plural = _("meetings of needs and offers")
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="one_match_per_pair")]

    def __str__(self) -> str:
        return f"{self.need} – {self.offer}"
