"""What the audit log calls what happens with adoptions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    for action, label, message in [
        ("adoption.start", _("Take over a practice"), _("Practice taken over")),
        ("adoption.confirm", _("Confirm an adoption"), _("Adoption confirmed")),
        ("adoption.decline", _("Decline an adoption"), _("Adoption declined")),
        ("adoption.state", _("Say how an adoption stands"), _("State of the adoption said")),
        ("adoption.undo", _("Take back what was said of an adoption"), _("Taken back")),
        ("adoption.details", _("Say where a practice was learned"), _("Way of learning said")),
        ("adoption.adapt", _("Describe a change"), _("Change described")),
        ("adoption.unadapt", _("Remove the description of a change"), _("Description of a change removed")),
        ("adoption.fork", _("Begin an own version"), _("Own version begun")),
        ("adoption.answer", _("Answer whether it is still in use"), _("Answered whether it is still in use")),
        ("adoption.thank", _("Thank those who began a practice"), _("Thanked")),
        ("adoption.unthank", _("Take thanks back"), _("Thanks taken back")),
        ("adoption.show_thanks", _("Show words of thanks"), _("Words of thanks shown or hidden")),
        ("question.ask", _("Ask about a practice"), _("Asked about a practice")),
        ("question.answer", _("Answer a question about a practice"), _("Question answered")),
    ]:
        actions.register_action(action, label, message)
