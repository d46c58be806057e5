"""python -m tools.engine installs the engine; with a number it also runs so many nodes until Ctrl+C."""

import sys
import threading

from tools.engine.cluster import Cluster
from tools.engine.installing import (
    ARCHIVE,
    STAMP,
    EngineMissingError,
    install,
    is_installed,
    java_home,
    wanted,
)


def main(arguments: list[str]) -> str | None:
    """What is wrong, if something is."""
    try:
        java_home()
        if arguments == ["--installed"]:
            return None if is_installed() else "OpenSearch is not installed: make engine"
        if not is_installed():
            print("Installing OpenSearch (70 MB, once)", flush=True)
            install()
            with Cluster(java_options=[f"-XX:ArchiveClassesAtExit={ARCHIVE}"]) as cluster:
                cluster.nodes[0].stop(timeout=60)
            STAMP.write_text(wanted())
        if arguments:
            with Cluster(int(arguments[0])) as cluster:
                print(*cluster.urls, flush=True)
                threading.Event().wait()
    except EngineMissingError as problem:
        return f"OpenSearch can't run here: {problem}"
    except KeyboardInterrupt:
        pass
    return None


sys.exit(main(sys.argv[1:]))
