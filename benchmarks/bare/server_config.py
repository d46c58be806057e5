"""The same server as the portal's, without what only the portal has to load or to start."""

from pathlib import Path

exec(Path("deploy/gunicorn.conf.py").read_text(encoding="utf-8"))
del when_ready, post_fork, worker_exit  # noqa: F821 - the line above brings them
