"""Telling people from robots without anybody else's help: an unseen field, the time taken, and a small sum."""

import hashlib
import time
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: A person needs longer to fill a form in; in seconds.
FASTEST = 3
#: A form that was opened earlier is asked for once more, with everything kept; in seconds.
OLDEST = 24 * 3600
#: How many zero bits a browser looks for: about a second of a phone's time.
PROOF_BITS = 14
_SALT = "networks.form"


class PeopleOnly(forms.Form):
    """A public form. `uid` names one filling-in of it; `proved` says that the sender's browser has worked for it."""

    #: Not seen by people; robots like to fill it in.
    homepage = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)
    #: Filled in by a script; without JavaScript it stays empty, and fewer forms an hour are taken.
    proof = forms.CharField(
        required=False, max_length=20, widget=forms.HiddenInput(attrs={"data-proof-bits": PROOF_BITS})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uid = uuid.uuid4()
        self.proved = False
        self.fields["ticket"].initial = new_ticket(self.uid)

    def check_ticket(self, data: dict[str, Any]) -> None:
        """Whether a person sent this. What they typed is kept; sending once more is enough."""
        again = ValidationError(_("Please look over the form once more and send it again."))
        ticket = data.get("ticket", "")
        opened = read_ticket(ticket)
        self.proved = is_proof(ticket, data.get("proof", ""))
        if opened is None:
            self.renew_ticket()
            self.add_error(None, again)
            return
        self.uid, age = opened
        if data.get("homepage"):
            self.keep("homepage", "")
            self.add_error(None, again)
        elif age < FASTEST:
            self.add_error(None, again)

    def renew_ticket(self) -> None:
        self.keep("ticket", new_ticket(self.uid))
        self.keep("proof", "")

    def keep(self, name: str, value: str) -> None:
        """Show another value than the one that was sent."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value


def new_ticket(uid: uuid.UUID) -> str:
    """Which filling-in of the form this is, and when it began; signed."""
    return signing.dumps([str(uid), int(time.time())], salt=_SALT)


def read_ticket(ticket: str) -> tuple[uuid.UUID, float] | None:
    """The form's id and its age in seconds; None if the ticket is missing, forged or too old."""
    try:
        uid, began = signing.loads(ticket, salt=_SALT, max_age=OLDEST)
    except signing.BadSignature:
        return None
    return uuid.UUID(uid), time.time() - began


def is_proof(ticket: str, proof: str) -> bool:
    """Whether the hash of ticket and proof begins with enough zero bits."""
    if not proof:
        return False
    digest = hashlib.sha256(f"{ticket}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - PROOF_BITS) == 0
