"""A sheet to hang up at the door: what it is about, and the code that opens the form."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import override

from content.typesetting.pdf import pdf
from content.typesetting.qr import qr_svg
from events.models import Feedback
from vcare.calendar import format_thai_date

TEMPLATE = Path(__file__).with_name("typst") / "poster.typ"


def poster(feedback: Feedback, address: str) -> bytes:
    """The sheet as PDF, A4."""
    event = feedback.event
    with override("th"):
        data = {
            "title": event.title,
            "author": [event.host.name],
            "host": event.host.name,
            "day": format_thai_date(timezone.localdate(event.starts_at), "long"),
            "questions": len(feedback.questions),
            "address": address,
            "qr": qr_svg(address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {address}",
            "thai_digits": False,
        }
    return pdf(TEMPLATE, data)
