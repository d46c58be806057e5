"""Whether a story can be handed in: nothing missing, nobody exposed."""

from django.utils.translation import gettext as _

from practices.models import PracticePage
from practices.writing.completeness import Completeness, Need, completeness
from practices.writing.guard import Doubt, doubts


def before_submission(page: PracticePage) -> list[Need]:
    """What has to be mended first, in the order of the questions; `page` as its latest revision has it."""
    return needs(completeness(page.serializable_data()), doubts(page))


def needs(complete: Completeness, found: list[Doubt]) -> list[Need]:
    return [
        *(
            Need(
                doubt.field,
                _("“%(text)s”: %(name)s. %(mend)s")
                % {"text": doubt.text, "name": doubt.name, "mend": doubt.mend},
            )
            for doubt in found
            if doubt.is_red
        ),
        *complete.before_submission,
    ]
