"""What is due by the clock is done once, made up for after a pause, and somebody is told when it is not."""

import re
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.utils import timezone

from home import schedule
from home.models import JobRun
from organisations import admin_groups
from organisations.models import Role
from tests.factories import OfficeFactory
from tests.people import member

LIST = "/admin/jobs/"
HANDBOOK = Path(settings.BASE_DIR, "docs", "operations.md").read_text(encoding="utf-8")
BANGKOK = ZoneInfo("Asia/Bangkok")
DAYS = {None: "", schedule.SUNDAY: "วันอาทิตย์ ", schedule.MONDAY: "วันจันทร์ "}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("job", "now", "last", "following"),
    [
        (schedule.Job("x", "", minutes=5), "2026-11-22 00:04", "2026-11-22 00:00", "2026-11-22 00:05"),
        (schedule.Job("x", "", minutes=60), "2026-11-22 23:59", "2026-11-22 23:00", "2026-11-23 00:00"),
        (schedule.Job("x", "", time(7)), "2026-11-22 06:59", "2026-11-21 07:00", "2026-11-22 07:00"),
        (schedule.Job("x", "", time(7)), "2026-11-22 07:00", "2026-11-22 07:00", "2026-11-23 07:00"),
        (schedule.Job("x", "", time(7), 0), "2026-11-23 06:59", "2026-11-16 07:00", "2026-11-23 07:00"),
        (schedule.Job("x", "", time(7), 6), "2026-11-28 12:00", "2026-11-22 07:00", "2026-11-29 07:00"),
    ],
)
def test_when_it_is_due(job, now, last, following):
    assert job.last_due(moment(now)) == moment(last)
    assert job.next_due(moment(now)) == moment(following)


def test_each_is_a_command_and_stands_in_the_handbook():
    for job in schedule.JOBS:
        assert job.line.split()[0] in get_commands()
        when = (
            f"ทุก {job.minutes} นาที"
            if job.at is None
            else f"{DAYS[job.weekday]}{job.at.hour}.{job.at.minute:02} น."
        )
        assert f"| `{job.line}` | {when} |" in HANDBOOK
    assert len(re.findall(r"^\| `[a-z_]+[^`]*` \| (?:ทุก|วัน|\d)", HANDBOOK, re.MULTILINE)) == len(
        schedule.JOBS
    )


@pytest.fixture
def jobs(db, monkeypatch, tmp_path):
    """Two jobs that are programs of their own: one that does something, one that fails."""
    jobs = (
        schedule.Job("publish_scheduled", "งานสมมุติ", minutes=5),
        schedule.Job("search_index nothing", "งานที่ไม่สำเร็จ", time(3)),
    )
    done = []

    def run(command, **options):
        done.append(" ".join(command[2:]))
        return type("Done", (), {"returncode": int("nothing" in command)})

    monkeypatch.setattr(schedule, "JOBS", jobs)
    monkeypatch.setattr(schedule.subprocess, "run", run)
    return done


def at(monkeypatch, text: str) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment(text))


def test_done_once_in_its_time_and_made_up_for_after_a_pause(jobs, monkeypatch):
    at(monkeypatch, "2026-11-22 12:01")
    assert schedule.run_due() == (0, 0)  # what the portal meets for the first time waits for its time
    at(monkeypatch, "2026-11-22 12:06")
    assert schedule.run_due() == (1, 0)
    assert schedule.run_due() == (0, 0)
    at(monkeypatch, "2026-11-25 12:00")
    assert schedule.run_due() == (1, 1)
    assert jobs == ["publish_scheduled", "publish_scheduled", "search_index nothing"]


def test_what_failed_is_tried_again_after_an_hour(jobs, monkeypatch):
    at(monkeypatch, "2026-11-22 01:00")
    schedule.run_due()
    at(monkeypatch, "2026-11-22 03:00")
    with pytest.raises(CommandError, match="1 of 2 failed"):
        call_command("schedule", "run")
    at(monkeypatch, "2026-11-22 03:30")
    assert schedule.run_due() == (1, 0)
    at(monkeypatch, "2026-11-22 04:01")
    assert schedule.run_due() == (1, 1)
    assert JobRun.objects.get(problem="exit 1").line == "search_index nothing"


def test_a_run_belongs_to_one_process_until_it_is_lost(jobs, monkeypatch):
    at(monkeypatch, "2026-11-22 12:01")
    schedule.run_due()
    job, now = schedule.JOBS[0], moment("2026-11-22 12:05")
    assert schedule.claim(job, now)
    assert not schedule.claim(job, now)  # the other process
    assert schedule.claim(job, now + timedelta(minutes=5))
    JobRun.objects.update(due=moment("2026-11-23 00:00"))
    assert not schedule.claim(job, now + timedelta(hours=1))
    assert schedule.claim(job, now + timedelta(hours=3))


def test_a_real_command_runs_as_a_program_of_its_own(db, monkeypatch):
    job = schedule.Job("schedule nonsense", "")
    JobRun.objects.create(line=job.line, due=timezone.now(), started_at=timezone.now())
    assert schedule.run(job) == "exit 2"
    assert JobRun.objects.get().problem == "exit 2"


def test_those_who_run_the_portal_see_it_and_are_warned(client, site_tree, jobs, monkeypatch):
    admin_groups.ensure()
    office = OfficeFactory()
    officer, supervisor = member(office, Role.OFFICER), member(office, Role.SUPERVISOR)
    client.force_login(officer)
    assert "ยังไม่เคย" in client.get(LIST).text
    assert "งานตามเวลาของพอร์ทัลไม่สำเร็จ" not in client.get("/admin/").text
    JobRun.objects.filter(line="publish_scheduled").update(due=timezone.now() - timedelta(days=1))
    JobRun.objects.exclude(line="publish_scheduled").update(
        started_at=timezone.now(), ended_at=timezone.now(), problem="exit 1"
    )
    page = client.get(LIST).text
    assert "ไม่สำเร็จ <small>(exit 1)</small>" in page
    assert "ยังไม่เริ่มตามเวลา" in page
    assert "งานตามเวลาของพอร์ทัลไม่สำเร็จ 2 งาน" in client.get("/admin/").text
    client.force_login(supervisor)
    assert client.get(LIST).status_code == 302
    assert "งานตามเวลาของพอร์ทัลไม่สำเร็จ" not in client.get("/admin/").text
