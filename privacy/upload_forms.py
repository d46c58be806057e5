"""The editors' upload forms, which refuse what could expose a child before it is stored."""

from typing import Any

from media.files import CleanPaper, CleanUpload
from media.forms import DocumentForm, PictureForm
from media.names import shown_name
from privacy import gate

#: Field of the form beside which a finding in a field of the model is told.
BESIDE = {"original_name": "file", "text": "file"}


class GuardedMixin:
    """Red findings in the words, the file's name and the file's text are told beside the field."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        form: Any = self
        upload = form.cleaned_data.get("file")
        if isinstance(upload, (CleanPaper, CleanUpload)):
            form.instance.original_name = shown_name(upload.name)
        if isinstance(upload, CleanPaper):
            form.instance.text = upload.text
        told: dict[str, set[str]] = {}
        for one in gate.open_findings(form.instance):
            if one.is_red:
                field = BESIDE.get(one.passage.field, one.passage.field)
                told.setdefault(field, set()).add(gate.told(one, quoting=True))
        for field, messages in told.items():
            form.add_error(field if field in form.fields else None, sorted(messages)[: gate.SHOWN])


class GuardedDocumentForm(GuardedMixin, DocumentForm):
    pass


class GuardedPictureForm(GuardedMixin, PictureForm):
    pass
