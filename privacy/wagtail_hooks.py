from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from media.models import PortalDocument
from organisations import policy
from organisations.policy import Action, Thing
from privacy import audit
from privacy.models import Sighting


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    audit.register(actions)


@hooks.register("before_serve_document")
def hold_document(document: PortalDocument, request: HttpRequest) -> None:
    """A document with a red finding that nobody cleared is handed to reviewers only."""
    red = Sighting.objects.of(document).filter(level="block").open()
    if red.exists() and not policy.may(request.user, Action.VIEW, Thing.FINDING):
        raise Http404
