"""What any visitor may read of commitments."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from networks.commitments import access, keeping, listing
from networks.commitments.listing import PublicFilter
from networks.commitments.views import signed_parties
from networks.models import Commitment


@require_safe
@limited("commitments", per_minute=60)
def in_force(request: HttpRequest) -> HttpResponse:
    """Commitments in force that visitors may read about, the newest first."""
    context = PublicFilter(request.GET).results(Commitment.objects.public().with_parties())
    context["lines"] = listing.lines(context["rows"])
    return render(request, "networks/commitments/in_force.html", context)


@require_safe
@never_cache
@limited("commitments", per_minute=60)
def commitment(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the code on a paper leads: the public page; for its people, the one with everything."""
    rows = Commitment.objects.with_parties().filter(reference=reference.upper())
    if (own := rows.first()) and access.visible_to(request.user).filter(pk=own.pk).exists():
        return redirect("commitments:commitment", uid=own.uid)
    found = rows.shown().first()
    if found is None:
        # Whether there is such a number is not told: a paper's own people sign in.
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    promises = list(found.promises.select_related("party__organisation"))
    context = {
        "commitment": found,
        "parties": signed_parties(found),
        "promises": promises,
        "tally": keeping.tally(promises),
        "renewal": Commitment.objects.shown().filter(renewed_from=found).first(),
    }
    return render(request, "networks/commitments/public.html", context)
