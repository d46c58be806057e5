"""A year of V-CARE: vision, plan, term reports, figures that are signed and restated, a fund, thanks and what is sent in."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page

from tests.journeys.hands import account, follow, in_shell, link_in, manage, press, thai, tick
from tests.journeys.stage import letters, text_of
from tests.journeys.story import Story, en, th

CHILD = "ด.ช.ก้องภพ ทดสอบสมมุติ"
SCHOOL = "โรงเรียนสาธิตสมมุติ 027"
VISION = "เด็กทุกคนมีผู้ใหญ่ที่ทักชื่อถูกทุกเช้า และมีคนสังเกตเมื่อเขาเงียบไป (สมมุติ)"
PLAN = "แผนดูแลช่วยเหลือนักเรียนของเขต ฉบับเรื่องเล่า (สมมุติ)"
LATE, AHEAD = "นิเทศโรงเรียนเกาะทุกแห่ง (สมมุติ)", "อบรมครูใหม่เรื่องคัดกรอง (สมมุติ)"
WHY_FEWER = "ฝนตกหนัก ถนนสวนขาดสามสัปดาห์ จึงโทรเยี่ยมแทน (สมมุติ)"
TO_MEND = "จำนวนที่เยี่ยมบ้านต่างจากที่คุยกันในที่ประชุม โปรดดูอีกครั้ง (สมมุติ)"

#: What the teacher types, screen by screen; the mistake among it is mended on the way.
NUMBERS = {
    "people": {"enrolled_early": "27", "enrolled_primary": "๘๓", "staff": "9", "staff_operating": "9"},
    "knowing": {
        "visits_planned": "110",
        "visited_home": "62",
        "visited_online": "6",
        "visited_phone": "10",
        "screened": "110",
        "normal": "96",
        "risk": "9",
        "problem": "2",
        "gifted": "2",
    },
    "helping": {
        "helped": "6",
        "improved": "2",
        "ongoing": "4",
        "referred_inside": "2",
        "referred_outside": "0",
    },
    "access": {"dropped_out": "0", "brought_back": "0", "may_drop_out": "2"},
}
WORDS = {
    "worked": "โทรเยี่ยมวันพุธหลังเลิกเรียน ผู้ปกครองรับสายมากกว่าวันอื่น (สมมุติ)",
    "difficult": "บ้านในสวนไกล สัญญาณโทรศัพท์ขาดเป็นช่วง (สมมุติ)",
    "needed": "อยากได้ตัวอย่างคำถามเยี่ยมทางโทรศัพท์ (สมมุติ)",
}

#: The demonstration before its office asked for this term's reports and signed last year.
BEFORE = """
from portal.demo import indicators
from programme.models import ReportRound, StatedFigure, StatedLine, Statement
ReportRound.objects.filter(state="open").delete()
for model in (StatedLine, StatedFigure, Statement):
    model.objects.all().delete()
"""

#: Four weeks later: the day is over, and the other schools have reported or not.
WEEKS_LATER = """
import re
from datetime import timedelta
from django.utils import timezone
from organisations.models import Kind, Organisation
from portal.demo.building import MAIL_DOMAIN
from portal.demo.reports import THIS_TERM, Reporting
from programme.models import ReportRound, TermReport
today = timezone.localdate()
now = ReportRound.objects.get(state="open")
now.due_on, now.opens_on = today - timedelta(days=4), today - timedelta(days=29)
now.opened_at -= timedelta(days=29)
now.save()
office = Organisation.objects.get(kind=Kind.OFFICE)
rows = Organisation.objects.schools().active().filter(office=office).order_by("name")
schools = {int(found[0]): row for row in rows if (found := re.findall(r"สาธิตสมมุติ (\\d{3})$", row.name))}
states = [state for state, many in THIS_TERM for _ in range(many)]
others = [row for row in schools.items() if row[0] != 27]
Reporting(office, schools, MAIL_DOMAIN).reports(
    now,
    [(n, school, state) for (n, school), state in zip(others, states, strict=False)],
    now.due_on - timedelta(days=12),
)
"""


def numbers(place: Locator) -> list[int]:
    """The whole numbers that a place shows, in their order."""
    return [int(text.replace(",", "")) for text in re.findall(r"\d[\d,]*", place.inner_text())]


def a_school_says_what_it_wants(story: Story) -> None:
    """The director writes the school's vision for the year; the earlier one stays to be read."""
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.sign_in(*account("school-director"))
        story.step("from her work she finds what the school set out to do")
        page.locator("main a[href*='/my/plans/of/']").filter(has_text=SCHOOL).first.click()
        page.wait_for_url("**/my/plans/of/*/")
        story.school = urlsplit(page.url).path
        before = page.locator("main section p.lead").first.inner_text()
        story.picture("vision-and-plans-of-a-school")
        story.step("a child's name has no place in it, and what she wrote is not lost")
        follow(page, "Write a new wording")
        page.locator("[name=text]").fill(f"{VISION} {CHILD}")
        press(page, "Confirm the vision")
        story.true(page.locator(".field.wrong").count() == 1, "a child's name was taken")
        story.true(VISION in page.locator("[name=text]").input_value(), "the vision was lost")
        story.picture("no-child-in-a-vision")
        story.step("confirmed by the director it is in force and public, the earlier one beside it")
        page.locator("[name=text]").fill(VISION)
        press(page, "Confirm the vision")
        page.wait_for_url(f"**{story.school}")
        story.has(page.locator("main"), th("The vision is in force and public."), VISION)
        page.locator("main summary").filter(has_text=th("Earlier visions")).click()
        story.has(page.locator("main details[open]"), before)
        story.picture("the-new-vision")
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("everybody reads it on the page of the school")
        story.go("/schools/?q=027")
        page.locator("main").get_by_role("link", name=SCHOOL).first.click()
        page.wait_for_url(re.compile(r"/schools/[^/?]+/$"))
        story.has(page.locator("main"), VISION)
        story.picture("the-school-for-everybody")


