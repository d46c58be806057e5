"""A partner joins, is vetted, promises, meets a need and counts; then its trust ends and the number falls again."""

import re
import time
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Page, expect

from networks.robots import FASTEST
from portal.demo.building import MAIL_DOMAIN, PASSWORD
from tests.journeys.stage import letters, text_of
from tests.journeys.story import Story, th
from vcare.calendar import academic_year

PARTNER = "ชมรมเรือจ้างสมมุติ พาข้ามคลองปลอดภัย"
#: The same words as a visitor types who did not see that the name is taken.
TAKEN = "เครือข่ายผู้ปกครองเครือข่ายสมมุติ"
COORDINATOR = f"boat@{MAIL_DOMAIN}"
SIGNATORY = f"boat-chair@{MAIL_DOMAIN}"
DIRECTOR = f"signing-director@{MAIL_DOMAIN}"
COLLEAGUE = f"joining-teacher@{MAIL_DOMAIN}"
CHILD = "ด.ช.ก้องภพ ทดสอบสมมุติ"
TITLE = "ข้ามคลองปลอดภัยทุกเช้า (สมมุติ)"
OFFER = "เรือรับส่งและเสื้อชูชีพ (สมมุติ)"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def account(role: str) -> tuple[str, str]:
    return f"{role}@{MAIL_DOMAIN}", PASSWORD


def link_in(story: Story, to: str, path: str) -> str:
    """The path of the newest letter's link that begins so."""
    until = time.monotonic() + 10
    while True:
        for letter in reversed(letters(story.var, to)):
            if found := re.search(rf"https?://[^/\s]+({path}\S+)", text_of(letter)):
                return found[1]
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    story.true(False, f"no letter to {to} leads to {path}")
    raise AssertionError


def press(page: Page, words: str) -> None:
    """A button by its words, wherever on the page; not that of the menu."""
    page.locator("main").get_by_role("button", name=th(words)).first.click()
    page.wait_for_load_state()


def opened(page: Page, words: str) -> None:
    """A part of the page that is folded."""
    summary = page.locator("main summary").filter(has_text=th(words)).first
    if not summary.evaluate("node => node.parentElement.open"):
        summary.click()


def thai(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}"


def choose(page: Page, name: str, value: str) -> None:
    """One of several round buttons, as a finger on its words does."""
    page.locator(f"main input[name='{name}'][value='{value}']").evaluate("box => box.click()")


def number_of(page: Page) -> int:
    """The number of networks on the page that explains it."""
    return int(re.sub(r"\D", "", page.locator("main .num").first.inner_text()))


def needy_school(story: Story) -> tuple[str, str]:
    """The name and the number's address of a school that lacks one network."""
    page = story.go("/networks/coverage/?networks=2")
    row = page.locator("table.board tbody tr").first
    link = row.locator("th a").first
    return " ".join(link.inner_text().split()), urlsplit(link.get_attribute("href") or "").path


def reads_where_the_schools_stand(story: Story) -> None:
    """Anybody sees how many networks each school has, and by which rule."""
    with story.person("ผู้อำนวยการเขต") as page:
        story.sign_in(*account("office-director"))
        story.step("the board counts all schools and says by which rule")
        story.go("/networks/coverage/")
        story.has(page.locator("main"), "106", th("As of"))
        story.picture("board")
        story.step("a school that lacks one network opens into what counts and why the rest does not")
        story.school, story.number = needy_school(story)
        story.go(story.number)
        story.true(number_of(page) == 2, f"{story.school} has {number_of(page)} networks, not 2")
        story.has(page.locator("main"), th("These count"))
        story.picture("number-two")


