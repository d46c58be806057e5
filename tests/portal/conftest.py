import os

import pytest

from portal import health


def pytest_collection_modifyitems(config, items):
    """Without a Redis server its tests are left out; `make test` says so."""
    if os.environ.get("TEST_REDIS_URL"):
        return
    needing = [item for item in items if item.get_closest_marker("redis")]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


@pytest.fixture
def redis_cache(settings):
    """The portal with Redis; every test has keys of its own."""
    settings.REDIS_URL = os.environ["TEST_REDIS_URL"]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
            "KEY_PREFIX": os.urandom(8).hex(),
        }
    }


@pytest.fixture(autouse=True)
def _fresh_readiness(monkeypatch):
    """No test is answered by the checks of another."""
    monkeypatch.setattr(health, "_known_until", 0.0)
    monkeypatch.setattr(health, "KEPT_FOR", 0)
