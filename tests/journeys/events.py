"""An event from last year's copy to lasting use: registered, waited for, attended, wished for, remembered, followed up."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from networks.robots import FASTEST
from portal.demo.building import MAIL_DOMAIN
from tests.journeys import stage
from tests.journeys.hands import account, in_shell, link_in, press, tick
from tests.journeys.stage import letters, text_of
from tests.journeys.story import Story, en, th

TITLE = "เวทีเก้าอี้ทุกตัวมีคนถามหา ครั้งใหม่ (สมมุติ)"
FIRST, SECOND = f"first-team@{MAIL_DOMAIN}", f"second-team@{MAIL_DOMAIN}"
CHILD = "ด.ช.ก้องภพ ทดสอบสมมุติ"
LESSON = "โทรก่อนเก้าโมงได้ผลเมื่อมีคนโทรสำรอง ลงตัวในสัปดาห์ที่สอง (สมมุติ)"
SOUGHT = "เรื่องที่ทำจริงแล้วอย่างน้อยหนึ่งภาคเรียน บอกทั้งผลและสิ่งที่ไม่ได้ผล (สมมุติ)"
#: A published practice of the teacher's school.
PRACTICE = "ลอยให้ได้ก่อนว่ายให้เป็น: บ่อดินของ อบต. กับครู รพ.สต. สอนเอาชีวิตรอด (สมมุติ)"
#: Schools of the demonstration that come; the third is the teacher's own.
SCHOOLS = {FIRST: "โรงเรียนสาธิตสมมุติ 033", SECOND: "โรงเรียนสาธิตสมมุติ 046"}


#: What the clock of the server does every hour.
HOURLY = """
from django.core.management import call_command
call_command("events")
call_command("mail", "send")
"""

#: The event, its call, who came and what was said at it lie so much further back.
LATER = """
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from events.models import Attendance, Call, ExchangeEventPage, Intent
by = timedelta(**{by!r})
event = ExchangeEventPage.objects.get(slug="{reference}").get_latest_revision_as_object()
event.starts_at -= by
event.ends_at -= by
event.registration_opens_at = event.registration_closes_at = None
event.save()
event.save_revision(clean=False)
Intent.objects.filter(event=event.pk).update(said_at=F("said_at") - by)
Call.objects.filter(event=event.pk).update(closes_at=F("closes_at") - by)
for row in Attendance.objects.filter(event=event.pk):
    row.checked_at -= by
    row.day = timezone.localdate(row.checked_at)
    row.save()
