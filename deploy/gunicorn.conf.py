"""The portal under gunicorn: `gunicorn --config deploy/gunicorn.conf.py portal.wsgi`."""

import gc
import os

from django.db import connections

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "gthread"
# Loaded once and shared by fork: each further worker costs what it changes only.
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 5
# A worker that a library makes grow is replaced before it hurts.
max_requests = 20_000
max_requests_jitter = 2_000
# The sign of life is a file: on a real disk it can hang a worker.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn makes it private
# The control socket has one path per user: two portals of one user would share it.
control_socket_disable = True
# The portal writes its own access lines, without addresses.
accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()


def when_ready(server: object) -> None:
    """Load before the fork what each worker would load at its first visitor: seconds, and 70 MB each."""
    from django.template.loader import get_template
    from django.urls import resolve

    from search import thai
    from search.engines import get_cluster

    resolve("/")
    get_template("base.html")
    thai.words("โรงเรียน")
    # Connects to nothing yet.
    get_cluster()
    # What is loaded stays: no worker copies it to look for waste, and none looks through it all before it ends.
    gc.freeze()


def post_fork(server: object, worker: object) -> None:
    """No connection made while loading may be used by two processes; each sends the letters it writes."""
    connections.close_all()
    from accounts import postman
    from home import schedule

    postman.start()
    schedule.start()


def worker_exit(server: object, worker: object) -> None:
    """Let the letter that is being sent arrive."""
    from accounts import postman
    from home import schedule

    schedule.stop()
    postman.stop()
