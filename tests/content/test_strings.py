"""Every string of these apps has its Thai."""

import polib
import pytest
from django.conf import settings


@pytest.mark.parametrize("app", ["content"])
def test_every_string_has_its_thai(app):
    catalogue = polib.pofile(f"{settings.BASE_DIR}/{app}/locale/th/LC_MESSAGES/django.po")
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
