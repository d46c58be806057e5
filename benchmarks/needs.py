"""How suggestions for one need grow with the deployment: `python -m benchmarks.needs` prints JSON.

Offices are added, each with its schools, partners and offers, up to 245 offices, 30,000 schools and 20,000
offers in a database in memory. What one need costs then is compared with what it cost in the smallest
deployment, and with looking at every offer.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from time import perf_counter

#: Offices of a deployment, and what each of them has.
SIZES = (12, 61, 245)
SCHOOLS, PARTNERS, OFFERS = 122, 5, 82
DISTRICTS = 6
HAZARDS = ("violence", "accident", "rights", "unhealthiness")
NEEDS, ROUNDS = 12, 5
BATCH = 2000


def district(office: int, number: int) -> str:
    return f"{office:03}{number % DISTRICTS}"


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(json.dumps({"rows": rows()}))
    finally:
        runner.teardown_databases(databases)


def rows() -> list[dict[str, object]]:
    from networks import board, ledger
    from networks.models import Need, Offer
    from organisations.models import Kind, Organisation

    fill = Filling()
    found: list[dict[str, object]] = []
    first: dict[str, float] = {}
    for size in SIZES:
        fill.up_to(size)
        schools = list(Organisation.objects.schools().order_by("pk")[:: max(1, size * SCHOOLS // NEEDS)])
        needs = [
            Need.objects.create(
                school=school, hazard=HAZARDS[n % 4], band="to-50", time="term", place="school"
            )
            for n, school in enumerate(schools[:NEEDS])
        ]
        office = Organisation.objects.filter(kind=Kind.OFFICE).order_by("-pk").first()
        times = {
            "suggestions": middle(partial(suggested, needs)) / len(needs),
            "scan": middle(lambda: list(Offer.objects.standing())),
            "board": middle(partial(board.rows, office, ledger.rule_of(office), fill.today)),
        }
        first = first or times
        found.append(
            {
                "offices": size,
                "schools": size * SCHOOLS,
                "offers": size * OFFERS,
                "offers_looked_at": max(Offer.objects.for_need(need).count() for need in needs),
                **{f"{name}_ms": round(time, 1) for name, time in times.items()},
                **{f"{name}_ratio": round(time / first[name], 2) for name, time in times.items()},
                "scan_to_suggestions": round(times["scan"] / times["suggestions"], 1),
            }
        )
    return found


def suggested(needs: list[object]) -> None:
    from networks import meeting

    for need in needs:
        meeting.suggestions(need)


def middle(work: Callable[[], object]) -> float:
    """The median of some rounds, in milliseconds, after one to warm up."""
    work()
    times = []
    for _round in range(ROUNDS):
        started = perf_counter()
        work()
        times.append((perf_counter() - started) * 1000)
    return sorted(times)[ROUNDS // 2]


class Filling:
    """Offices with everything, added one after the other."""

    def __init__(self) -> None:
        from django.utils import timezone
        from wagtail.models import Page

        from tests import factories

        self.today = timezone.localdate()
        self.offices = 0
        home = factories.HomePageFactory(parent=Page.get_first_root_node(), slug="bench")
        index = factories.PartnerIndexPageFactory(parent=home)
        self.template = factories.PartnerPageFactory(
            parent=index,
            organisation=factories.PartnerFactory(office=factories.OfficeFactory(name="bench")),
            verified_on=self.today,
        )

    def up_to(self, offices: int) -> None:
        from networks.models import Offer, OfferPlace, Partnership, PartnershipActivity
        from organisations.models import Kind, Organisation
        from tests.bulk import copies_of

        numbers = range(self.offices, offices)
        self.offices = offices
        made = Organisation.objects.bulk_create(
            Organisation(kind=Kind.OFFICE, name=f"เขตสมมุติ {n}", sort_key=f"{n:06}") for n in numbers
        )
        schools = Organisation.objects.bulk_create(
            (
                Organisation(
                    kind=Kind.SCHOOL,
                    office=office,
                    name=f"โรงเรียนสมมุติ {n} {k}",
                    sort_key=f"{n:06}{k:04}",
                    districts=[district(n, k)],
                )
                for n, office in zip(numbers, made, strict=True)
                for k in range(SCHOOLS)
            ),
            batch_size=BATCH,
        )
        partners = Organisation.objects.bulk_create(
            (
                Organisation(
                    kind=Kind.PARTNER,
                    office=office,
                    name=f"ภาคีสมมุติ {n} {k}",
                    sort_key=f"{n:06}{k:04}",
                    districts=[district(n, k)],
                    partner_type="foundation",
                )
                for n, office in zip(numbers, made, strict=True)
                for k in range(PARTNERS)
            ),
            batch_size=BATCH,
        )
        copies_of(
            self.template, [{"organisation_id": one.pk, "reference": f"PX69-{one.pk}"} for one in partners]
        )
        offers = Offer.objects.bulk_create(
            (
                Offer(
                    partner=partners[place * PARTNERS + k % PARTNERS],
                    title=f"ข้อเสนอสมมุติ {k}",
                    what="วิทยากรสองคน หนึ่งวัน",
                    hazards=[HAZARDS[k % 4]],
                    districts=[district(n, k), district(n, k + 1)],
                    places=["school"],
                    capacity=9,
                    left=1 + k % 9,
                )
                for place, n in enumerate(numbers)
                for k in range(OFFERS)
            ),
            batch_size=BATCH,
        )
        OfferPlace.objects.bulk_create(
            (
                OfferPlace(offer=offer, district=key, hazard=hazard)
                for offer in offers
                for key in offer.districts
                for hazard in offer.hazards
            ),
            batch_size=BATCH,
        )
        ties = Partnership.objects.bulk_create(
            (
                Partnership(
                    owner=school,
                    partner=partners[number // SCHOOLS * PARTNERS + (number + step) % PARTNERS],
                    starts_on=self.today - timedelta(days=200),
                )
                for number, school in enumerate(schools)
                for step in range(3)
            ),
            batch_size=BATCH,
        )
        PartnershipActivity.objects.bulk_create(
            (PartnershipActivity(partnership=tie, day=self.today, what="ซ้อมแผน") for tie in ties),
            batch_size=BATCH,
        )


if __name__ == "__main__":
    sys.exit(main())
