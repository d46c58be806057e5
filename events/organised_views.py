"""The events that a person looks after: the way in to each one's desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from events.filters import OrganisedFilter
from events.registration import desk


@login_required
@never_cache
def organised(request: HttpRequest) -> HttpResponse:
    context = OrganisedFilter(request.GET).results(desk.organised_by(request.user))
    return render(request, "events/organised.html", context)
