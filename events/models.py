"""Exchange events: what is planned, who may come, what was learnt."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager

from content import labels
from content.blocks import PROSE, Download, Figure, Line, ThaiDateBlock
from content.pages import BasePage, PortalPageQuerySet, plain
from content.search_record import SearchRecord
from events.filters import EventFilter
from organisations.models import Organisation
from organisations.pages import RegisteredPage
from practices.models import PracticePage
from vcare.calendar import to_buddhist


class ProgrammeRow(blocks.StructBlock):
    """One line of the programme."""

    day = ThaiDateBlock(label=_("Day"), required=False, help_text=_("Only for events of several days."))
    time_from = blocks.TimeBlock(label=pgettext_lazy("time", "From"), format="%H:%M")
    time_to = blocks.TimeBlock(label=pgettext_lazy("time", "To"), format="%H:%M")
    topic = blocks.CharBlock(label=_("Activity"), max_length=250)
    speaker = blocks.CharBlock(label=_("Responsible"), required=False, max_length=200)
    practice = blocks.PageChooserBlock(
        label=_("Practice presented"), page_type="practices.PracticePage", required=False
    )

    class Meta:
        icon = "time"
        label = _("Programme row")
        description = _("A time, an activity and who is responsible")
        preview_value = {"topic": "เล่าเรื่องจากโรงเรียน", "speaker": "ครูผู้รับผิดชอบ"}
        template = "events/blocks/programme_row.html"

    def clean(self, value):
        result = super().clean(value)
        if result["time_to"] <= result["time_from"]:
            raise blocks.StructBlockValidationError(
                block_errors={"time_to": ValidationError(_("The end must be after the beginning."))}
            )
        return result


class NextAction(blocks.StructBlock):
    """What somebody does next, by when."""

    text = blocks.CharBlock(label=_("What"), max_length=300)
    owner = blocks.CharBlock(label=_("Who (position)"), required=False, max_length=150)
    due = ThaiDateBlock(label=_("By"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Next action")
        description = _("What follows from the event, who does it, by when")
        preview_value = {"text": "ลองโทรก่อน 9 โมงหนึ่งเดือน", "owner": "ครูที่ปรึกษา"}
        template = "events/blocks/next_action.html"


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
    programme = StreamField([("row", ProgrammeRow())], blank=True, verbose_name=_("programme"))
    practices = ParentalManyToManyField(
        PracticePage, blank=True, related_name="events", verbose_name=_("practices presented")
    )
    target_groups = models.CharField(_("for whom"), max_length=250, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    attachments = StreamField([("file", Download())], blank=True, verbose_name=_("files"))

    lessons = StreamField([("lesson", Line())], blank=True, verbose_name=_("lessons and findings"))
    next_actions = StreamField([("action", NextAction())], blank=True, verbose_name=_("next actions"))
    photos = StreamField([("photo", Figure())], blank=True, max_num=20, verbose_name=_("pictures"))
    directors = models.PositiveIntegerField(_("directors"), null=True, blank=True)
    teachers = models.PositiveIntegerField(_("teachers"), null=True, blank=True)
    supervisors = models.PositiveIntegerField(_("supervisors"), null=True, blank=True)
    partner_people = models.PositiveIntegerField(_("partners' people"), null=True, blank=True)
    parents = models.PositiveIntegerField(_("parents"), null=True, blank=True)
    pupils = models.PositiveIntegerField(_("pupils (count only)"), null=True, blank=True)
    satisfaction_n = models.PositiveIntegerField(_("answers"), null=True, blank=True)
    satisfaction_mean = models.DecimalField(
        _("mean (1–5)"), max_digits=3, decimal_places=2, null=True, blank=True
    )
    satisfaction_sd = models.DecimalField(_("S.D."), max_digits=3, decimal_places=2, null=True, blank=True)

    objects = PageManager.from_queryset(ExchangeEventQuerySet)()

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
        FieldRowPanel([FieldPanel("mode"), FieldPanel("place"), FieldPanel("district")]),
        FieldRowPanel([FieldPanel("host"), FieldPanel("chairperson")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("programme"),
        FieldPanel("practices"),
        FieldRowPanel([FieldPanel("target_groups"), FieldPanel("capacity")]),
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

    @property
    def kicker(self) -> str:
        return self.get_event_type_display()

    @property
    def tone(self) -> str:
        return "n"

    @property
    def participants(self) -> int:
        """Everybody who came, all groups together."""
        return sum(
            count or 0
            for count in (
                self.directors,
                self.teachers,
                self.supervisors,
                self.partner_people,
                self.parents,
                self.pupils,
            )
        )

    def presented(self):
        """Practices presented here that any visitor may read."""
        return self.practices.published().with_owner().for_cards()

    def groups(self) -> list[dict[str, Any]]:
        """Those who came, by group; groups without anybody left out."""
        names = ("directors", "teachers", "supervisors", "partner_people", "parents", "pupils")
        return [
            {"label": self._meta.get_field(name).verbose_name, "count": getattr(self, name)}
            for name in names
            if getattr(self, name)
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update({"presented": self.presented(), "groups": self.groups()})
        return context

    @property
    def is_running(self) -> bool:
        return self.starts_at <= timezone.now() <= self.ends_at and self.state != self.State.CANCELLED

    def search_record(self) -> SearchRecord | None:
        """Under the day and the place of the event, not of its publication."""
        record = super().search_record()
        return record and replace(record, day=timezone.localdate(self.starts_at), place=self.place)

    def search_body(self) -> str:
        return plain(
            self.place, self.body, self.programme, self.lessons, self.next_actions, self.target_groups
        )

    def search_facets(self) -> dict[str, list[str]]:
        return {
            "district": [self.district] if self.district else [],
            "event_type": [self.event_type],
            "year": [str(to_buddhist(timezone.localdate(self.starts_at).year))],
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
