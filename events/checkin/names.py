"""Finding a Thai name as somebody types it at a door: the first letters, with or without tone marks."""

import re

#: Tone marks, ็ and ์: what is left out, doubled or put on the wrong letter in a hurry.
_MARKS = re.compile("[\u0e47-\u0e4c\u200b-\u200d]")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def folded(text: str) -> str:
    """What all ways to type a name share. The phone's own search folds in the same way: `door.js`."""
    text = text.lower().translate(_DIGITS).replace("\u0e4d\u0e32", "\u0e33").replace("เเ", "แ")
    return " ".join(_MARKS.sub("", text).split())


def rank(query: str, prefix: str, name: str, organisation: str) -> int:
    """How well a person answers a query; 0 for the best, -1 for not at all. An empty query finds everybody."""
    words = folded(query).split()
    own = folded(name)
    beginnings = [folded(prefix + name), *own.split()]
    place = folded(organisation)
    worst = 0
    for word in words:
        if any(beginning.startswith(word) for beginning in beginnings):
            continue
        if word in own:
            worst = max(worst, 1)
        elif word in place:
            worst = max(worst, 2)
        else:
            return -1
    return worst
