"""Awards: kept by the office, public once announced, never of a pupil, with certificates that fall with them."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import Notice
from content.sheets import XLSX
from events.certificates.issuing import CertificateError
from events.models import Certificate, CertificateCounter, CertificateDesign
from networks.models import Suspension
from organisations.models import Role
from programme.models import AwardScheme, Honour
from programme.recognition import deeds, finding
from programme.recognition.forms import HonourForm, SchemeForm
from tests.factories import OfficeFactory, PartnerFactory, PracticePageFactory, SchoolFactory
from tests.incoming import confirm, counts
from tests.people import member
from vcare.calendar import fiscal_year, format_thai_date

pytestmark = pytest.mark.django_db

NAME = "รางวัลโรงเรียนดูแลดีเด่น (สมมุติ)"


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def school(office):
    return SchoolFactory(office=office, name="โรงเรียนบ้านเขาแก้ว (สมมุติ)")


@pytest.fixture
def officer(office, client):
    person = member(office, Role.OFFICER)
    client.force_login(person)
    return person


@pytest.fixture
def scheme(office, officer):
    design = CertificateDesign.objects.create(office=office, name="แบบสมมุติ", heading=office.name)
    CertificateCounter.objects.create(office=office, year=fiscal_year(timezone.localdate()))
    return AwardScheme.objects.create(
        office=office, name=NAME, levels=["ดีเยี่ยม", "ดีมาก"], year=2569, issuer=office.name, design=design
    )


def post(client, view, *args, **data):
    return client.post(reverse(f"recognition:{view}", args=args), data, follow=True)


def public(client) -> str:
    client.logout()
    return client.get(reverse("recognition:awards")).text


def given(scheme, **fields) -> Honour:
    return Honour.objects.create(scheme=scheme, level="ดีเยี่ยม", **fields)


def person_given(scheme, **fields) -> Honour:
    return given(scheme, recipient="person", prefix="นาง", name="สมศรี สมมุติ", position="ครู", **fields)


def test_an_award_is_kept_with_its_own_levels_and_announced(client, office, officer, school):
    director = member(school, Role.SCHOOL_DIRECTOR)
    fields = {"name": NAME, "known_as": "bp-contest-100", "levels": "", "scope": "area", "year": "๖๙"}
    post(client, "new_scheme", **fields, year_kind="academic", issuer=office.name)
    scheme = AwardScheme.objects.get()
    assert scheme.levels[0] == "ดีเยี่ยม"
    assert (scheme.year, scheme.state) == (2569, "draft")
    post(client, "add", scheme.uid, "school", level="ดีเยี่ยม", organisation=school.pk, why="ดูแลครบทุกขั้น")
    again = post(client, "add", scheme.uid, "school", level="ดีมาก", organisation=school.pk)
    assert again.status_code == 400
    assert "ผู้นี้ได้รับรางวัลนี้แล้ว" in again.text
    assert NAME not in public(client)
    client.force_login(officer)
    assert "ประกาศแล้ว" in post(client, "turn", scheme.uid, "announced").text
    assert Notice.objects.filter(person=director).count() == 1
    # Somebody's level can't be taken away under them.
    gone = post(
        client, "edit_scheme", scheme.uid, **fields | {"levels": "ดี"}, year_kind="academic", issuer="ก"
    )
    assert "จึงลบไม่ได้" in gone.text
    post(client, "turn", scheme.uid, "closed")
    post(client, "add", scheme.uid, "school", level="ดี", organisation=SchoolFactory(office=office).pk)
    assert Honour.objects.count() == 1
    text = public(client)
    assert NAME in text
    assert school.name.replace(" ", "\u00a0") in text


def test_no_pupil_is_ever_a_recipient(client, scheme, school):
    wrong = [
        {"prefix": "เด็กหญิง", "name": "ใจดี สมมุติ"},
        {"prefix": "", "name": "ด.ช.ใจดี สมมุติ"},
        {"prefix": "นาย", "name": "ใจดี สมมุติ", "position": "นักเรียนชั้น ป.6"},
        {"prefix": "นาง", "name": "สมศรี สมมุติ", "why": "ช่วยเด็กชายสมมุติ ใจดี จนกลับมาเรียน"},
    ]
    for fields in wrong:
        page = post(client, "add", scheme.uid, "person", level="ดีเยี่ยม", **fields)
        assert page.status_code == 400
        assert fields["name"] in page.text
        if "why" not in fields:
            with pytest.raises(ValidationError):
                Honour(scheme=scheme, level="ดีเยี่ยม", recipient="person", **fields).save()
    assert not Honour.objects.exists()


def test_a_person_is_named_with_consent_only_and_gone_at_once_without(client, scheme, school, officer):
    person = member(school, Role.TEACHER)
    post(client, "turn", scheme.uid, "announced")
    fields = {"level": "ดีเยี่ยม", "prefix": "นาง", "name": "สมศรี สมมุติ", "email": person.email}
    post(client, "add", scheme.uid, "person", organisation=school.pk, **fields)
    honour = Honour.objects.get()
    assert honour.person == person
    assert "สมศรี" not in public(client)
    client.force_login(officer)
    tomorrow = format_thai_date(timezone.localdate() + timedelta(days=1))
    assert post(client, "agree", honour.uid, day=tomorrow).status_code == 400
    post(client, "agree", honour.uid, day=format_thai_date(timezone.localdate()))
    assert "สมศรี" in public(client)
    assert "สมศรี" in client.get(reverse("recognition:awards_csv")).getvalue().decode()
    client.force_login(member(school, Role.TEACHER))
    assert post(client, "own_withdraw", honour.uid).status_code == 404
    client.force_login(person)
    assert "เลิกแสดงชื่อของฉัน" in client.get(reverse("recognition:own")).text
    post(client, "own_withdraw", honour.uid)
    assert "สมศรี" not in public(client)
    assert "สมศรี" not in client.get(reverse("recognition:scheme", args=[scheme.uid])).text
    assert "สมศรี" not in client.get(reverse("recognition:awards_csv")).getvalue().decode()


def test_certificates_come_from_the_one_register_and_fall_with_the_award(client, scheme, school, officer):
    honour = given(scheme, recipient="school", organisation=school)
    post(client, "certify", honour.uid)
    assert not Certificate.objects.exists()  # not announced yet
    post(client, "turn", scheme.uid, "announced")
    for _twice in range(2):
        post(client, "certify", honour.uid)
    certificate = Certificate.objects.get()
    assert certificate.reason == f"ได้รับ{NAME} ระดับดีเยี่ยม ประจำปีการศึกษา 2569"
    assert certificate.full_name == school.name
    page = client.get(reverse("exchange:verify_one", args=[certificate.token]))
    assert certificate.serial in page.text
    post(client, "revoke", honour.uid, reason="ให้ผิดโรงเรียน")
    certificate.refresh_from_db()
    assert not certificate.is_valid
    assert school.name not in public(client)
    client.force_login(officer)
    assert "ดูอีกครั้ง" in post(client, "revoke", honour.uid, reason="อีกครั้ง").text
    post(client, "restore", honour.uid)
    certificate.refresh_from_db()
    assert certificate.is_valid


def test_all_certificates_that_lack_are_issued_at_one_press(client, scheme, office):
    scheme.state = "announced"
    scheme.save()
    for _n in range(3):
        given(scheme, recipient="school", organisation=SchoolFactory(office=office))
    too_long = SchoolFactory(office=office, name="ก" * 160)
    given(scheme, recipient="school", organisation=too_long)
    page = post(client, "certify_all", scheme.uid)
    assert "ออกเกียรติบัตรแล้ว 3 ฉบับ" in page.text
    assert "ยาวเกิน" in page.text
    numbers = Certificate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_those_that_fail_are_named_and_keep_nobody_from_a_certificate(client, scheme, office, monkeypatch):
    monkeypatch.setattr(deeds, "AT_ONCE", 2)
    scheme.state = "announced"
    scheme.save()
    broken = [SchoolFactory(office=office) for _n in range(12)]
    for school in broken:
        given(scheme, recipient="school", organisation=school)
    whole = [given(scheme, recipient="school", organisation=SchoolFactory(office=office)) for _n in range(3)]
    sentence = deeds.sentence

    def fails_for_some(honour):
        if honour.organisation == broken[0]:
            raise FileNotFoundError("a picture that is gone")
        if honour.organisation in broken:
            raise CertificateError("ยาวเกินไป")
        return sentence(honour)

    monkeypatch.setattr(deeds, "sentence", fails_for_some)
    page = post(client, "certify_all", scheme.uid)
    assert "ออกเกียรติบัตรแล้ว 2 ฉบับ" in page.text
    assert "ยังเหลือ 1 ราย" in page.text
    assert f"{broken[0].name}: " in page.text.replace("\u00a0", " ")
    assert "ออกไม่ได้อีก 2 ราย" in page.text
    post(client, "certify_all", scheme.uid)
    assert all(Honour.objects.get(pk=honour.pk).certificate for honour in whole)
    numbers = Certificate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_without_a_first_number_one_sentence_says_so(client, scheme, office):
    CertificateCounter.objects.all().delete()
    scheme.state = "announced"
    scheme.save()
    for _n in range(2):
        given(scheme, recipient="school", organisation=SchoolFactory(office=office))
    page = post(client, "certify_all", scheme.uid)
    assert page.text.count("ยังไม่ได้ตั้งเลขแรก") == 1
    assert not Certificate.objects.exists()


def sheet(*rows) -> SimpleUploadedFile:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("recipients.xlsx", file.getvalue(), XLSX)


def test_a_sheet_is_looked_at_before_anything_is_kept(client, scheme, school, site_tree):
    empty = client.get(reverse("recognition:empty_xlsx", args=[scheme.uid]))
    head = [cell.value for cell in next(load_workbook(io.BytesIO(empty.content)).active.rows)]
    partner = PartnerFactory(office=scheme.office)
    practice = PracticePageFactory(parent=site_tree.practices, owner_organisation=school)
    name = head[6]
    rows = [
        {head[1]: "ดีเยี่ยม", head[3]: school.name},
        {head[1]: "ดีมาก", head[3]: partner.name},
        {head[1]: "ดีมาก", head[4]: practice.reference.lower()},
        {head[1]: "ดีมาก", head[5]: "นาย", name: "สมชาย สมมุติ", head[9]: "๑ พ.ย. ๒๕๖๙"},
    ]
    lines = [[row.get(title, "") for title in head] for row in rows]
    wrong = [["", "ไม่มีระดับนี้", "", "โรงเรียนที่ไม่มี"], ["", "ดีมาก", "", "", "", "ด.ญ.", "ใจดี สมมุติ"]]
    page = post(client, "bring_in", scheme.uid, file=sheet(head, *lines, *wrong))
    assert counts(page) == (4, 0, 0, 2)
    assert "บรรทัดที่ 6<" in page.text
    assert "บรรทัดที่ 7<" in page.text
    assert "ยังไม่บันทึกอะไร" in page.text
    assert not Honour.objects.exists()
    address = reverse("sheets:confirm", args=[page.context["sheet"].uid])
    assert "โปรดดูอีกครั้ง" in client.post(address, {"digest": "x"}, follow=True).text
    confirm(client, page)
    assert sorted(Honour.objects.values_list("recipient", flat=True)) == [
        "partner",
        "person",
        "practice",
        "school",
    ]
    assert counts(post(client, "bring_in", scheme.uid, file=sheet(head, *lines))) == (0, 0, 4, 0)
    assert Honour.objects.count() == 4
    out = client.get(reverse("recognition:desk_xlsx", args=[scheme.uid]))
    assert load_workbook(io.BytesIO(out.content)).active.max_row == 5


def test_years_are_switched_and_queries_do_not_grow(client, scheme, office, django_assert_max_num_queries):
    old = AwardScheme.objects.create(
        office=office, name="รางวัลเก่า", levels=["ดี"], year=2567, issuer="เขต", state="closed"
    )
    Honour.objects.create(
        scheme=old, level="ดี", recipient="school", organisation=SchoolFactory(office=office)
    )
    scheme.state = "announced"
    scheme.save()
    for number in range(6):
        given(scheme, recipient="school", organisation=SchoolFactory(office=office))
        person_given(scheme, consent_on=timezone.localdate(), category=str(number))
    assert "รางวัลเก่า" not in public(client)
    assert "รางวัลเก่า" in client.get(reverse("recognition:awards"), {"year": "2567"}).text
    assert NAME in client.get(reverse("recognition:awards"), {"year": "<script>"}).text
    with django_assert_max_num_queries(20):
        client.get(reverse("recognition:awards"), {"year": "2569"})


def test_only_the_office_keeps_awards(client, scheme, school):
    for role in (Role.SCHOOL_DIRECTOR, Role.TEACHER):
        client.force_login(member(school, role))
        assert client.get(reverse("recognition:desk")).status_code == 404
        assert client.get(reverse("recognition:desk_scheme", args=[scheme.uid])).status_code == 404
    client.force_login(member(scheme.office, Role.SUPERVISOR))
    assert client.get(reverse("recognition:desk_scheme", args=[scheme.uid])).status_code == 200
    assert post(client, "turn", scheme.uid, "announced").status_code == 404


def test_whoever_was_quicker_is_not_undone(client, scheme, school, officer):
    """A consent that ends, a certificate that comes, an announcement: none is lost to a form that is kept just then."""
    person = member(school, Role.TEACHER)
    scheme.state = AwardScheme.State.ANNOUNCED
    scheme.save()
    today = timezone.localdate()
    honour = person_given(scheme, consent_on=today, person=person)
    stale = Honour.objects.get(pk=honour.pk)
    deeds.withdraw(honour, person)
    paper = deeds.certify(honour, officer)
    fields = {
        "level": "ดีมาก",
        "name": "สมศรี สมมุติ",
        "email": person.email,
        "consent_on": format_thai_date(today),
    }
    form = HonourForm(fields, scheme=scheme, recipient="person", instance=stale)
    assert form.is_valid()
    deeds.change(form.filled(), officer, consent=form.has_other_consent)
    honour.refresh_from_db()
    assert (honour.level, honour.certificate, honour.withdrawn_on) == ("ดีมาก", paper, today)

    old = AwardScheme.objects.get(pk=scheme.pk)
    deeds.turn(scheme, "closed", officer)
    fields = {"name": NAME, "levels": "ดีเยี่ยม\nดีมาก", "scope": "area", "year": "2569", "issuer": "ผู้อื่น"}
    form = SchemeForm(fields | {"year_kind": "academic"}, office=scheme.office, instance=old)
    assert form.is_valid()
    deeds.keep_scheme(form.filled(), officer)
    scheme.refresh_from_db()
    assert (scheme.issuer, scheme.state) == ("ผู้อื่น", "closed")


def test_a_suspended_partner_is_not_put_on_show(client, scheme, office):
    partner = PartnerFactory(office=office)
    given(scheme, recipient="partner", organisation=partner)
    post(client, "turn", scheme.uid, "announced")
    shown = client.get(reverse("recognition:awards"))
    assert partner.name.replace(" ", "\u00a0") in shown.text
    Suspension.objects.create(partner=partner, reason="รอผลการตรวจสอบ")
    offered = HonourForm(scheme=scheme, recipient="partner").fields["organisation"].queryset
    assert partner not in offered
    assert partner.name.replace(" ", "\u00a0") not in public(client)
    assert partner.name not in finding.record(scheme).body


def test_one_agrees_to_what_was_announced_only(client, scheme, school):
    person = member(school, Role.TEACHER)
    honour = person_given(scheme, person=person)
    client.force_login(person)
    assert post(client, "own_agree", honour.uid).status_code == 404
    honour.refresh_from_db()
    assert honour.consent_on is None
