"""From the first visit to a published practice: everything that the portal is for, once."""

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from networks.robots import FASTEST
from portal.demo.building import MAIL_DOMAIN, PASSWORD
from tests.journeys.stage import letters, text_of
from tests.journeys.story import Story, en, th

CASE_STUDY = "นวัตกรรมการบริหารจัดการระบบการดูแลช่วยเหลือนักเรียนแบบมีส่วนร่วม"
PARTNER = "ชมรมหมวกกันน็อกสมมุติ ปั่นปลอดภัย"
APPLICANT = f"helmet@{MAIL_DOMAIN}"
PRACTICE = "ประตูรั้วยิ้มได้ ครูเวรทักทุกเช้า (สมมุติ)"


#: Of the demonstration's director and teacher.
SCHOOL = "โรงเรียนสาธิตสมมุติ 027"


def account(role: str) -> tuple[str, str]:
    return f"{role}@{MAIL_DOMAIN}", PASSWORD


def count_of(page: Page) -> int:
    """The number that a list says it has found."""
    digits = re.search(r"\d[\d,]*", page.locator(".count").first.inner_text())
    return int(digits[0].replace(",", "")) if digits else -1


def titles_of(page: Page) -> list[str]:
    return page.locator(".hits h2, .cards h2").all_inner_texts()


def open_filters(page: Page) -> None:
    """Where the window has room they stand open already, and have no handle."""
    handle = page.locator(
        "form.filters > details:not([open]) > summary, nav.narrow > details:not([open]) > summary"
    ).first
    if handle.is_visible():
        handle.click()


def arrives_and_searches(story: Story) -> None:
    """A teacher comes to the portal and asks in her own words."""
    with story.person("ครูคนหนึ่ง"):
        story.step("the home page asks its question and shows what there is")
        page = story.go("/")
        story.has(page.locator("h1"), "วันนี้คุณครูกำลังดูแลเรื่องอะไร")
        story.has(page, th("Stories from the schools"), th("Meet and exchange"), "106", "1387")
        story.picture("home")

        story.step("Thai words without spaces find practices")
        page.locator(".hero input[name=q]").fill("เด็กโดนเพื่อนแกล้ง")
        page.locator(".hero form.search .btn").click()
        page.wait_for_url("**/search/?q=*")
        story.true(count_of(page) >= 2, "fewer than two results for เด็กโดนเพื่อนแกล้ง")
        best = "\n".join(titles_of(page)[:4])
        story.true("เพื่อนข้าง ๆ" in best or "กลั่นแกล้ง" in best or "แกล้ง" in best, f"the best results are {best}")
        story.true(page.locator(".hits mark").count(), "the found words are not marked")
        story.picture("search-bullying")

        story.step("the same search has an address that can be shared")
        titles = titles_of(page)
        page.goto(page.url)
        story.true(titles_of(page) == titles, "the address shows other results")

        story.step("a result narrows by hazard group, with the count that was announced")
        open_filters(page)
        choice = page.locator(".narrow a[href*='hazard=violence']").first
        announced = int(re.sub(r"\D", "", choice.locator(".meta").inner_text()))
        choice.click()
        page.wait_for_url("**hazard=violence**")
        story.true(count_of(page) == announced, f"{announced} announced, {count_of(page)} shown")
        story.picture("search-narrowed")

        story.step("the office's case study is found by the words of its title")
        story.search("ระบบดูแลช่วยเหลือนักเรียน")
        link = page.locator(".hits h2 a").filter(has_text=CASE_STUDY).first
        expect(link).to_be_visible()
        story.picture("search-case-study")
        link.click()
        page.wait_for_url("**/practices/**")

        story.step("the case study is there, sentence by sentence, with its award")
        story.has(page.locator("h1"), CASE_STUDY)
        story.has(
            page.locator("main"),
            "เพื่อพัฒนาการบริหารจัดการระบบดูแลช่วยเหลือของ สพป.จันทบุรี เขต 2",
            "เพื่อดูแลช่วยเหลือผู้เรียนให้สามารถเข้าถึงโอกาสทางการศึกษา",
            "19,763",
            "กองทุนวันละ 1 บาท ปาดน้ำตา",
            "ผู้เรียนได้รับการดูแลช่วยเหลือในทุกมิติ รอบด้าน อย่างเป็นระบบ ทันเวลา และถูกวิธี",
            "ได้รับรางวัลระบบการดูแลช่วยเหลือนักเรียน ประจำปี 2567",
            "เสริมสร้างความปลอดภัยของสถานศึกษา",
        )
        expect(page.locator("#awards")).to_contain_text("2567")
        expect(page.locator("#awards")).to_contain_text("ยอดเยี่ยม")
        for letter in "VCAREN":
            story.true(
                page.locator(f"main .stone >> text={letter} ").count(), f"stage {letter} has no evidence"
            )
        story.picture("case-study")
        page.locator("#awards").scroll_into_view_if_needed()
        story.picture("case-study-award", whole=False)


