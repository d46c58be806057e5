"""Office roles as groups of Wagtail's editing interface.

The memberships decide; the groups follow them and are never a source of rights by themselves. What a group
may do with pages is read from the table of rights.
"""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission

from accounts.models import User
from organisations import policy
from organisations.models import Membership, PublisherApprovalTask, Role
from organisations.policy import PLACES, RIGHTS, Action

EDITORS = "กองบรรณาธิการ"
MODERATORS = "ผู้อนุมัติเผยแพร่"
ADMINISTRATORS = "ผู้ดูแลเว็บไซต์"
DIRECTORS = "ผู้อำนวยการเขตพื้นที่"
ALL = (EDITORS, MODERATORS, ADMINISTRATORS, DIRECTORS)

GROUPS: dict[Role, tuple[str, ...]] = {
    Role.ADMINISTRATOR: (EDITORS, MODERATORS, ADMINISTRATORS),
    Role.OFFICE_DIRECTOR: (DIRECTORS,),
    Role.GROUP_DIRECTOR: (EDITORS, MODERATORS),
    Role.OFFICER: (EDITORS, MODERATORS),
    Role.SUPERVISOR: (EDITORS,),
}

#: The place that has all others beneath it.
ROOT = "wagtailcore.Page"

#: Wagtail's own two groups become ours, so that nobody meets the same thing under two names.
WAGTAILS_NAMES = {EDITORS: "Editors", MODERATORS: "Moderators"}

#: Page permissions of Wagtail and what the table of rights has to allow for each. There is none for
#: deleting: whoever edits deletes drafts, and what is published whoever publishes too.
PAGE_PERMISSIONS: dict[str, set[Action]] = {
    "add_page": {Action.CREATE},
    "change_page": {Action.EDIT},
    "publish_page": {Action.PUBLISH},
    "lock_page": {Action.EDIT, Action.PUBLISH},
    "unlock_page": {Action.EDIT, Action.PUBLISH},
}
FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)
ENTRANCE = ("wagtailadmin", "access_admin")
#: What officers keep in the register, besides pages. Memberships are not among it: they would let one
#: give oneself any right. Only an administrator deletes.
RECORDS = tuple(
    (app, f"{verb}_{model}")
    for app, model in (
        ("organisations", "organisation"),
        ("organisations", "schoolfacts"),
        ("networks", "partnership"),
        ("practices", "policyreference"),
        ("practices", "topic"),
    )
    for verb in ("add", "change")
)
#: What editors do at the search desk; a director looks.
SEARCH_DESK = (
    ("search", "view_querytally"),
    ("search", "change_editedsynonyms"),
    ("search", "change_pin"),
    ("search", "change_judgement"),
    ("search", "add_practicerequest"),
)
#: Keys for programs that work in an editor's name; everybody keeps their own, only an administrator others'.
TOKENS = tuple(("wagtailcore", f"{verb}_apitoken") for verb in ("add", "change", "delete", "view"))
EVERYWHERE = {
    EDITORS: (ENTRANCE, *SEARCH_DESK, *TOKENS),
    MODERATORS: (ENTRANCE, *RECORDS),
    DIRECTORS: (ENTRANCE, SEARCH_DESK[0]),
    ADMINISTRATORS: (
        ENTRANCE,
        ("home", "change_sitesettings"),
        ("wagtailredirects", "add_redirect"),
        ("wagtailredirects", "change_redirect"),
        ("wagtailredirects", "delete_redirect"),
    ),
}


def groups_for(person: User) -> set[str]:
    """The names of the groups that today's memberships put a person into."""
    return {name for role in policy.roles(policy.memberships(person)) for name in GROUPS.get(role, ())}


def may_edit(person: User) -> bool:
    """Whether a person may enter the editing interface today.

    A superuser without any membership was made on the server itself, to help out.
    """
    return policy.may(person, policy.Action.ENTER, policy.Thing.EDITING) or (
        person.is_superuser and not has_been_administrator(person)
    )


def has_been_administrator(person: User) -> bool:
    return Membership.objects.filter(person=person, role=Role.ADMINISTRATOR).exists()


def current_groups(person: User) -> set[str]:
    return set(person.groups.filter(name__in=ALL).values_list("name", flat=True))


def is_in_step(person: User) -> bool:
    """Whether the groups say what today's memberships say."""
    return groups_for(person) == current_groups(person)


