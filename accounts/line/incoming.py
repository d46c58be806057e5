"""What LINE tells the portal: somebody has sent a code, blocked the office's account or let it write again."""

import base64
import hashlib
import hmac
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import ratelimit
from accounts.line import api, linking
from accounts.models import LineAccount, LineEvent

logger = logging.getLogger(__name__)

#: Codes that one account of LINE may try in an hour.
MOST_TRIES = 10

LINKED = "ผูกบัญชีไลน์กับพอร์ทัล V-CARE + N แล้ว แจ้งเตือนจะมาที่นี่ ถ้าไม่ต้องการแล้ว พิมพ์ว่า หยุดแจ้งเตือน"
UNKNOWN = "รหัสนี้ใช้ไม่ได้หรือหมดเวลาแล้ว ขอรหัสใหม่ได้ที่พอร์ทัล งานของฉัน › การแจ้งเตือน › ตั้งค่าการแจ้งเตือน"
STOPPED = "หยุดส่งแจ้งเตือนทางไลน์แล้ว จากนี้ส่งทางอีเมล"


def is_signed(body: bytes, signature: str) -> bool:
    """Whether LINE itself wrote this: nobody else knows the channel's secret."""
    digest = hmac.new(settings.LINE_CHANNEL_SECRET.encode(), body, hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest), signature.encode("utf-8", "replace"))


def take(events: Iterable[object]) -> None:
    """See to the events; each once, however often LINE tells of it."""
    for event in events:
        if isinstance(event, dict):
            answer = _once(event)
            if answer and event.get("replyToken"):
                try:
                    api.reply(str(event["replyToken"]), answer)
                except api.LineError as error:
                    logger.warning("LINE did not take an answer: %s", error)


@transaction.atomic
def _once(event: dict[str, Any]) -> str:
    event_id, source = event.get("webhookEventId"), event.get("source")
    user_id = source.get("userId") if isinstance(source, dict) else None
    if not _is_name(event_id) or not _is_name(user_id) or event.get("mode") == "standby":
        return ""
    if not LineEvent.objects.get_or_create(event_id=event_id)[1]:
        return ""
    if event.get("type") == "unfollow":
        linking.block(user_id)
    elif event.get("type") == "follow":
        linking.unblock(user_id)
    elif event.get("type") == "message":
        message = event.get("message")
        words = message.get("text") if isinstance(message, dict) else None
        return _answer(user_id, words) if isinstance(words, str) else ""
    return ""


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and "\0" not in value


def _answer(user_id: str, words: str) -> str:
    """What is said to somebody who wrote; nothing where people write to people."""
    if words.strip() == linking.STOP:
        account = LineAccount.objects.filter(user_id=user_id).first()
        if account:
            linking.unlink(account)
        return STOPPED
    code = linking.code_in(words)
    if code is None:
        return ""
    tries, _left = ratelimit.count("line_code", user_id, ratelimit.HOUR)
    if settings.RATE_LIMITS and tries > MOST_TRIES:
        return UNKNOWN
    return LINKED if linking.link(user_id, code) else UNKNOWN
