"""Logs as one JSON object a line, without personal data."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

#: The request that the current thread works on; it ties a visitor's report to its log lines.
request_id: ContextVar[str] = ContextVar("request_id", default="")

#: What an access line says besides the common fields.
ACCESS_FIELDS = ("method", "route", "status", "ms", "cache")

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
PERSONAL = (
    ("[e-mail]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    # National ids are written 1-2345-67890-12-1; \d matches Thai digits as well.
    ("[id]", re.compile(r"(?<!\d)\d(?:[ -]?\d){12}(?!\d)")),
    ("[phone]", re.compile(r"(?<!\d)(?:\+66[ -]?|[0๐])\d(?:[ -]?\d){6,8}(?!\d)")),
    ("[address]", re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    ("[address]", re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4})(?![\w:])")),
)


def redacted(text: str) -> str:
    """The text in one piece and without numbers or addresses that belong to a person."""
    text = CONTROL.sub(" ", text)
    for mark, pattern in PERSONAL:
        text = pattern.sub(mark, text)
    return text


def route_of(request: object) -> str:
    """The name of the address's pattern: an address itself may hold a token or a search."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "-"


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, request id, and an exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(self.words(record)).replace("\n", " "),
            "request_id": getattr(record, "request_id", request_id.get()),
        }
        line |= {name: getattr(record, name) for name in ACCESS_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = redacted(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False)

    def words(self, record: logging.LogRecord) -> str:
        if hasattr(record, "request") and hasattr(record, "status_code"):
            # Django names the path, which may hold an invitation's token.
            return f"{record.status_code} at {route_of(record.request)}"
        return record.getMessage()
