"""The nightly look at everything that is published."""

import io

import pytest
from django.core.management import call_command

from accounts.models import Notice
from practices.models import PracticePage
from privacy import gate
from privacy.models import Sighting
from tests.factories import PracticePageFactory
from tests.privacy.conftest import RED

pytestmark = pytest.mark.django_db


def scan() -> str:
    out = io.StringIO()
    call_command("scan_live", stdout=out)
    return out.getvalue()


def test_finds_what_came_past_the_gate_and_tells_the_reviewers_once(site_tree, reviewer, officer):
    page = PracticePageFactory(parent=site_tree.practices)
    PracticePage.objects.filter(pk=page.pk).update(benefits=RED)
    assert "1 red" in scan()
    assert [notice.person for notice in Notice.objects.all()] == [reviewer]
    scan()
    assert Notice.objects.count() == 1


def test_forgets_what_was_mended(site_tree, reviewer):
    page = PracticePageFactory(parent=site_tree.practices)
    PracticePage.objects.filter(pk=page.pk).update(benefits=RED)
    scan()
    PracticePage.objects.filter(pk=page.pk).update(benefits="เรื่องดี")
    assert " 0 red" in scan()
    assert not Sighting.objects.exists()


def test_one_page_that_cannot_be_read_does_not_hide_the_others(site_tree, reviewer, monkeypatch):
    pages = [PracticePageFactory(parent=site_tree.practices) for _number in range(2)]
    PracticePage.objects.filter(pk=pages[1].pk).update(benefits=RED)
    judged = gate.judged

    def broken(thing):
        if thing.pk == pages[0].pk:
            raise RuntimeError
        return judged(thing)

    monkeypatch.setattr(gate, "judged", broken)
    assert "1 red, 0 amber, 1 not readable" in scan()
