"""The register: who exists, how big they are, which numbers were given out."""

import uuid
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import CodesField, SortKeyField, code
from content.publication import Published
from organisations.models.roles import Role
from vcare.calendar import to_buddhist
from vcare.collation import SORT_KEY_LENGTH, name_sort_key
from vcare.schools import DISTRICTS, LEVEL_GROUPS


class Kind(models.TextChoices):
    OFFICE = "office", _("Education area office")
    SCHOOL = "school", _("School")
    CLUSTER = "cluster", _("School cluster")
    PARTNER = "partner", _("Partner organisation")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> Self:
        return self.filter(closed_on=None)

    def schools(self) -> Self:
        return self.filter(kind=Kind.SCHOOL)

    def partners(self) -> Self:
        return self.filter(kind=Kind.PARTNER)

    def offices(self) -> Self:
        return self.filter(kind=Kind.OFFICE)

    def of_office(self, office: "Organisation") -> Self:
        """The office itself and everything that belongs to it."""
        return self.filter(Q(pk=office.pk) | Q(office=office))

    def clusters(self) -> Self:
        return self.filter(kind=Kind.CLUSTER)

    def in_district(self, district: str) -> Self:
        return self.filter(districts__contains=code(district))

    def by_name(self) -> Self:
        """In Thai dictionary order, without minding the word โรงเรียน."""
        return self.order_by("sort_key", "pk")


class Organisation(Published):
    """An office, a school, a cluster of schools or a partner organisation."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    sort_key = SortKeyField(max_length=SORT_KEY_LENGTH, editable=False, db_index=True)
    office = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        limit_choices_to={"kind": Kind.OFFICE},
        verbose_name=_("education area office"),
    )
    cluster = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="schools",
        limit_choices_to={"kind": Kind.CLUSTER},
        verbose_name=_("school cluster"),
    )
    obec_code = models.CharField(
        _("OBEC code"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{10}$", _("The OBEC code has ten digits."))],
    )
    districts = CodesField(_("districts"), choices=labels.choices(DISTRICTS))
    subdistrict = models.CharField(_("subdistrict"), max_length=80, blank=True)
    levels = CodesField(_("levels taught"), choices=labels.choices(LEVEL_GROUPS))
    partner_type = models.CharField(
        _("partner type"), max_length=40, blank=True, choices=labels.partner_types
    )
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("official telephone"), max_length=60, blank=True)
    email = models.EmailField(_("official e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    source_note = models.CharField(
        _("where this is from"),
        max_length=200,
        blank=True,
        help_text=_("For the office itself, for example the letter in which the school told it."),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
        verbose_name=_("merged into"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    #: Telephones and addresses here are those of an office, not of a person.
    contact_fields = ("phone", "email", "address")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["obec_code"], condition=~Q(obec_code=""), name="one_school_per_obec_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = name_sort_key(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if (self.closed_on or self.kind != Kind.OFFICE) and self.has_administrator():
            raise ValidationError(
                _("This office has an administrator: closing or changing it would lock everybody out.")
            )

    def has_administrator(self) -> bool:
        return self.pk is not None and self.memberships.current().filter(role=Role.ADMINISTRATOR).exists()

    @property
    def local_name(self) -> str:
        """The name in the visitor's language, the Thai one where there is no other."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def brief_name(self) -> str:
        """The name where room is scarce."""
        return self.local_name if get_language() == "en" else self.short_name or self.name


class SchoolFacts(models.Model):
    """A school's numbers in one academic year, as counted on a day. Sums of a school, never a pupil."""

    school = models.ForeignKey(Organisation, models.CASCADE, related_name="facts", verbose_name=_("school"))
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"))
    pupils = models.PositiveIntegerField(_("pupils"))
    #: Some sheets tell of pupils only.
    staff = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=100)

    class Meta:
        verbose_name = _("school facts")
        verbose_name_plural = _("school facts")
        ordering = ["-academic_year"]
        constraints = [
            models.UniqueConstraint(fields=["school", "academic_year"], name="one_fact_row_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.academic_year}"


class RunningNumber(models.Model):
    """The last number given out in a series of a year, such as BP of 2569."""

    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_counter_per_series")]

    def __str__(self) -> str:
        return f"{self.series}{self.year}-{self.last}"

    @classmethod
    def take(cls, series: str, year: int) -> int:
        """The next number of a series; never the same one twice, whoever asks at once."""
        with transaction.atomic():
            cls.objects.get_or_create(series=series, year=year)
            cls.objects.filter(series=series, year=year).update(last=F("last") + 1)
            return cls.objects.get(series=series, year=year).last

    @classmethod
    def take_reference(cls, series: str) -> str:
        """The next reference id of this year's series, such as `BP69-0012`."""
        year = to_buddhist(timezone.localdate().year)
        return f"{series}{year % 100:02d}-{cls.take(series, year):04d}"
