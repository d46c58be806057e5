"""A certificate of an award names its bearer to strangers only as long as the person agrees."""

from events.certificates import naming
from events.models import Certificate
from programme.models import Honour


def agreed(certificate: Certificate) -> bool:
    honour = Honour.objects.filter(certificate=certificate).first()
    return honour is None or honour.is_agreed


def connect() -> None:
    naming.register(agreed)
