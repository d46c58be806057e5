"""What the office asks of a partner before it trusts it further; all numbers stand here."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from networks.counting import months_later

#: For how many years a decision holds.
YEARS = 2

#: Days before the end on which coordinator and office are told.
TOLD_BEFORE = (90, 30, 0)

#: A coordinator who has not signed in for so many days has left, as far as claims go.
SILENT_DAYS = 365

#: For how many days after a refusal it can be appealed against.
APPEAL_DAYS = 30

#: A declaration holds as long as a decision does, and only in the version that is in force.
DECLARATION_VERSION = "2569/1"

#: What an organisation declares, sentence by sentence.
DECLARATION = (
    _("Nobody of us is ever alone with a pupil: a teacher or another adult of the school is there."),
    _("Whoever of us meets pupils is known to us by name, and was never convicted of harming a child."),
    _("We take no pictures of pupils and keep none, unless the school has the consent."),
    _("We ask pupils for no telephone number, no LINE and no other account, and write to none of them."),
    _("What we see or hear of harm to a child we tell the school at once, or the hotline 1300."),
    _("We sell nothing to pupils and recruit them for nothing."),
)


def last_day(first: date) -> date:
    """The last day of a decision that begins on a day."""
    return months_later(first, 12 * YEARS) - timedelta(days=1)
