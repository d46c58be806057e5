"""One gunicorn on loopback, as long as it is needed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_PATIENCE = 60


class Server:
    """`cold_start` is the time from the command to the first page, in seconds."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, cold_start: float) -> None:
        self.process = process
        self.url = url
        self.cold_start = cold_start

    def worker_memory(self) -> float | None:
        """Mean resident memory of a worker in MB; None where /proc can't tell."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if not children.exists():
            return None
        sizes = [resident_kb(pid) for pid in children.read_text().split()]
        return sum(sizes) / len(sizes) / 1000 if sizes else None


def resident_kb(pid: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


@contextmanager
def serving(
    application: str,
    workers: int,
    environment: dict[str, str],
    config: str = "deploy/gunicorn.conf.py",
) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", config, application],
        cwd=ROOT,
        env={**os.environ, **environment, "BIND": bind, "WEB_CONCURRENCY": str(workers)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://{bind}/", process)
        yield Server(process, f"http://{bind}", time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.perf_counter() + START_PATIENCE
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode} before its first page")
        try:
            with urllib.request.urlopen(url, timeout=START_PATIENCE):
                return
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url} answers {error.code}") from error
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"No page after {START_PATIENCE} s")
