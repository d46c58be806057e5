"""The same server as the portal's, without what only the portal has to load."""

from pathlib import Path

exec(Path("deploy/gunicorn.conf.py").read_text(encoding="utf-8"))
del when_ready  # noqa: F821 - the line above brings it