def narrows_the_list(story: Story) -> None:
    """She looks for what fits her school."""
    with story.person("ครูคนเดิม"):
        story.step("the list of practices has the case study and the 24 examples at least")
        page = story.go("/practices/")
        everything = count_of(page)
        story.true(everything >= 25, f"{everything} practices instead of 25 or more")
        story.picture("practices")

        story.step("hazard group and district narrow it, and are shown as chips")
        open_filters(page)
        page.locator("select[name=hazard]").select_option("accident")
        page.locator("form.filters .btn").click()
        page.wait_for_url("**hazard=accident**")
        accidents = count_of(page)
        story.true(0 < accidents < everything, f"{accidents} practices on accidents")
        open_filters(page)
        page.locator("select[name=district]").select_option(index=2)
        page.locator("form.filters .btn").click()
        page.wait_for_url(re.compile(r"district=22"))
        both = count_of(page)
        story.true(both <= accidents, "two conditions find more than one")
        expect(page.locator(".chips.chosen li")).to_have_count(3)
        story.picture("practices-narrowed")

        story.step("taking a chip away widens the list again")
        page.locator(".chips.chosen a[href*='hazard=accident']").first.click()
        page.wait_for_url(lambda url: "district" not in url or "district=&" in url)
        story.true(count_of(page) == accidents, "the list is not what it was")


def registers_a_partner(story: Story) -> None:
    """A partner organisation registers, with mistakes at first."""
    with story.person("ผู้ประสานงานของชมรม"):
        story.step("the form is reached from the home page")
        page = story.go("/")
        page.get_by_role("link", name=th("Join as a partner")).click()
        page.wait_for_url("**/networks/register/")
        story.picture("register")

        story.step("without a name and with half an address nothing is sent, and nothing typed is lost")
        page.locator("[name=partner_type]").select_option("association")
        page.locator("[name=districts]").nth(1).check()
        page.locator("[name=founding]").last.check()
        page.locator("[name=what_we_offer]").fill("สอนนักเรียนสวมหมวกกันน็อกและข้ามถนน ภาคเรียนละสองครั้ง (สมมุติ)")
        page.locator("[name=cooperation_levels]").last.check()
        page.locator("[name=public_contact]").fill("ติดต่อผ่านสำนักงานเขตพื้นที่")
        page.locator("[name=coordinator_name]").fill("นางสาวสมมุติ ปลอดภัย")
        page.locator("[name=coordinator_position]").fill("เลขานุการชมรม")
        page.locator("[name=coordinator_phone]").fill("039 000 111")
        page.locator("[name=email]").fill("helmet@")
        page.locator("[name=consent]").check()
        time.sleep(FASTEST)
        send = page.get_by_role("button", name=th("Send the registration"))
        send.click()
        expect(page.locator("#errors")).to_be_visible()
        expect(page.locator(".field.wrong")).to_have_count(2)
        for name in ("name", "email"):
            field = page.locator(f"[name={name}]")
            expect(field).to_have_attribute("aria-invalid", "true")
            described = (field.get_attribute("aria-describedby") or "").split()
            words = " ".join(page.locator(f"#{part}").inner_text() for part in described)
            story.true(len(words) > 5, f"the field {name} has no explanation beside it")
        expect(page.locator("[name=coordinator_name]")).to_have_value("นางสาวสมมุติ ปลอดภัย")
        expect(page.locator("[name=email]")).to_have_value("helmet@")
        expect(page.locator("[name=districts]").nth(1)).to_be_checked()
        story.picture("register-mistakes")

        story.step("put right, it is sent, and a letter asks to confirm the address")
        page.locator("[name=name]").fill(PARTNER)
        page.locator("[name=email]").fill(APPLICANT)
        time.sleep(FASTEST)
        send.click()
        page.wait_for_url("**/networks/register/sent/")
        story.picture("register-sent")
        sent = letters(story.var, APPLICANT)
        story.true(len(sent) == 1, f"{len(sent)} letters instead of one")
        link = re.search(r"https?://\S+/networks/register/confirm/\S+", text_of(sent[0]))
        story.true(link, "the letter has no link")

        story.step("the visit alone confirms nothing, the button does")
        story.go(urlsplit(link[0]).path)
        story.has(page.locator("main"), PARTNER)
        story.picture("register-confirm")
        page.get_by_role("button", name=th("Yes, this is our registration")).click()
        page.get_by_role("heading", name=th("Thank you. The office now has your registration")).wait_for()
        story.picture("register-confirmed")

        story.step("nobody finds the organisation before the office has decided")
        story.search(PARTNER)
        story.true(PARTNER not in "".join(titles_of(page)), "an unapproved partner is found")