def the_office_plans_and_something_is_late(story: Story) -> None:
    """A plan with two activities; one day is over, and the late list says so."""
    today = timezone.localdate()
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the officer writes the office's plan")
        page.locator("main a[href*='/my/plans/of/']").first.click()
        page.wait_for_url("**/my/plans/of/*/")
        follow(page, "Write a plan")
        page.locator("[name=title]").fill(PLAN)
        tick(page, "[name=year_kind][value=academic]")
        page.locator("[name=text]").fill("เห็นเร็ว ช่วยเร็ว (สมมุติ)")
        press(page, "Save and go on to the activities")
        page.wait_for_url(re.compile(r"/my/plans/[0-9a-f-]{36}/"))
        story.reference = re.search(r"/my/plans/[0-9a-f-]{36}/", page.url)[0]
        story.step("an activity that ends before it begins is refused beside the field")
        story.go(f"{story.reference}activities/new/")
        page.locator("[name=what]").fill(LATE)
        page.locator("[name=owner_position]").fill("ศึกษานิเทศก์")
        page.locator("[name=starts_on]").fill(thai(today - timedelta(days=40)))
        page.locator("[name=ends_on]").fill(thai(today - timedelta(days=50)))
        press(page, "Add")
        story.has(page.locator(".field.wrong"), th("The last day does not come before the first."))
        story.picture("ends-before-it-begins")
        page.locator("[name=ends_on]").fill(thai(today - timedelta(days=9)))
        press(page, "Add")
        story.go(f"{story.reference}activities/new/")
        page.locator("[name=what]").fill(AHEAD)
        page.locator("[name=owner_position]").fill("ฝ่ายบุคคล")
        page.locator("[name=starts_on]").fill(thai(today - timedelta(days=3)))
        page.locator("[name=ends_on]").fill(thai(today + timedelta(days=60)))
        press(page, "Add")
        story.go(story.reference)
        story.has(page.locator("main table"), LATE, AHEAD)
        press(page, "Send to the director")
    with story.person("ผู้อำนวยการเขต") as page:
        story.sign_in(*account("office-director"))
        story.step("a letter brings the director to it, who approves")
        story.go(link_in(story, account("office-director")[0], "/my/plans/"))
        story.has(page.locator("h1"), PLAN)
        press(page, "Approve the plan")
        story.has(page.locator("main"), th("approved on"))
        story.picture("the-plan-is-approved")
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("what is late is named, with how many days")
        story.go("/my/plans/late/")
        row = page.locator("main tbody tr").filter(has_text=LATE)
        story.has(row, "เกินกำหนด 9 วัน", "ศึกษานิเทศก์")
        story.true(
            not page.locator("main tbody tr").filter(has_text=AHEAD).count(), "what runs is called late"
        )
        story.picture("what-is-late")
        story.step("put off without a reason it stays late; with one it is late no more")
        story.go(story.reference)
        page.locator("main tr").filter(has_text=LATE).get_by_role(
            "link", name=th("Say how it stands")
        ).click()
        tick(page, "[name=state][value=postponed]")
        press(page, "Save")
        story.true(page.locator(".field.wrong").count() == 2, "nobody asks why and until when")
        story.picture("a-reason-is-asked")
        page.locator("[name=reason]").fill("เรือโดยสารงดวิ่งช่วงมรสุม (สมมุติ)")
        page.locator("[name=due_on]").fill(thai(today + timedelta(days=30)))
        press(page, "Save")
        story.go("/my/plans/late/")
        story.true(not page.locator("main tbody tr").filter(has_text=LATE).count(), "it is late still")


def the_office_opens_a_round(story: Story) -> None:
    """The term's reports are asked for; every school is told."""
    in_shell(story, BEFORE)
    today = timezone.localdate()
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the next term stands in the form already; a day before the opening is refused")
        story.go("/my/reports/")
        follow(page, "Prepare a round")
        story.true(page.locator("[name=academic_year]").input_value() == "2569", "not this year's term")
        page.locator("[name=opens_on]").fill(thai(today))
        page.locator("[name=due_on]").fill(thai(today - timedelta(days=1)))
        press(page, "Save")
        story.has(page.locator(".field.wrong"), th("This day comes before the round opens."))
        story.picture("a-day-before-the-opening")
        page.locator("[name=due_on]").fill(thai(today + timedelta(days=25)))
        press(page, "Save")
        page.wait_for_url("**/my/reports/rounds/*/")
        story.number = urlsplit(page.url).path
        story.step("opened, the board counts all its schools, and none has sent")
        press(page, "Open the round")
        story.has(page.locator("main"), th("Open. The schools are told by letter and in the portal."))
        story.true(numbers(page.locator("section[aria-labelledby=done]"))[:2] == [0, 106], "not 0 of 106")
        story.picture("the-round-is-open")


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def go_on(page: Page, words: str = "Next") -> None:
    """On to the next screen of the report; it may be the same once more."""
    with page.expect_navigation():
        page.locator(".act-buttons").get_by_role("button", name=th(words)).click()


