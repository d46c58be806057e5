"""All papers of an event as one file for the printer, made lot by lot outside anybody's request, like a batch.

The file is for one print: it is thrown away after a day, the papers are set anew from their editions at any time.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import timedelta
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.transaction import on_commit
from django.utils import timezone
from django_tasks import task
from pypdf import PdfReader

from accounts.models import User
from events.certificates import paper
from events.certificates.issuing import LEASE, in_background
from events.models import Certificate, CertificateBundle, CertificateEdition, ExchangeEventPage
from media.storage import private_storage

State = CertificateBundle.State

#: Fewer papers than these are made while one waits.
MOST_AT_ONCE = 60
KEPT = timedelta(days=1)
FOLDER = "certificates/bundles"


def editions_of(event: ExchangeEventPage) -> QuerySet[CertificateEdition]:
    """The valid papers of an event in the order of the register."""
    return (
        CertificateEdition.objects.filter(
            certificate__event=event.pk,
            certificate__state=Certificate.State.ISSUED,
            number=F("certificate__edition_number"),
        )
        .select_related("certificate", "design")
        .order_by("certificate__year", "certificate__number")
    )


def contents_of(event: ExchangeEventPage) -> str:
    keys = ",".join(map(str, editions_of(event).values_list("pk", flat=True)))
    return hashlib.sha256(keys.encode()).hexdigest()


def of(event: ExchangeEventPage) -> CertificateBundle | None:
    return CertificateBundle.objects.filter(event=event.pk).first()


def is_ready(bundle: CertificateBundle | None, event: ExchangeEventPage) -> bool:
    """Whether there is a file, and it has the papers that are valid now."""
    # While a new one is made, the row has the old file beside the new contents.
    return (
        bundle is not None
        and not bundle.is_running
        and bool(bundle.file)
        and bundle.contents == contents_of(event)
    )


def is_stuck(bundle: CertificateBundle) -> bool:
    """Whether the process that was at it is gone."""
    quiet = bundle.leased_until or bundle.made_at + LEASE
    return bundle.is_running and quiet <= timezone.now()


@transaction.atomic
def ask(event: ExchangeEventPage, by: User) -> None:
    """Begin, unless it is there or being made; what stopped goes on."""
    bundle, made = CertificateBundle.objects.get_or_create(event=event, defaults={"made_by": by})
    if made or is_stuck(bundle):
        hand_over(event.pk)
    elif not bundle.is_running and not is_ready(bundle, event):
        fresh = {"state": State.WAITING, "done": 0, "made_by": by, "made_at": timezone.now()}
        if CertificateBundle.objects.filter(pk=bundle.pk, state=State.DONE).update(**fresh):
            hand_over(event.pk)


def hand_over(pk: int) -> None:
    on_commit(lambda: in_background(make_bundle, pk))


@task()
def make_bundle(pk: int) -> int:
    return work_off(pk)


def unfinished() -> list[CertificateBundle]:
    return [row for row in CertificateBundle.objects.exclude(state=State.DONE) if is_stuck(row)]


def work_off(pk: int) -> int:
    """Make the file; how many papers are in it. One process at a time."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    mine = CertificateBundle.objects.filter(free, pk=pk).exclude(state=State.DONE)
    event = ExchangeEventPage.objects.get(pk=pk)
    contents, editions = contents_of(event), list(editions_of(event))
    if not mine.update(
        state=State.RUNNING, contents=contents, papers=len(editions), done=0, leased_until=now + LEASE
    ):
        return 0
    old = of(event)
    with TemporaryFile() as made:
        paper.joined(counted(pk, paper.lots(editions)), made)
        made.seek(0)
        name = private_storage().save(f"{FOLDER}/{event.slug}.pdf", File(made))
    if old and old.file:
        old.file.delete(save=False)
    CertificateBundle.objects.filter(pk=pk).update(
        state=State.DONE, file=name, done=len(editions), made_at=timezone.now(), leased_until=None
    )
    return len(editions)


def counted(pk: int, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts, each noted as it comes: the page shows how far it is."""
    for part in parts:
        yield part
        pages = len(PdfReader(io.BytesIO(part)).pages)
        CertificateBundle.objects.filter(pk=pk).update(
            done=F("done") + pages, leased_until=timezone.now() + LEASE
        )


def sweep() -> int:
    """Throw away what is older than a day, and files that nothing points to; how many rows."""
    old = CertificateBundle.objects.filter(state=State.DONE, made_at__lte=timezone.now() - KEPT)
    gone = old.delete()[0]
    storage = private_storage()
    if storage.exists(FOLDER):
        # In this order: whatever is saved meanwhile is not listed, or its row is still at work, or known.
        names = storage.listdir(FOLDER)[1]
        running = CertificateBundle.objects.exclude(state=State.DONE).exists()
        known = set(CertificateBundle.objects.exclude(file="").values_list("file", flat=True))
        for name in names:
            if f"{FOLDER}/{name}" not in known and not running:
                storage.delete(f"{FOLDER}/{name}")
    return gone
