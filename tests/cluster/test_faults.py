"""Five writers change pages while the cluster is killed, hangs and loses everything: no change is lost."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests import factories

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WRITERS = 5

#: Seconds until everything that waits has to be written once the cluster is well again.
PATIENCE = 90


WRITE = "import django; django.setup(); from tests.cluster.writers import main; main({})"


class Portal:
    """Processes of a portal of its own, with the test's pages and a node to search on."""

    def __init__(self, folder: Path, url: str) -> None:
        self.database = folder / "db.sqlite3"
        with closing(sqlite3.connect(self.database)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        self.environment = {
            **os.environ,
            "PORTAL_ENV": "development",
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SEARCH_URL": url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.log = folder / "log"
        self.processes: list[subprocess.Popen] = []

    def start(self, *command: str | Path) -> subprocess.Popen:
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        return self.start("manage.py", "search_worker")

    def manage(self, *arguments: str) -> None:
        process = self.start("manage.py", *arguments)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said + self.log.read_text()[-2000:]

    def waiting(self) -> int:
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            (count,) = database.execute(
                "SELECT count(*) FROM search_indexchange WHERE target = 'cluster'"
            ).fetchone()
        return count

    def wait_until_written(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.waiting():
            assert time.monotonic() < until, "changes still wait"
            time.sleep(0.2)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()


@pytest.fixture
def portal(transactional_db, site_tree, opensearch_node, tmp_path):
    for number in range(WRITERS):
        above = factories.StandardPageFactory(parent=site_tree.home, slug=f"writer-{number}")
        for page in range(3):
            factories.StandardPageFactory(parent=above, title=f"ลานกีฬา {page}", slug=f"page-{page}")
    made = Portal(tmp_path, opensearch_node.url)
    yield made
    made.close()


def test_no_change_is_lost(portal, opensearch_node):
    (node,) = opensearch_node.nodes
    workers = [portal.worker(), portal.worker()]
    writers = portal.start("-c", WRITE.format(WRITERS))
    assert writers.stdout.readline() == "writing\n", portal.log.read_text()

    time.sleep(2)
    node.kill()
    time.sleep(2)
    opensearch_node.start()

    workers[0].kill()
    node.pause()
    time.sleep(2)
    node.resume()
    opensearch_node.wait()
    workers.append(portal.worker())

    opensearch_node.clear()
    portal.manage("search_index", "rebuild", "--engine", "cluster")
    time.sleep(1)

    said, _ = writers.communicate(input="stop\n", timeout=PATIENCE)
    changes, errors = said.split()
    assert errors == "0", portal.log.read_text()
    assert int(changes) > 3 * WRITERS
    portal.wait_until_written()
    for worker in workers[1:]:
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
    portal.manage("search_index", "diff")