@transaction.atomic
def sync(person: User, *, was_administrator: bool = False) -> None:
    """Make a person's groups those of their memberships; other groups stay as they are.

    `was_administrator` tells of a membership that is deleted and so left no trace.
    """
    policy.forget(person)
    wanted, current = groups_for(person), current_groups(person)
    if wanted - current:
        groups = ensure()
        person.groups.add(*(groups[name] for name in wanted - current))
    if current - wanted:
        person.groups.remove(*Group.objects.filter(name__in=current - wanted))
    may = policy.may(person, policy.Action.ENTER, policy.Thing.EDITING)
    if person.is_superuser and not may and (was_administrator or has_been_administrator(person)):
        person.is_superuser = person.is_staff = False
        person.save(update_fields=["is_superuser", "is_staff"])


@transaction.atomic
def ensure() -> dict[str, Group]:
    """The groups with their permissions, made or mended where needed."""
    groups = {name: _group(name) for name in ALL}
    for name, group in groups.items():
        group.permissions.add(*_permissions(EVERYWHERE[name]))
    open_pages(groups)
    collection = Collection.get_first_root_node()
    for permission in _permissions(FILES):
        for name in (EDITORS, MODERATORS):
            GroupCollectionPermission.objects.get_or_create(
                group=groups[name], collection=collection, permission=permission
            )
    let_publishers_approve(groups)
    return groups


def open_pages(groups: dict[str, Group]) -> None:
    """Give each group the page permissions that the table of rights gives its roles, and no other."""
    permissions = {
        row.codename: row.pk for row in _permissions(("wagtailcore", name) for name in PAGE_PERMISSIONS)
    }
    places = {place: _pages_at(place) for place in PLACES}
    for name, group in groups.items():
        wanted = {
            (page, permissions[codename])
            for place, pages in places.items()
            for codename in page_permissions(name, place)
            for page in pages
        }
        rows = GroupPagePermission.objects.filter(group=group)
        current = {(row.page_id, row.permission_id): row.pk for row in rows}
        rows.filter(pk__in=[pk for key, pk in current.items() if key not in wanted]).delete()
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page_id=page, permission_id=permission)
            for page, permission in wanted - current.keys()
        )


def page_permissions(group: str, place: str) -> set[str]:
    """What a group may do beneath a page: only what each of its roles may do with all that stands there."""
    roles = [role for role, groups in GROUPS.items() if group in groups]
    things = PLACES[place] if place != ROOT else {thing for things in PLACES.values() for thing in things}
    return {
        codename
        for codename, actions in PAGE_PERMISSIONS.items()
        if all(actions <= RIGHTS[role].get(thing, set()) for role in roles for thing in things)
    }


def _pages_at(place: str) -> list[int]:
    pages = apps.get_model(place).objects.all()
    return list((pages.filter(depth=1) if place == ROOT else pages).values_list("pk", flat=True))


def let_publishers_approve(groups: dict[str, Group]) -> None:
    """Turn Wagtail's own approval, which lets those who approve edit too, into ours."""
    wagtails = ContentType.objects.get_for_model(GroupApprovalTask)
    ours = ContentType.objects.get_for_model(PublisherApprovalTask, for_concrete_model=False)
    for task in GroupApprovalTask.objects.filter(active=True, content_type=wagtails):
        if not task.groups.exclude(name=MODERATORS).exists():
            task.content_type = ours
            task.save()
            task.groups.add(groups[MODERATORS], groups[DIRECTORS])


def made() -> bool:
    return Group.objects.filter(name__in=ALL).exists()


@transaction.atomic
def catch_up() -> None:
    """Bring the groups and everybody in them into step with the table of rights, which may be a new one."""
    ensure()
    concerned = models.Q(groups__name__in=ALL) | models.Q(memberships__role__in=GROUPS)
    for person in User.objects.filter(concerned).distinct():
        sync(person)


def _group(name: str) -> Group:
    group = Group.objects.filter(name=name).first()
    if group is None and name in WAGTAILS_NAMES:
        group = Group.objects.filter(name=WAGTAILS_NAMES[name]).first()
    group = group or Group()
    if group.name != name:
        group.name = name
        group.save()
    return group


def _permissions(names: Iterable[tuple[str, str]]) -> list[Permission]:
    wanted = set(names)
    rows = Permission.objects.filter(
        content_type__app_label__in={app for app, _ in wanted}, codename__in={name for _, name in wanted}
    ).select_related("content_type")
    return [row for row in rows if (row.content_type.app_label, row.codename) in wanted]
