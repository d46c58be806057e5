"""What an install has to get right before the public sees it: `manage.py check --deploy`."""

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register


@register(Tags.security, deploy=True)
def secret_is_own(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    if not settings.SECRET_KEY.startswith("only-for-"):
        return []
    return [
        Error(
            "The secret key is the one of every development install.",
            hint="Set SECRET_KEY to 50 random characters.",
            id="portal.E001",
        )
    ]


@register(Tags.security, deploy=True)
def errors_stay_inside(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    if not settings.DEBUG:
        return []
    return [Error("DEBUG shows the source code to every visitor.", hint="Unset DEBUG.", id="portal.E002")]


@register(Tags.security, deploy=True)
def address_is_encrypted(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    if settings.HTTPS:
        return []
    return [
        Error(
            "People would send their passwords in the open.",
            hint="Let BASE_URL start with https://.",
            id="portal.E003",
        )
    ]


@register(deploy=True)
def mail_leaves(app_configs: object, **kwargs: object) -> Sequence[CheckMessage]:
    if settings.EMAIL_HOST:
        return []
    return [
        Info(
            "Mail is only written to files: nobody can confirm an address or reset a password.",
            hint="Set EMAIL_HOST.",
            id="portal.I001",
        )
    ]
