"""Things of the portal for tests: small, valid, plainly fictional."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail_factories import CollectionFactory, PageFactory

from accounts.models import User
from events.models import Attendee, ExchangeEventIndexPage, ExchangeEventPage, Registration
from home.models import HomePage, ModelPage, StagePage, StandardPage
from media.models import PortalImage
from networks.meeting import keep_reach
from networks.models import (
    Commitment,
    Need,
    Offer,
    PartnerApplication,
    PartnerIndexPage,
    PartnerPage,
    Partnership,
    PartnershipActivity,
    Party,
    Promise,
)
from organisations.models import Kind, Membership, Organisation, Role, RunningNumber
from practices.models import GuidanceIndexPage, GuidancePage, PracticeIndexPage, PracticePage
from programme.models import FundIndexPage, FundPage, ReportRound, ReportVersion, TermReport

__all__ = ["CollectionFactory"]

PASSWORD = "ทดสอบ-vcare-2569"


class UserFactory(DjangoModelFactory):
    """A person with a verified address; the password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "สมมุติ"
    last_name = factory.Sequence(lambda n: f"ทดสอบ{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        password = kwargs.pop("password", PASSWORD)
        person = model_class.objects.create_user(kwargs.pop("email"), password, **kwargs)
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        return person


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation


class OfficeFactory(OrganisationFactory):
    kind = Kind.OFFICE
    name = "สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 9"
    name_en = "Fictional Educational Service Area Office 9"

    class Meta:
        django_get_or_create = ["kind", "name"]


class SchoolFactory(OrganisationFactory):
    kind = Kind.SCHOOL
    name = factory.Sequence(lambda n: f"โรงเรียนทดสอบสมมุติ {n:03}")
    office = factory.SubFactory(OfficeFactory)
    districts = ["2202"]


class PartnerFactory(OrganisationFactory):
    kind = Kind.PARTNER
    name = factory.Sequence(lambda n: f"ภาคีทดสอบสมมุติ {n:03}")
    office = factory.SubFactory(OfficeFactory)
    districts = ["2202"]
    partner_type = "foundation"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OfficeFactory)
    role = Role.OFFICER


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    owner = factory.SubFactory(SchoolFactory)
    partner = factory.SubFactory(PartnerFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    school = factory.SubFactory(SchoolFactory)
    hazard = "accident"
    band = "to-50"
    time = "term"
    place = "school"


class OfferFactory(DjangoModelFactory):
    """Help to two schools; a need finds it where it reaches."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    partner = factory.SubFactory(PartnerFactory)
    title = factory.Sequence(lambda n: f"สอนว่ายน้ำเอาชีวิตรอดสมมุติ {n}")
    what = "ครูฝึกสองคน อุปกรณ์ช่วยชีวิต หนึ่งวัน"
    hazards = ["accident"]
    districts = ["2202"]
    places = ["school"]
    capacity = 2
    left = factory.SelfAttribute("capacity")

    @factory.post_generation
    def reach(self, create, extracted, **kwargs):
        if create:
            keep_reach(self)


class CommitmentFactory(DjangoModelFactory):
    """A draft of a school with a partner, complete enough to be signed; each promises one thing."""

    class Meta:
        model = Commitment
        skip_postgeneration_save = True

    author = factory.SubFactory(SchoolFactory)
    office = factory.LazyAttribute(lambda row: row.author.office or row.author)
    reference = factory.LazyFunction(lambda: RunningNumber.take_reference("CM"))
    title = factory.Sequence(lambda n: f"เดินทางปลอดภัยสมมุติ {n:03}")
    purpose = "ให้เด็กทุกคนเดินทางมาโรงเรียนอย่างปลอดภัย"
    levels = ["04"]
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=335))

    @factory.post_generation
    def partner(self, create, extracted, **kwargs):
        """Its other party, or a list of them."""
        others = extracted or PartnerFactory(office=self.office)
        organisations = [self.author, *(others if isinstance(others, list) else [others])]
        for number, organisation in enumerate(organisations, start=1):
            party = Party.objects.create(
                commitment=self,
                organisation=organisation,
                number=number,
                duties="ร่วมกันดูแลจุดข้ามถนน",
                signatory_name=f"นายสมมุติ ลงนาม{number}",
                signatory_position="ผู้อำนวยการ",
                signatory_email=f"signs{number}@example.org",
            )
            Promise.objects.create(
                commitment=self,
                party=party,
                number=number,
                what=f"จัดเวรจุดข้ามถนน {number}",
                indicator="จำนวนวันที่มีเวร",
                target="ทุกวันเปิดเรียน",
                due_on=timezone.localdate() + timedelta(days=60),
            )


def partner_network(
    index: PartnerIndexPage, owner: Organisation, days_ago: int = 30, **fields
) -> Partnership:
    """A partnership that counts: its partner is verified, and something was done so many days ago."""
    today = timezone.localdate()
    partner = PartnerFactory(office=owner.office or owner)
    PartnerPageFactory(parent=index, organisation=partner, verified_on=today - timedelta(days=900))
    fields.setdefault("starts_on", today - timedelta(days=400))
    partnership = PartnershipFactory(owner=owner, partner=partner, **fields)
    PartnershipActivity.objects.create(
        partnership=partnership, day=today - timedelta(days=days_ago), what="ซ้อมแผนเผชิญเหตุ"
    )
    return partnership


class PartnerApplicationFactory(DjangoModelFactory):
    class Meta:
        model = PartnerApplication

    office = factory.SubFactory(OfficeFactory)
    name = factory.Sequence(lambda n: f"ชมรมทดสอบสมมุติ {n:03}")
    partner_type = "association"
    districts = ["2202"]
    what_we_offer = "ร่วมกิจกรรมภาคเรียนละหนึ่งครั้ง"
    cooperation_levels = ["04"]
    public_contact = "ติดต่อผ่านเขตพื้นที่"
    coordinator_name = "สมมุติ ประสานงาน"
    coordinator_position = "ผู้ประสานงาน"
    coordinator_phone = "039-000-000"
    email = factory.Sequence(lambda n: f"applicant{n}@example.org")
    consent_at = factory.LazyFunction(timezone.now)


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = PortalImage

    title = "ภาพทดสอบ"
    description = "สี่เหลี่ยมสีน้ำเงิน"
    file = factory.django.ImageField(width=640, height=360, color="#12376e")


class PortalPageFactory(PageFactory):
    """Creates a page under `parent`, published unless `live=False`."""

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        page = super()._create_instance(model_class, parent, kwargs)
        revision = page.save_revision()
        if page.live:
            revision.publish()
            page.refresh_from_db()
        return page


class HomePageFactory(PortalPageFactory):
    title = "วีแคร์พลัสเอ็น"
    slug = "home"

    class Meta:
        model = HomePage


class ModelPageFactory(PortalPageFactory):
    title = "V-CARE + N Model"
    slug = "model"

    class Meta:
        model = ModelPage


class StagePageFactory(PortalPageFactory):
    title = "จัดทำพันธสัญญา"
    slug = "commitment"
    stage = "C"

    class Meta:
        model = StagePage


class StandardPageFactory(PortalPageFactory):
    title = "เกี่ยวกับพอร์ทัล"
    slug = "about"

    class Meta:
        model = StandardPage


class PracticeIndexPageFactory(PortalPageFactory):
    title = "แนวปฏิบัติ"
    slug = "practices"

    class Meta:
        model = PracticeIndexPage


class PracticePageFactory(PortalPageFactory):
    title = factory.Sequence(lambda n: f"แนวปฏิบัติทดสอบ {n:03}")
    summary = "ครูโทรถึงผู้ปกครองก่อนเก้าโมงทุกเช้าที่นักเรียนไม่มา"
    slug = None
    owner_organisation = factory.SubFactory(SchoolFactory)
    academic_year = 2569
    stages = ["A"]
    hazards = ["rights"]

    class Meta:
        model = PracticePage


class GuidanceIndexPageFactory(PortalPageFactory):
    title = "คู่มือ"
    slug = "guidance"

    class Meta:
        model = GuidanceIndexPage


class GuidancePageFactory(PortalPageFactory):
    title = factory.Sequence(lambda n: f"คู่มือทดสอบ {n:03}")
    slug = factory.Sequence(lambda n: f"guide-{n}")

    class Meta:
        model = GuidancePage


class PartnerIndexPageFactory(PortalPageFactory):
    title = "ภาคีเครือข่าย"
    slug = "partners"

    class Meta:
        model = PartnerIndexPage


class PartnerPageFactory(PortalPageFactory):
    organisation = factory.SubFactory(PartnerFactory)
    title = factory.LazyAttribute(lambda page: page.organisation.name)
    slug = None
    what_we_offer = "อบรมปฐมพยาบาลให้ครู"
    cooperation_levels = ["04"]

    class Meta:
        model = PartnerPage


class ExchangeEventIndexPageFactory(PortalPageFactory):
    title = "เวทีแลกเปลี่ยน"
    slug = "events"

    class Meta:
        model = ExchangeEventIndexPage


class ExchangeEventPageFactory(PortalPageFactory):
    title = factory.Sequence(lambda n: f"เวทีทดสอบ {n:03}")
    slug = None
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=3))
    place = "หอประชุมสมมุติ"
    host = factory.SubFactory(OfficeFactory)

    class Meta:
        model = ExchangeEventPage


class FundIndexPageFactory(PortalPageFactory):
    title = "กองทุน"
    slug = "funds"

    class Meta:
        model = FundIndexPage


class FundPageFactory(PortalPageFactory):
    title = factory.Sequence(lambda n: f"กองทุนทดสอบ {n:03}")
    slug = factory.Sequence(lambda n: f"fund-{n}")
    purpose = "<p>ช่วยเหลือเร่งด่วน</p>"
    who_may_ask = "<p>โรงเรียนเป็นผู้ขอ</p>"
    how_to_ask = "<p>แจ้งเขตพื้นที่</p>"

    class Meta:
        model = FundPage


class RegistrationFactory(DjangoModelFactory):
    """A team with a place; its people with it, by `size` or by `names=["…"]`."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    event = factory.SubFactory(ExchangeEventPageFactory)
    state = Registration.State.CONFIRMED
    email = factory.Sequence(lambda n: f"team{n}@example.org")
    organisation_name = factory.Sequence(lambda n: f"โรงเรียนสมมุติ {n:03}")
    size = 1
    consent_at = factory.LazyFunction(timezone.now)
    queued_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def names(self, create, extracted, **kwargs):
        names = extracted or [f"สมมุติ คนที่{number}" for number in range(1, self.size + 1)]
        for number, name in enumerate(names, start=1):
            Attendee.objects.create(
                registration=self, number=number, prefix="นาย", name=name, group="teachers"
            )


class ReportRoundFactory(DjangoModelFactory):
    """The round of a term, open and not late yet."""

    class Meta:
        model = ReportRound

    office = factory.SubFactory(OfficeFactory)
    academic_year = 2569
    term = 2
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
    state = ReportRound.State.OPEN


#: Numbers of a school that fit together.
REPORTED = {
    "enrolled_early": 30,
    "enrolled_primary": 90,
    "staff": 12,
    "staff_operating": 12,
    "visits_planned": 120,
    "visited_home": 100,
    "visited_online": 5,
    "visited_phone": 15,
    "screened": 120,
    "normal": 100,
    "risk": 15,
    "problem": 5,
    "helped": 20,
    "improved": 12,
    "ongoing": 8,
    "referred_inside": 3,
    "referred_outside": 0,
    "dropped_out": 0,
    "brought_back": 0,
    "may_drop_out": 2,
}
REPORT_WORDS = {
    "vision": "yes",
    "plan": "yes",
    "commitment": "no",
    "appointment": "yes",
    "worked": "โฮมรูมวันละสิบนาที",
    "difficult": "เวลาเยี่ยมบ้านไม่พอ",
    "needed": "ตัวอย่างแผนเยี่ยมบ้าน",
}


class TermReportFactory(DjangoModelFactory):
    """A report that lacks nothing but an office that asks for fewer networks: that is explained."""

    class Meta:
        model = TermReport

    round = factory.SubFactory(ReportRoundFactory)
    school = factory.SubFactory(SchoolFactory, levels=["early", "primary"])
    figures = factory.LazyFunction(lambda: dict(REPORTED))
    answers = factory.LazyFunction(lambda: dict(REPORT_WORDS))
    explanations = factory.LazyFunction(lambda: {"networks": "กำลังชวน อบต."})


class ReportVersionFactory(DjangoModelFactory):
    class Meta:
        model = ReportVersion

    report = factory.SubFactory(TermReportFactory, state="certified")
    number = 1
    figures = factory.LazyAttribute(lambda version: version.report.figures)
    answers = factory.LazyAttribute(lambda version: version.report.answers)
    explanations = factory.LazyAttribute(lambda version: version.report.explanations)
    signature = "นายสมมุติ ทดสอบ"
