"""The person who signs in."""

import uuid

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonManager(UserManager["User"]):
    """People are known by e-mail address; there is no user name."""

    def _create_user(self, email, password, **fields):  # type: ignore[no-untyped-def]
        if not email:
            raise ValueError("A person needs an e-mail address")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_user(self, email, password=None, **fields):  # type: ignore[no-untyped-def]
        fields.setdefault("is_staff", False)
        fields.setdefault("is_superuser", False)
        return self._create_user(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):  # type: ignore[no-untyped-def]
        return self._create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email):  # type: ignore[no-untyped-def]
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

    def save(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.email = self.email.lower()
        super().save(*args, **kwargs)
