"""Nodes of OpenSearch that can be started, stopped, killed and paused."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tools.engine.installing import ARCHIVE, JARS, EngineMissingError, java_home

#: Seconds until all nodes must be ready. A start takes about 5 of them on a quiet machine.
PATIENCE = 120
JAVA_OPTIONS = [
    "-XX:+UseSerialGC",
    "--enable-native-access=ALL-UNNAMED",
    "--add-modules=jdk.incubator.vector",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "-Djna.nosys=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dorg.apache.logging.log4j.level=INFO",
]
#: Compile less: for tests, which start nodes often and ask them little. Not for benchmarks.
QUICK = ["-XX:TieredStopAtLevel=1"]
SENTENCE = "ระบบดูแลช่วยเหลือนักเรียน"
WORDS = ["ระบบ", "ดูแล", "ช่วยเหลือ", "นักเรียน"]


#: Ports given to nodes of this process: a killed node's is free for a moment and still its own.
_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at, below those that the system gives to outgoing connections."""
    ports: list[int] = []
    first = 12000 + os.getpid() % 1000 * 10
    for port in range(first, first + 10_000):
        if port in _given:
            continue
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            ports.append(port)
        if len(ports) == count:
            break
    _given.update(ports)
    return ports


class Node:
    """One node in a process of its own. What it has stored survives `stop` and `kill`."""

    def __init__(
        self, name: str, home: Path, http_port: int, settings: dict[str, str], java_options: Sequence[str]
    ):
        self.name = name
        self.home = home
        self.url = f"http://127.0.0.1:{http_port}"
        self.settings = settings
        self.java_options = java_options
        self.process: subprocess.Popen[bytes] | None = None
        self.paused = False

    @property
    def log(self) -> Path:
        return self.home.with_suffix(".log")

    @property
    def running(self) -> bool:
        """Whether the process is there, paused or not."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Return at once; `Cluster.wait` waits until it answers."""
        settings = [f"{name}={value}" for name, value in self.settings.items()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [java_home() / "bin" / "java", *self.java_options, "-cp", f"{JARS}/*", "SearchNode", self.home, *settings],
                # The node ends when this pipe closes, also when the process that holds it was killed.
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip

    def stop(self, timeout: float = 15) -> None:
        """Ask it to end, and make it end."""
        self.resume()
        self._signal(signal.SIGTERM)
        try:
            self._gone(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a power failure would (`kill -9`)."""
        self._signal(signal.SIGKILL)
        self._gone(15)

    def pause(self) -> None:
        """Let it hang: connections are accepted, nothing is answered."""
        self._signal(signal.SIGSTOP)
        self.paused = True

    def resume(self) -> None:
        self._signal(signal.SIGCONT)
        self.paused = False

    def busy(self) -> float:
        """Seconds of processor time since it was started."""
        assert self.process
        spent = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes in memory now."""
        assert self.process
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def ask(self, path: str, body: object = None, method: str | None = None, timeout: float = 10) -> Any:
        """What the node answers, read as JSON. Raises OSError, of which HTTPError is one."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request, timeout=timeout) as response:
            return json.load(response)

    def _signal(self, number: int) -> None:
        if self.running:
            assert self.process
            self.process.send_signal(number)

    def _gone(self, timeout: float) -> None:
        if self.process:
            self.process.wait(timeout)
            assert self.process.stdin
            self.process.stdin.close()


class Cluster:
    """One or several nodes. Starts and ends with a `with` block.

    Without a directory to keep, what they store is thrown away.
    """

    def __init__(
        self,
        size: int = 1,
        memory: str = "512m",
        java_options: Sequence[str] = (),
        kept: Path | None = None,
    ):
        self.kept = kept is not None
        self.home = kept or Path(tempfile.mkdtemp(prefix="search-"))
        self.home.mkdir(parents=True, exist_ok=True)
        ports = free_ports(2 * size)
        names = [f"n{number}" for number in range(1, size + 1)]
        transports = ports[size:]
        archive = [f"-XX:SharedArchiveFile={ARCHIVE}"] if ARCHIVE.exists() else []
        options = [f"-Xms{memory}", f"-Xmx{memory}", *JAVA_OPTIONS, *archive, *java_options]
        self.nodes = [
            Node(
                name,
                self.home / name,
                http,
                self._settings(name, http, transport, names, transports),
                options,
            )
            for name, http, transport in zip(names, ports, transports, strict=False)
        ]

    def _settings(
        self, name: str, http: int, transport: int, names: Sequence[str], transports: Sequence[int]
    ) -> dict[str, str]:
        settings = {
            "cluster.name": self.home.name,
            "node.name": name,
            "node.processors": "2",
            "network.host": "127.0.0.1",
            "http.port": str(http),
            "transport.port": str(transport),
            # A test must not depend on how full this machine's disk is.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        if len(names) == 1:
            return settings | {"discovery.type": "single-node"}
        return settings | {
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in transports),
            "cluster.initial_cluster_manager_nodes": ",".join(names),
            # A node that hangs or died is given up within seconds, not within half a minute.
            "cluster.fault_detection.follower_check.timeout": "2s",
            "cluster.fault_detection.follower_check.retry_count": "2",
            "cluster.fault_detection.leader_check.timeout": "2s",
            "cluster.fault_detection.leader_check.retry_count": "2",
            "cluster.publish.timeout": "5s",
        }

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    @property
    def url(self) -> str:
        """One address, as the portal's SEARCH_URL."""
        return self.nodes[0].url

    def start(self) -> None:
        """Start all nodes that don't run and wait until they are ready. Raises EngineMissingError with the log's end."""
        for node in self.nodes:
            if not node.running:
                node.start()
        self.wait()

    def wait(self) -> None:
        """Wait until the nodes that are neither ended nor paused found each other and have all data.

        If nodes are missing, copies may be missing too: OpenSearch waits a minute before it makes new ones.
        """
        until = time.monotonic() + PATIENCE
        alive = [node for node in self.nodes if node.running and not node.paused]
        while not self._ready(alive):
            if not all(node.running for node in alive) or time.monotonic() > until:
                raise EngineMissingError(f"OpenSearch is not ready\n{self._last_words()}")
            time.sleep(0.2)

    def _ready(self, nodes: Sequence[Node]) -> bool:
        # A single node has no place for copies, so an index that wants some stays yellow there.
        status = "green" if 1 < len(nodes) == len(self.nodes) else "yellow"
        wanted = f"wait_for_status={status}&wait_for_nodes={len(nodes)}&timeout=2s"
        try:
            health = [node.ask(f"/_cluster/health?{wanted}") for node in nodes]
            cut = nodes[0].ask("/_analyze", {"tokenizer": "thai", "text": SENTENCE})
        except OSError:
            return False
        words = [token["token"] for token in cut["tokens"]]
        return words == WORDS and not any(answer["timed_out"] for answer in health)

    def _last_words(self) -> str:
        return "\n".join(
            f"== {node.log.name}\n{node.log.read_text(errors='replace')[-2000:]}" for node in self.nodes
        )

    def clear(self) -> None:
        """Remove all indices and aliases."""
        names = [row["index"] for row in self.nodes[0].ask("/_cat/indices?format=json&expand_wildcards=all")]
        if names:
            self.nodes[0].ask(f"/{','.join(names)}?expand_wildcards=all", method="DELETE")

    def close(self) -> None:
        """End all nodes for certain, and throw away what they stored unless it is to be kept."""
        for node in self.nodes:
            if self.kept:
                node.stop()
            else:
                node.kill()
        if not self.kept:
            shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> "Cluster":
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()
