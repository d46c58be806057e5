"""Office roles as groups of Wagtail's editing interface.

The memberships decide; the groups follow them and are never a source of rights by themselves.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import User
from organisations import policy
from organisations.models import Membership, Role

EDITORS = "กองบรรณาธิการ"
MODERATORS = "ผู้อนุมัติเผยแพร่"
ADMINISTRATORS = "ผู้ดูแลเว็บไซต์"
ALL = (EDITORS, MODERATORS, ADMINISTRATORS)

GROUPS: dict[Role, tuple[str, ...]] = {
    Role.ADMINISTRATOR: ALL,
    Role.OFFICE_DIRECTOR: (MODERATORS,),
    Role.GROUP_DIRECTOR: (EDITORS, MODERATORS),
    Role.OFFICER: (EDITORS, MODERATORS),
    Role.SUPERVISOR: (EDITORS,),
}

#: Wagtail's own two groups become ours, so that nobody meets the same thing under two names.
WAGTAILS_NAMES = {EDITORS: "Editors", MODERATORS: "Moderators"}

PAGES = {
    EDITORS: ("add_page", "change_page"),
    MODERATORS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
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
EVERYWHERE = {
    EDITORS: (ENTRANCE,),
    MODERATORS: (ENTRANCE, *RECORDS),
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
    root = Page.get_first_root_node()
    for name, codenames in PAGES.items():
        for permission in _permissions(("wagtailcore", codename) for codename in codenames):
            GroupPagePermission.objects.get_or_create(group=groups[name], page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in _permissions(FILES):
        for name in (EDITORS, MODERATORS):
            GroupCollectionPermission.objects.get_or_create(
                group=groups[name], collection=collection, permission=permission
            )
    for task in GroupApprovalTask.objects.filter(active=True, groups=None):
        task.groups.add(groups[MODERATORS])
    return groups


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
