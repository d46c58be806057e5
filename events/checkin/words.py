"""What the door's page on a phone says; the page has to say it without a network."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "yes": _("Come in"),
        "already": _("In already"),
        "elsewhere": _("Another event"),
        "cancelled": _("Was called off"),
        "waiting": _("No place yet"),
        "unknown": _("Ticket not known"),
        "early": _("Not the day yet"),
        "elsewhere_text": _("This ticket is for another event: {name}."),
        "cancelled_text": _("The registration was called off or removed. Without a place: “New”."),
        "waiting_text": _("The team is on the waiting list or has not confirmed. Ask the organiser."),
        "unknown_text": _(
            "No ticket of this event. Search by name; a list that is not up to date may lack new registrations."
        ),
        "early_text": _("People are checked in from the first day of the event on."),
        "came": _("came at {time}"),
        "here": _("this phone"),
        "check_in_n": _("Check in {n}"),
        "untick": _("Untick whoever is not here"),
        "take_back": _("Undo check-in"),
        "why": _("Why is the check-in taken back?"),
        "why_wrong": _("Wrong person"),
        "why_absent": _("Has not come yet"),
        "why_twice": _("Tried out only"),
        "other_reason": _("Another reason"),
        "taken_back": _("Check-in taken back"),
        "close": _("Close"),
        "whole": _("The event as a whole"),
        "online": _("Online, all sent"),
        "sending": _("Sending {n}"),
        "offline": _("No network, {n} waiting"),
        "offline_none": _("No network, nothing waiting"),
        "signed_out": _("Sign in again to send {n}"),
        "no_list": _("This phone has no list yet. Open this page once with a network."),
        "nobody": _("Nobody found"),
        "of": _("of {all} are here"),
        "as_of": _("List of {time}"),
        "camera_own": _(
            "This browser has no code reader of its own; the page reads by itself, a little slower."
        ),
        "camera_none": _(
            "The camera can't be used here. Open the phone's own camera and point it at the code, "
            "or search by name or code."
        ),
        "camera_denied": _(
            "The camera is not allowed. Allow it in the browser's settings, or search by name or code."
        ),
        "light": _("Torch"),
        "stop": _("Stop the camera"),
        "start": _("Open the camera"),
        "saved": _("Written down: {name}"),
        "fill_in": _("Fill this in"),
        "consent_first": _("Without it we may not keep the name."),
        "adults_only": _(
            "Only adults are registered by name. Pupils are counted by the organiser on the day."
        ),
        "deleted": _("The list is deleted from this phone."),
        "delete_first": _("{n} check-ins are not sent yet. Send them first."),
        "delete_sure": _("Press once more to delete"),
        "problem": _("Not taken"),
        "problem_refused": _("no place any more"),
        "problem_closed": _("the door was not open"),
        "problem_unknown": _("no longer on the list"),
        "problem_unreadable": _("has to be corrected: enter once more"),
        "dismiss": _("Understood"),
        "earlier": _("{name} was checked in at {where} before, at {time}."),
    }
