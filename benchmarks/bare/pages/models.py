from modelsearch.index import SearchField
from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    body = RichTextField()

    search_fields = [*Page.search_fields, SearchField("body")]

    template = "pages/bare_page.html"
