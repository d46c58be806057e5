"""What every page of the portal has and can."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page, PageManager, PageViewRestriction, Revision
from wagtail.query import PageQuerySet

from content import line, publication
from content.publication import NotPublishableError
from content.search_record import SearchRecord


class PortalPageQuerySet(PageQuerySet):
    def public(self):
        """Those that no restriction covers. The database tells by itself: Wagtail's own asks for all restrictions first."""
        path = models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
        covering = PageViewRestriction.objects.annotate(covered=path).filter(
            covered__startswith=models.F("page__path")
        )
        return self.filter(~models.Exists(covering))

    def for_cards(self):
        """Without the texts, which no list shows: reading them costs more than all the rest."""
        return self.defer_streamfields()

    def published(self):
        """Only what any visitor may read, newest first."""
        return self.live().public().order_by("-first_published_at", "-pk")


#: Columns that say nothing to a visitor.
BOOKKEEPING = frozenset(
    [
        "depth",
        "draft_title",
        "expire_at",
        "expired",
        "first_published_at",
        "go_live_at",
        "has_unpublished_changes",
        "is_demo",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "path",
        "show_in_menus",
        "translation_key",
        "url_path",
    ]
)

PortalPageManager = PageManager.from_queryset(PortalPageQuerySet)


class PageForm(WagtailAdminPageForm):
    """Says beside the field what stands against publication, before a page is handed in, approved or published."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.leads_to_publication():
            found = self.instance.all_obstacles(quoting=True, handing_in=self.hands_in())
            for field, message in found.items():
                self.add_error(field if field in self.fields else None, message)

    def is_valid(self) -> bool:
        """Comments are kept whether or not the page is published: what they say is checked at once."""
        valid = super().is_valid()
        for form in self.formsets["comments"].forms if "comments" in self.formsets else ():
            if form.has_changed() and not form.errors and getattr(form, "instance", None) is not None:
                for message in publication.obstacles(form.instance, handing_in=True).get("text", []):
                    self.add_error(None, message)
                    valid = False
        return valid

    def leads_to_publication(self) -> bool:
        """False if the page is saved as a draft, sent back, or taken out of its review."""
        return not (
            self.is_deferred_validation
            or self.data.get("workflow-action-name") == "reject"
            or self.data.get("action-cancel-workflow")
        )

    def hands_in(self) -> bool:
        """True if the page goes to a reviewer, not to the public; the last approval publishes and asks again."""
        return bool(self.data.get("action-submit") or self.data.get("workflow-action-name"))


class BasePage(Page):
    """A page with a Thai text, an English title and summary, and a card in lists."""

    title_en = models.CharField(_("English title"), max_length=255, blank=True)
    summary = models.TextField(
        _("summary"),
        max_length=700,
        blank=True,
        help_text=_("Two or three sentences for lists, search and LINE."),
    )
    summary_en = models.TextField(_("English summary"), max_length=700, blank=True)
    listing_image = models.ForeignKey(
        "media.PortalImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Without a picture the portal draws a cover of its own."),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    base_form_class = PageForm
    api_fields = [APIField(name, writable=True) for name in ("title_en", "summary", "summary_en")]

    objects = PortalPageManager()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("listing_image"),
    ]
    english_panels = [
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("summary_en")], heading=_("In English"))
    ]
    promote_panels = [
        *english_panels,
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
        FieldPanel("show_in_menus"),
    ]

    #: The type in lists and search: see `SearchRecord.kind`.
    record_kind = "page"

    class Meta:
        abstract = True

    @property
    def local_title(self) -> str:
        """The title in the visitor's language, the Thai one where there is no other."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def local_summary(self) -> str:
        return self.summary_en if get_language() == "en" and self.summary_en else self.summary

    @property
    def lacks_translation(self) -> bool:
        """Whether an English visitor has to be told that the text is Thai only."""
        return get_language() == "en" and not self.title_en

    @property
    def kicker(self) -> str:
        """One line above the title in a list."""
        return ""

    @property
    def tone(self) -> str:
        """The colour of the page's cover: a stage's letter or a hazard's key."""
        return "n"

    def line_lines(self) -> list[str]:
        """What this type of page says of itself in LINE, below its title; in Thai."""
        return [self.summary]

    def line_text(self) -> str:
        """Words to paste into LINE."""
        with override("th"):
            return line.words(self.title, *self.line_lines(), path=self.get_url() or "/")

    def obstacles(self) -> dict[str, Any]:
        """What this type of page demands before publication, by field."""
        return {}

    def all_obstacles(self, *, quoting: bool = False, handing_in: bool = False) -> dict[str, list[Any]]:
        """What stands against publication: by the page's own type and by the registered checks."""
        if publication.is_taking_away():
            return {}
        found = {field: [message] for field, message in self.obstacles().items()}
        for field, messages in publication.obstacles(self, quoting=quoting, handing_in=handing_in).items():
            found.setdefault(field, []).extend(messages)
        return found

    def check_publishable(self) -> None:
        """Raise NotPublishableError if something stands against publication."""
        if obstacles := self.all_obstacles():
            raise NotPublishableError(self, obstacles)

    def publish(self, revision: Revision, *args, **kwargs):
        # Before a day to go live is set, too.
        revision.as_object().check_publishable()
        return super().publish(revision, *args, **kwargs)

    def save(self, *args, **kwargs):
        # Not every way of publishing leads through `publish`.
        if self.live and self._shows_more(kwargs.get("update_fields")):
            self.check_publishable()
        self.settle()
        super().save(*args, **kwargs)

    def settle(self) -> None:
        """Take what the page needs to be stored, once nothing stands against it."""

    def _shows_more(self, columns: Any) -> bool:
        """Whether saving these columns (None: all) may show visitors something new."""
        own = {field.name for field in self._meta.concrete_fields}
        return columns is None or bool(own & set(columns) - BOOKKEEPING)

    def card_lines(self) -> list[tuple[str, str]]:
        """What a card says below the summary: names and words; without words it is not known yet."""
        return []

    def search_record(self) -> SearchRecord | None:
        """How the search finds this page; None if it is not to be found."""
        return SearchRecord(
            key=f"page:{self.pk}",
            kind=self.record_kind,
            title=self.title,
            url=self.get_url() or "",
            summary=self.summary,
            body=self.search_body(),
            title_en=self.title_en,
            summary_en=self.summary_en,
            facets=self.search_facets(),
            day=timezone.localdate(self.first_published_at) if self.first_published_at else None,
            kicker=self.kicker,
        )

    def search_body(self) -> str:
        """The page's own text as plain text, block by block."""
        return ""

    def search_facets(self) -> dict[str, list[str]]:
        return {}


def plain(*values: object) -> str:
    """Rich text, StreamFields and plain texts as one plain text, a line each."""
    lines: list[str] = []
    for value in values:
        if value is None or value == "":
            continue
        if hasattr(value, "stream_block"):
            lines += [
                text
                for child in value
                for text in child.block.get_searchable_content(child.value)
                if text.strip()
            ]
        else:
            lines.append(strip_tags(str(value).replace("</p>", "\n").replace("<br", "\n<br")))
    return "\n".join(line.strip() for line in lines if line.strip())
