"""The screens of the office: rounds, the board of who has not sent, reminders, totals."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content import sheets
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, At, Thing
from programme.models import ReportRound
from programme.models.reports import usual_days
from programme.reports import access, board, deeds, figures, letters, showing, words
from programme.reports.access import for_round
from programme.reports.board import ReportFilter
from programme.reports.forms import CorrectionForm, ReceiveForm, RoundForm
from programme.reports.views import ONLY_IN_TIME, attempt
from vcare.calendar import academic_year
from vcare.reports import ALL_FIGURES, REFLECTIONS, REPORT_ANSWERS
from vcare.schools import DISTRICTS

REFLECTIONS_SHOWN = 30


@login_required
@never_cache
def prepare(request: HttpRequest) -> HttpResponse:
    """A new round, or another term for one that is not open yet."""
    offices = [row for row in access.places_of_rounds(request.user, Action.CREATE) if row.kind == Kind.OFFICE]
    if not offices:
        raise Http404
    office = offices[0]
    form = RoundForm(
        request.POST or None, instance=ReportRound(office=office), initial=usual(office), office=office
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                term_round = form.save()
                log(term_round, "programme.reports.prepare", user=request.user)
        except IntegrityError:
            form.add_error("term", _("There is a round of this term already."))
        else:
            messages.success(request, _("Prepared. The schools see it as soon as you open it."))
            return redirect("reports:board", uid=term_round.uid)
    context = {"form": form, "round": None}
    return render(request, "programme/reports/round.html", context, status=400 if form.errors else 200)


def usual(office: Organisation) -> dict[str, object]:
    """The term that is next, with the days on which it is usually asked for."""
    last = ReportRound.objects.filter(office=office).newest_first().first()
    today = timezone.localdate()
    if last is None:
        year, term = academic_year(today), 1 if today.month in range(5, 11) else 2
    else:
        year, term = (last.academic_year, 2) if last.term == 1 else (last.academic_year + 1, 1)
    opens_on, due_on = usual_days(year, term)
    return {"academic_year": year, "term": term, "opens_on": opens_on, "due_on": due_on}


@for_round(Action.EDIT)
def edit(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    if term_round.state == ReportRound.State.CLOSED:
        raise Http404
    form = RoundForm(request.POST or None, instance=term_round, office=term_round.office)
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(request, lambda: deeds.change_round(term_round, request.user, list(form.fields))):
                messages.success(request, _("Saved."))
            return redirect("reports:board", uid=term_round.uid)
        except IntegrityError:
            form.add_error("term", _("There is a round of this term already."))
    context = {"form": form, "round": term_round}
    return render(request, "programme/reports/round.html", context, status=400 if form.errors else 200)


@require_POST
@for_round(Action.PUBLISH)
def open_round(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    if attempt(request, lambda: deeds.open_round(term_round, request.user)):
        messages.success(request, _("Open. The schools are told by letter and in the portal."))
    return redirect("reports:board", uid=term_round.uid)


@for_round(Action.PUBLISH)
def close(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    """Ask once, with what would be left out."""
    if request.method == "POST":
        if attempt(request, lambda: deeds.close_round(term_round, request.user)):
            messages.success(request, _("Closed. The totals of the area can be read by everybody now."))
        return redirect("reports:board", uid=term_round.uid)
    if not term_round.is_open:
        return redirect("reports:board", uid=term_round.uid)
    rows = board.rows(term_round)
    context = {
        "round": term_round,
        "missing": [row for row in rows if not row.is_done],
        "waiting": sum(row.is_waiting for row in rows),
    }
    return render(request, "programme/reports/close.html", context)


@for_round(Action.PUBLISH)
def reopen(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    if term_round.state != ReportRound.State.CLOSED:
        return redirect("reports:board", uid=term_round.uid)
    form = CorrectionForm(request.POST or None)
    form.fields["reason"].label = _("Why is the round opened again?")
    form.fields["reason"].help_text = _("It is kept in the log. No names of pupils.")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(request, lambda: deeds.reopen_round(term_round, request.user, reason)):
            messages.success(request, _("Open again. The totals are not public until you close it."))
        return redirect("reports:board", uid=term_round.uid)
    context = {"round": term_round, "form": form}
    return render(request, "programme/reports/reopen.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
@never_cache
def round_board(request: HttpRequest, uid: str, form: str = "") -> HttpResponse:
    """Who has sent and who has not; as a page, or as a file to take away."""
    if not access.places_of_rounds(request.user):
        raise Http404
    term_round = get_object_or_404(access.rounds_of(request.user), uid=uid)
    clusters = access.clusters_of(request.user, term_round)
    if not clusters and not policy.may(request.user, Action.VIEW, term_round):
        raise Http404
    narrow = ReportFilter(request.GET, office=term_round.office)
    every = board.rows(term_round, clusters)
    if form:
        rows = board.table(narrow.found(every))
        name = f"{_('term reports')} {term_round.academic_year}-{term_round.term}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = narrow.results(every)
    may_edit = policy.may(request.user, Action.EDIT, term_round)
    # What was certified in time is read after the last day, too.
    may_receive = may_edit and term_round.state != ReportRound.State.PLANNED
    context |= {
        "round": term_round,
        "own_clusters": clusters,
        "schools": len(every),
        "done": sum(row.is_done for row in every),
        "waiting": sum(row.standing == board.Standing.CERTIFIED for row in every),
        "districts": board.shares(every, "district"),
        "clusters": [] if len(clusters) == 1 else board.shares(every, "cluster"),
        "today": timezone.localdate(),
        "may_edit": may_edit,
        "may_remind": may_edit and term_round.is_open,
        "may_read": access.may_read(request.user, term_round),
        "may_receive": may_receive,
        "may_tick": may_receive and any(row.is_waiting for row in context["rows"]),
        "may_record": term_round.is_open
        and policy.may(request.user, Action.COORDINATE, At(Thing.TERM_REPORT, term_round.office)),
        "may_total": not clusters,
    }
    return render(request, "programme/reports/board.html", context)


@require_POST
@for_round(Action.EDIT)
def receive(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    """Several certified reports at once, those that were ticked on the board; also of a closed round."""
    form = ReceiveForm(request.POST, term_round=term_round)
    if not form.is_valid():
        messages.error(request, _("Tick the reports that the office has read."))
        return redirect("reports:board", uid=term_round.uid)
    chosen = [row for row in form.cleaned_data["report"] if policy.may(request.user, Action.RETURN, row)]
    number = deeds.receive_all(chosen, request.user)
    if number:
        words = ngettext("%(n)s report is received.", "%(n)s reports are received.", number) % {"n": number}
        messages.success(request, words)
    elif term_round.is_open:
        messages.info(request, _("None of them waited any more."))
    if number < len(chosen) and not term_round.is_open:
        messages.error(request, ONLY_IN_TIME)
    return redirect("reports:board", uid=term_round.uid)


@for_round(Action.EDIT)
@limited("report_remind", per_minute=30, methods=("POST",))
def remind(request: HttpRequest, term_round: ReportRound, school: str = "") -> HttpResponse:
    """Words for LINE, and one tap to write to all that have not sent, or to one of them."""
    if not term_round.is_open:
        return redirect("reports:board", uid=term_round.uid)
    narrow = ReportFilter(request.GET, office=term_round.office)
    rows = [row for row in narrow.found(board.rows(term_round)) if not row.is_done]
    if school:
        rows = [row for row in rows if str(row.school.uid) == str(school)]
        if not rows:
            get_object_or_404(Organisation.objects.schools().filter(office=term_round.office_id), uid=school)
            messages.info(request, _("This school has sent its report already."))
            return redirect("reports:board", uid=term_round.uid)
    if request.method == "POST":
        tell(request, board.remind(term_round, rows, request.user))
        return redirect("reports:board", uid=term_round.uid)
    one = rows[0].school if school else None
    schools = sorted((row.school for row in rows), key=lambda row: row.sort_key)
    context = {
        "round": term_round,
        "one": one,
        "rows": rows,
        "todo": [row for row in rows if not row.reminded_today],
        "text": letters.line_to_one(term_round, one) if one else letters.line_to_all(term_round, schools),
    }
    return render(request, "programme/reports/remind.html", context)


def tell(request: HttpRequest, result: board.Reminded) -> None:
    if n := result.schools:
        messages.success(
            request, ngettext("%(n)s school was reminded.", "%(n)s schools were reminded.", n) % {"n": n}
        )
    if n := result.already:
        messages.info(
            request,
            ngettext(
                "%(n)s school was reminded today already.", "%(n)s schools were reminded today already.", n
            )
            % {"n": n},
        )
    if n := result.without_people:
        messages.warning(
            request,
            ngettext(
                "%(n)s school has nobody with an account. Copy the words into LINE.",
                "%(n)s schools have nobody with an account. Copy the words into LINE.",
                n,
            )
            % {"n": n},
        )


@require_safe
@for_round()
def totals(request: HttpRequest, term_round: ReportRound, form: str = "") -> HttpResponse:
    """What the certified reports add up to; for those who read reports, school by school as a file."""
    numbers = figures.of_round(term_round)
    inside = access.may_read(request.user, term_round)
    if form:
        if not inside:
            raise Http404
        name = f"{_('term reports')} {term_round.academic_year}-{term_round.term} {_('numbers')}"
        return sheets.xlsx_response(table(numbers), name)
    context = {
        "round": term_round,
        "numbers": numbers,
        "inside": inside,
        "chapters": showing.of_totals(numbers, inside=inside),
        "enough": inside or numbers.certified >= figures.hiding.FEWEST_SCHOOLS,
    }
    return render(request, "programme/reports/totals.html", context)


def table(numbers: figures.Figures) -> Iterator[list[object]]:
    """Every school's certified numbers as a sheet, its heading first; the last row are the sums."""
    language = get_language()
    keys = [figure.key for figure in ALL_FIGURES]
    yield [
        _("School"),
        _("District"),
        _("School cluster"),
        _("Certified on"),
        _("Certified how"),
        _("Version"),
        *(words.label(key) for key in keys),
        *(term.label(language) for term in REPORT_ANSWERS),
    ]
    for row in numbers.rows:
        school = row.school
        yield [
            school.local_name,
            ", ".join(DISTRICTS[key].short(language) for key in school.districts),
            school.cluster.local_name if school.cluster else "",
            timezone.localdate(row.version.certified_at),
            words.certified_how(row.version.is_on_paper),
            row.version.number,
            *(row.values.get(key) for key in keys),
            *({True: _("yes"), False: _("no"), None: ""}[row.answer(term.key)] for term in REPORT_ANSWERS),
        ]
    yield [
        _("Sum"),
        "",
        "",
        "",
        "",
        "",
        *(numbers.totals[key].value for key in keys),
        *(numbers.answers[term.key].value for term in REPORT_ANSWERS),
    ]