def approves_the_partner(story: Story) -> None:
    """The officer in charge decides; the public sees the result."""
    with story.person("เจ้าหน้าที่"):
        story.step("the officer heard of it by letter and signs in")
        story.true(letters(story.var, account("officer")[0]), "the officer got no letter")
        story.sign_in(*account("officer"))
        page = story.page
        assert page
        story.has(page.locator("main"), th("Partner registrations"))
        story.picture("officer-my-work")

        story.step("the registration waits in the list")
        page.locator("main").get_by_role("link", name=th("Partner registrations")).first.click()
        page.wait_for_url("**/networks/applications/")
        story.picture("applications")
        page.get_by_role("link", name=PARTNER).click()
        story.has(page.locator("main"), "นางสาวสมมุติ ปลอดภัย", APPLICANT)
        story.picture("application")

        story.step("approving publishes the profile and says so")
        page.get_by_role("button", name=th("Approve and publish")).click()
        profile = page.get_by_role("link", name=th("To the profile"))
        expect(profile).to_be_visible()
        address = urlsplit(profile.get_attribute("href") or "").path
        story.true(re.fullmatch(r"/partners/[a-z0-9-]+/", address), f"the profile's address is {address}")
        story.picture("application-approved")

    with story.person("ผู้เยี่ยมชม"):
        story.step("anybody sees the profile, without what is for the office only")
        page = story.go(address)
        story.has(page.locator("h1"), PARTNER)
        text = page.inner_text("body")
        for secret in (APPLICANT, "นางสาวสมมุติ", "039-000-111"):
            story.true(secret not in text, f"the public profile shows {secret}")
        story.picture("partner")

        story.step("the search finds it at once, in the middle of unspaced text")
        story.search("หมวกกันน็อกสมมุติ")
        story.true(PARTNER in "".join(titles_of(page)), "the approved partner is not found")
        story.picture("search-partner")

        story.step("the coordinator's letter leads to an account of their own")
        join = re.search(
            r"https?://\S+/organisations/invitation/\S+", text_of(letters(story.var, APPLICANT)[-1])
        )
        story.true(join, "the letter has no invitation")
        story.go(urlsplit(join[0]).path)
        story.has(page.locator("h1"), PARTNER)
        story.picture("invitation")


