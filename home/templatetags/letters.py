"""Letters that could not be sent, in words."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def half_hidden(address: str) -> str:
    """s…@school.example: enough to recognise whose address is wrong."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"


@register.filter
def mail_problem(problem: str) -> str:
    """What the postman noted, for people."""
    if problem.startswith("recipient refused"):
        return gettext("The other side does not know the address, or takes no letters for it.")
    if problem.startswith("SMTPAuthentication"):
        return gettext("The mail server does not accept the portal's password.")
    return gettext("The mail server could not be reached or did not take the letter.")
