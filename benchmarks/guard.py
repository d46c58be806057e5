"""How long the privacy guard takes for a practice of 10,000 characters, and what its word lists weigh."""

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median

from privacy.detectors import scan

TEXTS = Path(__file__).parent.parent / "portal/texts/seed/vcare-n-model.th.md"
CHARACTERS = 10_000
TIMES = 15


def measured() -> dict[str, object]:
    """Processor milliseconds for one scan, their ratio to counting the text's letters, and memory."""
    text = TEXTS.read_text(encoding="utf-8")
    text = (text * (CHARACTERS // len(text) + 1))[:CHARACTERS]
    text = text[: CHARACTERS - 40] + " เด็กชายสมมุติ ตัวอย่าง 081-234-5678"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first = timed(lambda: scan(text))
    scans = [timed(lambda: scan(text)) for _ in range(TIMES)]
    plain = [timed(lambda: [text.count(sign) for sign in set(text)]) for _ in range(TIMES)]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "scan": f"{CHARACTERS} characters",
        "cpu_ms": round(median(scans), 1),
        "first_ms": round(first, 1),
        "ratio_to_counting": round(median(scans) / median(plain), 1),
        "word_lists_mb": round((after - before) / 1024, 1),
    }


def timed(work) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured()) + "\n")
