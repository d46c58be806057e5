"""What a person copies out of a PDF."""

import re

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without the line breaks of the setting and signs without width."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return [squeezed(page.get_textpage().get_text_range()) for page in paper]
    finally:
        paper.close()


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u200b\u00ad\ufffe]+", "", words)