"""


def hourly(story: Story) -> None:
    in_shell(story, HOURLY)


def time_passes(story: Story, *, and_the_hour: bool = False, **by: float) -> None:
    """So much time, and if wanted the deeds of the hour that then strikes."""
    script = LATER.format(by=by, reference=story.reference)
    in_shell(story, script + (HOURLY if and_the_hour else ""))


def person(page: Page, number: int, name: str, prefix: str = "นาง") -> None:
    page.locator(f"[name=people-{number}-prefix]").fill(prefix)
    page.locator(f"[name=people-{number}-name]").fill(name)
    page.locator(f"[name=people-{number}-group]").select_option("teachers")
    meal = page.locator(f"[name=people-{number}-meal]")
    if meal.count():
        meal.select_option("normal")


def registers(story: Story, page: Page, email: str, names: list[str]) -> None:
    """Fill the form in as a person does, and send it."""
    story.go(f"/events/{story.reference}/register/")
    if email in SCHOOLS:
        page.locator("[name=organisation]").select_option(label=SCHOOLS[email])
        page.locator("[name=email]").fill(email)
    for number, name in enumerate(names):
        if number:
            press(page, "Add a person")
        person(page, number, name)
    tick(page, "[name=consent]")
    page.wait_for_timeout(FASTEST * 1000 + 500)
    press(page, "Send the team’s registration")


def office_copies_last_years_event(story: Story) -> None:
    """The officer copies last year's event and opens it for registration."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("last year's event becomes the draft of the next one")
        story.go("/events/")
        page.get_by_role("link", name=re.compile("เก้าอี้ทุกตัวมีคนถามหา")).first.click()
        page.wait_for_url(re.compile(r"/events/ev\d\d-\d{4}/$"))
        old = urlsplit(page.url).path.split("/")[-2]
        number = re.search(r"\d+", in_shell(story, OLD_PAGE.format(slug=old)).splitlines()[-1])
        assert number
        story.go(f"/admin/exchange-events/{number[0]}/copy/")
        story.picture("copy-last-years-event")
        page.get_by_role("button", name=th("Make the draft")).click()
        page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
        story.step("the draft has last year's programme, and nothing of its record")
        story.true(page.locator("[name=chairperson]").input_value() == "", "the chairperson came along")
        story.picture("draft-of-the-next", whole=False)
        begins = timezone.localtime() + timedelta(days=2)
        page.locator("[name=title]").fill(TITLE)
        page.locator("[name=title_en]").evaluate("(e, words) => e.value = words", "A new round (fictional)")
        for name, value in {
            "starts_at": begins.strftime("%Y-%m-%d %H:%M"),
            "ends_at": (begins + timedelta(hours=6)).strftime("%Y-%m-%d %H:%M"),
            "capacity": "3",
        }.items():
            page.locator(f"[name={name}]").evaluate("(e, value) => e.value = value", value)
        page.locator("[name=state]").evaluate("e => e.value = 'open'")
        story.step("she opens it for registration with one publication")
        page.locator("button[name=action-publish]").first.evaluate("button => button.click()")
        page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
        story.go("/events/")
        page.get_by_role("link", name=TITLE).first.click()
        page.wait_for_url(re.compile(r"/events/ev\d\d-\d{4}/$"))
        story.reference = urlsplit(page.url).path.split("/")[-2]
        story.true(story.reference != old, "the copy has the number of the old one")
        story.has(page.locator("main"), th("Register for the event"), "โทรก่อนเก้าโมง")
        story.picture("event-page")


OLD_PAGE = """
from wagtail.models import Page
print(Page.objects.get(slug="{slug}").pk)
"""


def a_school_proposes_and_is_selected(story: Story) -> None:
    """The office asks for practices; the teacher's school offers one and gets a row of the programme."""
    desk = f"/my/events/{story.reference}/call/"
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as officer:
        story.sign_in(*account("officer"))
        story.step("a call without its last day stays closed, and what is sought is not lost")
        story.go(desk)
        officer.locator("main").get_by_role("link", name=re.compile(th("Write the call"))).click()
        officer.wait_for_url("**/call/edit/")
        officer.locator("[name=sought]").fill(SOUGHT)
        for form in ("talk", "poster"):
            tick(officer, f"[name=forms][value={form}]")
        press(officer, "Open the call for schools")
        story.has(officer.locator("main"), th("Say until when schools may propose."))
        story.true(officer.locator("[name=sought]").input_value() == SOUGHT, "what is sought was lost")
        story.picture("a-call-without-a-last-day")
        story.step("with its day and hour the call is open")
        closes = timezone.localtime() + timedelta(days=1)
        officer.locator("[name=closes_at]").fill(f"{closes.day}/{closes.month}/{closes.year + 543} 16:30")
        press(officer, "Open the call for schools")
        story.has(officer.locator("main"), th("Open for proposals"))
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("the teacher finds it on the page of the event and proposes a practice of her school")
        story.go(f"/events/{story.reference}/")
        page.locator("#call").get_by_role("link", name=th("Propose a practice")).click()
        page.wait_for_url("**/propose/")
        page.locator("[name=practice]").select_option(label=PRACTICE)
        tick(page, "[name=form][value=talk]")
        page.locator("[name=presenter]").fill(CHILD)
        press(page, "Send the proposal")
        story.true(page.locator(".field.wrong").count() == 1, "a child is taken for a presenter")
        page.locator("[name=presenter]").fill("นางสาวสมมุติ ใจดี")
        page.locator("[name=position]").fill("ครู")
        story.picture("propose-a-practice")
        press(page, "Send the proposal")
        page.wait_for_url("**/my/proposals/*-*/")
        story.has(page.locator("main"), th("Waiting for the selection"))
        proposed = urlsplit(page.url).path
        story.step("a second time the same practice is refused beside its field")
        story.go(f"/events/{story.reference}/propose/")
        page.locator("[name=practice]").select_option(label=PRACTICE)
        tick(page, "[name=form][value=talk]")
        press(page, "Send the proposal")
        story.has(page.locator(".field.wrong"), th("This practice has been proposed for this event already."))
        with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as officer:
            story.sign_in(*account("officer"))
            story.step("the organiser selects it")
            story.go(desk)
            officer.locator("main ul.rows").get_by_role("link", name=PRACTICE).click()
            officer.wait_for_url("**/call/*-*/")
            tick(officer, "[name=state][value=selected]")
            story.picture("the-organisers-answer")
            press(officer, "Save and write to the school")
            officer.wait_for_url(f"**{desk}")
            story.has(officer.locator("main"), th("Saved. The school has been told."))
            press(officer, "Put them into the draft of the programme")
            story.picture("selected")
            story.step("it is a row of the programme's draft, which she publishes")
            officer.locator("main").get_by_role("link", name=th("Open the programme")).click()
            officer.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
            officer.locator("button[name=action-publish]").first.evaluate("button => button.click()")
            officer.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
        story.step("the school hears of it, and everybody sees the practice among those presented")
        told = link_in(story, account("teacher")[0], "/my/proposals/")
        story.true(told == proposed, f"the letter leads to {told}")
        story.go(told)
        story.has(page.locator("main"), th("Selected"))
        story.picture("the-school-is-selected")
        story.go(f"/events/{story.reference}/")
        story.has(page.locator("main"), PRACTICE)


