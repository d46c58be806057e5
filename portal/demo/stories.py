"""What the demonstration's school is writing: stories in every state, by two who work together."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from wagtail.models import Revision

from accounts.models import User
from content.rich import from_text
from organisations.models import Membership, Organisation, Role
from portal.founding import add, read
from practices.models import DiscardedPractice, PracticeIndexPage, PracticePage

TEXTS = Path(__file__).parent / "stories.toml"


def add_stories(school: Organisation, teacher: User, colleague: User, moments: list[datetime]) -> None:
    """One draft for each text; `moments` are when they were written last, the newest first."""
    index = PracticeIndexPage.objects.get()
    for text, moment in zip(read(TEXTS)["stories"], moments, strict=False):
        page = add(index, story(text, school, teacher), live=False)
        if tags := text.get("tags"):
            draft = page.get_latest_revision_as_object()
            draft.tags.set(tags)
            draft.save_revision(user=colleague, clean=False)
        Revision.objects.filter(object_id=str(page.pk), user=None).update(user=teacher)
        Revision.objects.filter(object_id=str(page.pk)).update(created_at=moment)
        PracticePage.objects.filter(pk=page.pk).update(latest_revision_created_at=moment)
        if text.get("discarded"):
            DiscardedPractice.objects.create(page=page, by=teacher)


def story(text: dict[str, Any], school: Organisation, teacher: User) -> PracticePage:
    """A story of which a part is written."""
    steps = [
        ("step", {"stage": step["stage"], "title": step["title"], "text": from_text(step["text"])})
        for step in text.get("steps", [])
    ]
    return PracticePage(
        title=text["title"],
        kind=text["kind"],
        owner_organisation=school,
        owner=teacher,
        is_demo=True,
        summary=text.get("summary", ""),
        background=from_text(text.get("background", "")),
        objectives=[("objective", line) for line in text.get("objectives", [])],
        targets=[("qualitative", line) for line in text.get("targets", [])],
        process=steps,
        success_factors=[("factor", line) for line in text.get("success", [])],
        results=[
            *(("measured", result) for result in text.get("measured", [])),
            *(("observed", line) for line in text.get("observed", [])),
        ],
        what_failed=from_text(text.get("what_failed", "")),
        lessons=from_text(text.get("lessons", "")),
        conditions_for_reuse=text.get("conditions", ""),
        cost=text.get("cost"),
        evidence=text.get("evidence", ""),
        school_sizes=text.get("sizes", []),
        stages=list(dict.fromkeys(step["stage"] for step in text.get("steps", []))),
        care_steps=text.get("care_steps", []),
        hazards=text.get("hazards", []),
        authors=[("author", {"name": f"นาง{teacher.get_full_name()}", "position": teacher.position})]
        if text.get("summary")
        else [],
    )


def add_colleague(school: Organisation, email: str, password: str, since: Any) -> User:
    """A second teacher of the school, who takes over where the first stopped."""
    person = User.objects.create(
        email=email,
        password=make_password(password),
        first_name="สมมุติ",
        last_name="ช่วยเขียน",
        position="ครู (สมมุติ)",
    )
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    Membership.objects.create(person=person, organisation=school, role=Role.TEACHER, starts_on=since)
    return person
