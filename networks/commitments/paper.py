"""What the papers of a commitment say: บันทึกข้อตกลง and the one-page ใบพันธสัญญา, before they are typeset."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from content.digits import in_thai_digits
from content.typesetting.qr import qr_svg
from networks.models import Commitment, Signature
from vcare.calendar import format_thai_date
from vcare.partners import COOPERATION_LEVELS

#: More would not be readable on one page; the code leads to the rest.
MOST_PROMISES = 14
HEADINGS = {
    Commitment.Kind.MOU: "บันทึกข้อตกลงความร่วมมือ",
    Commitment.Kind.PLEDGE: "ใบพันธสัญญา",
}


def long(day: date) -> str:
    return format_thai_date(day, "long")


def paper_data(commitment: Commitment, *, thai_digits: bool = False) -> dict[str, Any]:
    """Everything that both papers print, as text. The commitment's parties have been read."""
    with override("th"):
        parties = list(commitment.parties.all())
        promises = list(commitment.promises.select_related("party__organisation"))
        signatures = {
            row.party_id: row for row in Signature.objects.valid().filter(party__commitment=commitment)
        }
        address = settings.BASE_URL + commitment.get_absolute_url()
        data = {
            "heading": HEADINGS[Commitment.Kind(commitment.kind)],
            "title": commitment.title,
            "author": [party.organisation.name for party in parties],
            "office": commitment.office.name,
            "reference": commitment.reference,
            "is_draft": commitment.state in (Commitment.State.DRAFT, Commitment.State.WAITING),
            "is_cancelled": commitment.state == Commitment.State.CANCELLED,
            "between": [party.organisation.name for party in parties],
            "made": f"{made_on(commitment, signatures)} ณ {commitment.place}"
            if commitment.place
            else made_on(commitment, signatures),
            "purpose": [line for line in commitment.purpose.splitlines() if line.strip()],
            "levels": [COOPERATION_LEVELS[key].th for key in commitment.levels],
            "duties": [
                {"name": party.organisation.name, "text": party.duties} for party in parties if party.duties
            ],
            "from": long(commitment.starts_on),
            "until": long(commitment.ends_on),
            "renews": commitment.renewed_from.reference if commitment.renewed_from else "",
            "promises": {
                "kind": "table",
                "columns": ["ฝ่าย", "พันธสัญญา", "ตัวชี้วัด / เป้าหมาย", "ภายในวันที่"],
                "widths": [3, 4.4, 3.6, 2.4],
                "centred": [],
                "rows": [
                    [
                        promise.party.organisation.name,
                        promise.what,
                        " · ".join(filter(None, [promise.indicator, promise.target])),
                        format_thai_date(promise.due_on, "short"),
                    ]
                    for promise in promises
                ],
            },
            "copies": str(len(parties)),
            "signers": [signer(party, signatures.get(party.pk)) for party in parties],
            "address": address,
            "qr": qr_svg(address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {address}",
            "printed": f"พิมพ์เมื่อ {long(timezone.localdate())}",
        }
    return {**(in_thai_digits(data) if thai_digits else data), "thai_digits": thai_digits}


def made_on(commitment: Commitment, signatures: dict[int, Signature]) -> str:
    """The day of the last signature; room to write it where somebody has not signed."""
    days = [row.signed_on for row in signatures.values()]
    return long(max(days)) if days and commitment.in_force_at else "." * 40


def signer(party: Any, signature: Signature | None) -> dict[str, str]:
    """Who signs for a party, or has signed and how."""
    if signature is None:
        words = {"name": party.signatory_name, "position": party.signatory_position, "signed": ""}
    else:
        how = "ลงนามทางลิงก์ในพอร์ทัล" if signature.how == Signature.How.LINK else "ลงนามบนกระดาษ"
        words = {
            "name": signature.name,
            "position": signature.position,
            "signed": f"{how} {format_thai_date(signature.signed_on, 'short')}",
        }
    return {"party": party.organisation.name, **words}


def one_page(data: dict[str, Any]) -> dict[str, Any]:
    """The same for a single page: at most so many promises, and how many are left out."""
    rows = data["promises"]["rows"]
    more = len(rows) - MOST_PROMISES
    return {
        **data,
        "heading": "ใบพันธสัญญา",
        "promises": {**data["promises"], "rows": rows[:MOST_PROMISES]},
        "more": f"และอีก {more} ข้อ อ่านฉบับเต็มได้จากคิวอาร์โค้ด" if more > 0 else "",
    }