def a_team_registers_with_a_mistake_first(story: Story) -> None:
    """Somebody without an account registers a colleague too; a child's name is refused."""
    with story.person("ครูที่ไม่มีบัญชี") as page:
        story.step("two mistakes are named beside their fields, and nothing typed is lost")
        story.go(f"/events/{story.reference}/register/")
        page.locator("[name=organisation]").select_option(label=SCHOOLS[FIRST])
        person(page, 0, "สมมุติ ทดสอบหนึ่ง", prefix="ด.ช.")
        page.locator("[name=email]").fill("first-team")
        page.wait_for_timeout(FASTEST * 1000 + 500)
        press(page, "Send the team’s registration")
        story.has(page.locator("main"), th("Without it we may not keep the registration."))
        story.true(page.locator(".field.wrong").count() >= 3, "not every mistake is marked")
        story.true(page.locator("[name=people-0-name]").input_value(), "the name was lost")
        story.picture("mistakes")
        story.step("mended and sent, the team waits for its e-mail to be confirmed")
        registers(story, page, FIRST, ["สมมุติ ทดสอบหนึ่ง", "สมมุติ ทดสอบสอง"])
        story.has(page.locator("h1"), th("Thank you. Now look into your mail"))
        story.picture("look-into-your-mail")
        story.step("opening the letter's link does nothing yet; the button takes the turn")
        story.school = link_in(story, FIRST, "/events/registrations/")
        story.go(story.school)
        story.has(page.locator("h1"), th("Confirm the registration"))
        press(page, "Yes, register this team")
        story.has(page.locator("h1"), th("Your team has a place"))
        story.picture("a-place-with-its-code")


