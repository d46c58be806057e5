"""What Wagtail lets a role do with pages is what the table of rights says: role x place x action."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, TaskState

from accounts.models import User
from home.models import HomePage
from organisations import admin_groups
from organisations.admin_groups import DIRECTORS, EDITORS, MODERATORS
from organisations.models import PublisherApprovalTask, Role
from organisations.policy import OFFICE_ROLES, PLACES, RIGHTS, Action
from portal.founding import found
from tests.factories import (
    ExchangeEventPageFactory,
    FundPageFactory,
    GuidancePageFactory,
    OfficeFactory,
    PartnerPageFactory,
    PracticeIndexPageFactory,
    PracticePageFactory,
    StandardPageFactory,
    UserFactory,
)
from tests.people import home_of, member

pytestmark = pytest.mark.django_db

EDITING = [role for role in Role if role in OFFICE_ROLES]


@pytest.fixture
def places(site_tree) -> dict[str, SimpleNamespace]:
    """Of each place its page and three below it: published, drafted, handed in; written by somebody else."""
    admin_groups.ensure()
    factories = {
        "wagtailcore.Page": (site_tree.home, StandardPageFactory),
        "practices.PracticeIndexPage": (site_tree.practices, PracticePageFactory),
        "practices.GuidanceIndexPage": (site_tree.guidance, GuidancePageFactory),
        "networks.PartnerIndexPage": (site_tree.partners, PartnerPageFactory),
        "events.ExchangeEventIndexPage": (site_tree.events, ExchangeEventPageFactory),
        "programme.FundIndexPage": (site_tree.funds, FundPageFactory),
    }
    found = {}
    for place, (parent, factory) in factories.items():
        slugs = ("a", "b", "c")
        live, draft, handed_in = (
            factory(parent=parent, live=slug == "a", owner=UserFactory(), **own_slug(factory, slug))
            for slug in slugs
        )
        handed_in.get_workflow().start(handed_in, handed_in.owner)
        found[place] = SimpleNamespace(page=parent, live=live, draft=draft, handed_in=handed_in)
    return found


def own_slug(factory, slug):
    return {"slug": slug} if factory is StandardPageFactory else {}


def allowed(person, place) -> dict[str, bool]:
    """What Wagtail answers."""

    def ask(page):
        return Page.objects.get(pk=page.pk).specific.permissions_for_user(person)

    return {
        "add": ask(place.page).can_add_subpage(),
        "edit": ask(place.live).can_edit(),
        "edit what is handed in": ask(place.handed_in).can_edit(),
        "publish": ask(place.draft).can_publish(),
        "unpublish": ask(place.live).can_unpublish(),
        "delete": ask(place.live).can_delete(),
        "delete a draft": ask(place.draft).can_delete(),
        "lock": ask(place.live).can_lock(),
        "lock what is handed in": ask(place.handed_in).can_lock(),
        "approve": any(
            name == "approve"
            for name, *_rest in place.handed_in.current_workflow_task.get_actions(place.handed_in, person)
        ),
    }


def right_to(role, place) -> dict[str, bool]:
    """What the table of rights answers."""

    def may(*actions):
        rights = [RIGHTS[role].get(thing, set()) for thing in PLACES[place]]
        return role in OFFICE_ROLES and all(action in right for action in actions for right in rights)

    both = may(Action.EDIT, Action.PUBLISH)
    return {
        "add": may(Action.CREATE),
        "edit": may(Action.EDIT),
        "edit what is handed in": may(Action.EDIT),
        "publish": may(Action.PUBLISH),
        "unpublish": may(Action.PUBLISH),
        "delete": both,
        "delete a draft": may(Action.EDIT),
        "lock": both,
        "lock what is handed in": both,
        "approve": may(Action.PUBLISH),
    }


def fresh(person) -> User:
    """Without what Wagtail remembers on the object."""
    return User.objects.get(pk=person.pk)


def test_every_place_is_asked_about(places):
    assert set(places) == set(PLACES)


@pytest.mark.parametrize("role", list(Role))
def test_wagtail_allows_what_the_table_of_rights_says(places, role):
    person = member(home_of(role), role)
    answers = {name: allowed(fresh(person), place) for name, place in places.items()}
    assert answers == {name: right_to(role, name) for name in places}


@pytest.mark.parametrize("role", EDITING)
def test_what_waits_for_approval_is_what_a_role_may_publish(places, role):
    person = member(home_of(role), role)
    waiting = {
        int(pk)
        for pk in TaskState.objects.reviewable_by(fresh(person)).values_list(
            "workflow_state__object_id", flat=True
        )
    }
    assert waiting == {
        place.handed_in.pk for name, place in places.items() if right_to(role, name)["approve"]
    }


def test_a_director_approves_from_the_first_screen_without_editing(client, places):
    page = places["practices.PracticeIndexPage"].handed_in
    client.force_login(member(OfficeFactory(), Role.OFFICE_DIRECTOR))
    assert page.title in client.get("/admin/").text
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 302
    task = page.current_workflow_task_state
    for name in ("workflow_preview", "view_draft"):
        arguments = [page.pk, task.task_id] if name == "workflow_preview" else [page.pk]
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=arguments)).status_code == 200
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]))
    page.refresh_from_db()
    assert page.live


def test_a_director_does_not_approve_what_others_publish(client, places):
    page = places["networks.PartnerIndexPage"].handed_in
    task = page.current_workflow_task_state
    client.force_login(member(OfficeFactory(), Role.OFFICE_DIRECTOR))
    assert page.title not in client.get("/admin/").text
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]))
    page.refresh_from_db()
    assert not page.live


def test_a_list_that_is_made_later_is_open_too(site_tree):
    admin_groups.ensure()
    site_tree.practices.delete()
    home = HomePage.objects.get()
    index = PracticeIndexPageFactory(parent=home)
    supervisor = member(OfficeFactory(), Role.SUPERVISOR)
    assert index.permissions_for_user(fresh(supervisor)).can_add_subpage()


def test_an_older_installation_is_put_right(site_tree):
    """As it was before: two groups with everything at the root, Wagtail's own approval."""
    groups = admin_groups.ensure()
    director = member(OfficeFactory(), Role.OFFICE_DIRECTOR)
    director.groups.set([groups[MODERATORS]])
    root = Page.get_first_root_node()
    for name in ("add_page", "change_page"):
        [permission] = admin_groups._permissions([("wagtailcore", name)])
        GroupPagePermission.objects.create(group=groups[EDITORS], page=root, permission=permission)
    wagtails = GroupApprovalTask()
    GroupApprovalTask.objects.update(content_type=wagtails.content_type)
    GroupApprovalTask.objects.get().groups.set([groups[MODERATORS]])

    found()

    assert set(director.groups.values_list("name", flat=True)) == {DIRECTORS}
    assert not GroupPagePermission.objects.filter(group__name=EDITORS, page=root).exists()
    assert isinstance(GroupApprovalTask.objects.get().specific, PublisherApprovalTask)


def test_another_release_puts_it_right_by_itself(site_tree):
    groups = admin_groups.ensure()
    GroupPagePermission.objects.filter(group=groups[DIRECTORS]).delete()
    call_command("migrate", verbosity=0)
    assert GroupPagePermission.objects.filter(group=groups[DIRECTORS]).exists()


def test_a_new_installation_is_not_given_groups_by_its_migrations(db):
    assert not Group.objects.filter(name__in=admin_groups.ALL).exists()
