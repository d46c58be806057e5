"""The cockpit: how the office stands, who needs help, what spread; and who else may look."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import links
from accounts.models import OneTimeLink
from content import sheets
from content.years import YEARS, Period
from networks import board
from networks.models import Partnership
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from practices.models import Adoption, PracticePage
from programme.cockpit import attention, nudging, sharing
from programme.cockpit.attention import AttentionFilter, Row
from programme.cockpit.forms import ShareForm
from programme.cockpit.reading import Cockpit
from programme.guards import for_those_who
from programme.indicators import tables
from programme.indicators.measuring import Facts
from programme.models import CockpitShare

#: The link of a new share, told on the next page and then forgotten.
SHARED_PATH = "cockpit_shared_path"


def may(request: HttpRequest, action: Action, office: Organisation) -> bool:
    return policy.may(request.user, action, At(Thing.COCKPIT, office))


def shown(office: Organisation, period: Period, today: date, *, masked: bool = False) -> dict[str, Any]:
    return {
        "office": office,
        "cockpit": Cockpit(office, period, today, masked=masked),
        "period": period,
        "years": YEARS.switch(None, period),
        "today": today,
    }


@require_safe
@for_those_who(Action.VIEW, Thing.COCKPIT)
def cockpit(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    today = timezone.localdate()
    period = YEARS.read(request.GET.get("year"))
    context = shown(office, period, today)
    if form:
        rows = tables.of_readings([dial.reading for dial in context["cockpit"].dials], period)
        name = f"{_('targets and results')} {period.key}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context |= {
        "may_nudge": may(request, Action.EDIT, office),
        "may_share": may(request, Action.CREATE, office),
        "may_measure": policy.may(request.user, Action.VIEW, At(Thing.INDICATOR, office)),
        "applies": policy.may(request.user, Action.VIEW, At(Thing.OFFICE_DOSSIER, office)),
        "now": timezone.now(),
    }
    return render(request, "programme/cockpit/cockpit.html", context)


@require_safe
@for_those_who(Action.VIEW, Thing.COCKPIT)
def schools(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    """All schools that need help today."""
    narrow, facts = AttentionFilter(request.GET), facts_of_today(office)
    every = attention.rows(facts)
    if form:
        rows = attention.table(narrow.found(every))
        name = f"{_('schools that need help')} {facts.on.isoformat()}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = narrow.results(every)
    context |= {
        "found": attention.with_nudges(list(context["rows"])),
        "reasons": attention.counts(every),
        "on": facts.on,
        "may_nudge": may(request, Action.EDIT, office),
        "now": timezone.now(),
    }
    return render(request, "programme/cockpit/schools.html", context)


def facts_of_today(office: Organisation) -> Facts:
    today = timezone.localdate()
    return Facts(office, Period.of(today), today)


def of_school(facts: Facts, uid: str) -> tuple[Organisation, Row | None]:
    """A school of the office, and its row if it needs help. Raises Http404."""
    rows = Organisation.objects.schools().filter(office=facts.office)
    school = get_object_or_404(rows.select_related("cluster", "office"), uid=uid)
    one = facts.of_one(school)
    found = attention.with_nudges(attention.rows(one, [school])) if school.closed_on is None else []
    return school, found[0] if found else None


@require_safe
@for_those_who(Action.VIEW, Thing.COCKPIT)
def school(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """What the office knows of one school: its partnerships, what it does, what it lacks."""
    facts = facts_of_today(office)
    found, row = of_school(facts, uid)
    one = facts.of_one(found)
    judged = one.judged[found.pk]
    known = {known.pk: known for known in found.partnerships_as_owner.select_related("partner")}
    context = {
        "school": found,
        "row": row,
        "line": board.Row(found, judged, one.rule.school_minimum, facts.on),
        "partnerships": [
            (verdict, known[verdict.tie.key], "" if verdict.counts else board.why(verdict))
            for verdict in judged
            if not verdict.tie.model
        ],
        "rule": one.rule,
        "practices": PracticePage.objects.filter(owner_organisation=found).published()[:20],
        "adoptions": Adoption.objects.confirmed()
        .filter(school=found)
        .with_names()
        .order_by("-began_on")[:20],
        "facts": found.facts.order_by("-academic_year").first(),
        "on": facts.on,
        "may_nudge": may(request, Action.EDIT, office),
        "quiet": row is not None and row.is_quiet(timezone.now()),
    }
    return render(request, "programme/cockpit/school.html", context)


@for_those_who(Action.EDIT, Thing.COCKPIT)
def nudge(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """One tap sends the letter; the page then has the words for LINE."""
    found, row = of_school(facts_of_today(office), uid)
    if request.method == "POST":
        if row is None:
            messages.info(request, _("This school needs no nudge any more."))
            return redirect("cockpit:school", uid=found.uid)
        try:
            made = nudging.nudge(row, request.user)
        except nudging.TooSoonError:
            messages.warning(request, _("It was nudged within the last 7 days. Leave it in peace for now."))
        else:
            messages.success(
                request,
                _("The letter is on its way.")
                if made.people
                else _("Nobody of this school has an account: copy the words into LINE."),
            )
        return redirect("cockpit:nudge", uid=found.uid)
    context = {
        "school": found,
        "row": row,
        "people": nudging.responsible(found).count(),
        "text": nudging.line_text(row) if row else "",
        "quiet": row is not None and row.is_quiet(timezone.now()),
    }
    return render(request, "programme/cockpit/nudge.html", context)


@require_safe
@for_those_who(Action.VIEW, Thing.COCKPIT)
def partnership(request: HttpRequest, office: Organisation, pk: int) -> HttpResponse:
    """The evidence of one partnership: what was done together, what was promised, what came of it."""
    rows = Partnership.objects.filter(owner__in=Organisation.objects.of_office(office))
    found = get_object_or_404(
        rows.select_related("owner__office", "partner__partner_page", "commitment"), pk=pk
    )
    facts = facts_of_today(office)
    one = facts.of_one(found.owner)
    judged = next(row for row in one.judged[found.owner_id] if row.tie.key == found.pk)
    context = {
        "partnership": found,
        "judged": judged,
        "why": "" if judged.counts else board.why(judged),
        "rule": one.rule,
        "activities": found.activities.all(),
        "practices": PracticePage.objects.filter(owner_organisation=found.owner, partners=found.partner)
        .published()
        .with_owner(),
        "on": facts.on,
    }
    return render(request, "programme/cockpit/partnership.html", context)


@for_those_who(Action.CREATE, Thing.COCKPIT)
def shares(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Who may look without an account; a new link is shown once."""
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        _share, path = sharing.make(office, data["to"], data["days"], request.user, data["email"])
        request.session[SHARED_PATH] = path
        messages.success(request, _("The link is ready. It is shown this once."))
        return redirect("cockpit:shares")
    path = request.session.pop(SHARED_PATH, "")
    context = {
        "form": form,
        "shares": sharing.with_links(CockpitShare.objects.filter(office=office).newest_first()[:50]),
        "new_link": settings.BASE_URL + path if path else "",
    }
    return render(request, "programme/cockpit/shares.html", context, status=400 if form.errors else 200)


@require_POST
@for_those_who(Action.END, Thing.COCKPIT)
def end_share(request: HttpRequest, office: Organisation, pk: int) -> HttpResponse:
    share = get_object_or_404(CockpitShare, pk=pk, office=office)
    if sharing.end(share, request.user):
        messages.success(request, _("The link works no more."))
    else:
        messages.info(request, _("The link had ended before."))
    return redirect("cockpit:shares")


@require_safe
@links.opened_by(sharing.PURPOSE, sharing.holds)
def shared(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The cockpit for whoever has the link: nothing to press, nobody's name."""
    share = get_object_or_404(CockpitShare.objects.select_related("office"), pk=link.subject_pk)
    today = timezone.localdate()
    period = YEARS.read(request.GET.get("year"))
    context = shown(share.office, period, today, masked=True) | {"share": share}
    return render(request, "programme/cockpit/cockpit.html", context)
