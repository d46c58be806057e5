"""Fetches what a node is made of and makes it start fast. Needs a JDK and Maven, nothing but Python's own library."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Everything downloaded or made; not in git.
INSTALLED = HERE.parent.parent / "var" / "engine"
JARS = INSTALLED / "jars"
#: The classes as a JVM lays them out in memory: with it a node starts with less than half of the work.
ARCHIVE = INSTALLED / "classes.jsa"
STAMP = INSTALLED / "stamp"
OLDEST_JAVA = 21


class EngineMissingError(Exception):
    """The search engine can't be started on this machine; says why and what helps."""


def java_home() -> Path:
    """The newest JDK of this machine: of `JAVA_HOME`, of the path, or where distributions put them.

    Raises EngineMissingError if there is none, or only older ones than OpenSearch runs on.
    """
    found = {home: _version(home) for home in _candidates()}
    if not found or max(found.values()) < OLDEST_JAVA:
        raise EngineMissingError(f"no JDK {OLDEST_JAVA} or newer (found: {sorted(found.values()) or 'none'})")
    return max(found, key=found.__getitem__)


def _candidates() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    if on_path := shutil.which("javac"):
        yield Path(on_path).resolve().parent.parent
    yield from sorted(compiler.parent.parent for compiler in Path("/usr/lib/jvm").glob("*/bin/javac"))


def _version(home: Path) -> int:
    """0 if the JDK does not say."""
    try:
        stated = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(stated[1]) if stated else 0


def wanted() -> str:
    """What `STAMP` says when that is installed which this code and this JDK need."""
    sources = b"".join((HERE / name).read_bytes() for name in ("pom.xml", "SearchNode.java"))
    return f"{hashlib.sha256(sources).hexdigest()} {(java_home() / 'release').read_text()}"


def is_installed() -> bool:
    try:
        return STAMP.read_text() == wanted()
    except (OSError, EngineMissingError):
        return False


def install() -> None:
    """Download and compile. Raises EngineMissingError."""
    home = java_home()
    if not shutil.which("mvn"):
        raise EngineMissingError("no Maven (mvn)")
    shutil.rmtree(INSTALLED, ignore_errors=True)
    JARS.mkdir(parents=True)
    _run(
        "mvn", "--quiet", "--batch-mode", "--file", HERE / "pom.xml", "dependency:copy-dependencies",
        "-DincludeScope=runtime", f"-DoutputDirectory={JARS}",
    )  # fmt: skip
    classes = INSTALLED / "classes"
    _run(home / "bin" / "javac", "-cp", f"{JARS}/*", "-d", classes, HERE / "SearchNode.java")
    _run(home / "bin" / "jar", "--create", "--file", JARS / "search-node.jar", "-C", classes, ".")
    shutil.rmtree(classes)


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise EngineMissingError(f"{Path(command[0]).name} failed:\n{done.stdout[-2000:]}")
