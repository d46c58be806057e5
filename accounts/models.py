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
