"""Saying thanks on the adoption's page; reading them, and choosing which words the practice's page shows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from organisations.policy import Action
from practices.adoption import thanking
from practices.adoption.forms import ThanksForm
from practices.adoption.keeping import RefusedError
from practices.adoption.views import of_school
from practices.models import Adoption, Thanks

PER_PAGE = 30


@of_school(Action.EDIT)
@limited("thanks", per_hour=60, methods=("POST",))
def thank(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """One press; words are free to add. What was typed stays where the guard refuses it."""
    form = ThanksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            thanking.thank(adoption, form.cleaned_data["words"], request.user)
        except RefusedError:
            messages.warning(request, _("Your director has to confirm first that your school uses it."))
        else:
            messages.success(request, _("Your thanks are on their way."))
        return redirect("adoption:adoption", uid=adoption.uid)
    context = {"adoption": adoption, "practice": adoption.practice, "form": form}
    return render(request, "practices/adoption/thank.html", context, status=400 if form.errors else 200)


@of_school(Action.EDIT)
@require_POST
def unthank(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    if thanking.take_back(adoption, request.user):
        messages.success(request, _("Your thanks are taken back."))
    return redirect("adoption:adoption", uid=adoption.uid)


@login_required
@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What other schools thank the reader's school for."""
    rows = Thanks.objects.of(thanking.places_of(request.user))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "practices/adoption/thanks.html", {"rows": page})


@login_required
@never_cache
@require_POST
def show(request: HttpRequest, uid: str, shown: bool) -> HttpResponse:
    rows = Thanks.objects.of(thanking.places_of(request.user))
    thanks = get_object_or_404(rows, adoption__uid=uid)
    thanking.show(thanks, request.user, shown=shown)
    words = (
        _("The words are shown on the practice's page.") if shown else _("The words are not shown any more.")
    )
    messages.success(request, words)
    return redirect("adoption:thanks")
