"""Several machines share one state of the public content and one count of visitors."""

import pytest
from django.core.cache import cache

from accounts.ratelimit import count
from portal import pagecache

pytestmark = [pytest.mark.redis, pytest.mark.usefixtures("redis_cache")]


def on_machine(settings, path):
    settings.VAR_DIR = path
    path.mkdir(exist_ok=True)


def test_publication_on_one_machine_ends_the_pages_of_another(settings, tmp_path):
    on_machine(settings, tmp_path / "one")
    before = pagecache.generation()
    on_machine(settings, tmp_path / "two")
    pagecache.next_generation()
    on_machine(settings, tmp_path / "one")
    assert pagecache.generation() != before


def test_emptied_redis_brings_no_old_state_back(settings, tmp_path):
    on_machine(settings, tmp_path)
    before = pagecache.generation()
    cache.delete(pagecache.GENERATION_KEY)
    assert pagecache.generation() != before


def test_unreachable_redis_means_no_cache(settings, tmp_path):
    on_machine(settings, tmp_path)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert pagecache.generation() is None


def test_unreachable_redis_stops_no_publication(settings, tmp_path):
    on_machine(settings, tmp_path)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    pagecache.next_generation()


def test_visitor_is_counted_over_all_machines(settings, tmp_path):
    on_machine(settings, tmp_path / "one")
    assert count("redis-test", "192.0.2.1", 60)[0] == 1
    on_machine(settings, tmp_path / "two")
    assert count("redis-test", "192.0.2.1", 60)[0] == 2
