"""Fill a founded site with the demonstration."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, Page, Site

from accounts.models import User
from content.rich import from_text
from events.models import ExchangeEventIndexPage, ExchangeEventPage
from home.models import FeaturedPage, HomePage, SiteSettings
from media.drawing import draw_cover
from media.models import PortalImage
from networks.models import (
    PartnerApplication,
    PartnerIndexPage,
    PartnerPage,
    Partnership,
    PartnershipActivity,
)
from organisations.models import Kind, Membership, Organisation, Role, SchoolFacts
from portal.demo import (
    adoptions,
    attendance,
    certificates,
    dossiers,
    fund_ledger,
    indicators,
    membership,
    model_schools,
    needs,
    notices,
    opinions,
    outcomes,
    privacy,
    recognition,
    register,
    registrations,
    sessions,
    stories,
    vetting,
)
from portal.demo.commitments import Committing
from portal.demo.plans import Planning
from portal.demo.reports import Reporting
from portal.demo.reviewing import Reviewing
from portal.founding import add, practice_page, read
from practices.models import GuidancePage, PracticeIndexPage, PracticePage
from programme.models import FundPage, FundPeriod
from search import judging
from vcare.calendar import academic_year

FOLDER = Path(__file__).parent
COLLECTION = "สาธิต (สมมุติ)"
MAIL_DOMAIN = "demo.example"
#: One password for every demo account; such accounts exist in no production install.
PASSWORD = "vcare-sathit-2569"  # noqa: S105

#: Schools by number of partners: 74 have reached three, as the demonstration tells on its home page.
SCHOOLS_BY_PARTNERS = [(0, 5), (1, 10), (2, 17), (3, 50), (4, 18), (5, 6)]

#: Practice files whose cover is a picture; the others show the cover that the portal draws.
PICTURES = {6: "canal", 7: "bicycle", 10: "school", 18: "trees", 21: "school", 24: "trees"}

Say = Callable[[str], None]


class Demonstration:
    """Builds the demonstration once, in one transaction."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.today = timezone.localdate()
        self.random = random.Random(2569)  # noqa: S311  the same site every time
        self.office = Organisation.objects.get(kind=Kind.OFFICE)
        self.schools: dict[int, Organisation] = {}
        self.partners: dict[int, Organisation] = {}
        self.practices: dict[int, PracticePage] = {}

    @transaction.atomic
    def build(self) -> None:
        steps: list[tuple[str, Callable[[], None]]] = [
            ("โรงเรียน 106 แห่ง", self.add_schools),
            ("ภาคี 30 แห่ง", self.add_partners),
            ("ความร่วมมือ", self.add_partnerships),
            ("แนวปฏิบัติ 25 เรื่อง", self.add_practices),
            ("เวทีแลกเปลี่ยน 8 ครั้ง", self.add_events),
            ("กองทุน คู่มือ และหน้าแรก", self.publish_texts),
            ("บัญชีสาธิต", self.add_people),
            ("ทะเบียนโรงเรียน", self.add_register),
            ("ผู้สมัครเข้าร่วมเวที", self.add_registrations),
            ("ผู้ที่มาเวที", self.add_attendance),
            ("ความพึงพอใจและบันทึกผลของเวที", self.add_opinions),
            ("เกียรติบัตร", self.add_certificates),
            ("การนำไปใช้", self.add_adoptions),
            ("ผลของเวทีที่ผ่านมา", self.add_outcomes),
            ("ความต้องการและข้อเสนอ", self.add_needs),
            ("พันธสัญญา", self.add_commitments),
            ("วิสัยทัศน์และแผน", self.add_plans),
            ("บัญชีกองทุน", self.add_fund_ledger),
            ("ใบสมัครภาคี", self.add_applications),
            ("การตรวจสอบภาคี", self.add_vetting),
            ("เรื่องที่รอตรวจ", self.add_drafts),
            ("ความเป็นส่วนตัวของเด็ก", self.add_privacy),
            ("เรื่องที่โรงเรียนกำลังเขียน", self.add_stories),
            ("การตรวจแนวปฏิบัติ", self.add_reviews),
            ("ผู้รับผิดชอบของโรงเรียน", self.add_members),
            ("เครือข่ายโรงเรียนต้นแบบ 2 เครือข่าย", self.add_model_schools),
            ("รางวัลและกำลังใจ", self.add_recognition),
            ("ตัวชี้วัดและปีที่ลงนามแล้ว", self.add_indicators),
            ("รายงานรายภาคเรียน", self.add_reports),
            ("แฟ้มผลงานเสนอขอรับรางวัล", self.add_dossiers),
            ("การแจ้งเตือน", self.add_notices),
            ("คะแนนผลการค้นหา", self.add_judgements),
        ]
        for name, step in steps:
            self.say(f"  {name}")
            step()

    def moment(self, day: date, clock: str = "09:00") -> datetime:
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))

    def add_schools(self) -> None:
        rows = read(FOLDER / "schools.toml")["schools"]
        clusters = {
            name: Organisation.objects.create(kind=Kind.CLUSTER, name=name, office=self.office, is_demo=True)
            for name in sorted({row["cluster"] for row in rows})
        }
        year = academic_year(self.today)
        facts = []
        for row in rows:
            school = Organisation.objects.create(
                kind=Kind.SCHOOL,
                name=row["name"],
                name_en=row["name_en"],
                office=self.office,
                cluster=clusters[row["cluster"]],
                districts=[row["district"]],
                subdistrict=row["subdistrict"],
                levels=row["levels"],
                is_demo=True,
            )
            self.schools[row["number"]] = school
            facts.append(
                SchoolFacts(
                    school=school,
                    academic_year=year,
                    pupils=row["pupils"],
                    staff=row["staff"],
                    as_of=self.today - timedelta(days=12),
                    source="ตัวเลขสมมุติเพื่อการสาธิต",
                )
            )
        SchoolFacts.objects.bulk_create(facts)

    def add_partners(self) -> None:
        index = PartnerIndexPage.objects.get()
        text = read(FOLDER / "partners.toml")
        for row in text["partners"]:
            since = row["since"].replace(year=row["since"].year - 543)
            organisation = Organisation.objects.create(
                kind=Kind.PARTNER,
                name=row["name"],
                name_en=row["name_en"],
                office=self.office,
                districts=row["districts"],
                partner_type=row["type"],
                is_demo=True,
            )
            self.partners[row["number"]] = organisation
            add(
                index,
                PartnerPage(
                    title=row["name"],
                    title_en=row["name_en"],
                    summary=row["what_we_offer"],
                    summary_en=row["what_we_offer_en"],
                    organisation=organisation,
                    what_we_offer=row["what_we_offer"],
                    story=from_text(row["story"]),
                    cooperation_levels=row["cooperation_levels"],
                    accepts_referral=row["accepts_referral"],
                    public_contact=text["public_contact"],
                    verified_on=max(since, self.today - timedelta(days=300 + row["number"])),
                    first_published_at=self.moment(self.today - timedelta(days=250 - row["number"])),
                    is_demo=True,
                ),
            )

    def add_partnerships(self) -> None:
        """Partners for each school, near ones first, so that coverage has every shade."""
        wanted = [count for count, schools in SCHOOLS_BY_PARTNERS for _ in range(schools)]
        self.random.shuffle(wanted)
        rows = []
        for number, count in zip(self.schools, wanted, strict=True):
            school = self.schools[number]
            near = [p for p in self.partners.values() if set(p.districts) & set(school.districts)]
            far = [p for p in self.partners.values() if p not in near]
            self.random.shuffle(near)
            self.random.shuffle(far)
            rows += [self.partnership(school, partner) for partner in (near + far)[:count]]
        rows += [self.partnership(self.office, self.partners[n]) for n in (5, 8, 10, 19, 20, 26, 29)]
        # One that ended counts no more.
        ended = self.partnership(self.schools[1], self.partners[30])
        ended.status, ended.ends_on = "02", self.today - timedelta(days=60)
        Partnership.objects.bulk_create([*rows, ended])
        PartnershipActivity.objects.bulk_create(
            PartnershipActivity(
                partnership=row,
                day=self.today - timedelta(days=self.random.randint(5, 330)),
                what="กิจกรรมร่วมกับโรงเรียน (สมมุติ)",
            )
            for row in [*rows, ended]
        )

    def partnership(self, owner: Organisation, partner: Organisation) -> Partnership:
        return Partnership(
            owner=owner,
            partner=partner,
            starts_on=self.today - timedelta(days=self.random.randint(200, 1400)),
            levels=[self.random.choice(["01", "02", "03", "04"])],
            activity="กิจกรรมร่วมกับโรงเรียน (สมมุติ)",
        )

    def add_practices(self) -> None:
        index = PracticeIndexPage.objects.get()
        seed = PracticePage.objects.get(owner_organisation=self.office)
        PracticePage.objects.filter(pk=seed.pk).update(
            first_published_at=self.moment(self.today - timedelta(days=200))
        )
        seed.refresh_from_db()
        self.practices[0] = self.published(seed)
        files = sorted((FOLDER / "practices").glob("*.toml"))
        for number, path in enumerate(files, start=1):
            text = read(path)
            page = practice_page(text, self.schools[text["school"]])
            page.first_published_at = self.moment(self.today - timedelta(days=190 - 7 * number), "15:30")
            page.endorsed_by = f"ผู้อำนวยการ{self.schools[text['school']].name}"
            page.endorsed_on = self.today - timedelta(days=200 - 7 * number)
            page.is_demo = True
            if number in PICTURES:
                page.listing_image = self.picture(number, page.tone, PICTURES[number], page.title)
            partners = [self.partners[n] for n in text["partners"]]
            self.practices[number] = add(index, page, partners=partners)

    def picture(self, number: int, tone: str, motif: str, title: str) -> PortalImage:
        collection = self.collection()
        image = PortalImage.objects.create(
            title=title,
            description=f"ภาพวาดประกอบเรื่อง {title}",
            credit="ภาพวาดโดยพอร์ทัล",
            consent_note="ภาพวาด ไม่มีบุคคลจริง",
            collection=collection,
            file=ContentFile(draw_cover(number, tone, motif), name=f"cover-{number}.jpg"),
        )
        privacy.know_drawn(image)
        return image

    def collection(self) -> Collection:
        found = Collection.objects.filter(name=COLLECTION).first()
        return found or Collection.get_first_root_node().add_child(instance=Collection(name=COLLECTION))

    def published(self, page: Page) -> Any:
        """A draft of the founded site, shown in the demonstration."""
        page.get_latest_revision().publish()
        page.refresh_from_db()
        return page

    def host(self, name: str) -> Organisation:
        kind, _colon, number = name.partition(":")
        if kind == "school":
            return self.schools[int(number)]
        return self.partners[int(number)] if kind == "partner" else self.office

    def add_events(self) -> None:
        index = ExchangeEventIndexPage.objects.get()
        for row in read(FOLDER / "events.toml")["events"]:
            first = self.today + timedelta(days=row["days_from_today"])
            last = first + timedelta(days=row["duration_days"] - 1)
            people = row.get("participants", {})
            satisfaction = row.get("satisfaction", {})
            page = ExchangeEventPage(
                title=row["title"],
                title_en=row["title_en"],
                summary=row["summary"],
                summary_en=row["summary_en"],
                event_type=row["event_type"],
                state=row["state"],
                cancelled_reason=row.get("cancelled_reason", ""),
                starts_at=self.moment(first, row["start_time"]),
                ends_at=self.moment(last, row["end_time"]),
                mode=row["mode"],
                place=row["place"],
                district=row["district"],
                host=self.host(row["host"]),
                chairperson=row["chairperson_position"],
                body=from_text(row["body"]),
                capacity=row["capacity"],
                series_title=row.get("series", ""),
                round_number=row.get("round"),
                online_url=row.get("online_url", ""),
                meals_offered=row.get("meals", False),
                questions=[("question", question) for question in row.get("questions", [])],
                target_groups=row["target_groups"],
                programme=[("row", self.programme_row(line, first, row)) for line in row["programme"]],
                lessons=[("lesson", line) for line in row.get("lessons", [])],
                next_actions=[("action", self.next_action(line)) for line in row.get("next_actions", [])],
                satisfaction_n=satisfaction.get("n"),
                satisfaction_mean=hundredths(satisfaction.get("mean")),
                satisfaction_sd=hundredths(satisfaction.get("sd")),
                first_published_at=self.moment(min(first, self.today) - timedelta(days=30), "10:00"),
                is_demo=True,
                **{group: count for group, count in people.items() if count},
            )
            add(index, page, practices=[self.practices[n] for n in row["practices"]])

    def programme_row(self, line: dict[str, Any], first: date, event: dict[str, Any]) -> dict[str, Any]:
        day = first + timedelta(days=line.get("day", 1) - 1)
        return {
            "day": day if event["duration_days"] > 1 else None,
            "time_from": time.fromisoformat(line["time_from"]),
            "time_to": time.fromisoformat(line["time_to"]),
            "topic": line["topic"],
            "speaker": line.get("speaker", ""),
            "room": line.get("room", ""),
            "chosen": line.get("chosen", False),
            "places": line.get("places"),
            "practices": [self.practices[line["practice"]]] if "practice" in line else [],
        }

    def next_action(self, line: dict[str, Any]) -> dict[str, Any]:
        days = line.get("due_days_from_today")
        return {
            "text": line["text"],
            "owner": line.get("owner", ""),
            "due": self.today + timedelta(days=days) if days is not None else None,
        }

    def publish_texts(self) -> None:
        for guide in GuidancePage.objects.all():
            self.published(guide)
        periods = read(FOLDER / "fund_periods.toml")["periods"]
        for fund in FundPage.objects.all():
            fund = self.published(fund)
            fund.periods = [
                FundPeriod(
                    fiscal_year=row["fiscal_year"],
                    opening=Decimal(row["opening"]),
                    income=Decimal(row["income"]),
                    expense=Decimal(row["expense"]),
                    grants=row["grants"],
                )
                for row in periods
                if row["fund"] == fund.slug
            ]
            fund.is_demo = True
            fund.save_revision().publish()
        home = HomePage.objects.get()
        home.featured = [FeaturedPage(page=self.practices[number], sort_order=number) for number in (0, 6, 2)]
        home.is_demo = True
        home.save_revision().publish()
        settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        settings.is_demo = True
        settings.save()

    def add_people(self) -> None:
        """One account for each role, at organisations that have something to show."""
        places = {
            Role.SCHOOL_DIRECTOR: self.schools[27],
            Role.TEACHER: self.schools[27],
            Role.CLUSTER_CHAIR: self.schools[27].cluster,
            Role.COORDINATOR: self.partners[1],
        }
        password = make_password(PASSWORD)
        for role in Role:
            person = User.objects.create(
                email=f"{role.value}@{MAIL_DOMAIN}",
                password=password,
                first_name="สมมุติ",
                last_name=GIVEN_NAMES[role],
                position=f"{role.label} (สมมุติ)",
                is_superuser=role == Role.ADMINISTRATOR,
                is_staff=role == Role.ADMINISTRATOR,
            )
            person.emailaddress_set.create(email=person.email, verified=True, primary=True)
            Membership.objects.create(
                person=person,
                organisation=places.get(role, self.office),
                role=role,
                starts_on=self.today - timedelta(days=400),
            )

    def add_members(self) -> None:
        membership.add(self.schools, self.office, MAIL_DOMAIN)

    def add_model_schools(self) -> None:
        model_schools.add(self.schools, self.office, self.today)

    def add_indicators(self) -> None:
        indicators.add(self.office, self.schools, MAIL_DOMAIN, self.today)

    def add_register(self) -> None:
        officer = User.objects.get(email=f"{Role.OFFICER.value}@{MAIL_DOMAIN}")
        register.fill(self.schools, self.today)
        register.add_merger(self.schools[27], officer, self.today)
        register.add_director((self.schools[90], self.schools[91]), PASSWORD, MAIL_DOMAIN, self.today)

    def add_adoptions(self) -> None:
        adoptions.load(self.practices, self.schools, MAIL_DOMAIN)

    def add_outcomes(self) -> None:
        outcomes.load(self.practices, self.schools)

    def add_registrations(self) -> None:
        registrations.add(self.schools, MAIL_DOMAIN)
        sessions.add(self.schools, self.practices, MAIL_DOMAIN)

    def add_opinions(self) -> None:
        opinions.add(self.collection(), MAIL_DOMAIN)

    def add_attendance(self) -> None:
        attendance.add(self.schools, self.partners, self.office)

    def add_certificates(self) -> None:
        certificates.add(self.office, MAIL_DOMAIN)

    def add_needs(self) -> None:
        needs.add(self.schools, self.partners)

    def add_commitments(self) -> None:
        Committing(self.office, self.schools, self.partners, MAIL_DOMAIN).build()

    def add_plans(self) -> None:
        Planning(self.office, self.schools, self.practices).build()

    def add_fund_ledger(self) -> None:
        enters, approves = (
            User.objects.get(email=f"{role.value}@{MAIL_DOMAIN}")
            for role in (Role.OFFICER, Role.GROUP_DIRECTOR)
        )
        fund_ledger.add(enters, approves)

    def add_recognition(self) -> None:
        officer = User.objects.get(email=f"{Role.OFFICER.value}@{MAIL_DOMAIN}")
        recognition.add(self.office, self.schools, self.partners, self.practices, officer)

    def add_applications(self) -> None:
        """What waits for an officer: two to decide, one not yet confirmed, one refused."""
        states = PartnerApplication.State
        for number, (name, kind, state) in enumerate(
            [
                ("ชมรมจักรยานสมมุติ ปั่นไปเรียน", "association", states.VERIFIED),
                ("คลินิกสมมุติ ใจเบา", "hospital", states.VERIFIED),
                ("ร้านหนังสือสมมุติ มุมเล็ก", "private", states.SUBMITTED),
                ("บริษัทสมมุติ ขายเสียงดัง", "private", states.REFUSED),
            ]
        ):
            sent = timezone.now() - timedelta(days=6 - number)
            PartnerApplication.objects.create(
                state=state,
                office=self.office,
                name=name,
                partner_type=kind,
                districts=["2202"],
                what_we_offer="ยินดีร่วมกิจกรรมกับโรงเรียนในเขตภาคเรียนละหนึ่งครั้ง (สมมุติ)",
                cooperation_levels=["04"],
                public_contact="ติดต่อผ่านสำนักงานเขตพื้นที่",
                coordinator_name="สมมุติ ผู้ประสานงาน",
                coordinator_position="ผู้ประสานงาน",
                coordinator_phone="039-000-000",
                email=f"applicant{number + 1}@{MAIL_DOMAIN}",
                consent_at=sent,
                verified_at=sent if state != states.SUBMITTED else None,
                decided_at=timezone.now() if state == states.REFUSED else None,
                reason="กิจกรรมที่เสนอเป็นการขายสินค้า (สมมุติ)" if state == states.REFUSED else "",
                is_demo=True,
            )

    def add_vetting(self) -> None:
        vetting.load(self.partners, self.office, self.schools[27], MAIL_DOMAIN)

    def add_drafts(self) -> None:
        """A draft that a school is writing, and one that waits for approval."""
        index = PracticeIndexPage.objects.get()
        officer = User.objects.get(email=f"{Role.OFFICER.value}@{MAIL_DOMAIN}")
        for title, background in DRAFTS:
            page = PracticePage(
                title=title,
                summary=background,
                background=from_text(background),
                owner_organisation=self.schools[27],
                academic_year=academic_year(self.today),
                stages=["A"],
                care_steps=["3"],
                hazards=["unhealthiness"],
                owner=officer,
                is_demo=True,
            )
            add(index, page, live=False)
        page.get_workflow().start(page, officer)

    def add_privacy(self) -> None:
        """Drafts with findings, and consents to the pictures, in each state."""
        reviewer, officer = (
            User.objects.get(email=f"{role.value}@{MAIL_DOMAIN}")
            for role in (Role.PRIVACY_REVIEWER, Role.OFFICER)
        )
        drafts = list(PracticePage.objects.filter(is_demo=True, live=False, title__in=[t for t, _ in DRAFTS]))
        images = list(PortalImage.objects.filter(collection=self.collection()).order_by("pk"))
        privacy.load(drafts, images, self.schools[27], reviewer, officer)

    def add_stories(self) -> None:
        """What the teacher's school is writing."""
        school = self.schools[27]
        teacher = User.objects.get(email=f"{Role.TEACHER.value}@{MAIL_DOMAIN}")
        colleague = stories.add_colleague(
            school, f"colleague@{MAIL_DOMAIN}", PASSWORD, self.today - timedelta(days=200)
        )
        moments = [self.moment(self.today - timedelta(days=1 + 3 * n), "20:15") for n in range(5)]
        stories.add_stories(school, teacher, colleague, moments)

    def add_reviews(self) -> None:
        """Practices in each state of their review."""
        published = [self.practices[number] for number in sorted(self.practices)]
        Reviewing(self.office, self.schools[27], PASSWORD, MAIL_DOMAIN).build(published[-6:])

    def add_reports(self) -> None:
        Reporting(self.office, self.schools, MAIL_DOMAIN).build()

    def add_dossiers(self) -> None:
        officer, teacher = (
            User.objects.get(email=f"{role.value}@{MAIL_DOMAIN}") for role in (Role.OFFICER, Role.TEACHER)
        )
        dossiers.add(self.office, self.schools[27], officer, teacher)

    def add_notices(self) -> None:
        notices.add(MAIL_DOMAIN, timezone.now())

    def add_judgements(self) -> None:
        judging.load(FOLDER / "judgements.toml", is_demo=True)


