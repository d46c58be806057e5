"""Numbers that come back from buttons and addresses."""


def number_of(text: str) -> int | None:
    """The key or place that a page sent along; None for what no page of ours sends."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None
