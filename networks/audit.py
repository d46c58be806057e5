"""What the audit log calls our own actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

COMMITMENTS = [
    ("draft", _("Draft a commitment"), _("Commitment drafted")),
    ("change", _("Change a commitment's text"), _("Commitment's text changed")),
    ("void", _("Make signatures void"), _("Signatures became void")),
    ("propose", _("Send a commitment to be signed"), _("Commitment sent to be signed")),
    ("recall", _("Take a commitment back"), _("Commitment taken back")),
    ("sign", _("Sign a commitment"), _("Commitment signed by a party")),
    ("decline", _("Not sign a commitment"), _("A party did not sign")),
    ("paper", _("Add a signed paper"), _("Signed paper added")),
    ("in_force", _("Bring a commitment into force"), _("Commitment in force")),
    ("cancel", _("Call a commitment off"), _("Commitment called off")),
    ("reopen", _("Draft a commitment on"), _("Commitment drafted on")),
    ("renew", _("Renew a commitment"), _("Renewal of a commitment begun")),
    ("show", _("Show or hide a commitment"), _("Commitment shown or hidden")),
    ("report", _("Report progress"), _("Progress reported")),
    ("answer", _("Answer a progress report"), _("Progress report answered")),
    ("judge", _("Say what became of a promise"), _("Promise judged")),
    ("remind", _("Remind of a commitment"), _("Reminded of a commitment")),
]


def register(actions: LogActionRegistry) -> None:
    actions.register_action("networks.approve", _("Approve registration"), _("Registration approved"))
    actions.register_action("networks.refuse", _("Refuse registration"), _("Registration refused"))
    actions.register_action("networks.profile", _("Edit own profile"), _("Profile edited by the partner"))
    actions.register_action("networks.remind", _("Remind of networks"), _("Reminded of missing networks"))
    actions.register_action("networks.count", _("Change the counting rule"), _("Counting rule changed"))
    actions.register_action("networks.freeze", _("Freeze a year's count"), _("Year's count frozen"))
    actions.register_action("networks.activity", _("Record an activity"), _("Activity recorded"))
    actions.register_action("networks.need", _("Change a need"), _("Need changed"))
    actions.register_action("networks.offer", _("Change an offer"), _("Offer changed"))
    actions.register_action(
        "networks.match", _("Bring need and offer together"), _("Need and offer brought together")
    )
    for action, label, message in COMMITMENTS:
        actions.register_action(f"networks.commitment.{action}", label, message)
    actions.register_action("networks.rate", _("Rate help"), _("Help rated"))
    actions.register_action(
        "networks.model_network", _("Set up a network of model schools"), _("Network of model schools set up")
    )
    actions.register_action("networks.model_school", _("Add a school"), _("School added"))
    actions.register_action("networks.model_answer", _("Answer a network"), _("Network answered"))
    actions.register_action("networks.model_leave", _("Leave a network"), _("Network left"))
    actions.register_action("networks.mentoring", _("Name a mentor"), _("Mentor named"))
    actions.register_action("networks.mentoring_end", _("End a mentoring"), _("Mentoring ended"))
    actions.register_action("networks.vet", _("Vet a partner"), _("Partner vetted"))
    actions.register_action("networks.declare", _("Declare safeguarding"), _("Safeguarding declared"))
    actions.register_action("networks.paper", _("Add a paper"), _("Paper added"))
    actions.register_action("networks.paper_gone", _("Take a paper away"), _("Paper taken away"))
    actions.register_action("networks.appeal", _("Appeal against a refusal"), _("Appeal against a refusal"))
    actions.register_action("networks.claim", _("Decide a claim"), _("Claim decided"))
    actions.register_action("networks.change", _("Change sensitive fields"), _("Sensitive fields changed"))
    actions.register_action("networks.suspend", _("Suspend a partner"), _("Partner suspended"))
    actions.register_action("networks.lift", _("Lift a suspension"), _("Suspension lifted"))
