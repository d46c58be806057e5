"""The editors' button that begins the next event with the last one's text."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from events.copying import next_one
from events.models import ExchangeEventPage


def copy_event(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(ExchangeEventPage, pk=pk)
    if not event.permissions_for_user(request.user).can_copy():
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "events/copy.html", {"event": event})
    page = next_one(event, request.user)
    messages.success(request, _("The draft is ready. Look at its dates first."))
    return redirect("wagtailadmin_pages:edit", page.pk)
