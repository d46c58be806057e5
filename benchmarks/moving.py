"""The whole portal out and in: seconds, and the most memory, for this many schools.

In a database and folders of its own, each school with three years of numbers, three log entries and as many
documents as asked for. Each way runs in a process of its own, whose peak is measured. As in:
`python -m benchmarks.moving 30000 --documents 3`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

RUN = """
import json, resource, sys, time
from django.core.management import call_command
import django
django.setup()
began = time.perf_counter()
call_command(*sys.argv[1:], verbosity=0)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": round(time.perf_counter() - began, 1), "peak_mb": round(peak)}))
"""

FILL = """
import sys
import django
django.setup()
from datetime import date
from pathlib import Path
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, ModelLogEntry
from media.models import PortalDocument
from organisations.models import Kind, Organisation, SchoolFacts
from vcare.collation import name_sort_key

number, documents = int(sys.argv[1]), int(sys.argv[2])
office = Organisation.objects.create(kind=Kind.OFFICE, name="สำนักงานสมมุติ")
kind = ContentType.objects.get_for_model(Organisation)
root = Collection.get_first_root_node()
folder = Path(settings.PRIVATE_ROOT) / "documents"
folder.mkdir(parents=True, exist_ok=True)
some = 1000
with transaction.atomic():
    for start in range(0, number, some):
        places = range(start, min(number, start + some))
        schools = Organisation.objects.bulk_create(
            Organisation(
                kind=Kind.SCHOOL, name=f"โรงเรียนสมมุติ {n}", sort_key=name_sort_key(f"โรงเรียนสมมุติ {n}"),
                office=office, obec_code=f"{n:010}",
            )
            for n in places
        )
        SchoolFacts.objects.bulk_create(
            SchoolFacts(
                school=school, academic_year=year, pupils=120, staff=9, as_of=date(2026, 6, 10), source="DMC"
            )
            for school in schools for year in (2567, 2568, 2569)
        )
        ModelLogEntry.objects.bulk_create(
            ModelLogEntry(
                content_type=kind, object_id=str(school.pk), label=school.name,
                action="organisations.register.edit", timestamp=timezone.now(),
                data={"before": {"pupils": n}, "after": {"pupils": n + 1}},
            )
            for school in schools for n in range(3)
        )
        rows = []
        for school in schools:
            for n in range(documents):
                name = f"documents/{school.pk}-{n}.pdf"
                (folder.parent / name).write_bytes(b"%PDF-1.4 " + name.encode() * 20)
                rows.append(PortalDocument(title=school.name, file=name, collection=root, file_size=500))
        PortalDocument.objects.bulk_create(rows)
"""


def run(code: str, folder: Path, *arguments: object) -> str:
    folder.mkdir(exist_ok=True)
    environment = os.environ | {
        "PORTAL_ENV": "development",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schools", type=int, nargs="?", default=30_000)
    parser.add_argument("--documents", type=int, default=3, help="of each school")
    parser.add_argument("--in", dest="take_in", action="store_true", help="take it in again, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        old, new, archive = Path(place) / "old", Path(place) / "new", Path(place) / "all.zip"
        run(RUN, old, "migrate")
        run(FILL, old, options.schools, options.documents)
        result = {"schools": options.schools, "files": options.schools * options.documents}
        result["out"] = json.loads(run(RUN, old, "exit_export", archive).splitlines()[-1])
        result["archive_mb"] = round(archive.stat().st_size / 1024**2)
        if options.take_in:
            run(RUN, new, "migrate")
            result["in"] = json.loads(run(RUN, new, "exit_import", archive).splitlines()[-1])
        print(json.dumps(result))


if __name__ == "__main__":
    main()
