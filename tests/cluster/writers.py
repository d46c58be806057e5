"""Changes pages in several threads, each below a page of its own, until a line is read; Django stands already.

Then says how many changes were made and how many failed. The longest change's seconds are in the log.
"""

import itertools
import logging
import random
import sys
import threading
import time

from django.db import connection
from wagtail.models import Page, PageViewRestriction

logger = logging.getLogger(__name__)
times: list[float] = []
errors: list[Exception] = []
stopped = threading.Event()
#: For addresses. The clock's thirteen digits are now and then those of a citizen, which no page may have.
copies = itertools.count(1)


def change(number: int) -> None:
    chance = random.Random(number)
    while not stopped.is_set():
        above = Page.objects.get(slug=f"writer-{number}")
        page = chance.choice(list(above.get_children().specific()))
        started = time.monotonic()
        try:
            change_somehow(page, chance)
        except Exception as error:
            logger.exception("A change failed")
            errors.append(error)
        times.append(time.monotonic() - started)
        stopped.wait(0.05)
    connection.close()


def change_somehow(page: Page, chance: random.Random) -> None:
    what = chance.choice(["publish", "publish", "publish", "unpublish", "restrict", "copy", "delete"])
    if what == "unpublish":
        page.unpublish()
    elif what == "restrict":
        if restriction := page.view_restrictions.first():
            restriction.delete()
        else:
            PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif what == "copy":
        page.copy(update_attrs={"slug": f"copy-{next(copies)}"})
    elif what == "delete" and page.get_siblings().count() > 2:
        page.delete()
    else:
        page.title = f"สนามเด็กเล่น {chance.randrange(10**9)}"
        page.save_revision().publish()


def main(writers: int) -> None:
    threads = [threading.Thread(target=change, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    sys.stdout.write("writing\n")
    sys.stdout.flush()
    sys.stdin.readline()
    stopped.set()
    for thread in threads:
        thread.join()
    logger.warning("The longest change took %.2f s", max(times))
    sys.stdout.write(f"{len(times)} {len(errors)}\n")
