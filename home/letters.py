"""Letters that could not be sent, for those who run the portal."""

from django.contrib.auth.decorators import user_passes_test
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from accounts.models import Letter, User
from organisations import policy
from organisations.policy import Action, Thing

PER_PAGE = 50


def may_see(person: User) -> bool:
    return person.is_superuser or policy.may(person, Action.VIEW, Thing.LETTER)


def may_send(person: User) -> bool:
    return person.is_superuser or policy.may(person, Action.EDIT, Thing.LETTER)


@require_safe
@user_passes_test(may_see)
def failed(request: HttpRequest) -> HttpResponse:
    """Those that were tried in vain, the newest first. Whom they are for is not shown in full."""
    rows = Letter.objects.failed().order_by("-created_at", "-pk")
    context = {
        "page_title": _("Letters not sent"),
        "header_icon": "mail",
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_send": may_send(request.user),
    }
    return render(request, "home/admin/letters.html", context)


@require_POST
@user_passes_test(may_send)
def send_again(request: HttpRequest) -> HttpResponse:
    """Try all of them at once, as `manage.py mail retry` does."""
    count = Letter.objects.failed().update(due_at=timezone.now(), attempts=0, problem="")
    if count:
        log(request.user, "accounts.letters.retry", user=request.user, data={"letters": count})
        text = ngettext(
            "%(n)s letter is being sent once more.", "%(n)s letters are being sent once more.", count
        )
        messages.success(request, text % {"n": count})
    else:
        messages.warning(request, _("No letter has failed any more. Nothing was sent."))
    return redirect("failed_letters")
