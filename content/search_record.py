"""What a page tells the search about itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class SearchRecord:
    """One findable thing. `search/` knows these, and no page type.

    `facets` maps a facet's name (`stage`, `hazard`, `district`, ...) to the keys that the thing has.
    `reach` is `"public"` for what any visitor may read; anything else never reaches a public result.
    """

    #: Stable address of the thing inside the index, such as `page:17`.
    key: str
    #: The type shown to the visitor: `practice`, `guidance`, `partner`, `event`, `fund`, `page`.
    kind: str
    title: str
    url: str
    summary: str = ""
    body: str = ""
    language: str = "th"
    #: Second language of the same thing: searched too, never shown in the first one's snippet.
    title_en: str = ""
    summary_en: str = ""
    #: Text of attachments, searched with the lowest weight.
    attachments: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    day: date | None = None
    place: str = ""
    #: One line above the title in a list: owner, reference.
    kicker: str = ""
    kicker_en: str = ""
    reach: str = "public"
