"""A school's own version of a practice that it took over: a draft that keeps where it comes from."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from practices.adoption import keeping
from practices.models import Adoption, AdoptionEvent, PracticeIndexPage, PracticePage
from practices.models.practice import this_academic_year

#: What the new version begins with. Results, lessons, pictures, files and awards are each school's own.
TAKEN_OVER = [
    "summary",
    "background",
    "objectives",
    "targets",
    "success_factors",
    "conditions_for_reuse",
    "stages",
    "care_steps",
    "hazards",
    "sub_hazards",
    "measures",
    "levels",
    "kind",
]


def steps_without_pictures(page: PracticePage) -> list[tuple[str, Any]]:
    """The steps, without pictures: whoever is on them agreed to be shown by the other school."""
    found: list[tuple[str, Any]] = []
    for block in page.process:
        if block.block_type == "figure":
            continue
        value = block.value
        if block.block_type == "step":
            value = {name: None if name == "image" else part for name, part in value.items()}
        found.append((block.block_type, value))
    return found


def source_line(page: PracticePage) -> str:
    """Where the version comes from, as its licence asks for."""
    return f"ดัดแปลงจาก {page.reference} “{page.title}” ของ{page.owner_organisation.name} ({page.get_licence_display()})"


@transaction.atomic
def fork(adoption: Adoption, by: User) -> PracticePage:
    """The school's draft, prefilled; begun once. Raises RefusedError if the site has no list of practices."""
    adoption = keeping.locked(adoption)
    if adoption.own_page:
        return adoption.own_page
    # One at a time: two new pages must not take the same place in the tree.
    index = PracticeIndexPage.objects.select_for_update().first()
    if index is None:
        raise keeping.RefusedError(_("The site has no list of practices yet."))
    origin = adoption.practice
    page = PracticePage(
        title=f"{origin.title[:150]} ฉบับ{adoption.school.name}"[:250],
        owner_organisation=adoption.school,
        academic_year=this_academic_year(),
        authors=[("author", {"name": str(by), "position": by.position or by.get_full_name() or "-"})],
        process=steps_without_pictures(origin),
        source_note=source_line(origin),
        owner=by,
        live=False,
        is_demo=adoption.is_demo,
        **{name: getattr(origin, name) for name in TAKEN_OVER},
    )
    index.add_child(instance=page)
    page.tags.add(*origin.tags.names())
    page.policies.set(origin.policies.all())
    page.save_revision(user=by, log_action=True)
    adoption.own_page = page
    adoption.save(update_fields=["own_page"])
    keeping.write(adoption, AdoptionEvent.Kind.FORK, by, text=page.reference)
    log(adoption, "adoption.fork", user=by, data={"page": page.pk})
    return page