def the_next_team_waits_and_moves_up(story: Story) -> None:
    """The event fills; who comes later waits, and moves up when a team calls off."""
    with story.person("ทีมที่สอง") as page:
        story.step("the last place goes to the second team")
        registers(story, page, SECOND, ["สมมุติ ทดสอบสาม"])
        story.number = link_in(story, SECOND, "/events/registrations/")
        story.go(story.number)
        press(page, "Yes, register this team")
        story.has(page.locator("h1"), th("Your team has a place"))
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("the form says that the event is full, and the third team joins the line")
        registers(story, page, "", ["สมมุติ ใจดี"])
        story.has(page.locator("main"), th("On the waiting list"))
        story.profile = urlsplit(page.url).path
        story.picture("waiting-list")
        with story.person("ทีมที่สอง") as other:
            story.step("the second team calls off: the link shows, the button does it")
            story.go(f"{story.number}cancel/")
            story.picture("call-it-off")
            other.locator("main form .btn").first.click()
            other.wait_for_load_state()
            story.has(other.locator("main"), th("Called off by the team"))
        story.step("the place is held for the teacher, who takes it")
        hourly(story)
        story.go(story.profile)
        story.has(page.locator("main"), th("There is room for your team"))
        story.picture("a-place-is-held")
        press(page, "Take the places")
        story.has(page.locator("h1"), th("Your team has a place"))
        story.step("the event stands in her calendar with its number of change")
        answer = page.request.get(f"{story.address}{story.profile}calendar.ics")
        story.true(answer.ok, f"the calendar answers {answer.status}")
        (event,) = Calendar.from_ical(answer.body()).walk("VEVENT")
        story.true(TITLE in str(event["SUMMARY"]), f"the calendar says {event['SUMMARY']}")
        public = page.request.get(f"{story.address}/events/{story.reference}/calendar.ics")
        story.true(public.ok and b"BEGIN:VEVENT" in public.body(), "the event has no calendar")


def the_organiser_sees_who_comes(story: Story) -> None:
    """The desk of the event: who registers, the list as a file."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the desk has its tabs, the numbers and the teams")
        story.go("/my/events/organised/")
        page.get_by_role("link", name=TITLE).first.click()
        page.wait_for_url("**/my/events/ev*/")
        story.has(page.locator("main"), SCHOOLS[FIRST], th("What it led to"))
        story.picture("desk")
        answer = page.request.get(f"{story.address}/my/events/{story.reference}/table.xlsx")
        story.true(answer.body().startswith(b"PK"), "the list is no Excel file")
        story.step("before anybody says anything the outcome says what will be here")
        story.go(f"/my/events/{story.reference}/funnel/")
        story.has(page.locator("main"), th("Nobody has said yet what they want to try"))
        story.picture("nothing-yet")
        story.step("feedback is opened for the day")
        story.go(f"/my/events/{story.reference}/feedback/")
        press(page, "Open the form")
        story.has(page.locator("main"), th("Close the form and show the results"))
        story.picture("feedback-is-open")

    with story.person("ครูที่ไม่มีบัญชี") as page:
        story.step("before the event begins nothing can be said")
        story.go(f"{story.school}try/")
        story.true(not page.locator("main form button").count(), "it can be said before the event")
        story.picture("before-it-begins")


def the_door_works_without_a_network(story: Story) -> None:
    """On the day: a helper's phone checks people in without a network, and a walk-in comes."""
    time_passes(story, days=2, hours=1)
    door = f"/door/{story.reference}/"
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the officer makes a link for a helper without an account")
        story.go(f"{door}helpers/")
        page.locator("[name=name]").fill("โต๊ะ 1")
        press(page, "Make a link")
        helper = page.locator("#door-link").input_value()
        story.picture("link-for-a-helper")
        story.step("a walk-in is written down and checked in")
        story.go(f"{door}walk-in/")
        page.locator("[name=prefix]").fill("นาย")
        page.locator("[name=name]").fill("สมมุติ เดินเข้ามา")
        page.locator("[name=organisation_name]").fill("ชมรมสมมุติ")
        page.locator("[name=group]").select_option("others")
        tick(page, "[name=consent]")
        press(page, "Write down and check in")
        story.picture("walk-in")
        story.go(f"/my/events/{story.reference}/")
        codes = dict(
            re.findall(r"(โรงเรียนสาธิตสมมุติ \d{3})\s+([2-9A-Z]{8})", page.locator("main").inner_text())
        )
    with story.person("ผู้ช่วยที่ประตู") as page:
        story.step("her phone keeps the list, and the network goes")
        story.go("/door/enter/" + helper.partition("/door/enter/")[2])
        press(page, "Open the door on this phone")
        page.get_by_role("link", name=th("Scan tickets")).click()
        page.locator(".app[data-ready=yes]").wait_for()
        expect(page.locator("#net")).to_have_text("ออนไลน์ ส่งครบแล้ว")
        check_in(page, codes["โรงเรียนสาธิตสมมุติ 027"])
        story.picture("checked-in")
        page.context.set_offline(True)
        page.reload()
        page.locator(".app[data-ready=yes]").wait_for()
        check_in(page, codes[SCHOOLS[FIRST]])
        expect(page.locator("#net")).to_contain_text("รอส่ง")
        story.picture("checked-in-without-a-network")
        look_up(page, codes[SCHOOLS[FIRST]])
        story.has(page.locator("#verdict .verdict.already"), "มาแล้ว")
        story.step("when it is back, everything is sent, and counted once")
        page.context.set_offline(False)
        expect(page.locator("#net")).to_have_text("ออนไลน์ ส่งครบแล้ว", timeout=60_000)
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.go(door)
        expect(page.locator(".tally .num").first).to_have_text("4")
        story.picture("four-are-there")
        story.step("the organiser's desk counts the same four")
        story.go(f"/my/events/{story.reference}/attendance/")
        expect(page.locator("main .num").first).to_have_text("4")
        story.picture("who-came")


