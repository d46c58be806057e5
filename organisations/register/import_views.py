"""Bringing in the office's sheet: choose it, say what its columns mean, look, confirm, undo."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from media.names import shown_name
from organisations.models import Organisation, RegisterImport
from organisations.policy import Action
from organisations.register import access, applying, export, reading
from organisations.register.columns import COLUMNS
from organisations.register.import_forms import ColumnsForm, SheetForm, UploadForm, best_sheet
from organisations.register.state import differences

State = RegisterImport.State
#: How many earlier sheets the first screen names.
SHOWN = 20


@limited("register_import", per_minute=6, per_hour=60, methods=("POST",))
@access.entering(Action.CREATE)
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a sheet; below, those that were brought in before."""
    offices = access.offices_of(request, Action.CREATE)
    form = UploadForm(request.POST or None, request.FILES or None, offices=offices)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = reading.read(file.name, file.read(reading.MAX_BYTES + 1))
        except ValidationError as refused:
            form.add_error("file", refused)
        else:
            forget_old(form.owner)
            sheet = RegisterImport.objects.create(
                office=form.owner, file_name=shown_name(file.name), sheets=found, by=request.user
            )
            return redirect("organisations:register_columns", uid=sheet.uid)
    earlier = (
        RegisterImport.objects.filter(office__in=offices).select_related("by", "applied_by").defer("sheets")
    )
    context = {"form": form, "earlier": earlier[:SHOWN], "columns": COLUMNS.values()}
    return render(request, "organisations/register/import.html", context, status=400 if form.errors else 200)


@require_safe
@access.entering(Action.CREATE)
def empty_sheet(request: HttpRequest) -> HttpResponse:
    clusters = (
        Organisation.objects.clusters().active().filter(office__in=access.offices_of(request, Action.CREATE))
    )
    return export.template(clusters.by_name().values_list("name", flat=True), export.NAME)


def forget_old(office: Organisation) -> None:
    """Sheets that nobody confirmed: what their unused columns say is nobody's business."""
    before = timezone.now() - timedelta(days=settings.KEEP_DAYS["sheets"])
    RegisterImport.objects.filter(office=office, state=State.PREVIEW, made_at__lt=before).delete()


@access.of_import
def columns(request: HttpRequest, sheet: RegisterImport) -> HttpResponse:
    """Say what each column means; the portal's guess is chosen already."""
    if not sheet.is_preview:
        return redirect("organisations:register_sheet", uid=sheet.uid)
    number = sheet.choice.get("sheet", best_sheet(sheet.sheets))
    which = SheetForm(request.GET if "sheet" in request.GET else None, sheets=sheet.sheets)
    if which.is_bound and which.is_valid() and which.cleaned_data["sheet"] != "":
        number = which.cleaned_data["sheet"]
    else:
        which = SheetForm(sheets=sheet.sheets, initial={"sheet": number})
    form = ColumnsForm(request.POST or None, sheet=sheet, number=number)
    if request.method == "POST" and form.is_valid():
        RegisterImport.objects.filter(pk=sheet.pk, state=State.PREVIEW).update(choice=form.choice.as_json())
        return redirect("organisations:register_sheet", uid=sheet.uid)
    context = {"form": form, "sheet": sheet, "which": which, "several": len(sheet.sheets) > 1}
    return render(request, "organisations/register/columns.html", context)


@access.of_import
def sheet(request: HttpRequest, sheet: RegisterImport) -> HttpResponse:
    """The preview of a sheet that waits; what became of one that was confirmed."""
    if sheet.is_preview:
        if not sheet.choice:
            return redirect("organisations:register_columns", uid=sheet.uid)
        return preview(request, sheet)
    changes = [
        (change, differences(change.before, change.after))
        for change in sheet.changes.select_related("organisation")
    ]
    return render(request, "organisations/register/result.html", {"sheet": sheet, "changes": changes})


def preview(request: HttpRequest, sheet: RegisterImport) -> HttpResponse:
    plan = applying.plan_of(sheet)
    context = {
        "sheet": sheet,
        "plan": plan,
        "new": [(line, differences({}, line.after)) for line in plan.new],
        "changed": [(line, differences(line.before, line.after)) for line in plan.changed],
    }
    return render(request, "organisations/register/preview.html", context)


@require_POST
@access.of_import
def confirm(request: HttpRequest, sheet: RegisterImport) -> HttpResponse:
    """Save what the preview showed."""
    try:
        plan = applying.confirm(sheet, digest=request.POST.get("digest", ""), by=request.user)
    except applying.NotAppliedError as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(
            request,
            _("Saved in the register: %(new)s new, %(changed)s changed.")
            % {"new": len(plan.new), "changed": len(plan.changed)},
        )
    return redirect("organisations:register_sheet", uid=sheet.uid)


@require_POST
@access.of_import
def undo(request: HttpRequest, sheet: RegisterImport) -> HttpResponse:
    """Give back what was before; lines that somebody has changed since stay and are named."""
    try:
        back, kept = applying.undo(sheet, by=request.user)
    except applying.NotAppliedError as reason:
        messages.warning(request, str(reason))
    else:
        if kept:
            messages.warning(
                request,
                _("Lines undone: %(back)s. Lines left as they are: %(kept)s, see below why.")
                % {"back": back, "kept": kept},
            )
        else:
            messages.success(request, _("Undone. The register is as it was before this sheet."))
    return redirect("organisations:register_sheet", uid=sheet.uid)


@require_POST
@access.of_import
def discard(request: HttpRequest, sheet: RegisterImport) -> HttpResponse:
    """Put a sheet aside that was not confirmed."""
    if RegisterImport.objects.filter(pk=sheet.pk, state=State.PREVIEW).delete()[0]:
        messages.success(request, _("Put aside. Nothing in the register was changed."))
    return redirect("organisations:register_import")
