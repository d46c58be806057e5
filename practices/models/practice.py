"""A case study, and the list of all."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Orderable, Page, PageManager, Revision
from wagtail.url_routing import RouteResult

from content import blocks, labels
from content.fields import CodesField, code
from content.pages import BasePage, PortalPageQuerySet, plain
from content.search_record import SearchRecord
from content.years import fiscal_years
from organisations.models import Kind, Organisation
from organisations.pages import NotPublishableError, RegisteredPage
from practices import signs
from practices.filters import PracticeFilter
from practices.models.subjects import PolicyReference, PracticeTopic
from practices.review.gate import NOT_REVIEWED, needs_review
from practices.signs import Sign
from vcare.calendar import academic_year
from vcare.care import CARE_STEPS, SCREENING_ASPECTS
from vcare.hazards import HAZARDS, MEASURES, SUB_HAZARDS
from vcare.needs import needs
from vcare.practices import DIMENSIONS, PRACTICE_KINDS, TARGET_GROUPS
from vcare.schools import LEVEL_GROUPS, SCHOOL_SIZES, district_line
from vcare.stages import STAGES


def this_academic_year() -> int:
    return academic_year(timezone.localdate())


class PracticeQuerySet(PortalPageQuerySet):
    def with_code(self, field: str, key: str):
        """Those that have `key` in the list field `field`."""
        return self.filter(**{f"{field}__contains": code(key)})

    def for_cards(self):
        """Without the texts, but for the results: a card says how sure they are."""
        fields = self.model._meta.get_fields()
        texts = [field.name for field in fields if isinstance(field, StreamField) and field.name != "results"]
        return self.defer(*texts)

    def with_owner(self):
        return self.select_related("owner_organisation", "listing_image", "standing")

    def with_adopters(self):
        """With `adopters`, the schools that ever took each over, `in_use`, those that are known to be
        at it today, and `in_use_as_of`, when one of these was last heard."""
        taken = self.model._meta.get_field("adoptions").related_model.objects.confirmed()
        taken = taken.filter(practice=OuterRef("pk")).order_by().values("practice")
        in_use = taken.in_use(timezone.localdate())
        return self.annotate(
            adopters=Coalesce(Subquery(taken.annotate(number=Count("pk")).values("number")), 0),
            in_use=Coalesce(Subquery(in_use.annotate(number=Count("pk")).values("number")), 0),
            in_use_as_of=Subquery(in_use.annotate(day=Max("heard_on")).values("day")),
        )


class PracticePage(RegisteredPage):
    """A case study: what a school or the office did for its pupils, what came of it, what did not work."""

    class Term(models.TextChoices):
        FIRST = "1", _("Term 1")
        SECOND = "2", _("Term 2")
        ALL = "all", _("Whole year")

    class Evidence(models.TextChoices):
        OPINION = "opinion", _("Opinions of those involved")
        AFTER_ONLY = "after-only", _("Measured afterwards only")
        BEFORE_AFTER = "before-after", _("Measured before and after")
        COMPARED = "compared", _("Compared with others")

    class Licence(models.TextChoices):
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        EDUCATION = "education", _("For use in education, with attribution")

    kind = models.CharField(_("kind"), max_length=20, choices=labels.practice_kinds, default="best-practice")
    owner_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="practices",
        limit_choices_to={"kind__in": [Kind.OFFICE, Kind.SCHOOL]},
        verbose_name=_("school or office"),
    )
    model_name = models.CharField(_("name of the model"), max_length=60, blank=True)
    other_names = models.CharField(
        _("other names"),
        max_length=250,
        blank=True,
        help_text=_("Other spellings people search for, with commas."),
    )
    letters = StreamField(
        [("letter", blocks.Letter())], blank=True, max_num=12, verbose_name=_("letters of the name")
    )
    academic_year = models.PositiveSmallIntegerField(
        _("academic year (B.E.)"),
        default=this_academic_year,
        validators=[
            MinValueValidator(2550, _("The year is a Buddhist year from 2550 on, such as 2569.")),
            MaxValueValidator(2600, _("The year is a Buddhist year such as 2569.")),
        ],
    )
    term = models.CharField(_("term"), max_length=3, choices=Term, default=Term.ALL)
    authors = StreamField([("author", blocks.Author())], blank=True, max_num=6, verbose_name=_("authors"))

    background = RichTextField(_("background"), features=blocks.PROSE, blank=True)
    objectives = StreamField(
        [("objective", blocks.Line())], blank=True, max_num=10, verbose_name=_("objectives")
    )
    targets = StreamField(
        [("quantitative", blocks.Target()), ("qualitative", blocks.Line(label=_("Qualitative target")))],
        blank=True,
        verbose_name=_("targets"),
    )
    process = StreamField(
        [("step", blocks.Step()), ("text", blocks.Prose()), ("figure", blocks.Figure())],
        blank=True,
        verbose_name=_("process"),
    )
    success_factors = StreamField(
        [("factor", blocks.Line()), ("text", blocks.Prose())], blank=True, verbose_name=_("what made it work")
    )
    results = StreamField(
        [("measured", blocks.MeasuredResult()), ("observed", blocks.Line(label=_("Observed result")))],
        blank=True,
        verbose_name=_("results"),
    )
    benefits = models.TextField(_("benefits"), blank=True)
    lessons = RichTextField(_("lessons learned"), features=blocks.PROSE, blank=True)
    what_failed = RichTextField(_("what did not work"), features=blocks.PROSE, blank=True)
    conditions_for_reuse = models.TextField(
        _("conditions for reuse"), blank=True, help_text=_("Budget, people, school size, cautions.")
    )
    body_en = RichTextField(_("English text"), features=blocks.PROSE, blank=True)

    stages = CodesField(_("stages of V-CARE + N"), choices=labels.choices(STAGES))
    care_steps = CodesField(_("care steps"), choices=labels.choices(CARE_STEPS))
    hazards = CodesField(_("hazard groups"), choices=labels.choices(HAZARDS))
    sub_hazards = CodesField(_("hazards"), choices=labels.choices(SUB_HAZARDS))
    measures = CodesField(_("measures"), choices=labels.choices(MEASURES))
    aspects = CodesField(_("screening aspects"), choices=labels.choices(SCREENING_ASPECTS))
    levels = CodesField(_("levels"), choices=labels.choices(LEVEL_GROUPS))
    school_sizes = CodesField(_("school sizes it suits"), choices=labels.choices(SCHOOL_SIZES))
    target_groups = CodesField(_("target groups"), choices=labels.choices(TARGET_GROUPS))
    dimensions = CodesField(_("dimensions of development"), choices=labels.choices(DIMENSIONS))
    policies = ParentalManyToManyField(
        PolicyReference, blank=True, related_name="practices", verbose_name=_("policy items")
    )
    partners = ParentalManyToManyField(
        Organisation,
        blank=True,
        related_name="practices_as_partner",
        limit_choices_to={"kind": Kind.PARTNER},
        verbose_name=_("partners"),
    )
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence, blank=True)
    cost = models.PositiveIntegerField(
        _("cost in baht"), null=True, blank=True, help_text=_("For one school and one term.")
    )
    recognition = StreamField(
        [("recognition", blocks.Recognition())], blank=True, verbose_name=_("recognition")
    )
    attachments = StreamField([("file", blocks.Download())], blank=True, verbose_name=_("files"))
    video_url = models.URLField(_("video"), blank=True)
    tags = ClusterTaggableManager(through=PracticeTopic, blank=True, verbose_name=_("topics"))

    images_cleared = models.BooleanField(
        _("pictures cleared"),
        default=False,
        help_text=_("Everybody recognisable has agreed, or nobody can be recognised."),
    )
    endorsed_by = models.CharField(
        _("endorsed by"), max_length=200, blank=True, help_text=_("Name and position.")
    )
    endorsed_on = models.DateField(_("endorsed on"), null=True, blank=True)
    memo_number = models.CharField(_("number of the covering letter"), max_length=60, blank=True)
    memo_date = models.DateField(_("date of the covering letter"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence, default=Licence.CC_BY)
    review_due = models.DateField(_("to be reviewed by"), null=True, blank=True)
    source_note = models.TextField(_("note on the source"), blank=True)

    objects = PageManager.from_queryset(PracticeQuerySet)()

    template = "practices/practice_page.html"
    parent_page_types = ["practices.PracticeIndexPage"]
    subpage_types: list[str] = []
    record_kind = "practice"

    #: What a program may read and write (portal/api.py). Pictures, files and what a person signs are not among it.
    api_fields = [
        *BasePage.api_fields,
        *(
            APIField(name, writable=True)
            for name in (
                "kind",
                "owner_organisation",
                "academic_year",
                "term",
                "stages",
                "care_steps",
                "hazards",
                "sub_hazards",
                "measures",
                "levels",
                "school_sizes",
                "target_groups",
                "dimensions",
                "background",
                "objectives",
                "targets",
                "success_factors",
                "results",
                "benefits",
                "lessons",
                "what_failed",
                "conditions_for_reuse",
                "evidence",
                "cost",
                "tags",
            )
        ),
        APIField("reference"),
        APIField("authors"),
        APIField("process"),
        APIField("licence"),
    ]

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("owner_organisation")]),
        FieldRowPanel([FieldPanel("academic_year"), FieldPanel("term")]),
        FieldPanel("authors"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("listing_image"), FieldPanel("images_cleared")], heading=_("Picture"), icon="image"
        ),
        FieldPanel("background"),
        FieldPanel("objectives"),
        FieldPanel("targets"),
        FieldPanel("process"),
        FieldPanel("success_factors"),
        FieldPanel("results"),
        FieldPanel("benefits"),
        FieldPanel("lessons"),
        FieldPanel("what_failed"),
        FieldPanel("conditions_for_reuse"),
        FieldPanel("recognition"),
        InlinePanel("awards", heading=_("Awards"), label=_("Award")),
        FieldPanel("attachments"),
        FieldPanel("video_url"),
    ]
    subject_panels = [
        FieldPanel("stages"),
        FieldPanel("care_steps"),
        FieldPanel("hazards"),
        FieldPanel("sub_hazards"),
        FieldPanel("measures"),
        FieldPanel("aspects"),
        FieldPanel("levels"),
        FieldPanel("school_sizes"),
        FieldPanel("target_groups"),
        FieldPanel("dimensions"),
        FieldPanel("tags"),
        FieldPanel("policies"),
        FieldPanel("partners"),
        FieldRowPanel([FieldPanel("evidence"), FieldPanel("cost")]),
        FieldPanel("model_name"),
        FieldPanel("letters"),
        FieldPanel("other_names"),
    ]
    publishing_panels = [
        FieldRowPanel([FieldPanel("endorsed_by"), FieldPanel("endorsed_on")]),
        FieldRowPanel([FieldPanel("memo_number"), FieldPanel("memo_date")]),
        FieldRowPanel([FieldPanel("licence"), FieldPanel("review_due")]),
        FieldPanel("source_note"),
    ]
    english_panels = [FieldPanel("title_en"), FieldPanel("summary_en"), FieldPanel("body_en")]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Story")),
            ObjectList(subject_panels, heading=_("Subjects")),
            ObjectList(publishing_panels, heading=_("Publishing")),
            ObjectList(english_panels, heading=_("In English")),
            ObjectList(Page.promote_panels, heading=_("For search engines")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    @property
    def series(self) -> str:
        return PRACTICE_KINDS[self.kind].prefix

    def clean(self) -> None:
        super().clean()
        if any(SUB_HAZARDS[key].group not in self.hazards for key in self.sub_hazards):
            raise ValidationError({"sub_hazards": _("Choose the hazard group of each hazard too.")})

    def pictures(self) -> set[int]:
        """Keys of the pictures on the page, wherever in its text."""
        found = {
            int(key)
            for field in self._meta.get_fields()
            if hasattr(field, "extract_references") and (value := field.value_from_object(self)) is not None
            for model, key, *_path in field.extract_references(value)
            if issubclass(model, AbstractImage)
        }
        return found | ({self.listing_image_id} if self.listing_image_id else set())

    def obstacles(self) -> dict[str, Any]:
        if self.images_cleared or not self.pictures():
            return {}
        return {
            "images_cleared": _(
                "This page has pictures. Tick “pictures cleared” before publishing: "
                "everybody recognisable has agreed, or nobody can be recognised."
            )
        }

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> Any:
        if needs_review(self, user):
            raise NotPublishableError(self, {NON_FIELD_ERRORS: NOT_REVIEWED})
        return super().publish(revision, user=user, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A practice that was withdrawn answers, to say so."""
        if not self.live and not path_components and self.is_gone:
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.live and not getattr(request, "is_preview", False):
            context = {"gone": self, "standing": self.standing}
            return render(request, "practices/practice_gone.html", context, status=410)
        return super().serve(request, *args, **kwargs)

    @property
    def is_gone(self) -> bool:
        return hasattr(self, "standing") and bool(self.standing.gone)

    @property
    def is_selected(self) -> bool:
        """Whether the office has selected it as a model for others."""
        return hasattr(self, "standing") and self.standing.selected_on is not None

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(
            {
                "policies": self.policies.all(),
                "tags": self.tags.all(),
                "partner_links": self.partner_links(),
                "index_url": self.get_parent().get_url(request),
            }
        )
        return context

    def line_lines(self) -> list[str]:
        return [self.owner_organisation.name, self.summary]

    @property
    def kicker(self) -> str:
        return f"{self.get_kind_display()} · {self.owner_organisation.brief_name}"

    @property
    def tone(self) -> str:
        return self.hazards[0] if len(self.hazards) == 1 else "brand"

    def signs(self) -> list[Sign]:
        """The three signals: how sure it is, what it costs, for whom it is."""
        language = get_language()
        return [
            signs.evidence(
                str(self.get_evidence_display()) if self.evidence else "",
                self.measured_results(),
                bool(self.what_failed),
            ),
            signs.cost(self.cost),
            signs.transfer(
                [SCHOOL_SIZES[key].short(language) for key in self.school_sizes if key in SCHOOL_SIZES],
                [LEVEL_GROUPS[key].short(language) for key in self.levels if key in LEVEL_GROUPS],
                bool(self.conditions_for_reuse),
            ),
        ]

    def card_lines(self) -> list[tuple[str, str]]:
        return [(str(sign.name), sign.words) for sign in self.signs()]

    def quantitative_targets(self) -> list[Any]:
        return [block.value for block in self.targets if block.block_type == "quantitative"]

    def qualitative_targets(self) -> list[str]:
        return [block.value for block in self.targets if block.block_type == "qualitative"]

    def measured_results(self) -> list[Any]:
        return [block.value for block in self.results if block.block_type == "measured"]

    def observed_results(self) -> list[str]:
        return [block.value for block in self.results if block.block_type == "observed"]

    def partner_links(self) -> list[Organisation]:
        """Partners who took part, those first whose profile any visitor may read."""
        # A preview's partners are a plain list: ask for them by key.
        chosen = Organisation.objects.filter(pk__in=[partner.pk for partner in self.partners.all()])
        return sorted(
            chosen.select_related("partner_page").by_name(),
            key=lambda partner: not (hasattr(partner, "partner_page") and partner.partner_page.live),
        )

    def search_body(self) -> str:
        return plain(
            self.model_name,
            self.other_names,
            self.letters,
            self.background,
            self.objectives,
            self.targets,
            self.process,
            self.success_factors,
            self.results,
            self.benefits,
            self.lessons,
            self.what_failed,
            self.conditions_for_reuse,
            self.recognition,
            *(str(award) for award in self.awards.all()),
            " ".join(tag.name for tag in self.tags.all()),
        )

    def search_record(self) -> SearchRecord | None:
        """With the school's district; the office's own practices belong to no single one."""
        record = super().search_record()
        return record and replace(record, place=district_line(self.owner_organisation.districts))

    def search_facets(self) -> dict[str, list[str]]:
        return {
            "practice_kind": [self.kind],
            "stage": self.stages,
            "care_step": self.care_steps,
            "hazard": self.hazards,
            "sub_hazard": self.sub_hazards,
            "district": self.owner_organisation.districts,
            "level": self.levels,
            "school_size": self.school_sizes,
            "target_group": self.target_groups,
            "dimension": self.dimensions,
            "policy": [policy.key for policy in self.policies.all()],
            "evidence": [self.evidence] if self.evidence else [],
            "standing": ["selected"] if self.is_selected else [],
            # Who still uses it changes with the day and without a word: the index could not follow.
            "adoption": ["adopted"] if self.adoptions.confirmed().exists() else [],
            "need": needs(self.cost, self.school_sizes, self.term),
            "tag": [tag.name for tag in self.tags.all()],
            "year": [str(self.academic_year)],
            "fiscal_year": [str(year) for year in fiscal_years(self.academic_year, self.term)],
        }


