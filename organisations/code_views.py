"""Codes by which people ask to belong, and the poster with one."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.ratelimit import limited
from content.typesetting.pdf import pdf
from content.typesetting.qr import qr_svg
from organisations import joining, policy
from organisations.guards import for_members
from organisations.joining_forms import CodeForm
from organisations.joining_views import roles_for_codes
from organisations.models import JoiningCode, Kind, Organisation, Role
from vcare.calendar import format_thai_date

POSTER = Path(__file__).with_name("typst") / "poster.typ"


@limited("join_codes", per_hour=100, methods=("POST",))
@for_members
def codes(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The codes of a school that work, and a new one."""
    roles = roles_for_codes(request, organisation)
    if not roles or organisation.kind != Kind.SCHOOL or organisation.closed_on:
        raise Http404
    form = CodeForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        joining.make_code(
            organisation, data["role"], days=data["days"], max_uses=data["max_uses"], by=request.user
        )
        messages.success(request, _("The code is made. Print the sheet or read the code to your colleagues."))
        return redirect("organisations:codes", uid=organisation.uid)
    rows = organisation.joining_codes.open().filter(role__in=roles).order_by("-made_at", "-pk")
    # Whoever made several is one person, whose rights are read once.
    makers: dict[int | None, User | None] = {}
    found = list(rows.select_related("organisation", "made_by"))
    for row in found:
        row.made_by = makers.setdefault(row.made_by_id, row.made_by)
    context = {
        "organisation": organisation,
        "form": form,
        "rows": [row for row in found if joining.works(row)],
        "typed_at": typing_address(),
    }
    return render(request, "organisations/codes.html", context, status=400 if form.errors else 200)


def typing_address() -> str:
    """Where a code is typed in, as one reads it on paper."""
    with override("th"):
        return (settings.BASE_URL + reverse("organisations:type_code")).partition("://")[2]


def own_code(request: HttpRequest, organisation: Organisation, pk: int) -> JoiningCode:
    """Raises Http404 for codes of roles for which the person may not invite."""
    rows = organisation.joining_codes.select_related("organisation", "made_by")
    found: JoiningCode = get_object_or_404(rows, pk=pk)
    if Role(found.role) not in policy.roles_to_invite(request.user, organisation):
        raise Http404
    return found


@for_members
@require_POST
def withdraw_code(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    joining.withdraw_code(own_code(request, organisation, pk), request.user)
    messages.success(
        request, _("The code works no more. Who asked with it before still waits for an answer.")
    )
    return redirect("organisations:codes", uid=organisation.uid)


@limited("posters", per_minute=20)
@for_members
@require_safe
def poster(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """The sheet for the staff room: A4 with the code as letters and as a picture."""
    code = own_code(request, organisation, pk)
    if not joining.works(code):
        raise Http404
    response = HttpResponse(pdf(POSTER, poster_data(code)), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"รหัสเข้าร่วม {organisation.name}.pdf")
    response["X-Robots-Tag"] = "noindex"
    return response


def poster_data(code: JoiningCode) -> dict[str, object]:
    with override("th"):
        address = settings.BASE_URL + reverse("organisations:join", args=[code.shown])
        return {
            "title": f"เข้าร่วม {code.organisation.name}",
            "thai_digits": False,
            "school": code.organisation.name,
            "role": code.get_role_display(),
            "code": code.shown,
            "typed_at": typing_address(),
            "until": format_thai_date(code.expires_on, "long"),
            "max_uses": code.max_uses,
            "qr": qr_svg(address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {address}",
        }
