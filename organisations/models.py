"""The register: who exists, how big they are, who belongs to them."""

import secrets
import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask, Page, TaskState
from wagtail.permissions import policy_registry

from content import labels
from content.fields import CodesField, SortKeyField, code
from content.publication import Published
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
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

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
        people = Membership.objects.current().filter(role=Role.ADMINISTRATOR)
        return self.pk is not None and people.filter(organisation=self.pk).exists()

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
    staff = models.PositiveIntegerField(_("staff"))
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


class Role(models.TextChoices):
    """What a person is to an organisation. Office roles come first."""

    ADMINISTRATOR = "administrator", _("System administrator")
    OFFICE_DIRECTOR = "office-director", _("Director of the office")
    GROUP_DIRECTOR = "group-director", _("Head of group")
    OFFICER = "officer", _("Officer in charge")
    SUPERVISOR = "supervisor", _("Educational supervisor")
    PRIVACY_REVIEWER = "privacy-reviewer", _("Privacy reviewer")
    SCHOOL_DIRECTOR = "school-director", _("School director")
    TEACHER = "teacher", _("Teacher in charge")
    CLUSTER_CHAIR = "cluster-chair", _("Chair of the school cluster")
    COORDINATOR = "coordinator", _("Partner coordinator")


#: Which roles exist in which kind of organisation.
ROLES_BY_KIND: dict[str, tuple[Role, ...]] = {
    Kind.OFFICE: (
        Role.ADMINISTRATOR,
        Role.OFFICE_DIRECTOR,
        Role.GROUP_DIRECTOR,
        Role.OFFICER,
        Role.SUPERVISOR,
        Role.PRIVACY_REVIEWER,
    ),
    Kind.SCHOOL: (Role.SCHOOL_DIRECTOR, Role.TEACHER),
    Kind.CLUSTER: (Role.CLUSTER_CHAIR,),
    Kind.PARTNER: (Role.COORDINATOR,),
}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | None = None) -> Self:
        """Those in force on a day; today in Bangkok unless told otherwise."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Capacity(models.TextChoices):
    """By what right somebody acts as a school's director."""

    DIRECTOR = "director", _("Director")
    DEPUTY = "deputy", _("Deputy director, standing in")
    ACTING = "acting", _("Acting director")
    DELEGATED = "delegated", _("Delegated by the director")


class Membership(models.Model):
    """A person has a role in an organisation from one day to another. All rights come from here."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    capacity = models.CharField(
        _("capacity"),
        max_length=10,
        choices=Capacity,
        blank=True,
        help_text=_("Only for the director of a school; empty means the director in person."),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(capacity="delegated") | Q(ends_on__isnull=False), name="delegation_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()} – {self.organisation}"

    def clean(self) -> None:
        super().clean()
        if self.capacity and self.role != Role.SCHOOL_DIRECTOR:
            raise ValidationError({"capacity": _("Only the director of a school has one.")})
        if self.is_delegated and not self.ends_on:
            raise ValidationError({"ends_on": _("A delegation needs its last day.")})

    @property
    def is_delegated(self) -> bool:
        return self.capacity == Capacity.DELEGATED

    @property
    def signature(self) -> str:
        """How this person signs for the organisation: name, capacity, order."""
        office = Capacity(self.capacity or Capacity.DIRECTOR).label
        words = f"{self.person} {office} {self.organisation}"
        order = _("order no. %(number)s") % {"number": self.order_number}
        return f"{words} ({order})" if self.order_number else words


def invitation_token() -> str:
    return secrets.token_urlsafe(24)


def invitation_expiry():
    return timezone.now() + timedelta(days=14)


class Invitation(models.Model):
    """An e-mail address is asked to take a role. The link works once, for 14 days."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    token = models.CharField(max_length=64, unique=True, default=invitation_token, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=invitation_expiry)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} – {self.organisation}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and timezone.now() < self.expires_at


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


class PublisherApprovalTask(GroupApprovalTask):
    """Those of the groups who may publish a page approve it. That does not let them edit it.

    Wagtail's own task opens the editor to whoever approves.
    """

    class Meta:
        proxy = True
        verbose_name = _("approval by those who publish")
        verbose_name_plural = _("approvals by those who publish")

    def allows(self, person, action: str, page: Page) -> bool:
        return policy_registry.get(page).user_has_permission_for_instance(person, action, page)

    def may_approve(self, person, page: Page) -> bool:
        return super().user_can_access_editor(page, person) and self.allows(person, "publish", page)

    def user_can_access_editor(self, obj: Page, user) -> bool:
        return False

    def locked_for_user(self, obj: Page, user) -> bool:
        return not self.may_approve(user, obj)

    def user_can_lock(self, obj: Page, user) -> bool:
        return self.allows(user, "lock", obj)

    def get_actions(self, obj: Page, user) -> list[tuple[str, str, bool]]:
        return super().get_actions(obj, user) if self.may_approve(user, obj) else []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states: models.QuerySet[TaskState] = super().get_task_states_user_can_moderate(user, **kwargs)
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
        waiting = Page.objects.filter(
            pk__in=[int(pk) for pk in states.values_list("workflow_state__object_id", flat=True)]
        )
        allowed = (pages & waiting).values_list("pk", flat=True)
        return states.filter(workflow_state__object_id__in=[str(pk) for pk in allowed])
