"""500 certificates: time for each and the most memory while they are issued and made into one PDF and a file each.

`PORTAL_ENV=development .venv/bin/python -m benchmarks.certificates`. Uses a database of its own in a folder that is taken away.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import timedelta

import django

from benchmarks.tables import say, table

PEOPLE = int(os.environ.get("PEOPLE", "500"))
NAMES = [
    ("นาย", "ปรุง สมมุติ"),
    ("นางสาว", "อรุณรุ่ง สมมุติวัฒนกุล"),
    ("ว่าที่ร้อยตรีหญิง ดร.", "ปิ่นกมลชนก ศักดิ์สิทธิ์พงษ์ไพบูลย์กุลสมมุติ"),
    ("ดร.", "สมาน สมมุติวิทยา"),
]


def memory() -> float:
    """The most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "DATABASE_URL": "", "REDIS_URL": "", "LOG_LEVEL": "WARNING"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        django.setup()
        bench()


def bench() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from events.certificates import answers, issuing, paper
    from events.models import (
        Certificate,
        CertificateBatch,
        CertificateDesign,
        CertificateEdition,
        CertificateWish,
    )
    from organisations.models import Kind, Organisation
    from portal.demo.certificates import design_of

    call_command("migrate", verbosity=0)
    office = Organisation.objects.create(kind=Kind.OFFICE, name="สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 2")
    design: CertificateDesign = design_of(office, None)
    batch = CertificateBatch(
        office=office,
        host=office,
        design=design,
        occasion="เวทีแลกเปลี่ยนเรียนรู้การดูแลช่วยเหลือนักเรียน (สมมุติ)",
        issued_on=timezone.localdate() - timedelta(days=1),
        state=CertificateBatch.State.WAITING,
    )
    issuing.prepare(
        batch,
        [
            CertificateWish(
                role="attended",
                prefix=prefix,
                name=f"{name} {number}",
                position="ครู",
                organisation="โรงเรียนสมมุติ",
            )
            for number, (prefix, name) in zip(range(PEOPLE), NAMES * PEOPLE, strict=False)
        ],
    )
    before = memory()
    rows = [timed("issued", lambda: issuing.work_off(batch.pk))]
    assert Certificate.objects.count() == PEOPLE
    editions = CertificateEdition.objects.select_related("certificate", "design").order_by(
        "certificate__number"
    )
    rows.append(timed("a PDF of one", lambda: [paper.pdf(edition) for edition in editions[:20]], people=20))
    rows.append(timed("one PDF of all", lambda: answers.all_in_one(editions.iterator(chunk_size=50), "all")))
    rows.append(timed("a file each", lambda: sum(map(len, answers.zipped(editions.iterator(chunk_size=50))))))
    say(table(rows))
    say(f"{PEOPLE} certificates; {before:.0f} MB before the first of them")


def timed(what: str, work, people: int = PEOPLE) -> dict[str, object]:
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    return {
        "what": what,
        "seconds": round(seconds, 1),
        "ms_each": round(seconds * 1000 / people, 1),
        "peak_mb": round(memory()),
    }


if __name__ == "__main__":
    sys.exit(main())
