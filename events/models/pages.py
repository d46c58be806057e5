"""Exchange events: what is planned, who may come, what was learnt."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import StreamBlockValidationError, StreamValue, StructBlockValidationError
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager

from content import labels
from content.blocks import PROSE, Download, Figure, Line
from content.pages import BasePage, PageForm, PortalPageQuerySet, plain
from content.search_record import SearchRecord
from events.blocks import NextAction, Programme, Question
from events.filters import EventFilter
from events.models.feedback import Feedback
from events.models.registration import Places
from events.models.sessions import SessionPlaces
from organisations import policy
from organisations.models import Organisation
from organisations.pages import RegisteredPage
from practices.models import PracticePage
from vcare.calendar import academic_year, fiscal_year, format_thai_range
from vcare.reports import SMALLEST_SHOWN


class ExchangeEventQuerySet(PortalPageQuerySet):
    def published(self):
        """Only what any visitor may read."""
        return self.live().public().select_related("host", "listing_image")

    def upcoming(self):
        """Running or still to come, soonest first; without the cancelled."""
        return (
            self.filter(ends_at__gte=timezone.now())
            .exclude(state=ExchangeEventPage.State.CANCELLED)
            .order_by("starts_at", "pk")
        )

    def cancelled_ahead(self):
        """Cancelled ones whose day has not passed: somebody may still mean to go."""
        return self.filter(ends_at__gte=timezone.now(), state=ExchangeEventPage.State.CANCELLED).order_by(
            "starts_at", "pk"
        )

    def past(self):
        """Those that took place, the latest first."""
        return (
            self.filter(ends_at__lt=timezone.now())
            .exclude(state=ExchangeEventPage.State.CANCELLED)
            .order_by("-starts_at", "-pk")
        )


class Registering(models.TextChoices):
    """Whether people may register, by the clock and the state."""

    LATER = "later", _("Not open yet")
    OPEN = "open", _("Open for registration")
    CLOSED = "closed", _("Registration closed")


class ExchangeEventForm(PageForm):
    """Looks at each row of the programme with the event's days and with who chose it."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        starts, ends, rows = data.get("starts_at"), data.get("ends_at"), data.get("programme")
        if self.is_deferred_validation or not (starts and ends and rows):
            return data
        first, last = timezone.localdate(starts), timezone.localdate(ends)
        taken = SessionPlaces.taken_of(self.instance) if self.instance.pk else {}
        wrong = {}
        for number, block in enumerate(rows):
            row = block.value
            if row["day"] and not first <= row["day"] <= last:
                wrong[number] = {"day": ValidationError(_("The event is not on this day."))}
            elif row["places"] and row["places"] < taken.get(block.id, 0):
                told = _("%(n)s people have a place already. Free some first.") % {"n": taken[block.id]}
                wrong[number] = {"places": ValidationError(told)}
        if wrong:
            self.add_error(
                "programme",
                StreamBlockValidationError(
                    block_errors={
                        number: StructBlockValidationError(block_errors=errors)
                        for number, errors in wrong.items()
                    }
                ),
            )
        return data