def look_up(page: Page, code: str) -> None:
    page.locator("[data-tab=scan]").click()
    page.locator("#code").fill(code)
    page.get_by_role("button", name=th("Look up"), exact=True).click()


def check_in(page: Page, code: str) -> None:
    look_up(page, code)
    expect(page.locator("#verdict .verdict.yes")).to_be_visible()
    # One person is let in at once; of a team the helper says who is there.
    if page.locator("#verdict form").count():
        page.locator("#verdict form .btn").click()
    expect(page.locator("#verdict form")).to_have_count(0)
    expect(page.locator("#verdict .verdict.yes")).to_be_visible()


#: What the QR code on a picture of the page says, by the portal's own reader.
SCANNED = """
selector => {{
    {reader}
    const picture = document.querySelector(selector);
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    return readQr(pen.getImageData(0, 0, canvas.width, canvas.height));
}}
"""


def certificates_are_issued_corrected_and_checked(story: Story) -> None:
    """For those who were there: numbers of the register, one corrected, anybody checks it."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("certificates are prepared for all whose attendance was verified")
        story.go(f"/my/events/{story.reference}/certificates/")
        story.true(page.locator("[name=attended]").is_checked(), "those who came are not chosen")
        story.picture("prepare-certificates")
        press(page, "Prepare, and look at them first")
        page.wait_for_url("**/my/certificates/batches/**")
        story.true(page.locator("main ul.rows > li").count() == 4, "not all four get one")
        story.picture("look-at-them-first")
        press(page, "Issue them now")
        papers = page.locator("main .sheet").get_by_role("link", name=th("All in one PDF for printing"))
        papers.wait_for(timeout=60_000)
        story.picture("issued")
        answer = page.request.get(story.address + (papers.get_attribute("href") or ""))
        story.true(answer.body().startswith(b"%PDF"), "they are no PDF")
    with story.person("ครูที่ไม่มีบัญชี") as page:
        story.step("one letter brings the team its certificates, without an account")
        own = link_in(story, FIRST, "/certificates/own/")
        story.go(own)
        number = page.locator("main .kicker").first.inner_text()
        story.picture("her-certificate")
        answer = page.request.get(f"{story.address}{own}certificate.pdf")
        story.true(answer.body().startswith(b"%PDF"), f"the certificate answers {answer.status}")
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("a name is corrected; the number stays")
        story.go("/my/certificates/register/")
        page.locator("main table").get_by_role("link", name=number).click()
        page.locator("main").get_by_role("link", name=th("Correct the name")).click()
        page.wait_for_url("**/correct/")
        page.locator("[name=name]").fill("สมมุติ ชื่อที่ถูกต้อง")
        press(page, "Issue again with the same number")
        story.true(page.locator(".field.wrong").count() == 1, "nobody asks why")
        page.locator("[name=reason]").fill("สะกดชื่อผิด")
        press(page, "Issue again with the same number")
        story.has(page.locator("main"), number, "สมมุติ ชื่อที่ถูกต้อง", th("Edition %(n)s", n=2))
        story.picture("corrected")
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("the code on the paper leads whoever scans it to the corrected name")
        story.go(own)
        page.locator("img.paper").evaluate("picture => picture.decode()")
        reader = (stage.ROOT / "events/static/events/qr.js").read_text()
        scanned = page.evaluate(SCANNED.format(reader=reader), "img.paper") or ""
        story.true(scanned.startswith(story.address), f"the code says {scanned!r}")
        story.go(urlsplit(scanned).path)
        story.has(page.locator("main"), th("This certificate is valid"), "สมมุติ ชื่อที่ถูกต้อง", number)
        story.picture("checked-by-its-code")


def schools_say_what_they_want_to_try(story: Story) -> None:
    """On the day: one tap, with and without an account; the same tap takes it back."""
    with story.person("ครูที่ไม่มีบัญชี") as page:
        story.step("from its beginning the registration leads to the practices presented")
        story.go(story.school)
        page.locator("main").get_by_role("link", name=th("What would you like to try?")).click()
        page.wait_for_url("**/try/")
        cards = page.locator(".wishes > li")
        story.true(cards.count() >= 3, f"{cards.count()} practices are presented")
        story.picture("what-would-you-like-to-try")
        story.step("one tap says it, the same tap takes it back, and it is said again")
        call = page.locator(".wishes > li").filter(has_text="โทรก่อนเก้าโมง")
        for pressed in ("true", "false", "true"):
            call.get_by_role("button").click()
            page.wait_for_load_state()
            expect(call.get_by_role("button")).to_have_attribute("aria-pressed", pressed)
        story.picture("said-by-one-tap")
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("whoever has an account finds it in her work")
        story.go("/my/")
        page.locator("main").get_by_role("link", name=th("What would you like to try?")).first.click()
        page.wait_for_url("**/try/")
        for words in ("โทรก่อนเก้าโมง", "เยี่ยมบ้านครบทุกหลัง"):
            page.locator(".wishes > li").filter(has_text=words).get_by_role("button").click()
            page.wait_for_load_state()
        story.true(page.locator("[aria-pressed=true]").count() == 2, "not both were said")
        story.picture("said-by-the-teacher")


def the_director_has_the_last_word(story: Story) -> None:
    """One letter for all of it; yes to one, no to the other."""
    director = account("school-director")[0]
    hourly(story)
    story.true(
        not [letter for letter in letters(story.var, director) if "/events/decide/" in text_of(letter)],
        "the director was told before the school had finished",
    )
    time_passes(story, hours=2, and_the_hour=True)
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.step("an hour later one letter asks about both, without signing in")
        path = link_in(story, director, "/events/decide/")
        story.go(path)
        story.true(page.locator("main fieldset").count() == 2, "not both stand in one letter")
        story.picture("the-directors-letter")
        story.step("nothing is decided by half an answer")
        tick(page, "main fieldset:nth-of-type(1) input[value=yes]")
        press(page, "Send the answer")
        story.true(page.locator(".field.wrong").count() == 1, "half an answer was taken")
        fields = page.locator("main fieldset")
        for number in range(fields.count()):
            said = "yes" if "โทรก่อนเก้าโมง" in fields.nth(number).inner_text() else "no"
            fields.nth(number).locator(f"input[value={said}]").evaluate("box => box.click()")
        press(page, "Send the answer")
        story.has(page.locator("main"), th("Thank you"), th("Not at our school"))
        story.picture("decided")
        answer = page.goto(story.address + path)
        story.true(answer and answer.status == 410, f"the used link answers {answer and answer.status}")


def one_answers_what_she_thought(story: Story) -> None:
    """The day after, a letter brings the satisfaction form, without a name."""
    time_passes(story, days=1, and_the_hour=True)
    with story.person("ครูที่ไม่มีบัญชี") as page:
        story.step("a form of the team is opened and answered; nobody asks who it is")
        story.go(link_in(story, FIRST, "/events/feedback/team/"))
        press(page, "Open one form and answer")
        names = page.locator("main form input[type=radio]").evaluate_all(
            "all => [...new Set(all.map(e => e.name))]"
        )
        for name in names:
            page.locator(f"main input[name='{name}'][value='5']").first.evaluate("box => box.click()")
        story.picture("what-she-thought")
        press(page, "Send the answers")
        story.has(page.locator("h1"), th("Thank you, the answer is in"))
        story.picture("answered-without-a-name")


def the_record_is_published(story: Story) -> None:
    """Lessons are written and published; a child's name is refused."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the form is closed; so few answers stay hidden")
        story.go(f"/my/events/{story.reference}/feedback/")
        press(page, "Close the form and show the results")
        story.true(not page.locator("main table").count(), "the answer of one person is shown")
        story.picture("too-few-to-show")
        story.step("a child's name in a lesson is refused beside its field")
        story.go(f"/my/events/{story.reference}/record/edit/")
        lesson = page.locator("main textarea, main input[type=text]").first
        lesson.fill(f"{CHILD} มาโรงเรียนทุกวันแล้ว")
        press(page, "Save as a draft")
        story.true(page.locator(".field.wrong").count() >= 1, "a child's name was taken")
        story.picture("no-child-in-a-lesson")
        story.step("the lesson is written, and who came is counted")
        page.locator("main textarea, main input[type=text]").first.fill(LESSON)
        # The door has counted them.
        story.true(page.locator("[name$=teachers]").first.input_value() == "3", "not the door's number")
        press(page, "Save as a draft")
        page.wait_for_url("**/record/")
        story.picture("record-as-a-draft")
        story.step("published, everybody reads it")
        press(page, "Publish the record")
        story.go(f"/events/{story.reference}/")
        story.has(page.locator("main"), LESSON)
        story.picture("record-for-everybody")
        story.step("the report comes as Word and as PDF")
        story.go(f"/my/events/{story.reference}/report/")
        story.picture("report")
        papers = page.locator("main a[href*='/report/']").evaluate_all(
            "all => all.map(a => a.getAttribute('href')).filter(href => /[.](pdf|docx)/.test(href))"
        )
        for ending, beginning in ((".pdf", b"%PDF"), (".docx", b"PK")):
            address = next(href for href in papers if ending in href)
            answer = page.request.get(story.address + address)
            story.true(
                answer.ok and answer.body().startswith(beginning), f"{address} answers {answer.status}"
            )


