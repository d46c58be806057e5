"""Asks the portal of the same container whether it answers; the exit code tells."""

import http.client
import os
import sys
from urllib.parse import urlsplit

address = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")
connection = http.client.HTTPConnection("127.0.0.1", int(address[2]), timeout=4)
host = urlsplit(os.environ.get("BASE_URL", "")).hostname or "localhost"
try:
    connection.request("GET", os.environ.get("HEALTH_PATH", "/healthz"), headers={"Host": host})
    sys.exit(connection.getresponse().status != 200)
except OSError as error:
    sys.exit(str(error))
