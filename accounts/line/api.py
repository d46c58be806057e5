"""LINE's Messaging API, as far as the portal needs it."""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

#: Seconds that one request may take.
TIMEOUT = 5

#: LINE takes texts of up to 5,000 UTF-16 units.
MOST_TEXT = 4500


class LineError(Exception):
    """LINE did not take it, but may later."""


class RefusedError(LineError):
    """LINE takes this message never: trying again is no use."""


class ForbiddenError(LineError):
    """LINE does not know the portal's token."""


class UsedUpError(LineError):
    """No more messages this month."""


def is_on() -> bool:
    return bool(settings.LINE_CHANNEL_TOKEN and settings.LINE_CHANNEL_SECRET)


def push(user_id: str, words: str, retry_key: UUID) -> None:
    """Send a message; sent before under the same key, LINE sends it no second time. Raises LineError."""
    body = {"to": user_id, "messages": [text(words)]}
    status, answer = _ask("POST", "/v2/bot/message/push", body, {"X-Line-Retry-Key": str(retry_key)})
    if status in {200, 409}:
        return
    if status == 429 and "monthly limit" in str(answer.get("message", "")):
        raise UsedUpError("429")
    if status == 429 or status >= 500:
        raise LineError(str(status))
    if status in {401, 403}:
        raise ForbiddenError(str(status))
    raise RefusedError(str(status))


def reply(token: str, words: str) -> None:
    """Answer somebody who has just written; answers are not counted. Raises LineError."""
    status, _answer = _ask(
        "POST", "/v2/bot/message/reply", {"replyToken": token, "messages": [text(words)]}, {}
    )
    if status != 200:
        raise LineError(str(status))


def quota_left() -> int | None:
    """How many messages may still go this month; None without a limit. Raises LineError."""
    allowed = _get("/v2/bot/message/quota")
    used = int(_get("/v2/bot/message/quota/consumption").get("totalUsage", 0))
    limits = [settings.LINE_MONTHLY_QUOTA] if settings.LINE_MONTHLY_QUOTA else []
    if allowed.get("type") == "limited":
        limits.append(int(allowed.get("value", 0)))
    return max(min(limits) - used, 0) if limits else None


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words[:MOST_TEXT]}


def _get(path: str) -> dict[str, Any]:
    status, answer = _ask("GET", path, None, {})
    if status in {401, 403}:
        raise ForbiddenError(str(status))
    if status != 200:
        raise LineError(str(status))
    return answer


def _ask(method: str, path: str, body: object, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    address = urlsplit(settings.LINE_API)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT)
    headers = {
        "Authorization": f"Bearer {settings.LINE_CHANNEL_TOKEN}",
        "Content-Type": "application/json",
        **headers,
    }
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        raw = response.read()
    except (OSError, HTTPException) as error:
        raise LineError(type(error).__name__) from error
    finally:
        connection.close()
    try:
        answer = json.loads(raw or b"{}")
    except ValueError:
        answer = {}
    return response.status, answer if isinstance(answer, dict) else {}