class Award(Orderable):
    """A prize that a practice or its owner received, in the words of its own scheme."""

    practice = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="awards")
    scheme = models.CharField(_("scheme"), max_length=40, choices=labels.award_schemes)
    level = models.CharField(_("level"), max_length=60)
    category = models.CharField(_("category"), max_length=150, blank=True)
    year = models.PositiveSmallIntegerField(_("year (B.E.)"))
    granted_by = models.CharField(_("granted by"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} ประจำปี {self.year} ระดับ{self.level}"


class PracticeIndexPage(BasePage):
    """All practices."""

    max_count = 1
    template = "practices/practice_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["practices.PracticePage", "practices.PracticeCollectionPage"]

    class Meta:
        verbose_name = _("list of practices")
        verbose_name_plural = _("lists of practices")

    def get_workflow(self) -> Any:
        """The list itself is a page of the site like others; the review is for what stands in it."""
        return self.get_parent().get_workflow()

    def collections(self) -> Any:
        """The lists that the office curates, in its order."""
        return self.get_children().not_type(PracticePage).live().public().specific()

    def practices(self) -> PracticeQuerySet:
        return PracticePage.objects.child_of(self).published().with_owner().for_cards().with_adopters()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(PracticeFilter(request.GET).results(self.practices()))
        context["collections"] = self.collections()
        return context
