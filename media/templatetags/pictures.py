from django import template

from media import pictures
from media.models import PortalImage

register = template.Library()


@register.simple_tag
def responsive_picture(image: PortalImage | None, ratio: str = "") -> pictures.Picture | None:
    """The versions of an image for a `<picture>`; nothing for no image or one whose file was never there."""
    if not image or not image.file or not image.width:
        return None
    return pictures.responsive(image, ratio or "")