class ExchangeEventPage(RegisteredPage):
    """An event at which schools and partners learn from each other, and its record."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open for registration")
        CLOSED = "closed", _("Registration closed")
        HELD = "held", _("Held, record to follow")
        RECORDED = "recorded", _("Lessons published")
        CANCELLED = "cancelled", _("Cancelled")

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("On site and online")

    event_type = models.CharField(
        _("type of event"), max_length=20, choices=labels.event_types, default="exchange"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    cancelled_reason = models.CharField(_("reason for cancelling"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("form"), max_length=8, choices=Mode, default=Mode.ONSITE)
    place = models.CharField(_("place"), max_length=200, blank=True)
    district = models.CharField(_("district"), max_length=4, choices=labels.districts, blank=True)
    host = models.ForeignKey(
        Organisation, models.PROTECT, related_name="events_hosted", verbose_name=_("host")
    )
    chairperson = models.CharField(
        _("chairperson"), max_length=200, blank=True, help_text=_("Name and position as on the day.")
    )
    body = RichTextField(_("about the event"), features=PROSE, blank=True)
    programme = StreamField(Programme(), blank=True, verbose_name=_("programme"))
    practices = ParentalManyToManyField(
        PracticePage, blank=True, related_name="events", verbose_name=_("practices presented")
    )
    target_groups = models.CharField(_("for whom"), max_length=250, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    attachments = StreamField([("file", Download())], blank=True, verbose_name=_("files"))
    series_title = models.CharField(
        _("series"),
        max_length=150,
        blank=True,
        help_text=_("The same words in each event of the series, like “เวที V-CARE สัญจร”."),
    )
    round_number = models.PositiveSmallIntegerField(_("round"), null=True, blank=True)
    online_url = models.URLField(
        _("online address"),
        blank=True,
        help_text=_("Until the event begins only the registered see it."),
    )
    map_url = models.URLField(_("link to a map"), blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    meals_offered = models.BooleanField(_("meals are offered"), default=False)
    questions = StreamField(
        [("question", Question())],
        blank=True,
        max_num=10,
        verbose_name=_("questions"),
        help_text=_("Asked once of each registration. Never ask for anything about pupils."),
    )

    lessons = StreamField([("lesson", Line())], blank=True, verbose_name=_("lessons and findings"))
    next_actions = StreamField([("action", NextAction())], blank=True, verbose_name=_("next actions"))
    photos = StreamField([("photo", Figure())], blank=True, max_num=20, verbose_name=_("pictures"))
    directors = models.PositiveIntegerField(_("directors"), null=True, blank=True)
    teachers = models.PositiveIntegerField(_("teachers"), null=True, blank=True)
    supervisors = models.PositiveIntegerField(_("supervisors"), null=True, blank=True)
    partner_people = models.PositiveIntegerField(_("partners' people"), null=True, blank=True)
    parents = models.PositiveIntegerField(_("parents"), null=True, blank=True)
    pupils = models.PositiveIntegerField(
        _("pupils (count only)"),
        null=True,
        blank=True,
        help_text=_("1 to 4 are shown to others as “fewer than 5 people”."),
    )
    satisfaction_n = models.PositiveIntegerField(_("answers"), null=True, blank=True)
    satisfaction_mean = models.DecimalField(
        _("mean (1–5)"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    satisfaction_sd = models.DecimalField(_("S.D."), max_digits=3, decimal_places=2, null=True, blank=True)

    objects = PageManager.from_queryset(ExchangeEventQuerySet)()
    base_form_class = ExchangeEventForm

    template = "events/exchange_event_page.html"
    parent_page_types = ["events.ExchangeEventIndexPage"]
    subpage_types: list[str] = []
    record_kind = "event"
    series = "EV"

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("event_type"), FieldPanel("state")]),
        FieldPanel("cancelled_reason"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("series_title"), FieldPanel("round_number")]),
        FieldRowPanel([FieldPanel("mode"), FieldPanel("place"), FieldPanel("district")]),
        FieldRowPanel([FieldPanel("map_url"), FieldPanel("online_url")]),
        FieldRowPanel([FieldPanel("host"), FieldPanel("chairperson")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("programme"),
        FieldPanel("practices"),
        FieldRowPanel([FieldPanel("target_groups"), FieldPanel("capacity")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
                FieldPanel("meals_offered"),
                FieldPanel("questions"),
            ],
            heading=_("Registering"),
        ),
        FieldPanel("attachments"),
        FieldPanel("listing_image"),
    ]
    record_panels = [
        FieldPanel("lessons"),
        FieldPanel("next_actions"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("directors"), FieldPanel("teachers"), FieldPanel("supervisors")]),
                FieldRowPanel([FieldPanel("partner_people"), FieldPanel("parents"), FieldPanel("pupils")]),
            ],
            heading=_("People who came"),
        ),
        FieldRowPanel(
            [FieldPanel("satisfaction_n"), FieldPanel("satisfaction_mean"), FieldPanel("satisfaction_sd")]
        ),
        FieldPanel("photos"),
    ]

    class Meta:
        verbose_name = _("exchange event")
        verbose_name_plural = _("exchange events")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, str] = {}
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            errors["ends_at"] = _("The end must not be before the beginning.")
        opens, closes = self.registration_opens_at, self.registration_closes_at
        if opens and closes and closes <= opens:
            errors["registration_closes_at"] = _("The end must be after the beginning.")
        if closes and self.ends_at and closes > self.ends_at:
            errors["registration_closes_at"] = _("Registration closes before the event ends.")
        taken = Places.taken_of(self) if self.pk else 0
        if self.capacity is not None and self.capacity < taken:
            errors["capacity"] = _("%(n)s people have a place already. Free some first.") % {"n": taken}
        if self.mode != self.Mode.ONLINE and not self.place:
            errors["place"] = _("Say where the event takes place.")
        if self.state == self.State.CANCELLED and not self.cancelled_reason:
            errors["cancelled_reason"] = _("Say why the event was cancelled.")
        if self.satisfaction_mean is not None and not 1 <= self.satisfaction_mean <= 5:
            errors["satisfaction_mean"] = _("The mean lies between 1.00 and 5.00.")
        if self.satisfaction_n and self.participants and self.satisfaction_n > self.participants:
            errors["satisfaction_n"] = _("There can't be more answers than people who came.")
        if errors:
            raise ValidationError(errors)

    def line_lines(self) -> list[str]:
        if self.is_cancelled:
            return ["ยกเลิกงานแล้ว"]
        days = format_thai_range(timezone.localtime(self.starts_at), timezone.localtime(self.ends_at), "long")
        return [days, self.place and f"สถานที่: {self.place}", self.summary]

    @property
    def kicker(self) -> str:
        return self.get_event_type_display()

    @property
    def tone(self) -> str:
        return "n"

    @property
    def closes_at(self) -> datetime:
        """Until when people register, and until when a held place waits for its answer."""
        return min(self.registration_closes_at or self.starts_at, self.ends_at)

    @property
    def is_over(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def takes_registrations(self) -> bool:
        """Whether people may register right now."""
        return self.registration == Registering.OPEN

    @property
    def registration(self) -> "Registering":
        now = timezone.now()
        if self.state != self.State.OPEN or now >= self.closes_at:
            return Registering.CLOSED
        if self.registration_opens_at and now < self.registration_opens_at:
            return Registering.LATER
        return Registering.OPEN

    @property
    def shown_state(self) -> str:
        """The state in the words that are true at this moment."""
        if self.state in {self.State.CANCELLED, self.State.RECORDED, self.State.HELD}:
            return self.get_state_display()
        if self.is_over:
            return str(self.State.HELD.label)
        if self.is_running:
            return gettext("Going on now")
        if self.state == self.State.OPEN and self.registration == Registering.CLOSED:
            return str(self.State.CLOSED.label)
        if self.state == self.State.OPEN and self.registration == Registering.LATER:
            return str(self.State.PLANNED.label)
        return self.get_state_display()

    @property
    def shows_online_address(self) -> bool:
        """Whether everybody may see where it is online; before, only the registered do."""
        return bool(self.online_url) and self.starts_at <= timezone.now()

    def serve(self, request, *args, **kwargs):
        """While people register, no page is kept: it tells how many places are left."""
        response = super().serve(request, *args, **kwargs)
        if self.state == self.State.OPEN and not self.is_over:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @property
    def adults(self) -> int:
        """The grown-ups who came, all groups together."""
        groups = (self.directors, self.teachers, self.supervisors, self.partner_people, self.parents)
        return sum(count or 0 for count in groups)

    @property
    def participants(self) -> int:
        """Everybody who came; readers are told `shown_participants`."""
        return self.adults + (self.pupils or 0)

    @property
    def hides_pupils(self) -> bool:
        """Whether so few pupils came that their number could point at a child."""
        return 0 < (self.pupils or 0) < SMALLEST_SHOWN

    @property
    def shown_participants(self) -> int:
        """All who came; without the pupils if from the sum their number could be worked out."""
        return self.adults if self.hides_pupils else self.participants

    def opinions(self) -> dict[str, Any] | None:
        """What people thought, as the record published it."""
        rows = Feedback.objects.filter(event=self.pk).values_list("published", flat=True)
        found: dict[str, Any] | None = rows.first() if self.pk else None
        return found

    def agreed(self) -> list[tuple[StreamValue.StreamChild, date | None]]:
        """The next actions, each with the day on which it was done."""
        rows = self.follow_ups.values_list("action", "done_on") if self.pk else ()
        done = dict(rows)
        return [(block, done.get(block.id)) for block in self.next_actions]

    def presented(self):
        """Practices presented here that any visitor may read: those of the page, and those of its programme."""
        named = {page.pk for block in self.programme for page in block.value.get("practices") or [] if page}
        keys = named | {page.pk for page in self.practices.all()}
        return PracticePage.objects.filter(pk__in=keys).published().with_owner().for_cards()

    def groups(self) -> list[dict[str, Any]]:
        """Those who came, by group; groups without anybody left out. A count that is not shown is None."""
        names = ("directors", "teachers", "supervisors", "partner_people", "parents", "pupils")
        return [
            {
                "label": self._meta.get_field(name).verbose_name,
                "count": None if name == "pupils" and self.hides_pupils else getattr(self, name),
            }
            for name in names
            if getattr(self, name)
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(
            {
                "presented": self.presented(),
                "groups": self.groups(),
                "opinions": self.opinions(),
                "agreed": self.agreed(),
                "left": Places.left_of(self) if self.takes_registrations else None,
                "waiting": Places.waiting_of(self) if self.takes_registrations else 0,
                "may_see_registrations": policy.may(
                    request.user, policy.Action.VIEW, policy.At(policy.Thing.EVENT_REGISTRATION, self.host)
                ),
            }
        )
        return context

    @property
    def is_running(self) -> bool:
        return self.starts_at <= timezone.now() <= self.ends_at and self.state != self.State.CANCELLED

    def search_record(self) -> SearchRecord | None:
        """Under the day and the place of the event, not of its publication; with its state in words."""
        record = super().search_record()
        if record is None:
            return None
        with override("en"):
            in_english = f"{self.kicker} · {self.shown_state}"
        return replace(
            record,
            day=timezone.localdate(self.starts_at),
            place=self.place,
            kicker=f"{self.kicker} · {self.shown_state}",
            kicker_en=in_english,
        )

    def search_body(self) -> str:
        return plain(
            self.place, self.body, self.programme, self.lessons, self.next_actions, self.target_groups
        )

    def search_facets(self) -> dict[str, list[str]]:
        return {
            "district": [self.district] if self.district else [],
            "event_type": [self.event_type],
            "year": [str(academic_year(timezone.localdate(self.starts_at)))],
            "fiscal_year": [str(fiscal_year(timezone.localdate(self.starts_at)))],
        }


class ExchangeEventIndexPage(BasePage):
    """All exchange events, those to come first."""

    max_count = 1
    template = "events/exchange_event_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.ExchangeEventPage"]

    class Meta:
        verbose_name = _("list of exchange events")
        verbose_name_plural = _("lists of exchange events")

    def events(self) -> ExchangeEventQuerySet:
        return ExchangeEventPage.objects.child_of(self).published().for_cards()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["upcoming"] = self.events().upcoming()[:24]
        context["cancelled"] = self.events().cancelled_ahead()[:24]
        context.update(EventFilter(request.GET).results(self.events().past()))
        return context