def brings_in_a_sheet(story: Story) -> None:
    """The officer brings in the year's sheet, sees what would change, and takes it back."""
    with story.person("เจ้าหน้าที่") as page:
        story.sign_in(*account("officer"))
        story.step("the register of all organisations opens from her work")
        story.go("/organisations/register/")
        story.picture("register")
        story.step("a sheet is read by its Thai headers; each line that is not understood is named")
        story.go("/organisations/register/import/")
        sheet = "ชื่อโรงเรียน,จำนวนนักเรียน,ปีการศึกษา,ข้อมูล ณ วันที่\n"
        today = timezone.localdate()
        sheet += f"{story.school},๑๒๑,{academic_year(today)},{thai(today)}\nโรงเรียนที่ไม่มีอำเภอสมมุติ,มาก,2569,-\n"
        page.locator("[name=file]").set_input_files(
            {"name": "รายชื่อโรงเรียน.csv", "mimeType": "text/csv", "buffer": sheet.encode("utf-8-sig")}
        )
        press(page, "Read the file")
        story.picture("sheet-columns")
        if page.url.endswith("/columns/"):
            page.locator("main form .btn").first.click()
            page.wait_for_load_state()
        story.has(page.locator("main"), th("What would change"), story.school)
        expect(page.locator("#refused")).to_be_visible()
        story.picture("sheet-preview")
        story.step("nothing was saved before she says so; then it can be undone")
        page.locator("main form[action$='/confirm/'] .btn").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), "121")
        story.picture("sheet-saved")
        page.locator("main form[action$='/undo/'] .btn").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), th("Undone"))
        story.picture("sheet-undone")