def publishes_a_practice(story: Story) -> None:
    """An editor drafts a practice and hands it in; others read it before the director publishes it."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ"):
        story.step("the officer opens the editing interface from her work")
        story.sign_in(*account("officer"))
        page = story.page
        assert page
        page.get_by_role("link", name=th("Editing interface")).click()
        page.wait_for_url("**/admin/")
        story.picture("editing")

        story.step("she drafts a practice")
        story.go("/admin/practices/choose_parent/")
        page.locator("[name=title]").fill(PRACTICE)
        page.locator("[name=owner_organisation]").select_option(label=SCHOOL)
        page.locator("[name=summary]").fill("ครูเวรยืนหน้าประตูและทักนักเรียนทีละคนด้วยชื่อ ก่อนเข้าแถวทุกเช้า")
        page.locator("[data-contentpath=background] [contenteditable=true]").first.click()
        page.keyboard.type("เด็กหลายคนมาถึงโรงเรียนโดยไม่มีใครเรียกชื่อเลยทั้งวัน")
        story.picture("editor-draft")
        page.get_by_role("tab", name=th("Subjects")).click()
        page.locator("[name=stages][value=A]").check()
        page.locator("[name=hazards][value=unhealthiness]").check()
        story.picture("editor-subjects")

        story.step("she hands it in")
        page.get_by_role("button", name=th("More actions")).first.click()
        page.locator("[name=action-submit]").click()
        page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
        story.has(page.locator(".messages"), PRACTICE)
        story.picture("editor-submitted")

    with story.person("ผู้เยี่ยมชม"):
        story.step("nobody finds the draft")
        page = story.search("ประตูรั้วยิ้มได้")
        story.true(PRACTICE not in "".join(titles_of(page)), "a draft is found")
        page = story.go("/practices/")
        story.true(PRACTICE not in page.locator("main").inner_text(), "a draft is in the list")

    passes_the_review(story)

    with story.person("ผู้เยี่ยมชม"):
        story.step("at once it is found, listed and readable")
        page = story.search("ประตูรั้วยิ้มได้")
        link = page.locator(".hits h2 a").filter(has_text=PRACTICE)
        expect(link).to_have_count(1)
        story.picture("search-new-practice")
        link.click()
        page.wait_for_url(re.compile(r"/practices/[a-z]{2}\d\d-\d{4}/"))
        story.has(page.locator("main"), PRACTICE, "โดยไม่มีใครเรียกชื่อเลยทั้งวัน")
        story.picture("new-practice")
        page = story.go("/practices/")
        story.true(PRACTICE in titles_of(page)[0], "the new practice is not the first")


def passes_the_review(story: Story) -> None:
    """Her school certifies it, one reads it for the children's sake, two assess it, the director publishes."""
    with story.person("ผู้อำนวยการโรงเรียน"):
        story.step("the school's director finds it waiting and certifies it")
        story.sign_in(*account("school-director"))
        page = story.go("/my/review/")
        page.locator("main a").filter(has_text=PRACTICE).first.click()
        page.wait_for_url(re.compile(r"/my/review/[a-z]{2}\d\d-\d{4}/"))
        story.reference = urlsplit(page.url).path.split("/")[3]
        story.picture("director-reads")
        do(story, "certify")
    with story.person("ผู้ตรวจข้อมูลส่วนบุคคล"):
        story.step("somebody reads it for the children's sake")
        story.sign_in(*account("privacy-reviewer"))
        do(story, "check")
    for role in ("supervisor", "supervisor-2"):
        with story.person("ผู้ประเมิน"):
            story.step("two people assess it, each for themselves")
            story.sign_in(*account(role))
            do(story, "assess")
    with story.person("ผู้อำนวยการเขต"):
        story.step("the office's director publishes it")
        story.sign_in(*account("office-director"))
        do(story, "publish")


def do(story: Story, deed: str) -> None:
    """Answer a step of the review with yes to everything, and with the third of five marks."""
    page = story.go(f"/my/review/{story.reference}/{deed}/")
    form = page.locator("main form").filter(has=page.locator(".btn")).first
    for box in form.locator("input[type=checkbox]").all():
        box.check(force=True)
    names = form.locator("input[type=radio]").evaluate_all("all => [...new Set(all.map(each => each.name))]")
    for name in names:
        marks = form.locator(f"input[type=radio][name='{name}']")
        third = form.locator(f"input[type=radio][name='{name}'][value='3']")
        (third if third.count() else marks.first).check(force=True)
    story.picture(f"review-{deed}")
    form.locator(".btn").first.click()
    page.wait_for_load_state()
    expect(page.locator("main .errors")).to_have_count(0)


