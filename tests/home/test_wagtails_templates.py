"""Templates of Wagtail that the portal has its own copy of, because they say something in English."""

from hashlib import sha256
from pathlib import Path

import pytest
import wagtail.admin

THEIRS = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
OURS = Path(__file__).parents[2] / "home" / "templates" / "wagtailadmin"

#: What each copy was made from. When Wagtail changes one, look at ours again.
COPIED = {
    "home/account_summary.html": "ff5c7d30e46778c3",
    "home.html": "7eb3ee7b5a9d1355",
    "shared/header.html": "37d78005e6612711",
    "shared/headers/_actions.html": "facea723b6b91762",
    "shared/user_avatar.html": "10cbd09a2e9434e5",
    "tables/boolean_cell.html": "f52d1f7945b2b176",
}


@pytest.mark.parametrize("name", COPIED)
def test_wagtails_template_is_the_one_that_ours_was_made_from(name):
    assert sha256((THEIRS / name).read_bytes()).hexdigest()[:16] == COPIED[name]


def test_every_copy_is_known():
    extended = {"base.html", "admin_base.html"}
    ours = {str(path.relative_to(OURS)) for path in OURS.rglob("*.html")}
    assert ours - extended == set(COPIED)