def it_is_asked_after(story: Story) -> None:
    """A month later: have you tried it? One tap."""
    time_passes(story, days=31, and_the_hour=True)
    hourly(story)
    asked = [letter for letter in letters(story.var, FIRST) if "/events/follow-up/" in text_of(letter)]
    story.true(len(asked) == 1, f"{len(asked)} letters ask the first team")
    with story.person("ครูที่ไม่มีบัญชี") as page:
        story.step("after 30 days one letter asks, once; three answers, one tap")
        path = link_in(story, FIRST, "/events/follow-up/")
        story.go(path)
        story.has(page.locator("main"), th("We have tried it"), th("Not tried yet"), th("We do not go on"))
        story.picture("what-became-of-it")
        press(page, "We have tried it")
        story.has(page.locator("h1"), th("Thank you"))
        story.picture("tried")
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.step("a no asks why, and takes no child's name")
        story.go(link_in(story, account("teacher")[0], "/events/follow-up/"))
        page.locator("summary").filter(has_text=th("We do not go on")).click()
        tick(page, "[name=reason][value=people]")
        page.locator("details[open] [name=text]").fill(f"{CHILD} ย้ายไปแล้ว")
        press(page, "Send the answer")
        story.true(page.locator(".field.wrong").count() >= 1, "a child's name was taken")
        story.picture("a-no-says-why")
        page.locator("details[open] [name=text]").fill("ครูที่โทรทุกเช้าย้ายไปแล้ว")
        press(page, "Send the answer")
        story.has(page.locator("h1"), th("Thank you"))


