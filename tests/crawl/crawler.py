"""Walks through a site as a visitor without an account and keeps every page it was shown."""

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

#: Addresses that leave the portal's public pages, though their host is the same.
SIGN_IN = "/account/login/"

#: A list that can be narrowed has endless addresses: of one path so many queries are followed.
QUERIES_PER_PATH = 12


@dataclass
class Visit:
    """What an address answered."""

    url: str
    status: int
    content_type: str
    body: str
    queries: int
    location: str = ""
    #: Where the link to it was first seen.
    seen_on: str = ""
    links: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.content_type.startswith("text/html")

    @property
    def is_english(self) -> bool:
        return self.path == "/en/" or self.path.startswith("/en/")

    @cached_property
    def document(self) -> html.HtmlElement:
        return html.document_fromstring(self.body)

    def __str__(self) -> str:
        return f"{unquote(self.url)} (seen on {unquote(self.seen_on)})"


def crawl(client: Client, *starts: str) -> dict[str, Visit]:
    """Every address that can be reached from `starts`, each fetched once."""
    visits: dict[str, Visit] = {}
    waiting = deque((start, "") for start in starts)
    seen = set(starts)
    queries_of: dict[str, int] = {}
    while waiting:
        url, seen_on = waiting.popleft()
        visit = fetch(client, url, seen_on)
        visits[url] = visit
        for link in [visit.location, *visit.links] if visit.location else visit.links:
            if link in seen:
                continue
            parts = urlsplit(link)
            if parts.query:
                queries_of[parts.path] = queries_of.get(parts.path, 0) + 1
                if queries_of[parts.path] > QUERIES_PER_PATH:
                    continue
            seen.add(link)
            waiting.append((link, url))
    return visits


def fetch(client: Client, url: str, seen_on: str) -> Visit:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    content_type = response.get("Content-Type", "")
    body = b"".join(response) if response.streaming else response.content
    visit = Visit(
        url,
        response.status_code,
        content_type,
        body.decode() if content_type.startswith("text/html") else "",
        len(queries),
        internal(response.get("Location", ""), url),
        seen_on,
    )
    if visit.is_page:
        visit.links = links_of(visit)
    return visit


def links_of(visit: Visit) -> list[str]:
    """The portal's own addresses that a page links to or shows, without fragments."""
    found = []
    for attribute in ("href", "src", "action"):
        for element in visit.document.iterfind(f".//*[@{attribute}]"):
            if element.tag == "form" and element.get("method", "get").lower() == "post":
                continue
            found.append(internal(element.get(attribute) or "", visit.url))
    for element in visit.document.iterfind(".//*[@srcset]"):
        for part in (element.get("srcset") or "").split(","):
            found.append(internal(part.split()[0], visit.url) if part.split() else "")
    # Static files are tested by the browser; the test client does not serve them.
    return [link for link in dict.fromkeys(found) if link and not link.startswith("/static/")]


def internal(link: str, base: str) -> str:
    """Path and query of an address of the portal itself; empty for any other."""
    parts = urlsplit(urldefrag(urljoin(f"http://testserver{base}", link))[0])
    if not link or parts.scheme not in {"http", "https"} or parts.netloc != "testserver":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def visible_text(document: html.HtmlElement) -> str:
    """What a page shows and what a screen reader says, a line each."""
    lines = []
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "template"}:
            continue
        texts = [element.text, *(child.tail for child in element)]
        texts += [element.get(name) for name in ("alt", "aria-label", "placeholder", "title")]
        lines += [" ".join(text.split()) for text in texts if text and text.strip()]
    return "\n".join(lines)


def parse_errors(body: str) -> list[str]:
    """What html5lib's strict reading of a page finds wrong, with the line."""
    import html5lib  # only here: it takes long to load

    parser = html5lib.HTMLParser()
    parser.parse(body)
    return [f"line {place[0]}: {code} {details}" for place, code, details in parser.errors]
