"""What the audit log calls what happens to registrations."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("events.register", _("Register for an event"), _("Registered for an event")),
        ("events.hold", _("Hold a free place"), _("Free place held")),
        ("events.lapse", _("Let a held place lapse"), _("Held place lapsed")),
        ("events.take", _("Take a held place"), _("Held place taken")),
        ("events.change", _("Change a registration"), _("Registration changed")),
        ("events.end", _("End a registration"), _("Registration ended")),
        ("events.session", _("Move up in the line for a session"), _("Line for a session moved up")),
        ("events.feedback", _("Change a satisfaction form"), _("Satisfaction form changed")),
        ("events.record", _("Publish an event's record"), _("Event's record published")),
        ("events.take_back", _("Take an event's record back"), _("Event's record taken back")),
        ("events.follow_up", _("Say what was done"), _("Next action changed")),
        ("events.report", _("Change an event's report"), _("Event's report changed")),
        ("events.call", _("Change a call for practices"), _("Call for practices changed")),
        ("events.propose", _("Propose a practice for an event"), _("Practice proposed for an event")),
        ("events.withdraw", _("Take a proposal back"), _("Proposal taken back")),
        ("events.select", _("Select among proposals"), _("Proposal answered")),
        (
            "events.rows",
            _("Put selected practices into the programme"),
            _("Selected practices put into the programme"),
        ),
        ("events.certificate_issue", _("Issue certificates"), _("Certificates issued")),
        ("events.certificate_correct", _("Correct a certificate"), _("Certificate corrected")),
        ("events.certificate_revoke", _("Revoke a certificate"), _("Certificate revoked")),
        ("events.certificate_restore", _("Take a revocation back"), _("Certificate valid again")),
        (
            "events.certificate_design",
            _("Change a design of certificates"),
            _("Design of certificates changed"),
        ),
        ("events.certificate_numbers", _("Change how certificates are numbered"), _("Numbering changed")),
        (
            "events.certificate_first",
            _("Set the first number of a year's certificates"),
            _("First number of the year set"),
        ),
        ("events.walk_in", _("Write down somebody at the door"), _("Written down at the door")),
        ("events.check_out", _("Take a check-in back"), _("Check-in taken back")),
        ("events.door_link", _("Make a link to a door"), _("Link to a door made")),
        ("events.door_enter", _("Open a door by a link"), _("Door opened by a link")),
        ("events.door_withdraw", _("Take a link to a door back"), _("Link to a door taken back")),
        ("events.door_list", _("Take the list of a door along"), _("List of a door taken along")),
        ("events.sheet", _("Take out the attendance sheet"), _("Attendance sheet taken out")),
        ("events.capacity", _("Change the number of places"), _("Number of places changed")),
        ("events.want", _("Want to try what was seen"), _("Wants to try what was seen")),
        ("events.unwant", _("Take back a wish to try"), _("Wish to try taken back")),
    ]:
        actions.register_action(action, label, message)
