"""Requests to a cluster of Elasticsearch or OpenSearch: plain HTTP and JSON, without asking which of the two it is."""

import json
import logging
import re
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from elastic_transport import ConnectionTimeout, NodeConfig, Transport, TransportError
from elastic_transport.client_utils import basic_auth_to_header

# It writes a line for each request, and the portal one for each failure.
logging.getLogger("elastic_transport").setLevel(logging.ERROR)

#: Seconds that one request of a search may take, and all those of one search together.
SEARCH_TIMEOUT = 0.4
SEARCH_BUDGET = 0.8

#: Seconds that a request of the worker or of a command may take.
PATIENCE = 30.0

#: The name of the index where the address has none.
NAME = "portal"


class ClusterError(Exception):
    """The cluster does not answer, or not as it should. Says nothing about what it was asked."""

    def __init__(self, problem: str, status: int | None = None) -> None:
        super().__init__(problem)
        self.status = status


class Connection:
    """A cluster behind one or several addresses.

    `url` is `https://user:password@host:9200/name`; the path names the index. Of several addresses, with
    commas between them, the first names it.
    """

    def __init__(self, url: str, name: str = "", ca: str = "") -> None:
        """`name` instead of the address's; `ca` is a file with the certificate to trust instead of the usual ones."""
        addresses = [urlsplit(address.strip()) for address in url.split(",") if address.strip()]
        self.name = name or addresses[0].path.strip("/") or NAME
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", self.name):
            raise ValueError("SEARCH_URL: an index is named by small letters, digits, - and _")
        nodes = []
        for address in addresses:
            if address.scheme not in {"http", "https"} or not address.hostname:
                raise ValueError("SEARCH_URL: http:// or https:// and a host are needed")
            headers = {}
            if address.username:
                password = unquote(address.password or "")
                headers["authorization"] = basic_auth_to_header((unquote(address.username), password))
            port = address.port or 9200
            trusted = ca if ca and address.scheme == "https" else None
            nodes.append(
                NodeConfig(address.scheme, address.hostname, port, headers=headers, ca_certs=trusted)
            )
        #: A node that fails is left alone for a moment; the request goes to another one, if there is one.
        self._retries = min(1, len(nodes) - 1)
        self._transport = Transport(nodes, meta_header=False, max_dead_node_backoff=5.0)

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        timeout: float = PATIENCE,
        **parameters: object,
    ) -> Any:
        """The answer. Raises ClusterError, also if there is nothing by that name (status 404)."""
        return self._ask(method, path, body, "application/json", timeout, parameters)

    def ask_lines(
        self, path: str, lines: Iterable[str], timeout: float = PATIENCE, **parameters: object
    ) -> Any:
        """The same for many orders in one body, a line each."""
        body = "".join(f"{line}\n" for line in lines).encode()
        return self._ask("POST", path, body, "application/x-ndjson", timeout, parameters)

    def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None,
        media_type: str,
        timeout: float,
        parameters: Mapping[str, object],
    ) -> Any:
        headers = {"accept": "application/json"} | ({"content-type": media_type} if body is not None else {})
        try:
            answer = self._transport.perform_request(
                method,
                quote(path, safe="/*,") + (f"?{urlencode(parameters)}" if parameters else ""),
                body=json.dumps(body, ensure_ascii=False).encode() if isinstance(body, Mapping) else body,
                headers=headers,
                request_timeout=timeout,
                max_retries=self._retries,
                retry_on_status=(502, 503, 504),
                retry_on_timeout=True,
            )
        except ConnectionTimeout as error:
            raise ClusterError("no answer in time") from error
        except TransportError as error:
            raise ClusterError(type(error).__name__) from error
        if answer.meta.status >= 400:
            raise ClusterError(_problem(answer.body, answer.meta.status), answer.meta.status)
        return answer.body


def _problem(body: Any, status: int) -> str:
    """The kind of an error only: its text may hold what was searched for."""
    error = body.get("error") if isinstance(body, Mapping) else None
    kind = error.get("type") if isinstance(error, Mapping) else None
    return f"{status} {kind or ''}".strip()


class Budget:
    """How long the requests of one search may still take."""

    def __init__(self, seconds: float | None = None, each: float | None = None) -> None:
        self.left = SEARCH_BUDGET if seconds is None else seconds
        self.each = SEARCH_TIMEOUT if each is None else each

    def spend(self, connection: Connection, method: str, path: str, body: Any, **parameters: object) -> Any:
        if self.left <= 0:
            raise ClusterError("too slow")
        started = time.monotonic()
        timeout = min(self.left, self.each)
        try:
            if isinstance(body, list):
                return connection.ask_lines(path, map(json.dumps, body), timeout, **parameters)
            return connection.ask(method, path, body, timeout, **parameters)
        finally:
            self.left -= time.monotonic() - started


class Breaker:
    """Keeps searches from a cluster that fails, and lets one of them try now and then whether it is back."""

    def __init__(self, failures: int = 2, pause: float = 2.0, longest_pause: float = 30.0) -> None:
        """After so many failures in a row nobody asks for so many seconds, at first and at most."""
        self.most_failures = failures
        self.first_pause = self._pause = pause
        self.longest_pause = longest_pause
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the cluster is left alone."""
        return self._failures >= self.most_failures

    def lets_through(self) -> bool:
        """Whether to ask the cluster now; whoever does says afterwards how it went."""
        with self._lock:
            if not self.is_open:
                return True
            now = time.monotonic()
            if now < self._closed_until:
                return False
            # One tries; the others don't wait for what comes of it.
            self._closed_until = now + self._pause
            return True

    def went_well(self) -> None:
        with self._lock:
            self._failures = 0
            self._pause = self.first_pause

    def failed(self) -> None:
        with self._lock:
            if self.is_open:
                self._pause = min(2 * self._pause, self.longest_pause)
            self._failures += 1
            self._closed_until = time.monotonic() + self._pause
