"""Thai text as the search sees it: normalised, cut into words and these into their finest dictionary parts.

The same analysis serves the index and the query. A word of the query is then a phrase of parts, so that
นวัตกรรม is found in นวัตกรรมการบริหาร whatever the segmenter did with the longer word. Nothing here needs a
database; the dictionary (about 70 MB) is read at the first use.
"""

import importlib.util
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import nlpo3

from vcare.abbreviations import ABBREVIATIONS
from vcare.schools import DISTRICTS

DOMAIN_WORDS = Path(__file__).parent / "data" / "domain-words.txt"

#: A longer run of Thai letters without a space is cut before it is segmented: it can only be an attack.
LONGEST_RUN = 600


@dataclass(frozen=True, slots=True)
class Token:
    """The finest part of a word, as indexed, and where it stands in the original text."""

    text: str
    start: int
    end: int
    #: Parts of one word have the same number.
    word: int


# Normalisation

_DROPPED = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0x00AD, 0x180E], None
)
_DIGITS = {0x0E50 + n: str(n) for n in range(10)} | {ord("ς"): "σ"}
_VOWEL_MARKS = "ัิีึืุู็ํฺ"
_TONES = "่้๊๋"
_LEADING = "เแโใไ"
_RULES = [
    (re.compile("เเ"), "แ"),
    # A mark can't stand on a leading vowel: text copied from a PDF has ดแูล for ดูแล.
    (re.compile(f"([{_LEADING}])([{_VOWEL_MARKS}{_TONES}์]+)"), r"\2\1"),
    (re.compile(f"([{_TONES}์])([{_VOWEL_MARKS}])"), r"\2\1"),
    (re.compile(f"([{_TONES}])ํา"), r"\1ำ"),
    (re.compile(f"ํ([{_TONES}]?)า"), r"\1ำ"),
    (re.compile(f"ำ([{_TONES}])"), r"\1ำ"),
    (re.compile("([ฤฦ])า"), r"\1ๅ"),
    (re.compile(f"([{_VOWEL_MARKS}{_TONES}์ะาๅำ{_LEADING}])\\1+"), r"\1"),
]
_FOREIGN = re.compile(r"[^\x00-\x7f\u0e00-\u0e7f]")
_ACCENTS = re.compile("[\u0300-\u036f]")
#: Normalisation never looks across the start of one of these.
_CLUSTER = re.compile(r"[ก-ฮ\x00-\x7f]?[^ก-ฮ\x00-\x7f]*")


#: What isn't plain Thai, ASCII or a common sign; with the letter before it, which it may be an accent of.
_STRANGE = re.compile(r"[A-Za-z]?[^\x00-\x7f\u0e00-\u0e4f–—‘’“”•]+")
_MISWRITTEN = re.compile(
    f"ํ|[{_LEADING}][{_VOWEL_MARKS}{_TONES}์]|[{_TONES}์][{_VOWEL_MARKS}]|ำ[{_TONES}]|[ฤฦ]า"
    f"|([{_VOWEL_MARKS}{_TONES}์ะาๅำ{_LEADING}])\\1"
)


def normalise(text: str) -> str:
    """One spelling of what looks or sounds written the same; lower case, Arabic digits, no accents."""
    for _attempt in range(8):
        strange = _STRANGE.search(text)
        before, text = text, (_STRANGE.sub(_plain, text) if strange else text).lower()
        miswritten = _MISWRITTEN.search(text)
        if miswritten:
            for pattern, replacement in _RULES:
                text = pattern.sub(replacement, text)
        if text == before or not (strange or miswritten):
            break
    return text


def _plain(strange: re.Match[str]) -> str:
    text = strange.group().translate(_DROPPED)
    if _FOREIGN.search(text):
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower()))
    return unicodedata.normalize("NFKC", text).lower().translate(_DIGITS)


