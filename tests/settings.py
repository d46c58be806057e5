"""Settings of the tests: the product's own, in the test environment with a directory that is thrown away."""

import atexit
import os
import shutil
import tempfile

os.environ["PORTAL_ENV"] = "test"
# Each of several test processes has its own; a worker inherits the first one's environment.
if "VAR_DIR" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from portal.settings import *  # noqa: F403

MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
