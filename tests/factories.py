"""Things of the portal for tests: small, valid, plainly fictional."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail_factories import CollectionFactory, PageFactory

from accounts.models import User
from events.models import ExchangeEventIndexPage, ExchangeEventPage
from home.models import HomePage, ModelPage, StagePage, StandardPage
from media.models import PortalImage
from networks.meeting import keep_reach
from networks.models import (
    Need,
    Offer,
    PartnerApplication,
    PartnerIndexPage,
    PartnerPage,
    Partnership,
    PartnershipActivity,
)
from organisations.models import Kind, Membership, Organisation, Role
from practices.models import GuidanceIndexPage, GuidancePage, PracticeIndexPage, PracticePage
from programme.models import FundIndexPage, FundPage

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
