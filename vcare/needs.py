"""What a practice asks of a school: money, people, time."""

from collections.abc import Collection

from vcare.vocabulary import Source, Term, Vocabulary

#: Baht for one school and one term up to which a practice counts as nearly free, and as cheap.
NEARLY_FREE = 500
CHEAP = 5000

NEEDS = Vocabulary(
    Term(key, th, en, Source.PORTAL, th_short, en_short)
    for key, th, en, th_short, en_short in [
        (
            "no-money",
            f"แทบไม่ใช้เงิน (ไม่เกิน {NEARLY_FREE} บาทต่อภาคเรียน)",
            f"Hardly any money (up to {NEARLY_FREE} baht a term)",
            "แทบไม่ใช้เงิน",
            "Hardly any money",
        ),
        (
            "little-money",
            f"ใช้เงินไม่มาก (ไม่เกิน {CHEAP:,} บาทต่อภาคเรียน)",
            f"Little money (up to {CHEAP:,} baht a term)",
            "ใช้เงินไม่มาก",
            "Little money",
        ),
        (
            "few-people",
            "ครูน้อยก็ทำได้ (เหมาะกับโรงเรียนขนาดเล็ก)",
            "Few teachers (suits small schools)",
            "ครูน้อยก็ทำได้",
            "Few teachers",
        ),
        ("one-term", "ทำจบในภาคเรียนเดียว", "Done within one term", "", ""),
    ]
)


def needs(cost: int | None, school_sizes: Collection[str], term: str) -> list[str]:
    """The keys that a practice fits, from its cost in baht, its school sizes and its term (`all` for a year)."""
    fits = {
        "no-money": cost is not None and cost <= NEARLY_FREE,
        "little-money": cost is not None and cost <= CHEAP,
        "few-people": "small" in school_sizes,
        "one-term": term in {"1", "2"},
    }
    return [term.key for term in NEEDS if fits[term.key]]
