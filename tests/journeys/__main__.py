"""Play a story in a browser, at the width of a phone and of a laptop: `make journey NAME=newcomer`."""

import importlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import django
from playwright.sync_api import Error as BrowserError

from tests.journeys import stage

STORIES = ["newcomer", "practices", "networks", "events", "programme"]

#: A story that leaves fewer pictures in one window has skipped something.
FEWEST_PICTURES = {"newcomer": 20, "practices": 30, "networks": 25, "events": 25, "programme": 25}


def play(name: str) -> int:
    from tests.journeys.story import Story  # needs Django

    chapters = importlib.import_module(f"tests.journeys.{name}").CHAPTERS
    folder = stage.ROOT / "var" / "journeys" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="journey-") as scratch, stage.chromium() as browser:
        built, var, address = Path(scratch, "built"), Path(scratch, "played"), stage.free_address()
        print("Building a fresh demonstration", flush=True)
        stage.build_demonstration(built, address)
        for size in (stage.PHONE, stage.LAPTOP):
            began = time.monotonic()
            print(f"\n{name} at {size[0]} × {size[1]}")
            stage.copy_demonstration(built, var)
            with stage.served(var, address):
                story = Story(browser, address, var, folder, size)
                try:
                    for chapter in chapters:
                        print(chapter.__doc__, flush=True)
                        chapter(story)
                    story.is_quiet()
                except (AssertionError, BrowserError) as untrue:
                    print(f"\nUNTRUE at “{story.now}” ({size[0]} px): {untrue}", file=sys.stderr)
                    return 1
            if story.pictures < FEWEST_PICTURES[name]:
                print(f"\nUNTRUE: only {story.pictures} pictures", file=sys.stderr)
                return 1
            print(f"{story.steps} steps, {story.pictures} pictures, {time.monotonic() - began:.0f} s")
    print(f"\nAll of it is true. Pictures: {folder.relative_to(stage.ROOT)}")
    return 0


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in STORIES:
        print(f"Which story? One of: {', '.join(STORIES)}", file=sys.stderr)
        return 2
    os.environ.setdefault("PORTAL_ENV", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    return play(name)


if __name__ == "__main__":
    sys.exit(main())
