"""What one was told, when and how one wants to be told, and how that stops."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import choices, notices
from accounts.kinds import Group
from accounts.line import api, incoming, linking
from accounts.models import LineAccount
from accounts.notice_forms import ChoicesForm, InboxForm
from accounts.ratelimit import limited

PER_PAGE = 20


@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything one was told, the newest first."""
    chosen = InboxForm(request.GET).chosen()
    found = request.user.notices.newest_first()
    if chosen["unread"]:
        found = found.unread()
    if chosen["group"]:
        found = found.filter(group=chosen["group"])
    context = {
        "rows": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "unread": request.user.unread,
        "chosen": chosen,
        "groups": Group,
        "is_english": get_language() == "en",
        "keep_days": settings.KEEP_DAYS["notices"],
    }
    return render(request, "accounts/notices.html", context)


def to_inbox(request: HttpRequest) -> HttpResponse:
    """Back to the list as it was: a form's address has its filter and page."""
    kept = {name: request.GET[name] for name in ("show", "group", "page") if name in request.GET}
    return redirect(reverse("notices:inbox", query=kept or None))


@login_required
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to where something is to be done."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    notices.mark_read(notice)
    # The row is ours, but what leads people on is looked at twice.
    leads_on = notice.path and url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return redirect(notice.path) if leads_on else to_inbox(request)


@login_required
@require_POST
def unread(request: HttpRequest, pk: int) -> HttpResponse:
    notices.mark_unread(get_object_or_404(request.user.notices, pk=pk))
    return to_inbox(request)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = notices.mark_all_read(request.user)
    messages.success(
        request,
        ngettext("%(n)s notice is marked as read.", "%(n)s notices are marked as read.", count)
        % {"n": count},
    )
    return to_inbox(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """When and how to be told of what."""
    chosen = choices.of([request.user])[request.user.pk]
    account = LineAccount.objects.filter(person=request.user).exclude(user_id=None).first()
    form = ChoicesForm(request.POST or None, instance=chosen, with_line=api.is_on() and account is not None)
    if request.method == "POST" and form.is_valid():
        choices.save(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("notices:settings")
    context = {
        "form": form,
        "line_on": api.is_on(),
        "account": account,
        "at": settings.DIGEST_TIME,
        "day": WEEKDAYS[settings.DIGEST_WEEKDAY - 1],
    }
    return render(request, "accounts/notice_settings.html", context)


# A mail program's own button has neither session nor CSRF token; the signed address is what counts.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("stop-notices", per_minute=30)
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Where a letter's stop link leads, without signing in. Only the button stops: machines follow links."""
    try:
        person, groups = choices.read_token(token)
    except BadSignature:
        raise Http404 from None
    if person and request.method == "POST":
        if "again" in request.POST:
            choices.resume(person, groups)
        else:
            choices.stop(person, groups)
    context = {
        "groups": groups,
        "is_stopped": person is None or choices.is_stopped(person, groups),
        "is_known": person is not None,
    }
    response = render(request, "accounts/notices_stop.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@limited("line-code", per_hour=30, methods=("POST",))
def line(request: HttpRequest) -> HttpResponse:
    """How to link LINE; pressing the button shows a code."""
    if not api.is_on():
        raise Http404
    code = linking.new_code(request.user) if request.method == "POST" else ""
    context = {
        "code": code,
        "minutes": linking.MINUTES,
        "account": LineAccount.objects.filter(person=request.user).exclude(user_id=None).first(),
        "office": settings.LINE_ACCOUNT,
    }
    return render(request, "accounts/notices_line.html", context)


@require_POST
@login_required
def unlink(request: HttpRequest) -> HttpResponse:
    account = LineAccount.objects.filter(person=request.user).first()
    if account:
        linking.unlink(account)
    messages.success(request, _("LINE is unlinked. Letters come by e-mail."))
    return redirect("notices:settings")


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """What LINE tells; only LINE can sign it."""
    if not api.is_on():
        raise Http404
    if not incoming.is_signed(request.body, request.headers.get("X-Line-Signature", "")):
        return HttpResponse("Not signed by LINE\n", status=403, content_type="text/plain")
    try:
        told = json.loads(request.body)
    except ValueError:
        told = None
    events = told.get("events") if isinstance(told, dict) else None
    incoming.take(events if isinstance(events, list) else [])
    return HttpResponse("OK\n", content_type="text/plain")
