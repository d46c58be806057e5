"""What the portal does by the clock: one table, which the report, `manage.py schedule` and the handbook follow.

Each process that answers requests has a thread that looks once a minute what is due. A run is claimed in the database, so
one process of all does it, as a program of its own: one that hangs or dies takes nobody along. What was due while the portal was
off is done once when it is back.
"""

import logging
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.models import JobRun

logger = logging.getLogger(__name__)

#: A run that has not ended after this is ended, and may begin anew.
LONGEST = timedelta(hours=2)
#: After a failure the job is tried again without waiting for its next time.
AGAIN = timedelta(hours=1)
#: From this on somebody should know that nothing is done.
LATE = timedelta(hours=3)
#: Seconds between two looks.
ROUND = 60

SUNDAY, MONDAY = 6, 0


@dataclass(frozen=True)
class Job:
    """A command of `manage.py` and when it is due, in the portal's own time zone."""

    line: str
    title: Promise | str
    #: The time of the day; None: every so many minutes.
    at: time | None = None
    weekday: int | None = None
    minutes: int = 0

    def last_due(self, now: datetime) -> datetime:
        """The newest moment up to now at which it had to begin."""
        now = timezone.localtime(now)
        if self.at is None:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            passed = (now - midnight) // timedelta(minutes=self.minutes)
            return midnight + passed * timedelta(minutes=self.minutes)
        due = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        if self.weekday is not None:
            due -= timedelta(days=(due.weekday() - self.weekday) % 7)
        if due > now:
            due -= timedelta(days=1 if self.weekday is None else 7)
        return due

    def next_due(self, now: datetime) -> datetime:
        """The first moment after now at which it has to begin."""
        if self.at is None:
            step = timedelta(minutes=self.minutes)
        else:
            step = timedelta(days=1 if self.weekday is None else 7)
        return self.last_due(now) + step


JOBS: Sequence[Job] = (
    Job("publish_scheduled", _("Publish and take down pages at the time that was set"), minutes=5),
    Job("events", _("Events: waiting lists, reminders, and asking what became of it"), minutes=60),
    Job("scan_live", _("Look for what could expose a child on published pages"), time(2, 20)),
    Job("forget --yes", _("Delete personal data whose time is over"), time(3, 10)),
    Job("check_media_privacy", _("No place and no camera data in any file"), time(3, 30), SUNDAY),
    Job("search_index status", _("The search's index agrees with the pages"), time(3, 40), SUNDAY),
    Job("measure", _("Keep what the indicators were at the end of the month"), time(4, 20)),
    # Before the daily digests: what is due is told the same morning.
    Job("consents", _("Consents for pictures that are about to end"), time(5, 20)),
    Job("partners", _("Levels of partners about to end, and suspensions that are over"), time(5, 25)),
    Job("members", _("Who is responsible at the schools, and requests to join that wait"), time(5, 40)),
    Job("remind", _("Remind people of what waits too long for them"), time(6, 0)),
    Job("remind_commitments", _("Commitments about to end, and promises that are due"), time(6, 10)),
    Job("remind_dossiers", _("Award dossiers that have to be sent soon"), time(6, 15)),
    Job("pulse", _("Ask schools whether they still use what they took up"), time(6, 30)),
    Job("notices send", _("Digests of notices"), time.fromisoformat(settings.DIGEST_TIME)),
    Job("search_alerts", _("Letters about new things of saved searches"), time(7, 5), MONDAY),
)


def found(now: datetime) -> dict[str, JobRun]:
    """The record of every job. One that the portal has never met begins at its next time, not at once."""
    runs = {run.line: run for run in JobRun.objects.all()}
    if missing := [job for job in JOBS if job.line not in runs]:
        rows = [JobRun(line=job.line, due=job.last_due(now)) for job in missing]
        JobRun.objects.bulk_create(rows, ignore_conflicts=True)
        runs |= {row.line: row for row in rows}
    return runs


def claim(job: Job, now: datetime) -> bool:
    """Take a run that is due, for this process alone; whether there was one."""
    due = job.last_due(now)
    is_due = Q(due__lt=due)
    is_lost = Q(ended_at=None, started_at__lt=now - LONGEST)
    has_failed = Q(ended_at__lt=now - AGAIN) & ~Q(problem="")
    rows = JobRun.objects.filter(is_due | is_lost | has_failed, line=job.line)
    return bool(rows.update(due=due, started_at=now, ended_at=None, problem=""))


def run(job: Job) -> str:
    """Do it, and keep how it ended; what went wrong, or nothing."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *job.line.split()]
    try:
        done = subprocess.run(  # noqa: S603 - our own file with the words of the table
            command, stdin=subprocess.DEVNULL, timeout=LONGEST.total_seconds(), check=False
        )
        problem = f"exit {done.returncode}" if done.returncode else ""
    except subprocess.TimeoutExpired:
        problem = "too long"
    except OSError as error:
        problem = type(error).__name__
    JobRun.objects.filter(line=job.line).update(ended_at=timezone.now(), problem=problem)
    if problem:
        logger.error("A job failed", extra={"job": job.line, "problem": problem})
    return problem


def run_due() -> tuple[int, int]:
    """Do all that is due, one after the other; how many went well and how many did not."""
    now = timezone.now()
    runs = found(now)
    outcomes = []
    for job in JOBS:
        row = runs[job.line]
        if (row.due < job.last_due(now) or row.may_begin_anew(now, LONGEST, AGAIN)) and claim(job, now):
            outcomes.append(not run(job))
    return outcomes.count(True), outcomes.count(False)


def late(now: datetime) -> list[Job]:
    """What should have begun and has not, or has failed: somebody has to look."""
    runs = {run.line: run for run in JobRun.objects.all()}
    return [
        job
        for job in JOBS
        if (run := runs.get(job.line)) and (run.problem or run.due < job.last_due(now - LATE))
    ]


class Timekeeper(threading.Thread):
    """Looks at the clock for one process."""

    def __init__(self) -> None:
        super().__init__(name="timekeeper", daemon=True)
        self.process = os.getpid()
        self.going_home = threading.Event()

    def run(self) -> None:
        # Not all processes at the same second, and none while the first visitors come.
        pause = ROUND / 2 + zlib.crc32(str(self.process).encode()) % ROUND
        while not self.going_home.wait(pause):
            pause = ROUND
            try:
                run_due()
            except DatabaseError:
                logger.exception("What is due can't be read")
            finally:
                connection.close()


_timekeeper: Timekeeper | None = None


def start() -> None:
    """Begin to look at the clock in this process: a thread doesn't survive a fork."""
    global _timekeeper
    if settings.SCHEDULE_IN_BACKGROUND and not (_timekeeper and _timekeeper.process == os.getpid()):
        _timekeeper = Timekeeper()
        _timekeeper.start()


def stop() -> None:
    """Begin nothing more; what runs is a program of its own and ends by itself."""
    if _timekeeper and _timekeeper.process == os.getpid():
        _timekeeper.going_home.set()
