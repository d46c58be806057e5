from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from programme.models import FundPage


@hooks.register("before_delete_page")
def keep_ledgers(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A fund with a ledger stays: hide its page instead."""
    fund = page.specific
    if isinstance(fund, FundPage) and fund.ledger_years.exists():
        messages.error(request, _("This fund has a ledger, so it stays. Unpublish its page instead."))
        return redirect("wagtailadmin_explore", fund.get_parent().pk)
    return None
