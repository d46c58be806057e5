"""A sheet is received, brought in, and undone: each in one transaction."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from media.names import shown_name
from organisations.incoming.importers import IMPORTERS, Importer
from organisations.incoming.plan import Plan
from organisations.incoming.use import stamp, used_by
from organisations.models import IncomingLine, IncomingSheet
from organisations.register import reading

State = IncomingSheet.State
LOG = "organisations.incoming."
#: How many earlier sheets a screen names.
SHOWN = 10


class NotAppliedError(Exception):
    """Nothing was kept; the message says why."""


def meanwhile() -> NotAppliedError:
    return NotAppliedError(_("Something has changed meanwhile. Please look at it again."))


def earlier(key: str, place: Any) -> QuerySet[IncomingSheet]:
    """The last sheets of a plan, a fund, an award."""
    rows = IncomingSheet.objects.filter(kind=key, place=place.pk).select_related("by", "applied_by")
    return rows.defer("sheets", "refused")[:SHOWN]


def receive(key: str, place: Any, upload: UploadedFile, by: User) -> IncomingSheet:
    """Read a file, to be looked at. Raises ValidationError that says what to do."""
    sheets = reading.read(upload.name, upload.read(reading.MAX_BYTES + 1))
    importer = IMPORTERS[key]
    importer.read(importer.place(place.pk), sheets)
    return IncomingSheet.objects.create(
        kind=key, place=place.pk, file_name=shown_name(upload.name), sheets=sheets, by=by
    )


def confirm(sheet: IncomingSheet, importer: Importer, place: Any, *, digest: str, by: User) -> Plan:
    """Keep what the preview with this digest showed, all of it or nothing. Raises NotAppliedError."""
    return _whole(importer, lambda: _confirm(sheet, importer, place, digest, by))


def _whole(importer: Importer, do: Callable[[], Any]) -> Any:
    try:
        with transaction.atomic():
            return do()
    except IntegrityError as error:
        raise meanwhile() from error
    except tuple(importer.sorry) as error:
        raise NotAppliedError(str(importer.sorry[type(error)])) from error


def _confirm(sheet: IncomingSheet, importer: Importer, place: Any, digest: str, by: User) -> Plan:
    waiting = IncomingSheet.objects.filter(pk=sheet.pk, state=State.PREVIEW)
    if not waiting.update(state=State.APPLIED, applied_by=by, applied_at=timezone.now()):
        raise NotAppliedError(_("This sheet has been brought in already, or put aside."))
    importer.hold(place)
    sheet.refresh_from_db()
    try:
        plan = importer.read(place, sheet.sheets)
    except ValidationError as error:
        raise meanwhile() from error
    if plan.digest != digest or not plan.changes:
        raise meanwhile()
    importer.keep(place, [row.thing for row in plan.changes], by)
    stored = importer.stored(row.thing.pk for row in plan.changes)
    if len(stored) < len(plan.changes):
        raise meanwhile()
    IncomingLine.objects.bulk_create(
        IncomingLine(
            incoming=sheet,
            line=row.line.number,
            sheet=row.line.sheet[:31],
            row=row.thing.pk,
            before=row.before,
            stamp=stamp(stored[row.thing.pk]),
        )
        for row in plan.changes
    )
    sheet.counts = plan.counts
    sheet.refused = [[row.line.number, row.line.sheet, list(row.reasons)] for row in plan.refused]
    sheet.sheets = []
    sheet.save()
    log(sheet, f"{LOG}apply", user=by, data={"file": sheet.file_name, **plan.counts})
    return plan


def undo(sheet: IncomingSheet, importer: Importer, place: Any, by: User) -> tuple[int, int]:
    """Take back what the sheet brought; how many lines went back, and how many could not. Raises NotAppliedError.

    A line stays where somebody has changed since what it brought, or something hangs on it.
    """
    return _whole(importer, lambda: _undo(sheet, importer, place, by))


def _undo(sheet: IncomingSheet, importer: Importer, place: Any, by: User) -> tuple[int, int]:
    importer.hold(place)
    sheet = IncomingSheet.objects.select_for_update().get(pk=sheet.pk)
    if not sheet.may_be_undone:
        raise NotAppliedError(_("This sheet has been undone already, or too long ago brought in."))
    lines = list(sheet.lines.filter(undone_at=None).order_by("-pk"))
    stored = importer.stored(line.row for line in lines)
    back = kept = 0
    for line in lines:
        thing = stored.get(line.row)
        # Whoever has taken it away by hand wanted the same.
        line.kept_because = _take_back(line, thing, importer, by) if thing else ""
        if line.kept_because:
            kept += 1
        else:
            back += 1
            line.undone_at = timezone.now()
        line.save()
    sheet.state = State.PARTLY if kept else State.UNDONE
    sheet.undone_by, sheet.undone_at = by, timezone.now()
    sheet.save()
    log(sheet, f"{LOG}undo", user=by, data={"file": sheet.file_name, "back": back, "kept": kept})
    return back, kept


def _take_back(line: IncomingLine, thing: Any, importer: Importer, by: User) -> str:
    """Undo one line; the reason if it stays."""
    if stamp(thing) != line.stamp:
        return str(importer.changed_since)
    if not line.before and (things := used_by(thing)):
        return _("it is in use: %(things)s") % {"things": things}
    try:
        with transaction.atomic():
            if line.before:
                importer.change_back(thing, line.before, by)
            else:
                importer.take_back(thing, by)
    except tuple(importer.sorry) as error:
        return str(importer.sorry[type(error)])
    return ""
