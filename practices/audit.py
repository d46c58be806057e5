"""What the audit log calls what schools do with their stories."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("practices.discard", _("Throw draft away"), _("Draft thrown away"))
    actions.register_action(
        "practices.discard_changes", _("Throw changes away"), _("Changes since publication thrown away")
    )
    actions.register_action("practices.fetch_back", _("Fetch draft back"), _("Draft fetched back"))
    actions.register_action("practices.import", _("Bring in report"), _("Report brought in"))
    actions.register_action(
        "practices.place_leftover", _("Place what was left over"), _("Leftover of a report placed")
    )
