"""Words that Chromium's line breaking cuts: `python -m tools.lines http://localhost:8000`, with a portal running there.

Reads all pages of the sitemap and prints each cut inside a word of the search's dictionary, the most frequent
first. Some are the dictionary's mistakes: the list in `content/static/content/js/words.js` is chosen by hand.
"""

import os
import re
import sys
import urllib.request
from collections import Counter

import django
from lxml import html
from playwright.sync_api import sync_playwright

BREAKS = """
(texts) => {
    const breaks = new Intl.v8BreakIterator(["th"], {type: "line"});
    return texts.map((text) => {
        const places = [];
        breaks.adoptText(text);
        breaks.first();
        for (let place = breaks.next(); place !== -1; place = breaks.next()) places.push(place);
        return places;
    });
}
"""


def fetched(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def texts(portal: str) -> list[str]:
    """All Thai texts of the pages, each once, as an element holds them."""
    found = set()
    for path in re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", fetched(f"{portal}/sitemap.xml")):
        document = html.document_fromstring(fetched(portal + path))
        for text in document.xpath("//body//text()[not(parent::script)]"):
            if re.search("[\u0e00-\u0e7f]", text):
                found.add(" ".join(text.split()))
    return sorted(found)


def main(portal: str) -> None:
    from search import thai

    all_texts = texts(portal)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        places = browser.new_page().evaluate(BREAKS, all_texts)
        browser.close()
    cuts: Counter[str] = Counter()
    where = {}
    for text, breaks in zip(all_texts, places, strict=True):
        for token in thai.tokens(text):
            if not re.search("[\u0e00-\u0e7f]", token.text):
                continue
            for place in breaks:
                if token.start < place < token.end:
                    cut = f"{text[token.start : place]}|{text[place : token.end]}"
                    cuts[cut] += 1
                    where.setdefault(cut, f"{text[max(0, place - 20) : place]}|{text[place : place + 20]}")
    for cut, times in cuts.most_common():
        sys.stdout.write(f"{times:4}  {cut:24} {where[cut]}\n")


if __name__ == "__main__":
    os.environ.setdefault("PORTAL_ENV", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    main(sys.argv[1].rstrip("/"))
