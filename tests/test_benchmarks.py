"""What `make bench` stands on: without it the portal's speed can't be compared with anything."""

import os
import subprocess
import sys
import urllib.request

import pytest

from benchmarks import cockpit, recognition
from benchmarks.server import ROOT, serving


def test_the_bare_page_is_served(tmp_path):
    environment = {"BARE_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings"}
    subprocess.run(
        [sys.executable, "-m", "benchmarks.bare.fill"], cwd=ROOT, env=os.environ | environment, check=True
    )
    with serving("benchmarks.bare.wsgi", 1, environment, "benchmarks/bare/server_config.py") as server:
        with urllib.request.urlopen(server.url + "/") as answer:
            assert "หน้าเปล่า" in answer.read().decode()
        assert server.worker_memory()


@pytest.mark.django_db
def test_the_cockpit_asks_as_much_of_many_schools_as_of_few(monkeypatch):
    monkeypatch.setattr(cockpit, "SIZES", (4, 12))
    few, many = cockpit.rows()
    assert (few["schools"], many["schools"]) == (4, 12)
    assert few["queries"] == many["queries"]


@pytest.mark.django_db
def test_counting_what_schools_give_asks_as_much_of_many_schools_as_of_few(monkeypatch):
    monkeypatch.setattr(recognition, "SIZES", (4, 12))
    few, many = recognition.rows()
    assert (few["schools"], many["schools"]) == (4, 12)
    assert few["queries"] == many["queries"]
    assert 0 < few["badges_reached"] < many["badges_reached"]