def goes_to_an_event(story: Story) -> None:
    """The teacher looks at what schools exchange."""
    with story.person("ครูคนเดิม"):
        story.step("events to come and events that are over")
        page = story.go("/events/")
        story.picture("events")
        story.step("an event that is over tells what was learnt, with Buddhist years")
        page = story.search("เก้าอี้ทุกตัวมีคนถามหา")
        page.locator(".hits h2 a").filter(has_text="เก้าอี้ทุกตัว").first.click()
        page.wait_for_url("**/events/**")
        expect(page.locator("#lessons li").first).to_be_visible()
        story.has(page.locator("main"), th("Programme"), th("Practices presented"))
        story.true(
            re.search(r"256\d|257\d", page.locator("main time").first.inner_text()), "no Buddhist year"
        )
        story.picture("event")


def does_her_work(story: Story) -> None:
    """She signs in and sees what is hers; then she prints."""
    with story.person("ครูที่มีบัญชี"):
        story.step("a wrong password is refused without telling whether the account exists")
        page = story.go("/account/login/")
        page.locator("[name=login]").fill(account("teacher")[0])
        page.locator("[name=password]").fill("not-the-password")
        page.locator("main form .btn").first.click()
        expect(
            page.locator("main form .wrong, main form [role=alert], main .note.stop").first
        ).to_be_visible()
        story.picture("sign-in-refused")

        story.step("“งานของฉัน” shows her school and its practices, and nothing of the office")
        story.sign_in(*account("teacher"))
        story.has(page.locator("h1"), "งานของฉัน")
        story.has(page.locator("main"), th("Stories of my school"))
        story.true(
            th("Partner registrations") not in page.inner_text("main"), "a teacher sees the registrations"
        )
        story.picture("my-work")
        story.step("the editing interface is not there for her")
        story.go("/admin/", status=404)

        story.step("a practice prints black on white, without the navigation")
        page = story.search("ลอยให้ได้ก่อนว่ายให้เป็น")
        page.locator(".hits h2 a").first.click()
        page.wait_for_url(re.compile(r"/practices/[a-z]{2}\d\d-\d{4}/"))
        page.emulate_media(media="print")
        for hidden in ("header.top nav.nav", "details.menu", ".skip"):
            story.true(not page.locator(hidden).first.is_visible(), f"the print has {hidden}")
        story.picture("print")
        paper = page.pdf(format="A4", path=story.folder / f"practice-{story.size[0]}.pdf")
        story.true(paper.startswith(b"%PDF") and len(paper) > 10_000, "the print is empty")
        page.emulate_media(media="screen")


def reads_english(story: Story) -> None:
    """A visitor from abroad reads the case study."""
    with story.person("A visitor"):
        story.step("the switch leads to the same page in English")
        page = story.search(CASE_STUDY)
        page.locator(".hits h2 a").filter(has_text=CASE_STUDY).first.click()
        page.wait_for_url("**/practices/**")
        thai = urlsplit(page.url).path
        switch = page.locator("a.switch:visible").first
        switch.click()
        page.wait_for_url(f"**/en{thai}")
        story.true(
            page.locator("html").get_attribute("lang") == "en", "the page does not say that it is English"
        )
        story.has(page.locator("h1"), "Innovation: managing the student care and support system")
        story.has(page.locator("#english"), "Policies and Focus Points", "19,763 students")
        languages = page.locator("link[rel=alternate][hreflang]").evaluate_all(
            "links => Object.fromEntries(links.map(link => [link.hreflang, new URL(link.href).pathname]))"
        )
        story.true(
            languages == {"th": thai, "en": f"/en{thai}", "x-default": thai}, f"hreflang says {languages}"
        )
        story.picture("english-practice")

        story.step("the English search finds it too")
        page = story.search("student care and support", prefix="/en")
        story.has(page.locator(".hits"), "Innovation: managing the student care")
        story.has(page, en("Search"))
        story.picture("english-search")
        story.step("the English home page")
        page = story.go("/en/")
        story.has(page.locator("h1"), "What are you caring for today?")
        story.picture("english-home")


CHAPTERS = [
    arrives_and_searches,
    narrows_the_list,
    registers_a_partner,
    approves_the_partner,
    publishes_a_practice,
    goes_to_an_event,
    does_her_work,
    reads_english,
]