def the_numbers_agree(story: Story) -> None:
    """The organiser's page: every number is the length of its list."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the funnel says who was there, wants to, has tried, goes on")
        story.go(f"/my/events/{story.reference}/funnel/")
        story.true(page.locator("svg[role=img] title").count(), "the picture has no words")
        story.picture("funnel")
        table = page.locator("table").first.inner_text()
        wanted = int(re.search(rf"{th('Want to try something')}\s+(\d+)\s+(\d+)", table)[1])
        tried = int(re.search(rf"{th('Have tried it')}\s+(\d+)\s+(\d+)", table)[1])
        there = re.search(rf"{th('Were there')}\s+(\d+)\s", table)
        story.true(there, f"who was there is no number: {table}")
        story.true(
            (int(there[1]), wanted, tried) == (2, 2, 1), f"{there[1]} came, {wanted} want to, {tried} tried"
        )
        story.has(page.locator("main"), "เช็กอินแล้ว 4 คน")
        story.step("who was there is named, with those who came for no school")
        page.locator("main a[href$='/funnel/schools/']").first.click()
        page.wait_for_url("**/funnel/schools/")
        rows = page.locator("main ul.rows > li")
        story.true(rows.count() == 2, f"{rows.count()} schools were there")
        people = [int(re.search(r"(\d+) คน", words)[1]) for words in rows.all_inner_texts()]
        story.true(sum(people) == 3, f"{people} came for schools")
        story.picture("schools-that-were-there")
        story.go(f"/my/events/{story.reference}/funnel/")
        story.step("each number opens the list behind it")
        links = page.locator("main a[href*='/funnel/list/']").evaluate_all(
            "all => all.map(a => [a.getAttribute('href'), a.innerText])"
        )
        story.true(len(links) >= 8, f"only {len(links)} numbers lead on")
        for address, words in links:
            number = re.findall(r"\d+", words)[-1]
            story.go(address)
            rows = page.locator("main ul.rows > li")
            schools = set(rows.locator("> b").all_inner_texts())
            story.true(
                int(number) in {rows.count(), len(schools)},
                f"{address} says {number} and lists {rows.count()}",
            )
        story.picture("the-list-behind-a-number")
        answer = page.request.get(f"{story.address}/my/events/{story.reference}/funnel/table.xlsx")
        story.true(answer.body().startswith(b"PK"), "the table is no Excel file")
        story.step("all events stand beside each other")
        story.go("/my/events/funnels/")
        story.has(page.locator("main"), TITLE)
        story.picture("all-events")
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("visitors see schools as a number, only those whose director stands by it")
        story.go(f"/events/{story.reference}/")
        story.has(page.locator("#led-to"), th("What it led to"), "โทรก่อนเก้าโมง")
        story.true(SCHOOLS[FIRST] not in page.locator("#led-to").inner_text(), "a school is named")
        story.picture("led-to-for-everybody")
        page.locator("#led-to a").first.click()
        page.wait_for_url("**/practices/**")
        story.has(page.locator("#adopters"), TITLE)
        story.step("and in English")
        story.go(f"/en/events/{story.reference}/")
        story.has(page.locator("#led-to"), en("What it led to"))
        story.picture("in-english")


CHAPTERS = [
    office_copies_last_years_event,
    a_school_proposes_and_is_selected,
    a_team_registers_with_a_mistake_first,
    the_next_team_waits_and_moves_up,
    the_organiser_sees_who_comes,
    the_door_works_without_a_network,
    schools_say_what_they_want_to_try,
    the_director_has_the_last_word,
    one_answers_what_she_thought,
    certificates_are_issued_corrected_and_checked,
    the_record_is_published,
    it_is_asked_after,
    the_numbers_agree,
]
