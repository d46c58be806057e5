"""Asking one address as fast as it answers, over a few kept connections."""

import asyncio
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 8
#: A page that takes longer counts as an error.
PATIENCE = 10
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


#: Pages a second above which our own client would be what is measured.
FAST = 400


def measure(url: str, seconds: int) -> Load:
    """By ourselves; a page too fast for that by wrk, where it is installed."""
    load = asyncio.run(by_ourselves(url, seconds))
    wrk = shutil.which("wrk")
    return by_wrk(wrk, url, seconds) if wrk and load.per_second > FAST else load


def by_wrk(wrk: str, url: str, seconds: int) -> Load:
    told = subprocess.run(
        [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={PATIENCE}s", "--latency", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 3 * PATIENCE,
    ).stdout
    return read_wrk(told)


def read_wrk(told: str) -> Load:
    def time_of(share: str) -> float:
        found = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s)$", told, re.MULTILINE)
        return float(found[1]) * UNITS[found[2]] if found else 0.0

    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    errors = (int(bad[1]) if bad else 0) + (sum(map(int, sockets.groups())) if sockets else 0)
    return Load(float(rate[1]) if rate else 0.0, time_of("50"), time_of("99"), errors)


async def by_ourselves(url: str, seconds: int) -> Load:
    until = time.perf_counter() + seconds
    times: list[float] = []
    results = await asyncio.gather(*(ask_until(url, until, times) for _ in range(CONNECTIONS)))
    times.sort()
    if not times:
        return Load(0, 0, 0, sum(results))
    return Load(len(times) / seconds, share(times, 0.5), share(times, 0.99), sum(results))


def share(times: list[float], part: float) -> float:
    return times[min(int(len(times) * part), len(times) - 1)] * 1000


async def ask_until(url: str, until: float, times: list[float]) -> int:
    """Ask over one connection; the number of errors, at most one a connection."""
    address = urlsplit(url)
    path = address.path + (f"?{address.query}" if address.query else "")
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        while time.perf_counter() < until:
            started = time.perf_counter()
            writer.write(request)
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
            if not head.startswith(b"HTTP/1.1 200"):
                return 1
            times.append(time.perf_counter() - started)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return 1
    finally:
        writer.close()
    return 0
