from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from privacy import audit


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    audit.register(actions)
