"""Sorting as a Thai dictionary does, by a key that a database can store.

Keys compare by code point, so a plain text column sorts the same in SQLite and, with the "C"
collation, in PostgreSQL. A key has two levels. On the first, a vowel that is written before its
consonant counts after it; digits come before Latin letters, these before Thai; numbers count by
their value, case and punctuation do not. On the second, tone marks and other marks decide
between words that are otherwise the same.
"""

import re
import unicodedata

from vcare.calendar import to_arabic_digits

#: No key is longer; what lies beyond does not change the order.
SORT_KEY_LENGTH = 255

_LEADING_VOWELS = frozenset("เแโใไ")
_MARKS = frozenset("็่้๊๋์ํ๎ฺ")
_NUMBER = re.compile(r"[0-9]+")
_SPLIT_SARA_AM = re.compile(r"ํ([่-๋]?)า")

# Below every letter and digit of the first level, in this order: the end of the level, a space
# between words, the repetition mark ๆ.
_END, _GAP, _REPETITION = " ", "!", "#"
# A character without marks on the second level, below every mark.
_UNMARKED = "0"


def thai_sort_key(text: str) -> str:
    """The key by which `text` sorts; empty for a text without letters and digits."""
    units = _swap_leading_vowels(_units(_prepared(text)))
    first = "".join(base for base, _ in units)
    second = "".join(_UNMARKED + marks for _, marks in units).rstrip(_UNMARKED)
    return (first + _END + second if second else first)[:SORT_KEY_LENGTH]


def _prepared(text: str) -> str:
    text = to_arabic_digits(unicodedata.normalize("NFC", text)).casefold()
    text = _SPLIT_SARA_AM.sub(r"\1ำ", text).replace("เเ", "แ")
    return _NUMBER.sub(_counted, re.sub(r"\s+ๆ", "ๆ", text))


def _counted(number: re.Match[str]) -> str:
    """The number with its length before it, so that more digits sort after fewer."""
    digits = number[0].lstrip("0")
    nines, rest = divmod(len(digits), 9)
    return "9" * nines + str(rest) + digits


def _units(text: str) -> list[tuple[str, str]]:
    """Each character that counts on the first level, with the marks that belong to it."""
    units: list[tuple[str, str]] = []
    gap = False
    for character in text:
        base, marks = _decomposed(character)
        if base == _GAP:
            gap = bool(units)
        elif base:
            if gap:
                units.append((_GAP, ""))
            units.append((base, marks))
            gap = False
        elif marks and units:
            units[-1] = (units[-1][0], units[-1][1] + marks)
    return units


def _decomposed(character: str) -> tuple[str, str]:
    """What a character adds to the first level and to the second."""
    if character.isspace():
        return _GAP, ""
    if character == "ๆ":
        return _REPETITION, ""
    if character in _MARKS:
        return "", character
    if "ก" <= character <= "ฮ" or "ะ" <= character <= "ๅ":
        return character, ""
    decomposed = unicodedata.normalize("NFD", character)
    if len(decomposed) > 1 and decomposed[0].isascii():
        return decomposed[0], decomposed[1:]
    category = unicodedata.category(character)[0]
    if category == "M":
        return "", character
    return (character, "") if category in "LN" and character != "ฯ" else ("", "")


def _swap_leading_vowels(units: list[tuple[str, str]]) -> list[tuple[str, str]]:
    swapped = list(units)
    for place in range(len(units) - 1):
        vowel, consonant = units[place], units[place + 1]
        if vowel[0] in _LEADING_VOWELS and "ก" <= consonant[0] <= "ฮ":
            swapped[place : place + 2] = consonant, vowel
    return swapped


_SCHOOL = re.compile(r"(?:โรงเรียน|ร\.?\s?ร\.|รร\s)\s*(?=\S)")
_PERSON = re.compile(
    r"(?:น\.\s?ส\.|(?:ผศ|รศ|ศ|ดร|mrs?|ms|dr)\.|ว่าที่\s?(?:ร้อย(?:ตรี|โท|เอก)|ร\.\s?[ตทอ]\.)"
    # Only a surname tells the title from the first syllable of a name such as นางรอง.
    r"|(?:นางสาว|นาง|นาย)(?=\s|\S+\s))"
    r"\s*(?=[ก-ฮเแโใไa-z])",
    re.IGNORECASE,
)


def name_sort_key(name: str) -> str:
    """The key by which a school or a person sorts: without "โรงเรียน", "นาย", "ดร." and the like.

    People sort by their given names, as is usual in Thai.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if school := _SCHOOL.match(name):
        return thai_sort_key(name[school.end() :])
    while title := _PERSON.match(name):
        name = name[title.end() :]
    return thai_sort_key(name)
