"""An install refuses to go public half-configured."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "k3-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2


def check(tmp_path, *arguments, **environment):
    """`manage.py check` as an operator would run it, with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_install_has_no_warning(tmp_path):
    done = check(
        tmp_path,
        "--deploy",
        "--fail-level=WARNING",
        PORTAL_ENV="production",
        SECRET_KEY=SECRET,
        BASE_URL="https://vcare.example.go.th",
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert "portal.I001" in done.stderr


@pytest.mark.parametrize(
    ("missing", "environment"),
    [
        ("SECRET_KEY", {"BASE_URL": "https://vcare.example.go.th"}),
        ("SECRET_KEY", {"BASE_URL": "https://vcare.example.go.th", "SECRET_KEY": "short"}),
        ("BASE_URL", {"SECRET_KEY": SECRET}),
    ],
)
def test_production_does_not_start_without(tmp_path, missing, environment):
    done = check(tmp_path, PORTAL_ENV="production", **environment)
    assert done.returncode != 0
    assert missing in done.stderr


def test_debug_cannot_be_had_in_production(tmp_path):
    done = check(
        tmp_path,
        "--deploy",
        "--fail-level=WARNING",
        PORTAL_ENV="production",
        DEBUG="true",
        SECRET_KEY=SECRET,
        BASE_URL="https://vcare.example.go.th",
        EMAIL_HOST="mail.example.go.th",
    )
    assert done.returncode == 0, done.stderr


def test_development_install_is_no_production_install(tmp_path):
    done = check(tmp_path, "--deploy", PORTAL_ENV="development", DEBUG="true")
    for problem in ("portal.E001", "portal.E002", "portal.E003"):
        assert problem in done.stderr
