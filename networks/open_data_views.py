"""Partners to take away: for other programs, and for whoever works with tables."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content import sheets
from networks import open_data
from networks.filters import PartnerFilter
from networks.models import PartnerPage, PartnerPageQuerySet


def chosen_partners(request: HttpRequest) -> PartnerPageQuerySet:
    """Those that the list of partners shows for the same conditions."""
    narrow = PartnerFilter(request.GET)
    return narrow.found(PartnerPage.objects.published().with_level())


@require_safe
@limited("open_data", per_minute=30)
def partners_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        open_data.open_data(chosen_partners(request)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@require_safe
@limited("open_data", per_minute=30)
def partners_csv(request: HttpRequest) -> HttpResponse:
    name = f"{_('partners')} {timezone.localdate().isoformat()}"
    return sheets.csv_response(open_data.partner_sheet(chosen_partners(request)), name)


@require_safe
@limited("open_data", per_minute=30)
def cooperation_csv(request: HttpRequest) -> HttpResponse:
    name = f"{_('partnerships')} {timezone.localdate().isoformat()}"
    return sheets.csv_response(open_data.cooperation_sheet(chosen_partners(request)), name)
