"""One's own account and inbox."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import notices
from accounts.forms import ProfileForm

NOTICES_PER_PAGE = 20


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, position, password, second factor."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    factor = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    return render(request, "accounts/profile.html", {"form": form, "has_second_factor": factor})


@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything one was told, the newest first."""
    rows = Paginator(request.user.notices.newest_first(), NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows, "unread": request.user.notices.unread().count()}
    return render(request, "accounts/notices.html", context)


@login_required
@require_POST
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to where something is to be done."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    notices.mark_read(notice)
    # The row is ours, but what leads people on is looked at twice.
    leads_on = notice.path and url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return redirect(notice.path if leads_on else "accounts:notices")


@login_required
@require_POST
def unread_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notices.mark_unread(get_object_or_404(request.user.notices, pk=pk))
    return redirect("accounts:notices")


@login_required
@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    count = notices.mark_all_read(request.user)
    messages.success(
        request,
        ngettext("%(n)s notice is marked as read.", "%(n)s notices are marked as read.", count)
        % {"n": count},
    )
    return redirect("accounts:notices")
