"""Dossiers of the demonstration: the office's after its award of 2567, finished; a school's, still being written."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from organisations.models import Organisation
from practices.models import PracticePage
from programme.dossier import attaching, deeds
from programme.dossier.forms import category_of
from programme.dossier.holdings import Holdings
from programme.models import Dossier
from vcare.calendar import academic_year, buddhist_year

BENEFITS = "เด็กมีผู้ใหญ่ที่รู้จักเขา ครูมีคนให้ปรึกษา โรงเรียนขนาดเล็กไม่ต้องทำลำพัง และชุมชนรู้ว่าจะช่วยตรงไหน (สมมุติ)"
OWN_WORDS = (
    "เราเริ่มจากคำถามเดียวในที่ประชุมครู: ถ้าวันนี้มีเด็กตกน้ำหนึ่งคน ใครจะช่วยได้บ้าง (สมมุติ)\nคำตอบวันนั้นคือสองคน จากครูทั้งโรงเรียน"
)


def add(office: Organisation, school: Organisation, officer: User, teacher: User) -> None:
    today = timezone.localdate()
    year = academic_year(today)
    of_office = begin(
        Dossier(
            organisation=office,
            title="นวัตกรรมการบริหารจัดการระบบการดูแลช่วยเหลือนักเรียนแบบมีส่วนร่วมด้วย V-CARE + N Model (สมมุติ)",
            scheme="obec-care",
            granted_by="สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
            category="office",
            year_be=buddhist_year(today),
            last_year=year,
            as_of=today - timedelta(days=2),
            due_on=today + timedelta(days=20),
        ),
        officer,
    )
    deeds.write(of_office, "benefits", BENEFITS, deeds.digest(""), officer)
    for offer in attaching.offers(Holdings(of_office, deeds.day_of(of_office))).values():
        deeds.attach(of_office, attaching.copied(offer), officer)
    deeds.keep_edition(of_office, deeds.content_of(of_office), officer)
    Dossier.objects.filter(pk=of_office.pk).update(state=Dossier.State.READY)

    of_school = begin(
        Dossier(
            organisation=school,
            title="ลอยให้ได้ก่อนว่ายให้เป็น (สมมุติ)",
            award_name="การประกวดแนวปฏิบัติที่เป็นเลิศด้านความปลอดภัยสถานศึกษา (สมมุติ)",
            category=category_of(school),
            year_be=year,
            year_kind="academic",
            last_year=year,
            due_on=today + timedelta(days=35),
        ),
        teacher,
    )
    begun = of_school.sections.get(key="background").text
    deeds.write(of_school, "background", OWN_WORDS, deeds.digest(begun), teacher)


def begin(dossier: Dossier, by: User) -> Dossier:
    """About the newest practice that visitors may read."""
    own = PracticePage.objects.published().filter(owner_organisation=dossier.organisation)
    dossier.practice, dossier.is_demo = own.first(), True
    return deeds.begin(dossier, by)