#: Titles and beginnings of what is not published yet.
DRAFTS = [
    (
        "สวนผักข้างโรงอาหาร ใครปลูกใครได้ชิม (สมมุติ)",
        "ร่างเรื่องเล่าของโรงเรียนเล็กที่แบ่งแปลงผักให้ทุกห้องดูแล แล้วนำมาทำอาหารกลางวันด้วยกัน",
    ),
    (
        "ห้องสมุดเปิดถึงห้าโมง ที่พักใจหลังเลิกเรียน (สมมุติ)",
        "โรงเรียนเปิดห้องสมุดต่อหลังเลิกเรียนหนึ่งชั่วโมง ให้นักเรียนที่ผู้ปกครองกลับบ้านค่ำมีที่นั่งอ่านและมีครูอยู่ด้วย",
    ),
]


def hundredths(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


#: Fictional surnames: a visitor sees at once that nobody real is meant.
GIVEN_NAMES = {
    Role.ADMINISTRATOR: "ดูแลระบบ",
    Role.OFFICE_DIRECTOR: "นำเขต",
    Role.GROUP_DIRECTOR: "นำกลุ่ม",
    Role.OFFICER: "รับเรื่อง",
    Role.SUPERVISOR: "ชวนคิด",
    Role.PRIVACY_REVIEWER: "รอบคอบ",
    Role.SCHOOL_DIRECTOR: "นำโรงเรียน",
    Role.TEACHER: "ใจดี",
    Role.CLUSTER_CHAIR: "รวมกลุ่ม",
    Role.COORDINATOR: "ประสานใจ",
}