def a_teacher_fills_in_the_report(story: Story) -> None:
    """With a mistake first, and a number that has to be explained."""
    in_shell(story, WEEKS_LATER)
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.step("a letter leads her to the form; what is needed is said step by step")
        story.true(
            link_in(story, account("teacher")[0], "/my/reports/") == "/my/reports/",
            "the letter leads elsewhere",
        )
        story.sign_in(*account("teacher"))
        story.go("/my/reports/")
        story.picture("term-reports-of-a-school")
        press(page, "Fill in the report")
        page.wait_for_url("**/step/people/")
        story.profile = urlsplit(page.url).path.removesuffix("step/people/")
        fill(page, NUMBERS["people"] | {"staff": "เก้าคน"})
        go_on(page)
        story.has(page.locator(".field.wrong"), th("Write a whole number, like 118."))
        story.true(page.locator("[name=enrolled_primary]").input_value() in {"83", "๘๓"}, "a number was lost")
        story.picture("a-word-is-no-number")
        fill(page, NUMBERS["people"])
        go_on(page)
        story.step("groups that do not add up are named; nothing typed is lost")
        page.wait_for_url("**/step/knowing/")
        fill(page, NUMBERS["knowing"])
        go_on(page)
        story.true(page.locator(".field.wrong").count() >= 1, "96 + 9 + 2 + 2 was taken for 110")
        story.true(page.locator("[name=visited_home]").input_value() == "62", "a number was lost")
        story.picture("groups-do-not-add-up")
        story.step("a number far from last term's wants a word, and gets it")
        fill(page, {"normal": "97"})
        why = page.locator("[name=why_visited_home]")
        if not why.count():
            go_on(page)
        why.wait_for()
        story.has(page.locator("#id_why_visited_home_field"), "62", "91")
        story.picture("explain-this-change")
        why.fill(WHY_FEWER)
        go_on(page)
        page.wait_for_url("**/step/helping/")
        fill(page, NUMBERS["helping"])
        go_on(page)
        page.wait_for_url("**/step/access/")
        fill(page, NUMBERS["access"])
        go_on(page)
        story.step("the portal counts networks, events and practices itself")
        page.wait_for_url("**/step/system/")
        for name in ("vision", "plan", "commitment", "appointment"):
            tick(page, f"[name={name}][value=yes]")
        for place in page.locator("[name^=why_]:visible").all():
            place.fill("กำลังชวน รพ.สต. กับวัดใกล้โรงเรียน (สมมุติ)")
        story.picture("counted-by-the-portal")
        go_on(page)
        page.wait_for_url("**/step/reflection/")
        story.step("a child's name in a reflection is refused")
        fill(page, WORDS | {"difficult": f"{CHILD} ขาดเรียนบ่อย"})
        go_on(page, "Look it over")
        if "/step/reflection/" in page.url:
            story.true(page.locator(".field.wrong").count() == 1, "a child's name was taken")
        story.picture("no-child-in-a-report")
        fill(page, WORDS)
        go_on(page, "Look it over")
        page.wait_for_url(f"**{story.profile}")
        story.step("looked over, everything is there, and it goes to the director")
        story.has(page.locator("main"), th("Everything that is needed is there."), WHY_FEWER)
        story.picture("look-it-over")
        press(page, "Send to the director to certify")
        story.has(page.locator("main"), th("Sent to the director. It counts once it is certified."))


def the_director_certifies(story: Story) -> None:
    """Nothing leaves the school without the director's word."""
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.sign_in(*account("school-director"))
        story.step("a letter brings the report; certifying without a tick is refused")
        path = link_in(story, account("school-director")[0], "/my/reports/")
        story.true(path == story.profile, f"the letter leads to {path}")
        story.go(path)
        story.has(page.locator("main"), th("It waits for your word"), WORDS["worked"])
        press(page, "Certify and send to the office")
        story.true(page.locator(".field.wrong").count() == 1, "certified without a tick")
        story.picture("it-waits-for-the-director")
        story.step("certified, it bears name and moment")
        tick(page, "[name=agreed]")
        press(page, "Certify and send to the office")
        story.has(page.locator("main"), th("Certified by the director"), "นำโรงเรียน")
        story.picture("certified")


def the_office_reads_reminds_and_returns(story: Story) -> None:
    """Who has not sent, and for how long; one tap reminds them; one report goes back with a reason."""
    board = story.number
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the board counts who is certified, and says how late the others are")
        story.go(board)
        done, schools = numbers(page.locator("section[aria-labelledby=done]"))[:2]
        story.true((done, schools) == (53, 106), f"{done} of {schools} have sent")
        story.has(page.locator("main table"), "เกินกำหนด 4 วัน")
        story.picture("who-has-not-sent")
        story.step("one school is reminded by one tap")
        row = page.locator("main tbody tr").filter(has_text="สมมุติ 090")
        row.get_by_role("button", name=th("Remind")).click()
        page.wait_for_load_state()
        story.has(row, th("Reminded on"))
        story.step("then all the others together, none of them twice")
        follow(page, "Remind all that have not sent")
        waiting = numbers(page.locator("main form").locator("xpath=preceding-sibling::p[1]"))[0]
        story.true(waiting == schools - done - 1, f"{waiting} are still to be reminded")
        story.has(page.locator("main"), th("Words to copy"))
        story.picture("remind-all-by-one-tap")
        press(page, "Send the reminder")
        page.wait_for_url(f"**{board}")
        told = numbers(page.locator(".messages"))
        story.true(sum(told) == schools - done, f"{told} schools were reminded, before, or can't be")
        story.picture("reminded")
        story.step("a report goes back only with a reason")
        story.go(story.profile)
        follow(page, "Send back to be mended")
        press(page, "Send back to be mended")
        story.true(page.locator(".field.wrong").count() == 1, "it went back without a reason")
        page.locator("[name=reason]").fill(TO_MEND)
        tick(page, "[name=fields_meant][value=visited_home]")
        story.picture("back-with-a-reason")
        press(page, "Send back to be mended")
        story.has(page.locator("main"), th("Sent back. The people of the school are told why."))
        story.go(board)
        story.true(numbers(page.locator("section[aria-labelledby=done]"))[0] == done - 1, "it counts still")
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.step("the teacher hears why, finds the number marked, and sends it again")
        story.sign_in(*account("teacher"))
        path = link_in(story, account("teacher")[0], "/my/reports/")
        story.true(path == story.profile, f"the letter leads to {path}")
        story.go(path)
        story.has(page.locator("main"), th("The office sent it back"), TO_MEND)
        story.go(f"{path}step/knowing/")
        story.has(page.locator("#id_visited_home_field"), th("Please look at this answer again"))
        story.picture("the-number-that-is-meant")
        fill(page, {"visited_home": "72"})
        go_on(page)
        story.go(path)
        press(page, "Send to the director to certify")
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.sign_in(*account("school-director"))
        story.go(story.profile)
        tick(page, "[name=agreed]")
        press(page, "Certify and send to the office")
        story.step("certified anew it is the second version, and the first stays to be read")
        story.has(page.locator("main"), th("Version %(n)s", n=2), th("Version %(n)s", n=1))
        story.picture("the-second-version")


