"""Parties that sign at the same moment: all signatures are kept, and it comes into force once."""

import os
import sqlite3
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, connections
from wagtail.models import ModelLogEntry

from accounts.models import OneTimeLink
from networks.commitments import deeds
from networks.commitments.deeds import Hand
from networks.models import Commitment, Partnership, Signature
from organisations.models import Role
from tests.factories import CommitmentFactory, OfficeFactory, PartnerFactory, SchoolFactory
from tests.networks.test_commitments import link_of
from tests.people import member

SIGN = """
import sys, django
django.setup()
from accounts.models import OneTimeLink
from networks.commitments import deeds
from networks.commitments.deeds import Hand
from django.template.loader import get_template
from wagtail.log_actions import registry
# A process that has just begun reads its templates and hooks first; one that serves has read them long ago.
registry.scan_for_actions()
for name in ("networks/commitments/mail/signed.txt", "networks/commitments/mail/in_force.txt", "accounts/mail/letter.html"):
    get_template(name)
link = OneTimeLink.objects.get(pk=sys.argv[1])
sys.stdin.readline()
try:
    deeds.sign(link, Hand("นายสมมุติ", "ผู้อำนวยการ"))
    print("signed")
except deeds.SettledError:
    print("settled")
"""


def waiting(monkeypatch) -> tuple[Commitment, list[int]]:
    """Three parties are asked, the first one twice: by letter and by LINE."""
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: None)
    office = OfficeFactory()
    school = SchoolFactory(office=office)
    director = member(school, Role.SCHOOL_DIRECTOR)
    others = [PartnerFactory(office=office), SchoolFactory(office=office)]
    commitment = CommitmentFactory(author=school, partner=others)
    deeds.propose(commitment, director)
    parties = list(commitment.parties.all())
    keys = [link_of(party).pk for party in parties]
    deeds.link_for_line(parties[0], director)
    return commitment, [*keys, link_of(parties[0]).pk]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
def test_processes_signing_at_once_bring_it_into_force_once_on_sqlite(tmp_path, monkeypatch):
    _commitment, keys = waiting(monkeypatch)
    (tmp_path / "db.sqlite3").write_bytes(connection.connection.serialize())
    environment = os.environ | {
        "PORTAL_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", SIGN, str(key)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for key in keys
    ]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = []
    for worker in workers:
        out, err = worker.communicate(timeout=180)
        assert worker.returncode == 0, err[-2000:]
        answers += out.split()
    assert sorted(answers) == ["settled"] + ["signed"] * 3
    with sqlite3.connect(tmp_path / "db.sqlite3") as after:
        assert after.execute("select state from networks_commitment").fetchall() == [("in-force",)]
        assert after.execute("select count(*) from networks_signature").fetchone() == (3,)
        assert after.execute("select count(*) from networks_partnership").fetchone() == (2,)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_signing_at_once_brings_it_into_force_once(monkeypatch):
    commitment, keys = waiting(monkeypatch)
    start, outcomes = threading.Barrier(len(keys)), []

    def sign(key):
        link = OneTimeLink.objects.get(pk=key)
        start.wait()
        try:
            deeds.sign(link, Hand("นายสมมุติ", "ผู้อำนวยการ"))
            outcomes.append("signed")
        except deeds.SettledError:
            outcomes.append("settled")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["settled"] + ["signed"] * 3
    commitment.refresh_from_db()
    assert commitment.state == Commitment.State.IN_FORCE
    assert Signature.objects.valid().count() == 3
    assert Partnership.objects.filter(commitment=commitment).count() == 2
    assert ModelLogEntry.objects.filter(action="networks.commitment.in_force").count() == 1
