"""The person who signs in, and the letters that wait to be sent."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonManager(UserManager["User"]):
    """People are known by e-mail address; there is no user name."""

    def _create_user(self, email, password, **fields):
        if not email:
            raise ValueError("A person needs an e-mail address")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_user(self, email, password=None, **fields):
        fields.setdefault("is_staff", False)
        fields.setdefault("is_superuser", False)
        return self._create_user(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        return self._create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email):
        return self.get(email=(email or "").lower())


class User(AbstractUser):
    """An adult with an account. What they may do follows from their memberships, not from here."""

    username = None
    email = models.EmailField(_("e-mail"), unique=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.CharField(_("position"), max_length=150, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args, **kwargs):
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> Self:
        """Those that will be tried, the first one next."""
        return self.filter(due_at__isnull=False).order_by("due_at", "pk")

    def given_up(self) -> Self:
        """Those that are tried no more, the oldest first."""
        return self.filter(due_at=None).order_by("created_at", "pk")

    def failed(self) -> Self:
        """Those that were tried in vain and that nobody is trying just now."""
        return self.exclude(problem="")

    def take(self, lease: timedelta) -> "Letter | None":
        """The next letter that is due; for the length of the lease nobody else gets it."""
        now = timezone.now()
        for letter in self.waiting().filter(due_at__lte=now)[:10]:
            mine = self.filter(pk=letter.pk, due_at=letter.due_at)
            if mine.update(due_at=now + lease, attempts=F("attempts") + 1, problem=""):
                letter.refresh_from_db()
                return letter
        return None


class Letter(models.Model):
    """An e-mail until it has been sent; then its row is gone."""

    sender = models.CharField(max_length=320)
    recipients = models.JSONField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When to try next; none once the portal has given up.
    due_at = models.DateTimeField(default=timezone.now, null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: What went wrong last, without an address; empty while it is being tried.
    problem = models.CharField(max_length=100, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return self.subject

    def put_off(self, until: datetime | None, problem: str) -> None:
        """Try again then; never without a time."""
        self.due_at, self.problem = until, problem[:100]
        self.save(update_fields=["due_at", "problem"])


class OneTimeLinkQuerySet(models.QuerySet["OneTimeLink"]):
    def open(self) -> Self:
        """Those that still work."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_label=subject._meta.label_lower, subject_pk=str(subject.pk))


class OneTimeLink(models.Model):
    """Lets whoever has the letter do one thing once, without signing in. Only the letter has the token itself."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=40)
    #: What it is about, by label and key: the things stand above this app.
    subject_label = models.CharField(max_length=100)
    subject_pk = models.CharField(max_length=40)
    addressee = models.EmailField(_("addressee"))
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    #: What the purpose has to know besides, such as the step of a workflow.
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("works until"))
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    times_opened = models.PositiveIntegerField(_("times opened"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time link")
        verbose_name_plural = _("one-time links")
        indexes = [models.Index(fields=["subject_label", "subject_pk"], name="links_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} – {self.addressee}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and timezone.now() < self.expires_at


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Notice(models.Model):
    """Something a person was told, for their inbox in the portal; the letter went by mail."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    title = models.CharField(_("title"), max_length=250)
    #: Where the reader does something about it; empty if there is nothing to do.
    path = models.CharField(max_length=300, blank=True)
    template = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["person", "-created_at"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return self.title