def the_round_is_closed_and_its_totals_agree(story: Story) -> None:
    """Each total opens its schools and is their sum; visitors see no number that points at a child."""
    board = story.number
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("received; then the round is closed, though some have not sent: they are named first")
        story.go(story.profile)
        press(page, "Received: all is well")
        story.go(board)
        follow(page, "Close the round")
        missing = page.locator("main .note li").count()
        story.true(missing == 53, f"{missing} schools are named")
        story.picture("close-the-round")
        press(page, "Close the round")
        story.has(page.locator("main"), th("Closed. The totals of the area can be read by everybody now."))
        story.step("every total is the sum of the schools that it opens")
        story.go(f"{board}totals/")
        story.picture("totals-of-the-round")
        for key in ("enrolled", "visited_home", "screened", "gifted", "helped", "staff", "vision"):
            story.go(f"{board}totals/")
            row = page.locator("main tr").filter(has=page.locator(f"a[href$='/totals/{key}/']"))
            total = numbers(row.locator("td"))[0]
            row.locator("a").click()
            page.wait_for_url(f"**/totals/{key}/")
            values = page.locator("main tbody td").all_inner_texts()
            known = [
                1 if value == th("There is") else 0 if value == th("Not yet") else int(value.replace(",", ""))
                for value in values
                if value != th("not known")
            ]
            story.true(len(values) == 53 and sum(known) == total, f"{key}: {total} is not {sum(known)}")
            if key == "visited_home":
                story.has(page.locator("main tr").filter(has_text=SCHOOL), "72")
                story.picture("the-schools-behind-a-total")
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("everybody reads the sums, without those that are too small")
        story.go("/reports/")
        page.locator("main a[href$='/reports/2569-2/']").first.click()
        page.wait_for_url("**/reports/2569-2/")
        story.has(page.locator("main"), "53", "จาก 106 โรงเรียน", th("not shown: too few"))
        story.true(SCHOOL not in page.locator("main").inner_text(), "a school is named")
        story.true(not page.locator("main table a").count(), "a sum leads to schools")
        story.picture("totals-for-everybody")


#: The indicator that the schools' reports add up to, and one that the office enters.
CARED, EFFECTIVE = "pupils-cared", "staff-effective"


def result(story: Story, page: Page, key: str, year: str = "") -> str:
    """What the page of an indicator says at first sight."""
    story.go(f"/indicators/{key}/" + (f"?year={year}" if year else ""))
    return page.locator("main .dial").first.inner_text()


