"""Names that migrations write into the database, where no catalogue reaches them."""

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import Page, Workflow

from portal.founding import say_names_in_thai
from portal.management.commands.migrate import name_permissions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("codename", "thai"),
    [
        ("add_membership", "เพิ่มสมาชิกภาพ"),
        ("delete_organisation", "ลบหน่วยงาน"),
        ("bulk_delete_page", "ลบหน้าที่มีหน้าย่อย"),
    ],
)
def test_a_permission_says_in_thai_what_it_allows(codename, thai):
    name_permissions()  # a test that empties all tables makes them anew, in English
    assert Permission.objects.get(codename=codename).name == thai


def test_a_permission_of_a_later_migration_is_named_too():
    Permission.objects.filter(codename="add_membership").update(name="Can add membership")
    name_permissions()
    assert Permission.objects.get(codename="add_membership").name == "เพิ่มสมาชิกภาพ"


def test_a_name_that_somebody_gave_stays():
    root = Page.get_first_root_node()
    Page.objects.filter(pk=root.pk).update(title="ทั้งหมด")
    workflow = Workflow.objects.create(name="อนุมัติเร่งด่วน")
    say_names_in_thai()
    root.refresh_from_db()
    workflow.refresh_from_db()
    assert root.title == "ทั้งหมด"
    assert workflow.name == "อนุมัติเร่งด่วน"


def test_names_that_wagtail_gave_are_said_in_thai(site_tree):
    Page.objects.filter(depth=1).update(title="Root", draft_title="Root")
    say_names_in_thai()
    root = Page.get_first_root_node()
    assert (root.title, root.draft_title) == ("ระดับบนสุด", "ระดับบนสุด")
