"""Several processes at the same moment: each digest is written once, and what one process leaves another takes up."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts import choices
from accounts.kinds import Group, When
from accounts.models import Letter, Notice, NoticeSettings
from home.models import JobRun
from tests.factories import UserFactory

BEGIN = """
import os, signal, sys, django
django.setup()
from accounts import digests
from home import schedule
schedule.JOBS = [job for job in schedule.JOBS if job.line == "notices send"]
sys.stdin.readline()
"""
#: Dies in the middle of a digest, its letter written and its transaction open.
TORN = """
tell, told = digests.telling.tell, []
def torn(*args):
    tell(*args)
    told.append(args)
    if len(told) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
digests.telling.tell = torn
digests.write_due()
"""
WRITE = "print(digests.write_due())"
#: Starts `manage.py notices send` if it is its turn.
CLOCK = "print(*schedule.run_due())"

PEOPLE = 8


def notices_of_people() -> list[str]:
    people = UserFactory.create_batch(PEOPLE)
    past = timezone.now() - timedelta(days=9)
    Notice.objects.bulk_create(
        Notice(
            person=person,
            title=f"เรื่องที่ {number}",
            template="tests/mail/x",
            group=Group.REMINDERS,
            digest=digest,
            created_at=past,
        )
        for person in people
        for number, digest in enumerate([When.DAILY, When.DAILY, When.WEEKLY])
    )
    JobRun.objects.create(line="notices send", due=past)
    return [person.email for person in people]


def processes(environment: dict[str, str], *deeds: str) -> list[str]:
    """What each printed; all begin to do it when all are ready."""
    long_past = timezone.localtime() - timedelta(hours=6)
    environment = os.environ | {
        "PORTAL_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "REDIS_URL": "",
        # No new day begins while the test runs.
        "DIGEST_TIME": f"{long_past:%H:%M}",
        # No mail server: letters stay rows, so that they can be counted.
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": "1",
        **environment,
    }
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", BEGIN + deed],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for deed in deeds
    ]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = []
    for worker, deed in zip(workers, deeds, strict=True):
        out, err = worker.communicate(timeout=300)
        assert worker.returncode == (-9 if deed == TORN else 0), err[-2000:]
        # The program that a clock starts prints too.
        answers.append(out.strip().rpartition("\n")[2])
    return answers


def each_is_told_once(environment: dict[str, str], emails: list[str], written) -> None:
    """`written` tells to whom letters have been written, and how many notices still wait."""
    assert processes(environment, TORN) == [""]
    assert len(written()[0]) == 2, "what was torn is undone"
    answers = processes(environment, WRITE, CLOCK, CLOCK, WRITE)
    recipients, waiting = written()
    # One letter of the day and one of the week for each.
    assert Counter(recipients) == dict.fromkeys(emails, 2)
    assert waiting == 0
    assert sorted([answers[1], answers[2]]) == ["0 0", "1 0"], "the run belongs to one of the clocks"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
def test_processes_at_once_tell_each_person_once_on_sqlite(tmp_path):
    emails = notices_of_people()
    file = tmp_path / "db.sqlite3"
    file.write_bytes(connection.connection.serialize())

    def written():
        with sqlite3.connect(file) as after:
            letters = after.execute("select recipients from accounts_letter").fetchall()
            [[waiting]] = after.execute("select count(*) from accounts_notice where digest != ''").fetchall()
        return [json.loads(recipients)[0] for [recipients] in letters], waiting

    each_is_told_once({"VAR_DIR": str(tmp_path), "DATABASE_URL": ""}, emails, written)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_processes_at_once_tell_each_person_once(tmp_path):
    emails = notices_of_people()
    about = connection.settings_dict
    who = f"{about['USER']}:{about['PASSWORD']}" if about["PASSWORD"] else about["USER"]
    port = f":{about['PORT']}" if about["PORT"] else ""
    address = f"postgres://{who}@{about['HOST']}{port}/{about['NAME']}"

    def written():
        recipients = [letter.recipients[0] for letter in Letter.objects.all()]
        return recipients, Notice.objects.exclude(digest="").count()

    each_is_told_once({"VAR_DIR": str(tmp_path), "DATABASE_URL": address}, emails, written)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_first_settings_saved_twice_at_once_are_kept():
    person = UserFactory()
    first, second = (NoticeSettings(person=person, news=when) for when in (When.DAILY, When.NEVER))
    wrong = []

    def save_second():
        try:
            choices.save(second)
        except Exception as error:  # noqa: BLE001 - whatever it was, the test has to hear of it
            wrong.append(error)
        finally:
            connections.close_all()

    other = threading.Thread(target=save_second)
    with transaction.atomic():
        choices.save(first)
        other.start()
        # Until it waits for the row that is being written: on a slow machine it may come later, and simply waits less.
        other.join(timeout=2)
    other.join()
    assert wrong == []
    assert NoticeSettings.objects.get().news == When.NEVER