def the_cockpit_shows_it(story: Story) -> None:
    """What the schools reported is a result with its day, its course and the list behind it."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("a figure of tomorrow is no figure, and a part is no greater than its whole")
        story.go(f"/indicators/{EFFECTIVE}/figures/new/")
        fill(page, {"numerator": "1,600", "denominator": "๑,๕๖๓"})
        fill(page, {"as_of": thai(timezone.localdate() + timedelta(days=1)), "source": "แบบสรุป (สมมุติ)"})
        press(page, "Enter")
        story.has(page.locator("main form"), th("This day lies in the future."))
        fill(page, {"as_of": thai(timezone.localdate())})
        press(page, "Enter")
        story.has(page.locator("main form"), th("A part cannot be greater than its whole."))
        story.picture("a-part-greater-than-its-whole")
        fill(page, {"numerator": "1,240"})
        press(page, "Enter")
        story.step("measured as of today and as of the end of last year it is two numbers")
        now, then = result(story, page, EFFECTIVE, "f2570"), result(story, page, EFFECTIVE, "f2569")
        story.true("1,240" in now and "1,164" in then, f"{now} / {then}")
        story.true("30 ก.ย. 2569" in then or "ส.ค. 2569" in then, f"last year's number has no day: {then}")
        story.picture("as-of-the-end-of-last-year")
    with story.person("ผู้อำนวยการเขต") as page:
        story.sign_in(*account("office-director"))
        story.step("in the cockpit each target has its number, its day, its course, and a sentence")
        follow(page, "Cockpit")
        story.picture("cockpit")
        dial, course = page.locator(f"li#{CARED}"), page.locator(f"li#{EFFECTIVE}")
        story.has(dial, th("Target"), "19,763", "53", "106", "ภาคเรียนที่ 1/2569")
        story.has(course, "1,240 จาก 1,563", th("As of"))
        story.true(course.locator("svg[role=img]").count() == 1, "there is no course")
        count, whole = re.search(r"([\d,]+)\s+จาก ([\d,]+)", dial.inner_text()).groups()
        story.step("what a single school reported is for those who read reports: she sees the sum")
        dial.get_by_role("link", name=re.compile(th("See what was counted"))).click()
        page.wait_for_url("**/list/**")
        story.has(page.locator("main"), f"{count} จาก {whole}", "ภาคเรียนที่ 2/2569")
        story.true(SCHOOL not in page.locator("main").inner_text(), "a school is named")
        behind = urlsplit(page.url)
        story.picture("the-sum-alone")
        story.step("a school that needs help is three taps from its evidence, and one from a nudge")
        story.go("/cockpit/")
        page.locator(".needing a").first.click()
        page.wait_for_url("**/cockpit/schools/*/")
        story.picture("a-school-that-needs-help")
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("whoever reads them finds it to be the sum of what the schools reported")
        story.go(f"{behind.path}?{behind.query}")
        sums = numbers(page.locator("main tfoot tr"))
        story.true(
            sums == [int(count.replace(",", "")), int(whole.replace(",", ""))], f"{count} of {whole}: {sums}"
        )
        own = page.locator("main tbody tr").filter(has_text=SCHOOL)
        story.true(not own.count() or numbers(own)[-2:] == [88, 110], "the corrected report does not count")
        story.picture("what-was-counted")


def a_stranger_may_look(story: Story) -> None:
    """The director shares the cockpit read-only: without an account, recorded, and ended again."""
    with story.person("ผู้อำนวยการเขต") as page:
        story.sign_in(*account("office-director"))
        story.step("a link for an inspector is made, and shown once")
        story.go("/cockpit/shares/")
        page.locator("[name=to]").fill("ผู้ตรวจราชการ เรื่องเล่า (สมมุติ)")
        press(page, "Make a link")
        link = page.locator("#shared-link").input_value()
        story.true(link.startswith(f"{story.address}/cockpit/shared/"), f"the link is {link}")
        story.picture("a-link-for-an-inspector")
        with story.person("ผู้ตรวจราชการ") as other:
            story.step("she opens it without signing in: the numbers, nobody's name, nothing to press")
            story.go(urlsplit(link).path)
            story.has(other.locator("main"), th("Targets and results"), "ผู้ตรวจราชการ เรื่องเล่า (สมมุติ)")
            story.true("โรงเรียนสาธิต" not in other.locator("main").inner_text(), "a school is named")
            story.true(not other.locator("main form[method=post]").count(), "there is something to press")
            story.true(
                not other.locator("main a[href*='/cockpit/schools/']").count(), "she gets at the schools"
            )
            story.picture("what-the-inspector-sees")
        story.step("the director sees that it was opened, and ends it")
        story.go("/cockpit/shares/")
        row = page.locator("main ul.rows > li").filter(has_text="เรื่องเล่า")
        story.has(row, "เปิดแล้ว 1 ครั้ง")
        row.get_by_role("button").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), th("The link works no more."))
        story.picture("the-link-is-ended")
        with story.person("ผู้ตรวจราชการ") as other:
            story.go(urlsplit(link).path, 410)
            story.picture("the-link-works-no-more")


def sign(page: Page, story: Story, reason: str = "") -> None:
    """Last fiscal year, as far as the figures that are looked at before."""
    story.go("/indicators/sign/")
    page.locator("[name=period]").select_option("f2569")
    page.locator("[name=reason]").fill(reason)
    press(page, "Look at the figures")


def last_year_is_signed_and_restated(story: Story) -> None:
    """Signed figures never change; a mistake found later is stated anew, with its day and reason."""
    with story.person("ผู้อำนวยการเขต") as page:
        story.sign_in(*account("office-director"))
        story.step("the director looks at the figures; without a tick nothing is signed")
        sign(page, story)
        story.has(page.locator("main table"), "1,164 / 1,563")
        press(page, "Sign and keep for good")
        story.true(page.locator(".field.wrong").count() == 1, "signed without a tick")
        story.picture("look-before-you-sign")
        tick(page, "[name=agreed]")
        press(page, "Sign and keep for good")
        page.wait_for_url("**/statements/*/")
        story.has(page.locator("main"), th("Checked: the figures are as they were signed."))
        story.picture("signed-for-good")
        signed = urlsplit(page.url).path
        frozen = page.locator("main table").inner_text()
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("a mistake is found: the figure is taken back with a reason, and entered anew")
        story.go(f"/indicators/{EFFECTIVE}/")
        page.locator("main li").filter(has_text="1,164").get_by_role("link", name=th("Take it back")).click()
        page.wait_for_url("**/take-back/")
        page.locator("[name=why]").fill("นับครูที่ย้ายไปเขตอื่นซ้ำ (สมมุติ)")
        press(page, "Take it back")
        story.go(f"/indicators/{EFFECTIVE}/figures/new/")
        fill(page, {"numerator": "1,150", "denominator": "1,563", "as_of": "31/8/2569"})
        fill(page, {"source": "ทะเบียนบุคลากร ตรวจใหม่ (สมมุติ)"})
        press(page, "Enter")
        story.has(page.locator("main"), "1,150", "ย้ายไปเขตอื่นซ้ำ")
        story.picture("taken-back-and-entered-anew")
        story.step("the signed figure stands as it was")
        story.go(signed)
        story.true(page.locator("main table").inner_text() == frozen, "a signed figure has changed")
        story.has(page.locator("main"), th("Checked: the figures are as they were signed."), "1,164")
    with story.person("ผู้อำนวยการเขต") as page:
        story.sign_in(*account("office-director"))
        story.step("a second statement wants a reason")
        sign(page, story)
        story.has(page.locator(".field.wrong"), th("This year was signed before. Say why it is stated anew."))
        story.picture("why-is-it-stated-anew")
        sign(page, story, "นับครูที่ย้ายซ้ำ แก้ตามทะเบียน (สมมุติ)")
        tick(page, "[name=agreed]")
        press(page, "Sign and keep for good")
        page.wait_for_url("**/statements/*/")
        story.step("it says what is stated otherwise, and the first one stays beside it")
        story.has(page.locator("main"), "1,164 / 1,563 → 1,150 / 1,563", th("statement %(n)s", n=2))
        story.picture("stated-anew")
        story.go(signed)
        story.true(page.locator("main table").inner_text() == frozen, "a signed figure has changed")
        story.go("/cockpit/?year=f2569")
        story.has(page.locator("main"), th("statement %(n)s", n=1), th("statement %(n)s", n=2), "1,150")
        story.picture("last-year-in-the-cockpit")
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("everybody reads targets and results, this year's and those that were signed")
        story.go("/results/")
        story.has(page.locator("main"), th("Targets and results"), "1,240")
        story.picture("results-for-everybody")
        story.go("/results/?year=f2569")
        story.has(page.locator("main"), th("Restated, because"), "1,150")
        story.true("1,164" not in page.locator(f"li#{EFFECTIVE}").inner_text(), "the old figure is told")
        story.picture("results-as-they-were-signed")
        story.step("and in English")
        story.go("/en/results/?year=f2569")
        story.has(page.locator("main"), en("Targets and results"), "1,150")
        story.picture("in-english")


FUND = "one-baht"

#: Last year's ledger before the group's director closed it.
NOT_CLOSED_YET = """
from programme.models import FundYear
FundYear.objects.filter(fund__slug="one-baht", fiscal_year=2569).update(
    closed_at=None, closed_by=None, signature="", bank_balance=None
)
"""


def a_fund_keeps_its_ledger(story: Story) -> None:
    """One enters, another approves; the public total tells of no pupil."""
    in_shell(story, NOT_CLOSED_YET)
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("a pupil's name has no place in a ledger, and money for pupils says how many")
        story.go(f"/my/funds/{FUND}/new/")
        fill(page, {"day": "20/9/2569", "amount": "๒,๐๐๐ บาท", "what": f"ช่วย {CHILD}"})
        page.locator("[name=category]").select_option("out-scholarship")
        press(page, "Enter it")
        story.has(page.locator("main form"), th("Say how many pupils it helped."))
        story.true(page.locator(".field.wrong").count() == 2, "a child's name was taken")
        story.picture("no-child-in-a-ledger")
        fill(page, {"what": "ค่าเดินทางไปเรียนต่อ (สมมุติ)", "pupils_primary": "2"})
        press(page, "Enter it")
        story.has(page.locator("main"), th("Entered. It counts once somebody else approves it."))
        story.step("it waits, and she can't approve it herself")
        story.go(f"/my/funds/{FUND}/?year=2569")
        page.locator("main tbody tr").filter(has_text="ค่าเดินทางไปเรียนต่อ").get_by_role("link").first.click()
        page.wait_for_url(re.compile(rf"/my/funds/{FUND}/[0-9a-f-]{{36}}/"))
        entry = urlsplit(page.url).path
        story.has(page.locator("main"), th("Somebody else of the office approves it."))
        story.true(
            not page.locator("main").get_by_role("button", name=th("Approve")).count(), "one is enough"
        )
        story.picture("somebody-else-approves")
    with story.person("ผู้อำนวยการกลุ่ม") as page:
        story.sign_in(*account("group-director"))
        story.step("the group's director approves, and closes the year against the bank's paper")
        story.go(entry)
        press(page, "Approve")
        story.has(page.locator("main"), th("Approved. It counts now."))
        story.picture("approved-by-another")
        story.go(f"/my/funds/{FUND}/?year=2569")
        left = page.locator("dl.signals dd").last.inner_text()
        story.go(f"/my/funds/{FUND}/years/2569/close/")
        page.locator("[name=bank_balance]").fill("1")
        press(page, "Close the year")
        story.true(page.locator(".field.wrong").count() == 1, "closed though the bank says otherwise")
        story.picture("the-bank-says-otherwise")
        page.locator("[name=bank_balance]").fill(left)
        press(page, "Close the year")
        story.has(page.locator("main"), th("The year is closed. Visitors read its sums."))
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("visitors read the money, and no number of pupils that points at one")
        story.go(f"/funds/{FUND}/")
        row = page.locator("main table").first.locator("tr").filter(has_text="2569")
        story.has(row, left)
        helped = page.locator("main details:not(.years)").filter(has_text="2569").first
        helped.locator("summary").click()
        story.has(helped, th("not shown"))
        hidden = helped.locator("tr").filter(has_text=th("not shown")).count()
        story.true(hidden >= 2, "what is hidden can be worked out")
        story.true(
            "ค่าเดินทางไปเรียนต่อ" not in page.locator("main").inner_text(), "the words of an entry are public"
        )
        story.picture("the-fund-for-everybody")


AWARD = "รางวัลโรงเรียนที่โทรหาก่อน (สมมุติ)"
WHY_AWARDED = "โทรเยี่ยมครบทุกบ้านในสัปดาห์ที่ถนนขาด (สมมุติ)"
PERSON = "สมมุติ ใจดี"

#: A day later the letters of the day leave; asked once more, nothing is left to tell.
NEXT_MORNING = """
from datetime import timedelta
from django.core.management import call_command
from django.db.models import F
from accounts.models import Notice
Notice.objects.update(created_at=F("created_at") - timedelta(days=1))
for _again in range(2):
    call_command("notices", "send")
