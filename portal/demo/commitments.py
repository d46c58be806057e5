"""Commitments of the demonstration, one in each state of its life."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.log_actions import log

from networks.commitments import binding
from networks.models import Commitment, Partnership, Party, ProgressReport, Promise, Signature
from networks.models.commitments import SERIES
from organisations.models import Kind, Organisation, RunningNumber

State, Outcome = Commitment.State, Promise.Outcome

#: Who signs, in the order of the parties: names that say that nobody real is meant.
HANDS = [
    ("ว่าที่ร้อยตรี ดร.สมมุติ นำโรงเรียน", "ผู้อำนวยการโรงเรียน (สมมุติ)"),
    ("นางสาวสมมุติ ประสานใจ", "หัวหน้าหน่วยงาน (สมมุติ)"),
    ("พ.ต.อ. สมมุติ พาข้ามถนน", "ผู้กำกับการ (สมมุติ)"),
]

ROAD = [
    ("จัดเวรจุดข้ามถนนหน้าโรงเรียนเช้าและเย็น", "จำนวนวันที่มีเวร", "ทุกวันเปิดเรียน"),
    ("สอนรู้ทันภัยบนถนนทุกระดับชั้น", "จำนวนครั้ง", "ภาคเรียนละ 1 ครั้ง"),
]
HEALTH = [
    ("จัดห้องและเวลาให้ทีมพยาบาลตรวจสุขภาพ", "จำนวนครั้ง", "ภาคเรียนละ 1 ครั้ง"),
    ("ตรวจสุขภาพและให้คำปรึกษาครู", "จำนวนครั้ง", "เดือนละ 1 ครั้ง"),
    ("ส่งสรุปยอดรวมให้โรงเรียนวางแผน", "รายงานยอดรวม", "ภาคเรียนละ 1 ฉบับ"),
]


class Committing:
    """Makes them as if people had drafted, signed and kept them."""

    def __init__(
        self,
        office: Organisation,
        schools: Mapping[int, Organisation],
        partners: Mapping[int, Organisation],
        domain: str,
    ) -> None:
        self.office, self.schools, self.partners, self.domain = office, schools, partners, domain
        self.today = timezone.localdate()

    def build(self) -> None:
        school, nurse = self.schools[27], self.partners[1]
        kept = self.made(
            "ดูแลสุขภาพกายใจของนักเรียนและครู (สมมุติ)", [school, nurse], HEALTH, -120, 245, State.IN_FORCE
        )
        self.keep(kept)
        self.made(
            "ลดอุบัติเหตุหน้าโรงเรียน (สมมุติ)",
            [self.office, self.partners[5], school],
            ROAD,
            -320,
            45,
            State.IN_FORCE,
        )
        ended = self.made(
            "ค่ายอาสาซ่อมสนามเด็กเล่น (สมมุติ)",
            [self.schools[1], self.partners[30]],
            ROAD[:1],
            -425,
            -60,
            State.IN_FORCE,
        )
        Partnership.objects.filter(owner=self.schools[1], partner=self.partners[30]).update(commitment=ended)
        old = self.made(
            "ซ้อมแผนเผชิญเหตุ (สมมุติ)", [self.office, self.partners[8]], ROAD[1:], -400, -36, State.IN_FORCE
        )
        new = self.made(
            "ซ้อมแผนเผชิญเหตุ (สมมุติ)", [self.office, self.partners[8]], ROAD[1:], -35, 330, State.IN_FORCE
        )
        Commitment.objects.filter(pk=old.pk).update(renewed_at=new.in_force_at)
        Commitment.objects.filter(pk=new.pk).update(renewed_from=old)
        self.made("เดินทางปลอดภัยทั้งไปและกลับ (สมมุติ)", [school, nurse], ROAD, 14, 379, State.WAITING, signed=1)
        self.made(
            "พี่เลี้ยงอ่านหนังสือหลังเลิกเรียน (สมมุติ)",
            [school, self.partners[10]],
            HEALTH[:1],
            30,
            395,
            State.DRAFT,
            kind=Commitment.Kind.PLEDGE,
        )
        self.made(
            "จัดรถรับส่งร่วมกัน (สมมุติ)", [self.schools[14], self.partners[19]], ROAD[:1], -90, 275, State.CANCELLED
        )

    def at(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(10, 30)))

    def made(
        self,
        title: str,
        organisations: Sequence[Organisation],
        promises: Sequence[tuple[str, str, str]],
        begins: int,
        ends: int,
        state: str,
        *,
        signed: int = 0,
        kind: str = Commitment.Kind.MOU,
    ) -> Commitment:
        first = self.today + timedelta(days=begins)
        signing = min(first, self.today) - timedelta(days=7)
        all_signed = state in (State.IN_FORCE, State.CANCELLED)
        commitment = Commitment.objects.create(
            reference=RunningNumber.take_reference(SERIES),
            office=self.office,
            author=organisations[0],
            kind=kind,
            title=title,
            purpose="ให้เด็กทุกคนในพื้นที่ได้รับการดูแลอย่างรอบด้าน โดยแต่ละฝ่ายทำสิ่งที่ตนทำได้จริงและบอกผลแก่กัน (สมมุติ)",
            levels=["02", "04"],
            starts_on=first,
            ends_on=self.today + timedelta(days=ends),
            place="สำนักงานเขตพื้นที่การศึกษา (สมมุติ)",
            state=state,
            created_at=self.at(signing - timedelta(days=20)),
            proposed_at=None if state == State.DRAFT else self.at(signing - timedelta(days=10)),
            in_force_at=self.at(signing) if all_signed else None,
            cancelled_at=self.at(self.today - timedelta(days=20)) if state == State.CANCELLED else None,
            cancelled_because="คนขับรถไม่พอทั้งสองฝ่าย (สมมุติ)" if state == State.CANCELLED else "",
            is_demo=True,
        )
        parties = [
            Party.objects.create(
                commitment=commitment,
                organisation=organisation,
                number=number,
                duties="จัดคนและเวลาตามข้อพันธสัญญา และบอกผลทุกภาคเรียน (สมมุติ)",
                signatory_name=HANDS[number - 1][0],
                signatory_position=HANDS[number - 1][1],
                signatory_email=f"signatory{number}@{self.domain}",
            )
            for number, organisation in enumerate(organisations, start=1)
        ]
        Promise.objects.bulk_create(
            Promise(
                commitment=commitment,
                party=parties[number % len(parties)],
                number=number + 1,
                what=what,
                indicator=indicator,
                target=target,
                due_on=max(first, min(commitment.ends_on, first + timedelta(days=60 + 50 * number))),
            )
            for number, (what, indicator, target) in enumerate(promises)
        )
        Signature.objects.bulk_create(
            Signature(
                party=party,
                name=party.signatory_name,
                position=party.signatory_position,
                signed_on=signing,
                how=Signature.How.LINK if party.number % 2 else Signature.How.PAPER,
                text_version=1,
            )
            for party in (parties if all_signed else parties[:signed])
        )
        self.remember(commitment, parties, signed if not all_signed else len(parties), signing)
        if state == State.IN_FORCE and commitment.ends_on >= self.today:
            self.bind(commitment)
        return commitment

    def bind(self, commitment: Commitment) -> None:
        """Only partnerships that are there: the demonstration's numbers stay what they are."""
        for owner, partner in binding.pairs(commitment):
            if Partnership.objects.current().filter(owner=owner, partner=partner).exists():
                binding.bind(commitment)
                return

    def remember(self, commitment: Commitment, parties: list[Party], signed: int, signing: date) -> None:
        def noted(action: str, moment: datetime | None, **data: object) -> None:
            if moment:
                log(commitment, f"networks.commitment.{action}", timestamp=moment, data=data)

        noted("draft", commitment.created_at)
        noted("propose", commitment.proposed_at)
        for party in parties[:signed]:
            noted(
                "sign",
                self.at(signing),
                party=party.organisation.name,
                name=party.signatory_name,
                position=party.signatory_position,
            )
        noted("in_force", commitment.in_force_at)
        noted("cancel", commitment.cancelled_at, reason=commitment.cancelled_because)

    def keep(self, commitment: Commitment) -> None:
        """One promise kept, one partly, of one nobody knows; a report confirmed and one that waits."""
        school = next(row for row in commitment.parties.all() if row.organisation.kind == Kind.SCHOOL)
        partner = next(row for row in commitment.parties.all() if row.organisation.kind == Kind.PARTNER)
        verdicts = [
            (Outcome.KEPT, "ทีมพยาบาลมาแล้วสองครั้ง มีภาพห้องและตารางเวลา (สมมุติ)"),
            (Outcome.PARTLY, "มาแล้วสามเดือนจากห้าเดือน (สมมุติ)"),
        ]
        for promise, (outcome, because) in zip(commitment.promises.all(), verdicts, strict=False):
            judge = school if promise.party_id == partner.pk else partner
            Promise.objects.filter(pk=promise.pk).update(
                outcome=outcome,
                outcome_because=because,
                outcome_on=self.today - timedelta(days=12),
                outcome_party=judge,
            )
        for days, party, text, answer in [
            (
                40,
                partner,
                "ตรวจสุขภาพครบทุกชั้น และนั่งคุยกับครูเวรพยาบาลครึ่งวัน (สมมุติ)",
                ProgressReport.Answer.CONFIRMED,
            ),
            (5, school, "เตรียมห้องประชุมและตารางสำหรับรอบถัดไปแล้ว (สมมุติ)", ProgressReport.Answer.NONE),
        ]:
            day = self.today - timedelta(days=days)
            ProgressReport.objects.create(
                commitment=commitment,
                party=party,
                day=day,
                text=text,
                answer=answer,
                answer_party=school if answer else None,
                answered_at=self.at(day + timedelta(days=2)) if answer else None,
            )
