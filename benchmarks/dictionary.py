"""What a worker pays for Thai words: `python -m benchmarks.dictionary` prints JSON. To be run in a fresh process."""

import json
import time

from benchmarks.server import resident_kb


def main() -> None:
    before, started = resident_kb("self"), time.perf_counter()
    from search import thai

    imported = time.perf_counter()
    thai.index_text("ระบบดูแลช่วยเหลือนักเรียน")
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "memory_mb": round((resident_kb("self") - before) / 1000, 1),
                "import_s": round(imported - started, 2),
                "first_words_s": round(ended - imported, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