call_command("mail", "send")
"""


def what_waits_comes_together(story: Story) -> None:
    """The director reads what waits once a day instead of at once."""
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.sign_in(*account("school-director"))
        story.step("everything she was told stands in the portal")
        story.go("/my/notices/")
        story.has(page.locator("main"), "ภาคเรียนที่ 2/2569")
        story.picture("notices")
        story.step("she chooses one letter a day")
        follow(page, "Settings of notices")
        choice = page.locator("[name=waiting][value=daily]")
        if choice.count():
            tick(page, "[name=waiting][value=daily]")
        else:
            page.locator("[name=waiting]").select_option("daily")
        story.picture("one-letter-a-day")
        press(page, "Save")
        story.go("/my/notices/settings/")
        kept = page.locator("[name=waiting]:checked, select[name=waiting]").first.input_value()
        story.true(kept == "daily", f"kept is {kept}")


def an_award_is_given(story: Story) -> None:
    """The office gives an award with a certificate; a teacher is named once she agrees herself."""
    director = account("school-director")[0]
    before = len(letters(story.var, director))
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("an award with its own levels; a child's name is no reason for one")
        story.go("/my/recognition/")
        follow(page, "New award")
        page.locator("[name=name]").fill(AWARD)
        page.locator("[name=levels]").fill("ดีเยี่ยม\nดี")
        page.locator("[name=design]").select_option(index=1)
        story.picture("a-new-award")
        press(page, "Keep the award")
        page.wait_for_url("**/my/recognition/awards/*/")
        desk = urlsplit(page.url).path
        story.go(f"{desk}add/school/")
        page.locator("[name=organisation]").select_option(label=SCHOOL)
        page.locator("[name=why]").fill(f"ช่วย {CHILD}")
        page.locator("main form .btn").first.click()
        story.true(page.locator(".field.wrong").count() == 1, "a child's name was taken")
        page.locator("[name=why]").fill(WHY_AWARDED)
        page.locator("main form .btn").first.click()
        story.has(page.locator("main"), SCHOOL, "ดีเยี่ยม")
        story.go(f"{desk}add/person/")
        fill(page, {"prefix": "นางสาว", "name": PERSON, "position": "ครู", "email": account("teacher")[0]})
        page.locator("[name=organisation]").select_option(label=SCHOOL)
        page.locator("main form .btn").first.click()
        story.has(page.locator("main"), th("Has not agreed yet"))
        story.step("announced, and its certificates issued in one go")
        press(page, "Announce it")
        page.locator("main form[action$='/certificates/'] button").click()
        page.wait_for_load_state()
        story.true(page.locator("main tbody td a").count() >= 1, "no certificate was issued")
        story.picture("an-award-with-certificates")
        follow(page, "As visitors see it")
        public = urlsplit(page.url).path
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("everybody sees the school, nobody the name of who has not agreed")
        story.go(public)
        story.has(page.locator("main"), SCHOOL, "ดีเยี่ยม")
        story.true(PERSON not in page.locator("main").inner_text(), "a name without consent is public")
        story.picture("the-award-for-everybody")
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("the teacher agrees herself, and finds the certificate")
        story.go(link_in(story, account("teacher")[0], "/my/recognition/own/"))
        row = page.locator("main ul.rows > li").filter(has_text=PERSON)
        row.locator("form[action$='/agree/'] button").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), th("Thank you. Your name is shown from now on."), AWARD)
        story.picture("what-we-received")
        paper = page.locator("main ul.rows > li").filter(has_text=SCHOOL).filter(has_text=AWARD)
        paper.locator("p a").first.click()
        page.wait_for_load_state()
        story.has(page.locator("main"), AWARD)
        story.picture("the-schools-certificate")
        story.go(public)
        story.has(page.locator("main"), PERSON)
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.step(
            "the director had no letter at once; next morning one letter tells of it, and no second one"
        )
        story.true(len(letters(story.var, director)) == before, "a letter came at once")
        in_shell(story, NEXT_MORNING)
        told = [
            text for letter in letters(story.var, director)[before:] if AWARD in (text := text_of(letter))
        ]
        story.true(len(told) == 1, f"{len(told)} letters tell of it")
        story.step("and one tap in it ends such letters, without signing in")
        story.go(link_in(story, director, "/my/notices/stop/"))
        press(page, "Stop the letters")
        story.has(page.locator("h1"), th("No more letters"))
        story.picture("no-more-letters")


GRATEFUL = "เราโทรถึงบ้านครบในสองสัปดาห์ ขอบคุณที่เล่าวิธีถามไว้ทุกคำ (สมมุติ)"


def one_school_thanks_another(story: Story) -> None:
    """The teacher says ขอบคุณ to those who began what her school uses; words are public if they agree."""
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("on what her school uses she says thanks in her own words, without a child's name")
        story.go("/my/adoptions/")
        used = (
            page.locator("main ul.rows")
            .first.locator("a")
            .evaluate_all("all => all.map(a => a.getAttribute('href'))")
        )
        for address in used:
            story.go(address)
            if page.locator("form[action$='/thank/']").count():
                break
        form = page.locator("form[action$='/thank/']")
        form.locator("[name=words]").fill(f"{GRATEFUL} {CHILD}")
        form.get_by_role("button").click()
        page.wait_for_load_state()
        story.true(page.locator(".field.wrong").count() == 1, "a child's name was taken")
        story.true(GRATEFUL in page.locator("[name=words]").input_value(), "her words were lost")
        page.locator("[name=words]").fill(GRATEFUL)
        press(page, "Say thanks")
        story.has(page.locator("main"), th("Your thanks are on their way."), GRATEFUL)
        story.picture("thanks-are-said")
        story.step("what other schools thank hers for, she shows on the practice's page or not")
        story.go("/my/adoptions/thanks/")
        row = page.locator("main ul.rows > li").filter(has=page.locator("form[action$='/hide/']")).first
        words = row.locator("blockquote").inner_text()
        practice = row.locator("a").first.get_attribute("href") or ""
        row.locator("form button").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), th("The words are not shown any more."))
        row = page.locator("main ul.rows > li").filter(has_text=words)
        row.locator("form[action$='/show/'] button").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), th("The words are shown on the practice's page."))
        story.picture("thanks-of-other-schools")
    with story.person("ผู้อ่านทั่วไป") as page:
        story.go(urlsplit(practice).path)
        story.has(page.locator("main"), words)
        page.locator("#thanks").scroll_into_view_if_needed()
        story.picture("thanks-on-the-page", whole=False)


MEMORY = "คืนหนึ่งฝนตกไม่หยุด เช้าวันนั้นเราตกลงกันว่าจะโทรหาทุกบ้าน (สมมุติ)"


def a_dossier_is_made(story: Story) -> None:
    """For an award from outside: three years put together, what is missing, Word and PDF."""
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.sign_in(*account("school-director"))
        story.step("the portal drafts what it knows below the headings")
        story.go("/my/dossiers/")
        page.locator("main a[href*='/my/dossiers/new/']").first.click()
        page.locator("[name=title]").fill("โทรหาทุกบ้าน (สมมุติ)")
        story.picture("begin-a-dossier")
        press(page, "Put it together")
        page.wait_for_url(re.compile(r"/my/dossiers/[0-9a-f-]{36}/$"))
        desk = urlsplit(page.url).path
        story.has(page.locator("main"), th("What is missing"), th("Appendix"))
        missing = numbers(page.locator("section[aria-labelledby=missing] p").first)[0]
        story.true(page.locator("main ul.needs > li").count() == missing, f"{missing} are not named")
        story.picture("what-is-missing")
        story.step("she writes below one; a child's name is refused, her words are not lost")
        follow(page, "Write on")
        text = page.locator("[name=text]")
        text.fill(f"{MEMORY}\n{CHILD} รับสายคนแรก")
        go_on(page)
        story.true(page.locator(".field.wrong").count() == 1, "a child's name was taken")
        story.true(MEMORY in text.input_value(), "her words were lost")
        text.fill(MEMORY)
        go_on(page)
        page.wait_for_url(lambda address: not address.endswith("/background/"))
        story.go(desk)
        story.step("the draft can be taken away as Word and as PDF, with what is missing in it")
        draft = page.request.get(f"{story.address}{desk}draft.docx")
        words = "\n".join(row.text for row in Document(BytesIO(draft.body())).paragraphs)
        story.true(MEMORY in words, "her words are not in the Word file")
        paper = page.request.get(f"{story.address}{desk}draft.pdf")
        story.true(paper.body().startswith(b"%PDF"), f"the draft answers {paper.status}")
        story.step("finished, an edition is kept for good, with its fingerprint")
        press(page, "Ready to be sent")
        story.has(page.locator("main"), th("Edition %(n)s", n=1), th("Unchanged since"), th("fingerprint"))
        story.picture("an-edition-for-good")
        for kind, beginning in (("pdf", b"%PDF"), ("docx", b"PK"), ("zip", b"PK")):
            answer = page.request.get(f"{story.address}{desk}editions/1.{kind}")
            story.true(answer.body().startswith(beginning), f"edition.{kind} answers {answer.status}")
        story.step("sent with its letter; a result without a level is asked for it")
        follow(page, "It was sent")
        page.locator("[name=letter_number]").fill("ศธ 04000/999 (สมมุติ)")
        page.locator("main form .btn").first.click()
        page.wait_for_url(f"**{desk}")
        follow(page, "The result is known")
        tick(page, "[name=result][value=awarded]")
        page.locator("main form .btn").first.click()
        story.has(
            page.locator(".field.wrong"), th("Choose the level, or write it as the announcement says it.")
        )
        page.locator("[name=level]").fill("ดีเด่น")
        page.locator("main form .btn").first.click()
        page.wait_for_url(f"**{desk}")
        story.has(page.locator("main"), "ดีเด่น")
        story.picture("how-it-ended")


def years_and_tables(story: Story) -> None:
    """The same list by school year and by budget year; everything can be taken away."""
    with story.person("ผู้อ่านทั่วไป") as page:
        story.step("a list is looked at by either kind of year, and says which")
        story.go("/events/")
        page.locator("details.years summary").click()
        story.picture("which-year")
        counts = {}
        for key in ("a2569", "f2570"):
            story.go(f"/events/?year={key}")
            story.has(page.locator("details.years summary"), key[1:])
            counts[key] = numbers(page.locator("main .count").first)[0]
        story.true(all(counts.values()) and counts["a2569"] != counts["f2570"], f"{counts}")
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("every list comes as Excel, CSV and JSON, all three with the rows that it says")
        story.go("/my/data/")
        story.picture("everything-as-tables")
        row = page.locator("main tbody tr").filter(has=page.locator("a[href$='/schools.json']")).first
        said = numbers(row.locator(".meta"))[0]
        link = row.locator("a[href$='.json']").get_attribute("href") or ""
        answer = page.request.get(story.address + link)
        rows = answer.json()["rows"]
        sheet = load_workbook(
            BytesIO(page.request.get(story.address + link.replace(".json", ".xlsx")).body())
        ).active
        lines = page.request.get(story.address + link.replace(".json", ".csv")).text().strip().splitlines()
        story.true(
            len(rows) == said == sheet.max_row - 1 == len(lines) - 1,
            f"{said} are {len(rows)}, {sheet.max_row - 1} and {len(lines) - 1}",
        )
        story.true(any(SCHOOL in str(found) for found in rows), "a school is not among them")
    story.step("the whole portal fits into one archive that another installation can take in")
    archive = str(story.var / "exit.zip")
    wrote = manage(story, "exit_export", archive)
    story.true("ตาราง" in wrote, f"the export says {wrote}")
    checked = manage(story, "exit_import", archive, "--check")
    story.true("แฟ้มครบถ้วน" in checked, f"the check says {checked}")


CHAPTERS = [
    a_school_says_what_it_wants,
    the_office_plans_and_something_is_late,
    the_office_opens_a_round,
    a_teacher_fills_in_the_report,
    the_director_certifies,
    the_office_reads_reminds_and_returns,
    the_round_is_closed_and_its_totals_agree,
    the_cockpit_shows_it,
    a_stranger_may_look,
    last_year_is_signed_and_restated,
    a_fund_keeps_its_ledger,
    what_waits_comes_together,
    an_award_is_given,
    one_school_thanks_another,
    a_dossier_is_made,
    years_and_tables,
]