def normalise_with_origins(text: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its characters and for its end, the place in `text` it came from."""
    whole = normalise(text)
    if len(whole) == len(text) and whole == text.translate(_DIGITS).lower():
        return whole, list(range(len(text) + 1))
    pieces: list[str] = []
    origins: list[int] = []
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        if not cluster:
            continue
        piece = _normalised_cluster(cluster)
        pieces.append(piece)
        origins += [match.start() + place for place in _places(cluster, piece)]
    return "".join(pieces), [*origins, len(text)]


@lru_cache(8000)
def _normalised_cluster(cluster: str) -> str:
    return normalise(cluster)


def _places(before: str, after: str) -> list[int]:
    """Where each character of `after` stood in `before`: exact at both ends, together in the middle."""
    same = 0
    while same < min(len(before), len(after)) and before[same].lower() == after[same]:
        same += 1
    tail = 0
    while tail < min(len(before), len(after)) - same and before[-1 - tail].lower() == after[-1 - tail]:
        tail += 1
    middle = [min(same, max(len(before) - 1, 0))] * (len(after) - same - tail)
    return [*range(same), *middle, *range(len(before) - tail, len(before))]


# Words


def _without_dots(abbreviation: str) -> str:
    return re.sub(r"[.\s]", "", abbreviation)


#: Abbreviations without their dots: one token wherever they stand alone.
KNOWN_ABBREVIATIONS = frozenset(
    _without_dots(term.key) for term in ABBREVIATIONS if re.fullmatch(r"[ก-ฮ.\s]{2,}", term.key)
) | {"นส", "ดช", "ดญ", "พศ", "คศ", "รพสต", "จบ", "กตปน"}

_THAI = "ก-ฮะ-ฺเ-ๅ็-๎"
_RUN = re.compile(
    rf"""
      (?P<vcare>(?<![a-z0-9])v[\s.\-–]*care(?![a-z]{{2}})|วีแคร์)
      (?:\s*(?:\+|พลัส|-|\s)?\s*(?P<n>n(?![a-z0-9])|เอ็น))?
    | ฯลฯ
    | (?P<dotted>(?<![{_THAI}])(?:[ก-ฮ]{{1,5}}\.)+(?:[ก-ฮ](?![{_THAI}.]))?)
    | (?P<thai>[{_THAI}]+)
    | (?P<number>\d+(?:,\d{{3}})+(?!\d)|\d+)
    | (?P<latin>[a-z]+)
    | (?P<other>[^\W\d_a-z\u0e00-\u0e7f]+)
    """,
    re.VERBOSE,
)


def tokens(text: str) -> list[Token]:
    """The parts of the words of `text`, in order."""
    folded, origins = normalise_with_origins(text)
    found: list[Token] = []
    word = -1
    for parts in _words(folded):
        word += 1
        for part, start, end in parts:
            # The end is where the next character began, unless that lies before the start of the last one.
            last = max(origins[end - 1] + 1, origins[end])
            found.append(Token(part, origins[start], last, word))
    return found


def words(text: str) -> list[tuple[str, ...]]:
    """The words of `text`, each as its parts: for queries. A long compound counts as the words it is made of."""
    found: list[tuple[str, ...]] = []
    for parts in _words(normalise(text)):
        word = tuple(part for part, _start, _end in parts)
        found += [fine_parts(piece) for piece in _fewest_parts("".join(word))] if len(word) > 3 else [word]
    return found


def index_text(text: str) -> str:
    """The parts of all words with spaces between them, as a full-text table takes them."""
    return index_normalised(normalise(text))


def index_normalised(folded: str) -> str:
    """The same of a text that is normalised already."""
    found: list[str] = []
    for match in _RUN.finditer(folded):
        run = match.group()
        if match.lastgroup == "thai" and len(run) <= LONGEST_RUN and run not in KNOWN_ABBREVIATIONS:
            found += map(_spaced_parts, nlpo3.segment(run, _segmenter()))
        else:
            found += (part for parts in _words_of(match, folded) for part, _start, _end in parts)
    return " ".join(found)


@lru_cache(40_000)
def _spaced_parts(word: str) -> str:
    return " ".join(fine_parts(word))


def beginnings(text: str, length: int = 24) -> list[str]:
    """From each part on the unbroken letters that follow: what the start of an unfinished word is looked up in."""
    folded = normalise(text)
    parts = [part for word in _words(folded) for part in word]
    found: list[str] = []
    for at, (_part, start, end) in enumerate(parts):
        for _next, next_start, next_end in parts[at + 1 :]:
            if next_start != end or end - start >= length:
                break
            end = next_end
        found.append(folded[start : min(end, start + length)])
    return found


def unfinished(text: str, length: int = 24) -> str:
    """The letters at the end of what somebody is typing, as far as no space or sign breaks them."""
    match = re.search(f"[{_THAI}]+$", normalise(text))
    return match.group()[:length] if match else ""


Part = tuple[str, int, int]


def _words(text: str) -> Iterator[list[Part]]:
    for match in _RUN.finditer(text):
        yield from _words_of(match, text)


def _words_of(match: re.Match[str], text: str) -> Iterator[list[Part]]:
    kind, start, end = match.lastgroup, match.start(), match.end()
    if kind in {"vcare", "n"}:
        name = [("vcare", start, match.end("vcare"))]
        yield [*name, ("n", match.start("n"), end)] if match["n"] else name
    elif kind == "dotted":
        yield from _abbreviations(match.group(), start)
    elif kind == "thai":
        for offset in range(start, end, LONGEST_RUN):
            yield from _thai_words(text[offset : min(offset + LONGEST_RUN, end)], offset)
    elif kind == "number":
        yield [(match.group().replace(",", ""), start, end)]
    elif kind:
        yield [(match.group(), start, end)]


def _abbreviations(dotted: str, start: int) -> Iterator[list[Part]]:
    """ส.พ.ป. and รพ.สต. are one word, ผอ.สพป. are two."""
    joined = dotted.replace(".", "")
    groups = list(re.finditer("[ก-ฮ]+", dotted))
    if joined in KNOWN_ABBREVIATIONS or all(len(group.group()) == 1 for group in groups):
        yield [(joined, start, start + len(dotted))]
        return
    for group in groups:
        yield [(group.group(), start + group.start(), start + group.end())]


def _thai_words(run: str, start: int) -> Iterator[list[Part]]:
    if run in KNOWN_ABBREVIATIONS:
        yield [(run, start, start + len(run))]
        return
    for word in _segmented(run):
        parts: list[Part] = []
        for part in fine_parts(word):
            parts.append((part, start, start + len(part)))
            start += len(part)
        yield parts


@lru_cache(100)
def _segmented(run: str) -> tuple[str, ...]:
    """What is asked is cut several times: as it stands, with its neighbours, and to be corrected."""
    return tuple(nlpo3.segment(run, _segmenter()))


#: Syllables that no word is made of with others: กระโดด isn't กระ and โดด. At the end of a word they may be one.
_WEAK = frozenset(
    [
        "กระ",
        "ประ",
        "ตระ",
        "คระ",
        "ชระ",
        "กะ",
        "ขะ",
        "คะ",
        "ฉะ",
        "ชะ",
        "ซะ",
        "ตะ",
        "ถะ",
        "ทะ",
        "ปะ",
        "ผะ",
        "พะ",
        "มะ",
        "ยะ",
        "ระ",
        "ละ",
        "สะ",
        "หะ",
        "อะ",
    ]
)


@lru_cache(40_000)
def fine_parts(word: str) -> tuple[str, ...]:
    """The dictionary words of two letters and more that make up a longer word; itself if there are none.

    The fewest words first and then each of them in turn: a part is cut alike in every company.
    """
    if len(word) < 5 or word in KNOWN_ABBREVIATIONS:
        return (word,)
    return tuple(
        finer for part in _fewest_parts(word) for finer in (fine_parts(part) if part != word else (part,))
    )


@lru_cache(4_000)
def _fewest_parts(word: str) -> tuple[str, ...]:
    known = dictionary()
    cuts = [0, *(place for place in range(1, len(word)) if may_cut(word, place)), len(word)]
    # For each place: how many words lead to it, how uneven they are, and the words.
    best: dict[int, tuple[int, int, tuple[str, ...]]] = {0: (0, 0, ())}
    for end in cuts[1:]:
        for start in cuts[: cuts.index(end)]:
            part = word[start:end]
            if start not in best or len(part) < 2 or part == word or part not in known:
                continue
            if part in _WEAK and end < len(word):
                continue
            count, unevenness, parts = best[start]
            way = (count + 1, unevenness + len(part) ** 2, (*parts, part))
            best[end] = min(best.get(end, way), way)
    return best[len(word)][2] if len(word) in best else (word,)


def may_cut(text: str, place: int) -> bool:
    """Whether a word may begin at `place`: not on a vowel or mark of the letter before it."""
    return text[place] not in "ะัาำิีึืฺุูๅ็่้๊๋์ํ๎" and text[place - 1] not in _LEADING


@lru_cache(1)
def dictionary() -> frozenset[str]:
    """PyThaiNLP's words, the domain's, the districts and the longer abbreviations; all normalised."""
    spec = importlib.util.find_spec("pythainlp")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pythainlp, whose word list the search needs, is not installed")
    # The list is read without importing the package, which would cost half a second and 80 MB.
    general = Path(spec.submodule_search_locations[0]) / "corpus" / "words_th.txt"
    terms = [
        *general.read_text(encoding="utf-8").split("\n"),
        *re.split(r"[\s\d.a-zA-Z]+", DOMAIN_WORDS.read_text(encoding="utf-8")),
        *(district.th for district in DISTRICTS),
        *(abbreviation for abbreviation in KNOWN_ABBREVIATIONS if len(abbreviation) > 2),
        "วีแคร์",
    ]
    normalised = normalise("\n".join(terms)).split("\n")
    return frozenset(term for term in normalised if re.fullmatch(f"[{_THAI}]{{2,}}", term))


@lru_cache(1)
def _segmenter() -> str:
    """The name under which the segmenter knows our dictionary."""
    name = "portal"
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(sorted(dictionary())))
        file.flush()
        nlpo3.load_dict(file.name, name)
    return name


# Sounds and keys

_SOUNDING = "ีูืไณศษซธฑฒภญฎฏฐฬรฌฉฆฅฃๅ"
_HEARD_AS = "ิุึในสสสทททพยดตถลลชชคคขา"
_UNHEARD = "็ฺ่้๊๋์"
_SOUNDS = str.maketrans(_SOUNDING, _HEARD_AS, _UNHEARD)

#: A Thai letter is one byte here, and bytes are exchanged ten times faster than letters.
_THAI_BYTES = "cp874"
_SOUND_BYTES = bytes.maketrans(_SOUNDING.encode(_THAI_BYTES), _HEARD_AS.encode(_THAI_BYTES))
_UNHEARD_BYTES = _UNHEARD.encode(_THAI_BYTES)


def skeleton(text: str) -> str:
    """What is left of normalised text if letters that sound alike are one and tones are not heard."""
    try:
        return text.encode(_THAI_BYTES).translate(_SOUND_BYTES, _UNHEARD_BYTES).decode(_THAI_BYTES)
    except UnicodeEncodeError:
        return text.translate(_SOUNDS)


def trigrams(text: str) -> list[str]:
    """The distinct runs of three letters of the skeleton, words without spaces between them."""
    runs = re.findall(rf"[\w{_THAI}]+", skeleton(normalise(text)))
    return list(dict.fromkeys(run[at : at + 3] for run in runs for at in range(len(run) - 2)))


_LATIN_KEYS = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
_THAI_KEYS = 'ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'

#: What each key of a Latin keyboard is on a Thai one, and the other way: of two keys the one without shift.
KEYS = str.maketrans(dict(zip(_LATIN_KEYS, _THAI_KEYS, strict=True)))
_BACK = str.maketrans(dict(zip(_THAI_KEYS[::-1], _LATIN_KEYS[::-1], strict=True)))

#: Letters as they can follow each other in Thai writing.
_WRITABLE = re.compile(f"(?:[{_LEADING}]?[ก-ฮ][{_VOWEL_MARKS}]?(?:[{_TONES}]|[ุิ]?์)?[ะาๅำ]{{0,2}}|[ฤฦๅฯๆ])+")
_LATIN = re.compile("[A-Za-z]")
#: What holds a letter, or a sign that is a Thai letter on the other keyboard.
_TYPED = re.compile(r"[A-Za-z\[\]\\;',./<>?:{}\"]")

#: A longer text in both scripts is a sentence with foreign names in it.
LONGEST_MIXED = 40


def typed_in_thai(text: str, known: Callable[[str], bool] | None = None) -> str | None:
    """What a Latin text is if the keyboard was meant to be Thai; None if nobody could have meant that.

    Some English words make Thai ones too: this is a guess for what is found nowhere as it stands. What is
    `known` as it stands, and unknown in Thai or too short to tell, stays: กฎหมาย EU. If that can be told, the
    keyboard may also have been left in the middle of a question.
    """
    if not _LATIN.search(text):
        return None
    if re.search(f"[{_THAI}]", text) and (known is None or len(text) > LONGEST_MIXED):
        return None
    pieces = re.split(r"(\s+)", text)
    letters = unwritable = 0
    for at, piece in enumerate(pieces):
        is_mixed = re.search(f"[{_THAI}]", piece)
        if not (_LATIN if is_mixed else _TYPED).search(piece):
            continue
        meant = normalise(piece.translate(KEYS))
        thai = "".join(re.findall(f"[{_THAI}]+", meant))
        wrong = len(thai) - sum(len(match.group()) for match in _WRITABLE.finditer(thai))
        letters += len(thai)
        unwritable += wrong
        # A short word that no Thai can be is an abbreviation: วิธี AKS.
        own = wrong and len(thai) <= 3
        if not own and known and piece.isalpha() and piece.isascii():
            own = (len(thai) <= 2 or not known(meant)) and known(piece)
        pieces[at] = piece if own else meant
    found = "".join(pieces)
    return None if letters < 3 or unwritable > 0.1 * letters or found == text else found


#: The rows of keys, without and with shift.
_ROWS = [_THAI_KEYS[start:end] for start, end in pairwise((0, 12, 25, 36, 46, 58, 71, 82, 92))]
_PLACE_OF_KEY = {letter: (row, at) for row, letters in enumerate(_ROWS) for at, letter in enumerate(letters)}

#: From so many letters on it is seen that a hand only ran over the keys: by this share of neighbours,
SHORTEST_MASH = 4
MASHED = 0.75
#: or in a longer run by letters that all lie under so many keys side by side.
LONGER_MASH = 6
HAND = 4


def is_mashed(text: str) -> bool:
    """Whether somebody only ran over the keys: ฟหกดฟหกด."""
    letters = "".join(re.findall(f"[{_THAI}]", text))
    places = [_PLACE_OF_KEY[letter] for letter in letters if letter in _PLACE_OF_KEY]
    if len(letters) < SHORTEST_MASH or letters in dictionary():
        return False
    beside = sum(
        row == other_row and abs(at - other) <= 1 for (row, at), (other_row, other) in pairwise(places)
    )
    if beside >= MASHED * (len(letters) - 1):
        return True
    rows = {row for row, _at in places}
    keys = [at for _row, at in places]
    return len(letters) >= LONGER_MASH and len(rows) == 1 and max(keys) - min(keys) < HAND


def are_beside(one: str, other: str) -> bool:
    """Whether two letters are on neighbouring keys."""
    nowhere = (-1, -9)
    row, at = _PLACE_OF_KEY.get(one, nowhere)
    other_row, other_at = _PLACE_OF_KEY.get(other, nowhere)
    return row == other_row and abs(at - other_at) == 1


def typed_in_latin(text: str) -> str:
    """What a Thai text is if the keyboard was left in Latin."""
    return text.translate(_BACK)


def cut(text: str, length: int) -> str:
    """`text` with at most `length` characters, ended at a word and with an ellipsis if it was longer."""
    if len(text) <= length:
        return text
    parts = [token for token in tokens(text[: length + 40]) if token.end <= length]
    ends = [here.end for here, following in pairwise(parts) if here.word != following.word]
    return text[: ends[-1] if ends else length].rstrip() + "…"
