"""Papers that partners show the office: stored clean and private; each opening is written down."""

from django.db import transaction
from django.http import FileResponse
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from media.papers import paper_download
from networks.models import DocumentOpening, PartnerApplication, Vetting, VettingDocument

#: A registration or a case has at most so many.
MOST = 8


@transaction.atomic
def keep(paper: VettingDocument, by: User | None, *, instead: VettingDocument | None = None) -> None:
    """Keep a paper, and let the one that it replaces go."""
    if instead is not None:
        remove(instead, by)
    paper.uploaded_by = by
    paper.save()
    log(paper, "networks.paper", user=by, data={"kind": paper.kind})


@transaction.atomic
def remove(paper: VettingDocument, by: User | None) -> None:
    """Take a paper away, and its file with it."""
    log(paper, "networks.paper_gone", user=by, data={"kind": paper.kind})
    paper.delete()


def opened(paper: VettingDocument, by: User) -> FileResponse:
    """The file, and a line that says who looked."""
    partner = paper.case.partner if paper.case else paper.application.organisation
    office = paper.application.office if paper.application else (partner.office or partner)
    with override("th"):
        title = paper.get_kind_display()
    DocumentOpening.objects.create(
        office=office,
        partner=partner,
        document=paper,
        title=title[:200],
        person=by,
        person_name=str(by)[:200],
    )
    return paper_download(paper.file, f"{paper.kind}-{paper.pk}")


def follow(application: PartnerApplication, case: Vetting) -> None:
    """What came with a registration belongs to the partner's first case."""
    application.documents.update(case=case)
    DocumentOpening.objects.filter(document__application=application).update(partner=case.partner)
