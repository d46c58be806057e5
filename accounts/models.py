"""The person who signs in, what they are told, and the letters and messages that wait to be sent."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.kinds import Group, When


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

    @cached_property
    def unread(self) -> int:
        """How many notices wait to be read; counted once for a request."""
        return self.notices.unread().count()


class WaitingQuerySet(models.QuerySet):
    """Rows that are sent one by one."""

    def waiting(self) -> Self:
        """Those that will be tried, the first one next."""
        return self.filter(due_at__isnull=False).order_by("due_at", "pk")

    def take(self, lease: timedelta) -> Any:
        """The next row that is due; for the length of the lease nobody else gets it."""
        now = timezone.now()
        for row in self.waiting().filter(due_at__lte=now)[:10]:
            mine = self.filter(pk=row.pk, due_at=row.due_at)
            if mine.update(due_at=now + lease, attempts=F("attempts") + 1, problem=""):
                row.refresh_from_db()
                return row
        return None


class Waiting(models.Model):
    """What waits to be sent; then its row is gone."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When to try next; none once the portal has given up.
    due_at = models.DateTimeField(default=timezone.now, null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: What went wrong last, without an address; empty while it is being tried.
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True

    def put_off(self, until: datetime | None, problem: str) -> None:
        """Try again then; never without a time."""
        self.due_at, self.problem = until, problem[:100]
        self.save(update_fields=["due_at", "problem"])


class LetterQuerySet(WaitingQuerySet):
    def given_up(self) -> Self:
        """Those that are tried no more, the oldest first."""
        return self.filter(due_at=None).order_by("created_at", "pk")

    def failed(self) -> Self:
        """Those that were tried in vain and that nobody is trying just now."""
        return self.exclude(problem="")


class Letter(Waiting):
    """An e-mail until it has been sent; then its row is gone."""

    sender = models.CharField(max_length=320)
    recipients = models.JSONField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    #: An iCalendar object; its own METHOD says whether it invites or calls off.
    calendar = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return self.subject


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

    def for_digest(self, digest: str, until: datetime) -> Self:
        """Those that wait for a digest which tells of everything before a moment."""
        return self.filter(digest=digest, created_at__lt=until)


class Notice(models.Model):
    """Something a person was told, for their inbox in the portal and for the letter or message about it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    title = models.CharField(_("title"), max_length=250)
    #: What the letter says between greeting and link, and its English line; nothing where the letter has a secret.
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    #: Where the reader does something about it; empty if there is nothing to do.
    path = models.CharField(max_length=300, blank=True)
    template = models.CharField(max_length=100)
    group = models.CharField(_("subject"), max_length=20, choices=Group, default=Group.ALWAYS)
    #: The digest that will tell of it; empty once one has, or if none shall.
    digest = models.CharField(max_length=10, choices=When, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notices_of_a_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(
                fields=["digest", "created_at"], condition=~Q(digest=""), name="notices_for_digests"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeSettings(models.Model):
    """When and how a person wants to be told. Whoever has chosen nothing has no row."""

    class Language(models.TextChoices):
        THAI = "th", _("Thai")
        ENGLISH = "en", _("English")

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="notice_settings")
    waiting = models.CharField(Group.WAITING.label, max_length=10, choices=When, default=When.AT_ONCE)
    results = models.CharField(Group.RESULTS.label, max_length=10, choices=When, default=When.AT_ONCE)
    reminders = models.CharField(Group.REMINDERS.label, max_length=10, choices=When, default=When.DAILY)
    news = models.CharField(Group.NEWS.label, max_length=10, choices=When, default=When.WEEKLY)
    language = models.CharField(
        _("Language of the digests"), max_length=2, choices=Language, default=Language.THAI
    )
    by_line = models.BooleanField(_("By LINE instead of e-mail"), default=True)
    #: What a stop link has changed, by group: the choice before.
    stopped = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")

    def __str__(self) -> str:
        return str(self.person)

    def when(self, group: str) -> str:
        return When.AT_ONCE if group == Group.ALWAYS else getattr(self, group)


class LineAccountQuerySet(models.QuerySet["LineAccount"]):
    def reachable(self) -> Self:
        """Those that a message can be sent to, of people who want it so."""
        return (
            self.exclude(user_id=None).filter(blocked_at=None).exclude(person__notice_settings__by_line=False)
        )


class LineAccount(models.Model):
    """A person's LINE: a code that they are to send to the office's account, then the key that LINE has for them."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="line_account")
    user_id = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    code_until = models.DateTimeField(null=True, blank=True)
    linked_at = models.DateTimeField(null=True, blank=True)
    #: Since when the person does not let the office's account write to them.
    blocked_at = models.DateTimeField(null=True, blank=True)

    objects = LineAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("LINE account")
        verbose_name_plural = _("LINE accounts")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_linked(self) -> bool:
        return self.user_id is not None


class LineMessage(Waiting):
    """A message by LINE until it has been sent, with the letter that goes instead if it can't be."""

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    words = models.TextField()
    #: Tells LINE that a second try is the same message.
    retry_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("LINE message")
        verbose_name_plural = _("LINE messages")

    def __str__(self) -> str:
        return self.subject


class LineEvent(models.Model):
    """An event that LINE has told of, so that telling it twice does nothing."""

    event_id = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event from LINE")
        verbose_name_plural = _("events from LINE")

    def __str__(self) -> str:
        return self.event_id


class LineChannel(models.Model):
    """How the way to LINE stands, for all processes: one row."""

    #: Failures in a row; after a few nobody tries for a while.
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=100, blank=True)
    #: Messages that may still go this month, as far as is known; none if there is no limit.
    quota_left = models.IntegerField(null=True, blank=True)
    quota_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("LINE channel")
        verbose_name_plural = _("LINE channels")

    def __str__(self) -> str:
        return "LINE"
