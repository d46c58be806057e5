"""How well the search answers beside OpenSearch: `python -m benchmarks.rivals --docs FILE --queries FILE`.

The mean reciprocal rank among ten of each class of queries, over the same documents and queries as
`manage.py evaluate_search` takes, for the embedded engine, OpenSearch's analyzer `thai`, and ICU's words with
neighbouring ones boosted.
"""

import argparse
import os
import sys
from pathlib import Path

import django

from benchmarks.tables import say, table


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rivals", description="Quality beside OpenSearch"
    )
    parser.add_argument("--docs", type=Path, required=True, help='lines {"id", "title", "body"}; may be .gz')
    parser.add_argument("--queries", type=Path, required=True, help='lines {"id", "type", "q", "rel"}')
    parser.add_argument("--noise", type=int, metavar="SEED", help="add misspelt keyword queries")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N queries of each type")
    parser.add_argument(
        "--neighbours", type=float, metavar="BOOST", help="what ICU's neighbouring words count"
    )
    return parser.parse_args()


def main() -> int:
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()

    from benchmarks.opensearch import THAI, TUNED, RivalIndex, icu, running
    from search import evaluation
    from tools.engine.installing import EngineMissingError

    asked = evaluation.queries(options.queries, options.limit)
    if options.noise is not None:
        asked += evaluation.with_mistakes(evaluation.queries(options.queries), options.noise)
    results = {}
    try:
        with running() as url:
            for rival in (THAI, TUNED if options.neighbours is None else icu(options.neighbours)):
                index = RivalIndex(url, rival)
                index.fill(evaluation.documents(options.docs))
                results[rival.name] = evaluation.measured(index.search, asked)
    except EngineMissingError as problem:
        say(f"Without OpenSearch: {problem}")
    results["embedded"] = evaluation.of_embedded(evaluation.documents(options.docs), asked)
    say(table(rows(results)))
    ours = results["embedded"]["mean_mrr10"]
    for name, result in results.items():
        if name != "embedded" and result["mean_mrr10"]:
            say(f"embedded / {name}: {ours / result['mean_mrr10']:.2f}")
    return 0


def rows(results: dict[str, dict]) -> list[dict[str, object]]:
    """One of each class of queries, and the mean over the classes."""
    found: list[dict[str, object]] = []
    for kind, about in results["embedded"]["types"].items():
        ranks = {name: f"{result['types'][kind]['mrr10']:.3f}" for name, result in results.items()}
        found.append(
            {"MRR@10": kind, "queries": about["queries"], **ranks, "none found": f"{about['zero']:.3f}"}
        )
    means = {name: f"{result['mean_mrr10']:.3f}" for name, result in results.items()}
    return [*found, {"MRR@10": "mean", "queries": None, **means, "none found": None}]


if __name__ == "__main__":
    sys.exit(main())
