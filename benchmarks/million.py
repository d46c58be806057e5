"""A million documents on a cluster: `python -m benchmarks.million`. It takes an hour or two, and goes on where it was ended.

A node of OpenSearch of its own, with its data in `var/bench/million`, is filled through the portal's own writing path,
a batch after the other, with texts recombined from `BENCH_DOCS`. At each size of `--sizes` the questions of
`BENCH_QUERIES` are put to it, and what was measured is added to `var/bench/million/growth.json`. A size that stands in
there is not measured again; to begin anew, remove the folder.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

from benchmarks.server import ROOT

FOLDER = ROOT / "var" / "bench" / "million"
SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description="Growth on a cluster")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="measure at so many documents")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the node and the figures are kept")
    parser.add_argument("--memory", default="1g", help="the node's heap")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from benchmarks.growth import grown

    grown(options.folder, options.sizes, options.memory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
