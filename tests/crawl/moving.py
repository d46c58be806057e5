"""What of the demonstration has to be the same after it has moved."""

import json
import zipfile

from django.core.cache import cache
from django.test import Client
from lxml import html
from wagtail.models import Page, Site

from portal.moving.format import MANIFEST
from search import outbox
from tests.crawl.crawler import visible_text

#: What no two archives share.
OF_THE_DAY = {"made_at"}


def contents_of(file) -> dict[str, object]:
    with zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(found.pop(MANIFEST))
    return found | {key: value for key, value in manifest.items() if key not in OF_THE_DAY}


def texts_of_pages() -> dict[str, str]:
    """What a visitor reads on one page of each kind, and finds."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    outbox.rebuild()
    kinds = {page.content_type_id: page for page in Page.objects.live().filter(depth__gt=1).order_by("-pk")}
    paths = [page.url for page in kinds.values()] + ["/schools/", "/results/", "/search/?q=ช่วยเหลือนักเรียน"]
    client = Client()
    return {path: visible_text(html.fromstring(client.get(path).content)) for path in paths}
