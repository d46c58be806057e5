"""Words to paste into a chat in LINE: Thai whatever the screen speaks, plain, nothing that only one reader may have."""

from django.conf import settings


def words(*lines: str, path: str) -> str:
    """The lines that say something, and an address that LINE opens in the phone's own browser."""
    return "\n".join([*(line for line in lines if line), in_browser(path)])


def in_browser(path: str) -> str:
    return f"{settings.BASE_URL}{path}?openExternalBrowser=1"