@require_safe
@for_round()
def total(request: HttpRequest, term_round: ReportRound, key: str) -> HttpResponse:
    """The schools behind one sum."""
    if not access.may_read(request.user, term_round):
        raise Http404
    numbers = figures.of_round(term_round)
    if key in REPORT_ANSWERS:
        found, values = numbers.answers[key], [(row, row.answer(key)) for row in numbers.rows]
    elif key in ALL_FIGURES:
        found, values = numbers.totals[key], [(row, row.values.get(key)) for row in numbers.rows]
    else:
        raise Http404
    ordered = sorted(values, key=lambda pair: (pair[1] is None, -int(pair[1] or 0), pair[0].school.sort_key))
    context = {
        "round": term_round,
        "name": words.label(key),
        "unit": ALL_FIGURES[key].unit_label(get_language()) if key in ALL_FIGURES else "",
        "total": found,
        "is_answer": key in REPORT_ANSWERS,
        "numbers": numbers,
        "rows": Paginator(ordered, 120).get_page(request.GET.get("page")),
    }
    return render(request, "programme/reports/total.html", context)


@require_safe
@for_round()
def reflections(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    """What the schools think of the term, beside each other."""
    if not access.may_read(request.user, term_round):
        raise Http404
    rows = figures.of_round(term_round).rows
    page = Paginator(rows, REFLECTIONS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "round": term_round,
        "rows": page,
        "told": [
            (
                row,
                [
                    (question.label(get_language()), row.version.answers.get(question.key))
                    for question in REFLECTIONS
                ],
            )
            for row in page
        ],
    }
    return render(request, "programme/reports/reflections.html", context)
