"""What search engines read about an organisation: data in a script element that no browser runs."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from networks import open_data
from networks.models import PartnerPage
from organisations.models import Organisation

register = template.Library()

#: Letters that could end the element, or begin another one.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def script(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.simple_tag
def partner_linked_data(page: PartnerPage) -> SafeString:
    return script(open_data.partner_organization(page, open_data.address_of(page)))


@register.simple_tag(takes_context=True)
def school_linked_data(context: template.Context, school: Organisation) -> SafeString:
    address = context.request.build_absolute_uri(context.request.path)
    return script(open_data.school_organization(school, address))
