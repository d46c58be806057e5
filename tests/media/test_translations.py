from pathlib import Path

import polib
from django.conf import settings


def test_every_string_of_the_app_is_thai():
    path = Path(settings.BASE_DIR) / "media" / "locale" / "th" / "LC_MESSAGES" / "django.po"
    assert [entry.msgid for entry in polib.pofile(str(path)) if not entry.msgstr] == []
