"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    actions.register_action("organisations.invite", _("Invite"), _("Invited"))
    actions.register_action("organisations.withdraw", _("Withdraw invitation"), _("Invitation withdrawn"))
    actions.register_action("organisations.join", _("Accept invitation"), _("Invitation accepted"))
    actions.register_action("organisations.end", _("End membership"), _("Membership ended"))
    actions.register_action("organisations.delegate", _("Delegate"), _("Stand-in named"))
    actions.register_action("organisations.code", _("Make a code for joining"), _("Code for joining made"))
    actions.register_action(
        "organisations.code_withdraw", _("Withdraw a code"), _("Code for joining withdrawn")
    )
    actions.register_action("organisations.ask", _("Ask to join"), _("Asked to join"))
    actions.register_action("organisations.ask_withdraw", _("Take back a request"), _("Request taken back"))
    actions.register_action("organisations.ask_approve", _("Approve a request"), _("Request approved"))
    actions.register_action("organisations.ask_refuse", _("Refuse a request"), _("Request refused"))
    actions.register_action(
        "organisations.confirm", _("Confirm a responsible person"), _("Responsible person confirmed")
    )
    actions.register_action("organisations.details", _("Change an appointment"), _("Appointment changed"))
    actions.register_action("organisations.restore", _("Let somebody come back"), _("Came back"))
    actions.register_action(
        "organisations.remind", _("Remind of responsible persons"), _("Reminded of responsible persons")
    )
    for action, what, done in (
        ("create", _("Enter in the register"), _("Entered in the register")),
        ("edit", _("Change in the register"), _("Changed in the register")),
        ("facts", _("Change the numbers of a year"), _("Numbers of a year changed")),
        ("import", _("Change by a sheet"), _("Changed by a sheet")),
        ("undo", _("Undo a sheet"), _("Change by a sheet undone")),
        ("close", _("Close"), _("Closed")),
        ("merge", _("Merge"), _("Merged into another school")),
        ("reopen", _("Open it again"), _("Opened again")),
    ):
        actions.register_action(f"organisations.register.{action}", what, done)
    actions.register_action("organisations.incoming.apply", _("Bring in a sheet"), _("Sheet brought in"))
    actions.register_action("organisations.incoming.undo", _("Undo a sheet"), _("Sheet undone"))
