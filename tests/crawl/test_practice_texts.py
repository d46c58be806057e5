"""What the demonstration's practices tell."""

from content.pages import plain
from practices.models import Adoption, PracticePage
from search.thai import words

#: The shortest text that tells a reader enough, in Thai words.
LEAST_WORDS = 300


def thai_words(text: str) -> int:
    return sum(any("ก" <= letter <= "๛" for letter in "".join(word)) for word in words(text))


def test_every_practice_tells_a_whole_story(demonstration):
    counts = {practice.title: thai_words(practice.search_body()) for practice in PracticePage.objects.live()}
    assert len(counts) == 26
    assert not {title: count for title, count in counts.items() if count < LEAST_WORDS}


def test_every_fictional_practice_says_what_failed(demonstration):
    # A version of somebody else's story tells what it changed.
    versions = Adoption.objects.exclude(own_page=None).values("own_page")
    practices = PracticePage.objects.live().filter(is_demo=True).exclude(pk__in=versions)
    assert len(practices) == 24
    for practice in practices:
        assert "สมมุติ" in practice.title
        assert practice.results, practice.title
        assert plain(practice.lessons).strip(), practice.title
        assert plain(practice.what_failed).strip(), practice.title