def joins_by_a_poster(story: Story) -> None:
    """A teacher who saw the poster asks to belong; the director lets her in."""
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.sign_in(*account("school-director"))
        story.step("the director makes a code for the staff room")
        page.locator("main a[href$='/codes/']").first.click() if page.locator(
            "main a[href$='/codes/']"
        ).count() else story.go(own_codes(story))
        choose(page, "role", "teacher")
        press(page, "Make the code")
        code = page.locator("main .rows strong").first.inner_text().strip()
        story.true(re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", code), f"the code is {code}")
        story.picture("code")
        poster = page.locator("main a[href$='.pdf']").first.get_attribute("href") or ""
        answer = page.request.get(story.address + poster)
        story.true(answer.ok and answer.body().startswith(b"%PDF"), "the poster is no PDF")

    with story.person("ครูที่เห็นใบประกาศ") as page:
        story.step("a wrong code helps on, the right one leads to her school")
        story.go("/organisations/join/")
        page.locator("[name=code]").fill("AAAA-2222")
        press(page, "Go on")
        expect(page.locator(".field.wrong")).to_have_count(1)
        page.locator("[name=code]").fill(code.lower())
        press(page, "Go on")
        page.locator("[name=first_name]").fill("นางสาวสมมุติ")
        page.locator("[name=last_name]").fill("มาใหม่")
        page.locator("[name=email]").fill(COLLEAGUE)
        story.picture("ask-to-join")
        press(page, "Ask to join")
        story.go(link_in(story, COLLEAGUE, "/organisations/ask/confirm/"))
        press(page, "Yes, I ask to join")
        story.has(page.locator("main"), th("Your request has been handed on"))
        story.picture("asked-to-join")

    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.step("a code alone lets nobody in: the director approves")
        story.sign_in(*account("school-director"))
        story.go("/organisations/requests/")
        story.has(page.locator("main"), "นางสาวสมมุติ มาใหม่")
        story.picture("requests")
        press(page, "Approve")
        story.true(letters(story.var, COLLEAGUE), "the teacher hears nothing")


def own_codes(story: Story) -> str:
    """The address where the director makes codes, by way of the people of the school."""
    page = story.go("/organisations/")
    page.locator("main a[href$='/members/']").first.click()
    page.wait_for_url("**/members/")
    href = page.locator("main a[href$='/codes/']").first.get_attribute("href") or ""
    page.locator("main a[href$='/codes/']").first.click()
    page.wait_for_load_state()
    return href


def registers(story: Story) -> None:
    """A partner registers on a phone, with mistakes at first."""
    with story.person("ผู้ประสานงานของชมรม") as page:
        story.step("who may join and what happens to the data is said first")
        story.go("/networks/register/")
        story.has(page.locator("main"), th("Who may join"), th("What happens to the data"))
        story.picture("register-partner")
        story.step("a forgotten district and half an address are explained, and nothing typed is lost")
        page.locator("[name=name]").fill(PARTNER)
        page.locator("[name=partner_type]").select_option("association")
        choose(page, "founding", page.locator("[name=founding]").first.get_attribute("value") or "")
        page.locator("[name=what_we_offer]").fill("เรือรับส่งนักเรียนข้ามคลองทุกเช้า มีเสื้อชูชีพครบทุกคน (สมมุติ)")
        page.locator("[name=cooperation_levels]").last.check()
        page.locator("[name=public_contact]").fill("ติดต่อผ่านสำนักงานเขตพื้นที่")
        page.locator("[name=coordinator_name]").fill("นายสมมุติ พายเรือ")
        page.locator("[name=coordinator_position]").fill("เลขานุการชมรม")
        page.locator("[name=coordinator_phone]").fill("039 000 222")
        page.locator("[name=email]").fill("boat@")
        page.locator("[name=consent]").check()
        time.sleep(FASTEST)
        press(page, "Send the registration")
        expect(page.locator(".field.wrong")).to_have_count(2)
        expect(page.locator("[name=coordinator_name]")).to_have_value("นายสมมุติ พายเรือ")
        story.picture("register-mistakes")
        story.step("put right it is sent; the address is confirmed by a letter")
        for district in page.locator("[name=districts]").all():
            district.check()
        page.locator("[name=email]").fill(COORDINATOR)
        time.sleep(FASTEST)
        press(page, "Send the registration")
        page.wait_for_url("**/networks/register/sent/")
        story.go(link_in(story, COORDINATOR, "/networks/register/confirm/"))
        press(page, "Yes, this is our registration")
        story.has(page.locator("main"), th("Thank you. The office now has your registration"))
        story.picture("register-confirmed")

    with story.person("เจ้าหน้าที่") as page:
        story.step("one officer lists the partner")
        story.sign_in(*account("officer"))
        story.go("/networks/vetting/")
        story.has(page.locator("main"), PARTNER)
        story.picture("queue")
        page.locator("main").get_by_role("link", name=PARTNER).first.click()
        page.wait_for_load_state()
        press(page, "Approve and publish")
        story.picture("listed")

    with story.person("ผู้ประสานงานของชมรม") as page:
        story.step("the coordinator's letter leads to an account and to the papers")
        story.go(link_in(story, COORDINATOR, "/organisations/invitation/"))
        for field in page.locator("main form input[type=password]").all():
            field.fill(PASSWORD)
        for name, words in {
            "first_name": "นายสมมุติ",
            "last_name": "พายเรือ",
            "position": "เลขานุการชมรม",
        }.items():
            if page.locator(f"main [name={name}]").count():
                page.locator(f"main [name={name}]").fill(words)
        for box in page.locator("main form input[type=checkbox]").all():
            box.check()
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
        story.picture("coordinator-joined")


def is_vetted(story: Story) -> None:
    """Two people of the office look at the papers; nobody decides alone."""
    with story.person("ผู้ประสานงานของชมรม") as page:
        story.step("the coordinator hands in a paper and declares how pupils are kept safe")
        story.sign_in(COORDINATOR, PASSWORD)
        page.locator("main a[href*='/vetting/own/']").first.click()
        page.wait_for_url("**/vetting/own/**")
        own = urlsplit(page.url).path
        page.locator("[name=kind]").select_option(index=1)
        page.locator("[name=file]").set_input_files(
            {"name": "หนังสือจัดตั้ง.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        press(page, "Keep the paper")
        opened(page, "Read and declare")
        page.locator("#declare_name").fill("นายสมมุติ พายเรือ")
        page.locator("#declare_position").fill("เลขานุการชมรม")
        page.locator("#declare_agree").check()
        press(page, "Declare")
        choose(page, "level", "3") if page.locator("[name=level][value='3']").count() else page.locator(
            "main input[name=level]"
        ).last.evaluate("box => box.click()")
        story.picture("papers")
        press(page, "Hand in")
        story.go(own)
        story.picture("handed-in")

    for who, role in (("เจ้าหน้าที่คนแรก", "officer"), ("หัวหน้ากลุ่ม", "group-director")):
        with story.person(who) as page:
            story.sign_in(*account(role))
            story.go("/networks/vetting/")
            page.locator("main").get_by_role("link", name=PARTNER).first.click()
            page.wait_for_load_state()
            if role == "officer":
                story.step("the first officer gives an opinion, and can't decide alone")
                page.locator("main form[action$='/advise/'] input[name=level]").first.evaluate(
                    "box => box.click()"
                )
                page.locator("#opinion_reason").fill("ดูหนังสือจัดตั้งและโทรสอบถามแล้ว ข้อมูลตรงกัน")
                press(page, "Hand over to the second person")
                story.has(
                    page.locator("main"), th("You have given the first opinion: somebody else decides.")
                )
                story.picture("first-opinion")
            else:
                story.step("the second one decides")
                page.locator("main form[action$='/decide/'] input[name=level]").first.evaluate(
                    "box => box.click()"
                )
                press(page, "Decide")
                story.picture("decided")


def edits_the_profile(story: Story) -> None:
    """The coordinator edits the profile; what is sensitive waits for the office."""
    with story.person("ผู้ประสานงานของชมรม") as page:
        story.sign_in(COORDINATOR, PASSWORD)
        story.step("an ordinary change is public at once, a sensitive one waits")
        page.locator("main a[href*='/profile/'][href$='/edit/']").first.click()
        page.wait_for_url("**/edit/")
        page.locator("[name=summary_en]").fill("Boats and life jackets for the way to school (fictional)")
        page.locator("[name=public_contact]").fill("ท่าเรือสมมุติ ทุกวันทำการ")
        story.picture("profile-edit")
        press(page, "Save")
        story.picture("profile-saved")

    with story.person("เจ้าหน้าที่") as page:
        story.sign_in(*account("officer"))
        story.go("/networks/vetting/")
        page.locator("main").get_by_role("link", name=PARTNER).first.click()
        page.wait_for_load_state()
        story.step("the officer compares and approves")
        story.has(page.locator("main"), "ท่าเรือสมมุติ ทุกวันทำการ")
        story.picture("profile-compared")
        press(page, "Approve and publish")


def meets_a_need(story: Story) -> None:
    """A school says what it needs, never about a child; the partner's offer answers it."""
    with story.person("ผู้ประสานงานของชมรม") as page:
        story.sign_in(COORDINATOR, PASSWORD)
        story.step("the partner offers help to two schools in this term")
        story.go("/networks/offers/new/")
        page.locator("[name=title]").fill(OFFER)
        page.locator("[name=what]").fill("เรือพร้อมคนพายและเสื้อชูชีพสำหรับข้ามคลอง (สมมุติ)")
        for name in ("hazards", "districts", "places"):
            for box in page.locator(f"main input[name={name}]").all():
                box.check()
        page.locator("[name=capacity]").fill("2")
        story.picture("offer")
        press(page, "Save")

    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("a need that names a child is held back")
        story.go("/networks/needs/new/")
        for name, value in (("hazard", "accident"), ("band", ""), ("time", ""), ("place", "")):
            there = page.locator(f"main [name={name}]")
            if there.first.evaluate("e => e.tagName") == "SELECT":
                there.select_option(value or {"index": 1}) if value else there.select_option(index=1)
            else:
                (page.locator(f"main [name={name}][value={value}]") if value else there.first).evaluate(
                    "box => box.click()"
                )
        page.locator("[name=note]").fill(f"{CHILD} ตกน้ำเมื่อวาน")
        press(page, "Show who could help")
        expect(page.locator(".field.wrong")).to_have_count(1)
        story.picture("need-refused")
        story.step("without the name it finds who could help, and says why")
        page.locator("[name=note]").fill("นักเรียนข้ามคลองทุกเช้า อยากได้เรือและเสื้อชูชีพ")
        press(page, "Show who could help")
        need = urlsplit(page.url).path
        story.has(page.locator("main"), th("Who could help"))
        story.picture("suggestions")
        mine = page.locator("main li.panel").filter(has_text=OFFER)
        story.true(mine.count(), "the new offer is not suggested")
        mine.get_by_role("button", name=th("Ask for this")).click()
        page.wait_for_load_state()

    with story.person("ผู้ประสานงานของชมรม") as page:
        story.sign_in(COORDINATOR, PASSWORD)
        story.step("the partner agrees")
        story.go(need)
        press(page, "Agree")
        story.picture("agreed")

    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("it took place and is rated")
        story.go(need)
        press(page, "It took place")
        rating = page.locator("main form[action$='/rate/']")
        stars = rating.locator("[name$=stars]")
        if stars.first.evaluate("e => e.tagName") == "SELECT":
            stars.select_option("5")
        else:
            rating.locator("[name$=stars][value='5']").evaluate("box => box.click()")
        rating.locator(".btn").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), "5/5")
        story.picture("took-place")


def signs_a_commitment(story: Story) -> None:
    """The office drafts what school and partner promise; both sign by a link on their phones."""
    today = timezone.localdate()

    with story.person("เจ้าหน้าที่") as page:
        story.sign_in(*account("officer"))
        story.step("the officer drafts it: parties, then promises")
        story.go("/my/commitments/new/")
        page.locator("main input[name=kind]").first.evaluate("box => box.click()")
        page.locator("[name=title]").fill(TITLE)
        page.locator("[name=purpose]").fill("ให้นักเรียนข้ามคลองอย่างปลอดภัยทุกเช้า แต่ละฝ่ายทำสิ่งที่ตนทำได้จริง (สมมุติ)")
        page.locator("[name=starts_on]").fill(thai(today))
        page.locator("[name=ends_on]").fill(thai(today + timedelta(days=200)))
        page.locator("[name=is_public]").check()
        people = [
            (story.school, "นายสมมุติ นำโรงเรียน", "ผู้อำนวยการโรงเรียน", DIRECTOR),
            (PARTNER, "ว่าที่ร้อยตรี ดร.สมมุติ พายเรือ", "ประธานชมรม", SIGNATORY),
        ]
        for number, (name, who, position, email) in enumerate(people):
            page.locator(f"[name=party-{number}-organisation]").select_option(label=name)
            page.locator(f"[name=party-{number}-duties]").fill("ทำตามข้อพันธสัญญาและบอกผลทุกภาคเรียน")
            page.locator(f"[name=party-{number}-signatory_name]").fill(who)
            page.locator(f"[name=party-{number}-signatory_position]").fill(position)
            page.locator(f"[name=party-{number}-signatory_email]").fill(email)
        story.picture("commitment-draft")
        press(page, "Save and go on to the promises")
        page.wait_for_url("**/promises/")
        page.locator("[name=promise-0-party]").select_option(label=PARTNER)
        page.locator("[name=promise-0-what]").fill("จัดเรือรับส่งนักเรียนทุกเช้า")
        page.locator("[name=promise-0-indicator]").fill("จำนวนวันที่มีเรือ")
        page.locator("[name=promise-0-target]").fill("ทุกวันเปิดเรียน")
        story.picture("promises")
        page.locator("main form .actions button.btn").click()
        page.wait_for_load_state()
        commitment = urlsplit(page.url).path
        story.step("it goes to all parties to sign")
        press(page, "Send to all parties to sign")
        story.picture("commitment-waiting")

    for email, who in ((DIRECTOR, "ผู้อำนวยการโรงเรียน"), (SIGNATORY, "ประธานชมรม")):
        with story.person(who) as page:
            story.step(f"{email} reads the whole text and signs without an account")
            story.go(link_in(story, email, "/commitments/sign/"))
            story.has(page.locator("main"), TITLE, "จัดเรือรับส่งนักเรียนทุกเช้า")
            page.locator("[name=agreed]").check()
            story.picture("sign")
            page.locator("button[name=sign]").click()
            page.wait_for_load_state()
            story.picture("signed")

    with story.person("เจ้าหน้าที่") as page:
        story.sign_in(*account("officer"))
        story.step("all have signed: it is in force, and its papers can be printed")
        story.go(commitment)
        expect(page.locator("main .status.ok").first).to_be_visible()
        story.picture("in-force")
        for name in ("mou.pdf", "mou.docx", "pledge.pdf", "pledge.docx"):
            link = page.locator(f"main a[href$='{name}']").first
            if not link.count():
                continue
            answer = page.request.get(story.address + (link.get_attribute("href") or ""))
            story.true(answer.ok and answer.body()[:4] in (b"%PDF", b"PK\x03\x04"), f"{name} is no paper")
        story.step("after something was done together the school's number rises: it has three")
        story.go(story.number)
        page.locator(
            "main #record ~ form select, main form[action$='/activity/'] select"
        ).first.select_option(label=PARTNER)
        form = page.locator("main form[action$='/activity/']")
        form.locator("[name=day]").fill(thai(today))
        form.locator("[name=what]").fill("เรือรับส่งวันแรก มีเสื้อชูชีพครบ")
        form.locator(".btn").click()
        page.wait_for_load_state()
        story.go(story.number)
        story.true(number_of(page) == 3, f"the school has {number_of(page)} networks, not 3")
        story.has(page.locator("main"), th("reached"))
        story.picture("number-three")


def is_shown(story: Story) -> None:
    """Everybody sees who works with whom, and the data behind it."""
    with story.person("ผู้เยี่ยมชม") as page:
        story.step("the partner's profile shows its level, its schools and what it promised")
        story.search("เรือจ้างสมมุติ")
        page.locator(".hits h2 a").filter(has_text=PARTNER).first.click()
        page.wait_for_url("**/partners/**")
        story.profile = urlsplit(page.url).path
        story.has(page.locator("main"), story.school)
        text = page.inner_text("body")
        for secret in (COORDINATOR, SIGNATORY, "039-000-222", "พายเรือ"):
            story.true(secret not in text, f"the public profile shows {secret}")
        story.picture("profile")
        story.step("commitments in force are public, without addresses and scans")
        story.go("/commitments/")
        story.has(page.locator("main"), TITLE)
        story.picture("commitments")
        story.step("who works with whom: a picture, a map, a table")
        for path, name in (("/networks/graph/", "graph"), ("/networks/graph/map/", "map")):
            story.go(path)
            expect(page.locator("main svg a").first).to_be_attached()
            story.picture(name)
        story.step("networks of model schools")
        story.go("/networks/models/")
        story.picture("model-networks")
        page.locator("main .rows h2 a, main li h2 a").first.click()
        page.wait_for_load_state()
        story.picture("model-network")


def loses_trust(story: Story) -> None:
    """The office suspends the partner: the profile is hidden, the schools hear of it, the number falls."""
    with story.person("เจ้าหน้าที่") as page:
        story.sign_in(*account("officer"))
        story.step("on the day after its end the commitment counts no more: the board of that day says so")
        later = timezone.localdate() + timedelta(days=201)
        story.go(f"{story.number}?on={later.isoformat()}")
        story.true(number_of(page) < 3, "an ended commitment still counts")
        story.has(page.locator("main"), PARTNER)
        story.picture("number-after-the-end")
        story.step("suspended today, it counts no more today, and the reason stands there")
        story.go("/networks/vetting/register/")
        page.locator("main a").filter(has_text=PARTNER).first.click()
        page.wait_for_load_state()
        opened(page, "Suspend this partner")
        page.locator("#suspend_reason").fill("รอตรวจสอบเรื่องความปลอดภัยของเรือ (สมมุติ)")
        press(page, "Suspend and tell the schools")
        story.has(page.locator("main"), story.school)
        story.picture("suspended")
        story.go(story.number)
        story.true(number_of(page) == 2, f"the school has {number_of(page)} networks, not 2")
        story.picture("number-two-again")

    with story.person("ผู้เยี่ยมชม") as page:
        story.step("the profile is hidden from everybody")
        answer = page.goto(story.address + story.profile)
        story.true(answer and answer.status in (404, 410), f"the profile answers {answer and answer.status}")
        story.picture("profile-hidden")

    with story.person("เจ้าหน้าที่") as page:
        story.sign_in(*account("officer"))
        story.step("who is responsible in each school, and where nobody is")
        story.go("/organisations/responsible/")
        story.has(page.locator("main"), "106")
        story.picture("responsible")


CHAPTERS = (
    reads_where_the_schools_stand,
    brings_in_a_sheet,
    joins_by_a_poster,
    registers,
    is_vetted,
    edits_the_profile,
    meets_a_need,
    signs_a_commitment,
    is_shown,
    loses_trust,
)
