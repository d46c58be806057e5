"""What stories are played on: the demonstration in a directory of its own, a server, a browser."""

import email
import email.policy
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]

#: Width and height of a small phone and of a school's laptop.
PHONE = (360, 800)
LAPTOP = (1280, 900)

#: How long a server may take until it answers; in seconds.
PATIENCE = 60


def free_address() -> str:
    """An address on this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def environment(var: Path, address: str, *, limits: bool = True) -> dict[str, str]:
    """A portal in development that has everything in `var`, whatever else is configured here."""
    return os.environ | {
        "PORTAL_ENV": "development",
        "VAR_DIR": str(var),
        "BASE_URL": address,
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "EMAIL_HOST": "",
        "DEBUG": "false",
        "RATE_LIMITS": str(limits).lower(),
        "PUBLIC_CACHE_SECONDS": "300",
        "LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": "2",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


def build_demonstration(var: Path, address: str) -> None:
    """A founded and filled portal in the empty directory `var`. Takes about a minute."""
    var.mkdir(parents=True, exist_ok=True)
    for command in (["compile_translations"], ["build_fonts"], ["migrate", "--verbosity=0"], ["demo"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(var, address),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(command)} failed:\n{done.stderr[-3000:]}")


def copy_demonstration(built: Path, var: Path) -> None:
    """The same site once more, as fresh as when it was built."""
    shutil.rmtree(var, ignore_errors=True)
    shutil.copytree(built, var)


@contextmanager
def served(var: Path, address: str, *, limits: bool = True) -> Iterator[str]:
    """The portal of `var` behind the server of production; gives its address."""
    log = var / "server.log"
    command = [
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "portal.wsgi",
    ]
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *command, "--bind", urlsplit(address).netloc],
            cwd=ROOT,
            env=environment(var, address, limits=limits),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            await_answer(server, address, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()


def await_answer(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"The server does not answer:\n{log.read_text()[-3000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        raise SystemExit(
            f"No Chromium at {path}: install it (as root on Debian: .ci/engines), or name one in CHROMIUM"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--font-render-hinting=none"]
        )
        try:
            yield browser
        finally:
            browser.close()


def letters(var: Path, to: str = "") -> list[EmailMessage]:
    """The letters that the portal has sent to an address, or all, the oldest first; the first may take its time."""
    until = time.monotonic() + 10
    while not (found := sent_letters(var, to)) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def sent_letters(var: Path, to: str) -> list[EmailMessage]:
    found = []
    for file in sorted((var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
        for text in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if text.strip():
                letter = email.message_from_bytes(text, policy=email.policy.default)
                if to in str(letter["To"]):
                    found.append(letter)
    return found


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return body.get_content() if body else ""


class Watch:
    """Listens to a page: what the console complains about, and which requests leave the portal."""

    def __init__(self, page: Page, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.complaints: list[str] = []
        self.requests: list[Request] = []
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self.asked)

    def heard(self, message: ConsoleMessage) -> None:
        # A form that comes back with errors answers 400, a missing page 404: the browser notes that,
        # and that a story took the network away.
        expected = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED")
        if message.type in {"error", "warning"} and not any(words in message.text for words in expected):
            self.complaints.append(f"{message.type}: {message.text}")

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"data", "blob"}:
            return
        self.requests.append(request)
        if parts.netloc != self.host:
            self.complaints.append(f"asks another host: {request.url}")
