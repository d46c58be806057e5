"""A story of a school: written on a phone, held back for a child's sake, reviewed, published, taken over, asked after."""

import re
import subprocess
import sys
from email.message import EmailMessage
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from portal.demo.building import MAIL_DOMAIN, PASSWORD
from tests.journeys import stage
from tests.journeys.stage import letters, text_of
from tests.journeys.story import Story, th

TITLE = "สะพานไม้ปลอดภัย เดินแถวข้ามคลองทุกเช้ากับ อบต. (สมมุติ)"
CHILD = "ด.ช.ก้องภพ ทดสอบสมมุติ"
BACKGROUND = (
    "สะพานไม้หน้าโรงเรียนผุและลื่นในฤดูฝน นักเรียนข้ามพร้อมกันทุกเช้า ปีที่แล้วมีผู้ลื่นล้มหลายครั้ง ครูเวรยืนได้ฝั่งเดียว "
    "ผู้ปกครองกังวลและบางวันไม่ให้มาโรงเรียนเมื่อฝนตกหนัก โรงเรียนเคยติดป้ายเตือนแล้วแต่ไม่มีใครอ่าน "
    "จึงชวน อบต. และผู้ปกครองมาหาวิธีที่ทำได้ทุกวันโดยไม่ต้องรองบประมาณก้อนใหญ่"
)
SUMMARY = (
    "ครู ผู้ปกครอง และ อบต. ช่วยกันซ่อมสะพาน จัดแถวข้าม และมีจุดรับสองฝั่งทุกเช้า จนไม่มีใครลื่นล้มตลอดภาคเรียน "
    "ใช้เงินค่าเชือกและแผ่นกันลื่นเพียงครั้งเดียว สิ่งที่ไม่ได้ผลคือป้ายเตือน"
)
COLLEAGUE = f"neighbour@{MAIL_DOMAIN}"
REASON = "ช่วยบอกจำนวนครั้งที่ลื่นล้มก่อนและหลัง ให้ผู้อ่านเห็นผลชัดขึ้น"


def account(role: str) -> tuple[str, str]:
    return f"{role}@{MAIL_DOMAIN}", PASSWORD


def manage(story: Story, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=stage.ROOT,
        env=stage.environment(story.var, story.address),
        capture_output=True,
        text=True,
        check=False,
    )
    story.true(done.returncode == 0, f"manage.py {command[0]}: {done.stderr[-500:]}")


def link_in(story: Story, to: str, path: str) -> str:
    """The path of the newest letter's link that begins so."""
    for letter in reversed(letters(story.var, to)):
        if found := re.search(rf"https?://[^/\s]+({path}\S+)", text_of(letter)):
            return found[1]
    story.true(False, f"no letter to {to} leads to {path}")
    raise AssertionError


def pulse_letters(story: Story) -> list[EmailMessage]:
    """Ask whoever is to be asked today, send what was written, and read all such letters."""
    manage(story, "pulse")
    manage(story, "mail", "send")
    return [letter for letter in letters(story.var) if "/pulse/" in text_of(letter)]


def row(page: Page, rows: str, kind: str) -> Locator:
    """Another row of a list, at its end."""
    there = page.locator(f"[data-rows='{rows}']")
    empty = there.locator("[data-row]").last
    before = there.locator("[data-row]").count()
    there.locator(f"[data-add='{kind}']").click()
    expect(there.locator("[data-row]")).to_have_count(before + 1)
    return empty if before == 0 else there.locator("[data-row]").last


def fill(place: Locator, **values: str) -> None:
    for name, value in values.items():
        field = place.locator(
            f".is-{name} input:not([type=hidden]), .is-{name} textarea, .is-{name} select"
        ).first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def tick(box: Locator) -> None:
    """As a finger on its words does; the box itself may lie below the bar at the window's foot."""
    box.evaluate("box => box.checked || box.click()")


def next_step(story: Story, key: str) -> None:
    page = story.page
    assert page
    page.locator(".writing-act button[value=next]").click()
    page.wait_for_url(f"**/step/{key}/**")


def reference_of(page: Page) -> str:
    found = re.search(r"/my/(?:practices|review)/([a-z]{2}\d\d-\d{4})/", page.url)
    assert found, page.url
    return found[1]


def writes_on_a_phone(story: Story) -> None:
    """A teacher tells a story in the evening."""
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("her work begins with telling a story")
        story.has(page, th("Tell a new story"))
        story.picture("my-work")
        page.get_by_role("link", name=th("Tell a new story")).click()
        page.wait_for_url("**/my/practices/new/")
        story.step("a title that is too short is explained, and what she typed stays")
        page.locator("[name=title]").fill("สะพาน")
        page.get_by_role("button", name=th("Begin")).click()
        story.has(page.locator("main"), th("Write the title in at least 10 characters."))
        expect(page.locator("[name=title]")).to_have_value("สะพาน")
        story.picture("title-too-short")
        story.step("the title is all that is needed to save")
        page.locator("[name=title]").fill(TITLE)
        page.get_by_role("button", name=th("Begin")).click()
        page.wait_for_url("**/step/background/**")
        story.reference = reference_of(page)
        story.picture("the-problem")
        story.step("what is typed is saved by itself")
        page.locator("[name=background]").fill(f"{BACKGROUND} เช่น {CHILD} ชั้น ป.4 ลื่นล้มแขนหัก")
        expect(page.locator("[data-state]")).to_contain_text(th("Saved"), timeout=20_000)
        page.wait_for_timeout(7000)
        page.goto(f"{story.address}/my/practices/{story.reference}/step/background/")
        story.true(CHILD in page.locator("[name=background]").input_value(), "the typing was not saved")
        story.picture("saved-by-itself")

        story.step("objectives and targets")
        next_step(story, "goals")
        fill(row(page, "objectives", "objective"), value="เพื่อให้นักเรียนทุกคนข้ามคลองได้ปลอดภัยทุกวัน")
        fill(
            row(page, "targets", "quantitative"),
            text="วันที่มีผู้ดูแลครบสองฝั่ง",
            value="95",
            unit="ร้อยละ",
        )
        story.picture("goals")
        next_step(story, "process")
        story.step("what was done, stage by stage")
        fill(
            row(page, "process", "step"),
            title="ตกลงกับ อบต. และผู้ปกครอง",
            stage="C",
            text="ประชุมหนึ่งบ่าย แบ่งวันดูแลและจดไว้บนกระดานหน้าโรงเรียน",
        )
        fill(
            row(page, "process", "step"),
            title="เดินแถวข้ามพร้อมกัน",
            stage="A",
            text="นักเรียนรุ่นพี่นำแถว จับเชือกคนละมือ ครูและผู้ปกครองยืนคนละฝั่ง",
        )
        story.picture("what-we-did")
        next_step(story, "success")
        fill(row(page, "success_factors", "factor"), value="อบต. ซ่อมแผ่นไม้ทันทีที่แจ้งในกลุ่มไลน์ของหมู่บ้าน")
        next_step(story, "results")
        story.step("results with numbers before and after")
        fill(
            row(page, "results", "measured"),
            indicator="จำนวนครั้งที่มีผู้ลื่นล้มต่อภาคเรียน",
            before="11",
            after="0",
            unit="ครั้ง",
            instrument="สมุดบันทึกครูเวร",
            period="ภาคเรียนที่ 1/2569",
        )
        fill(row(page, "results", "observed"), value="ผู้ปกครองให้มาโรงเรียนแม้วันที่ฝนตก")
        story.picture("what-changed")
        next_step(story, "lessons")
        story.step("what did not work has a question of its own")
        page.locator("[name=what_failed]").fill("ป้ายเตือนไม่มีใครอ่าน และการให้รุ่นพี่ดูแลเองโดยไม่มีผู้ใหญ่ทำได้เพียงสองวัน")
        page.locator("[name=lessons]").fill("ตกลงเรื่องวันดูแลให้ชัดก่อน แล้วค่อยขอซ่อมสะพาน")
        story.picture("what-failed")
        next_step(story, "reuse")
        page.locator("[name=conditions_for_reuse]").fill("ผู้ใหญ่สองคนทุกเช้า เชือกสิบเมตร และ อบต. ที่ติดต่อได้เร็ว")
        page.locator("[name=cost]").fill("850")
        next_step(story, "subjects")
        for name, value in (("stages", "A"), ("care_steps", None), ("hazards", "accident")):
            boxes = page.locator(f"[name={name}]")
            box = boxes.first if value is None else page.locator(f"[name={name}][value='{value}']")
            tick(box)
        story.picture("subjects")
        next_step(story, "fit")
        page.locator("[name=tags]").first.fill("ข้ามคลอง, สะพาน")
        next_step(story, "recognition")
        next_step(story, "pictures")
        story.picture("pictures")
        next_step(story, "summary")
        page.locator("[name=summary]").fill(SUMMARY)
        next_step(story, "authors")
        authors = page.locator("[data-rows='authors'] [data-row]")
        author = authors.last if authors.count() else row(page, "authors", "author")
        fill(author, name="นางสาวสมมุติ ใจดี", position="ครูชำนาญการ โรงเรียนสาธิตสมมุติ")
        story.picture("authors")
        page.goto(f"{story.address}/my/practices/{story.reference}/")
        story.step("the overview says what is missing")
        story.has(page.locator("h1"), TITLE)
        story.picture("overview")


def is_held_back_for_a_child(story: Story) -> None:
    """The name of a child stands in the text: it goes nowhere."""
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("the overview names the child's name as an obstacle, and no button hands it in")
        story.go(f"/my/practices/{story.reference}/")
        story.true(
            not page.locator("form[action$='/submit/'] button").count(), "a child's name could be handed in"
        )
        story.picture("held-back")
        story.step("handing it in by hand is refused, too")
        token = page.context.cookies()[0]["value"] if page.context.cookies() else ""
        answer = page.request.post(
            f"{story.address}/my/review/{story.reference}/submit/",
            headers={"Referer": story.address},
            form={"csrfmiddlewaretoken": token},
        )
        story.true(answer.status in {200, 400, 403, 404, 409, 302}, f"answers {answer.status}")
        story.go(f"/my/practices/{story.reference}/")
        story.has(page, th("draft"))
        story.step("one button puts “a pupil” in the place of the name")
        page.locator("button[name=mend][value^='words:']").first.click()
        page.wait_for_load_state()
        story.true(CHILD not in page.content(), "the name is still there")
        story.step("she writes about nobody in particular")
        story.go(f"/my/practices/{story.reference}/step/background/")
        page.locator("[name=background]").fill(BACKGROUND)
        page.locator(".writing-act button[value=next]").click()
        page.wait_for_url("**/step/goals/**")
        story.go(f"/my/practices/{story.reference}/")
        story.picture("nothing-in-the-way")
        story.step("she hands it in for the director")
        page.locator("form[action$='/submit/'] button").click()
        page.wait_for_load_state()
        story.go(f"/my/practices/{story.reference}/")
        story.picture("handed-in")


def is_returned_and_certified_by_link(story: Story) -> None:
    """The director has two minutes and no patience for signing in."""
    director = account("school-director")[0]
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.step("the letter's link opens the story without signing in")
        story.go(link_in(story, director, "/my/review/link/"))
        story.has(page.locator("h1"), TITLE)
        story.picture("link-of-the-letter")
        story.step("sending it back needs words in Thai")
        page.locator("summary").filter(has_text=th("Send back to be mended")).click()
        tick(page.locator("[name=reason]").first)
        page.locator("[name=text]").fill("more")
        page.locator("button[name=return]").click()
        story.has(page.locator("main"), th("Write in Thai what is meant, at least ten letters."))
        story.picture("return-needs-words")
        page.locator("[name=text]").fill(REASON)
        page.locator("button[name=return]").click()
        page.wait_for_load_state()
        story.has(page.locator("h1"), th("Thank you"))
        story.picture("sent-back")
    with story.person("ครูผู้รับผิดชอบ") as page:
        story.sign_in(*account("teacher"))
        story.step("the teacher reads what to mend, mends it and hands it in again")
        story.go(f"/my/practices/{story.reference}/")
        story.has(page.locator("main"), REASON)
        story.picture("returned")
        story.go(f"/my/practices/{story.reference}/step/lessons/")
        page.locator("[name=lessons]").fill(
            "ตกลงเรื่องวันดูแลให้ชัดก่อน แล้วค่อยขอซ่อมสะพาน ก่อนทำมีผู้ลื่นล้ม 11 ครั้ง หลังทำไม่มีเลยตลอดภาคเรียน"
        )
        page.locator(".writing-act button[value=next]").click()
        page.wait_for_url("**/step/reuse/**")
        story.go(f"/my/practices/{story.reference}/")
        page.locator("form[action$='/submit/'] button").click()
        page.wait_for_load_state()
    with story.person("ผู้อำนวยการโรงเรียน") as page:
        story.step("the new link shows what has changed; one button certifies")
        path = link_in(story, director, "/my/review/link/")
        story.go(path)
        story.has(page.locator("main"), "11 ครั้ง")
        story.picture("what-has-changed")
        page.locator("button[name=certify]").click()
        page.wait_for_load_state()
        story.has(page.locator("main"), th("Certified. It is with the office now."))
        story.picture("certified")
        story.step("the link works once")
        answer = page.goto(story.address + path)
        story.true(
            answer and answer.status in {404, 410}, f"the used link answers {answer and answer.status}"
        )


def is_reviewed_and_published(story: Story) -> None:
    """The office looks at personal data, two people assess, one approves."""
    with story.person("ผู้ตรวจข้อมูลส่วนบุคคล") as page:
        story.sign_in(*account("privacy-reviewer"))
        story.step("the privacy reviewer finds it in the queue")
        story.go("/my/review/")
        story.has(page.locator("main"), TITLE)
        story.picture("queue")
        story.go(f"/my/review/{story.reference}/check/")
        for box in page.locator("main form input[type=checkbox]").all():
            tick(box)
        story.picture("check")
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
    for role in ("supervisor", "supervisor-2"):
        with story.person("ผู้ประเมิน") as page:
            story.sign_in(*account(role))
            story.step("a reviewer assesses the eight components")
            story.go(f"/my/review/{story.reference}/")
            if role == "supervisor":
                story.picture("review-of-content")
            opened = page.goto(f"{story.address}/my/review/{story.reference}/assess/")
            story.true(opened and opened.status == 200, f"{role} may not assess: {opened and opened.status}")
            names = page.locator("main form input[type=radio]").evaluate_all(
                "all => [...new Set(all.map(e => e.name))]"
            )
            for name in names:
                if name == "reason":
                    continue
                options = page.locator(f"main form input[type=radio][name='{name}']")
                wanted = page.locator(f"main form input[type=radio][name='{name}'][value='3']")
                tick(wanted if wanted.count() else options.first)
            story.picture(f"assessed-{role}")
            page.locator("main form .actions .btn").click()
            page.wait_for_load_state()
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the officer approves, and it is published")
        story.go(f"/my/review/{story.reference}/publish/")
        for box in page.locator("main form input[type=checkbox]").all():
            tick(box)
        story.picture("approve")
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
        story.go(f"/practices/{story.reference}/")
        story.has(page.locator("h1"), TITLE)
        story.picture("published")
    with story.person("ผู้อำนวยการ สพป.") as page:
        story.sign_in(*account("office-director"))
        story.step("the office's director selects it as a model")
        story.go(f"/my/review/{story.reference}/select/")
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()


def is_found_and_taken_away(story: Story) -> None:
    """Another teacher finds it in her own words and takes the papers along."""
    with story.person("ครูอีกโรงเรียนหนึ่ง") as page:
        story.step("a search in everyday words finds it")
        story.search("เด็กข้ามสะพานลื่น")
        expect(page.locator(".hits h2 a").filter(has_text="สะพานไม้ปลอดภัย").first).to_be_visible()
        story.picture("found")
        page.locator(".hits h2 a").filter(has_text="สะพานไม้ปลอดภัย").first.click()
        page.wait_for_url("**/practices/**")
        story.step("no child's name is anywhere on it")
        story.true(CHILD not in page.content(), "a child's name is on the page")
        story.picture("practice")
        story.step("the report comes as Word and as PDF, the data as JSON")
        for name, beginning in (
            ("report.pdf", b"%PDF"),
            ("report.docx", b"PK"),
            ("summary.pdf", b"%PDF"),
            ("practice.json", b"{"),
        ):
            answer = page.request.get(f"{story.address}/papers/{story.reference}/{name}")
            story.true(answer.ok and answer.body().startswith(beginning), f"{name} answers {answer.status}")


def another_school_joins(story: Story) -> None:
    """The office invites a teacher of another school."""
    with story.person("เจ้าหน้าที่ผู้รับผิดชอบ") as page:
        story.sign_in(*account("officer"))
        story.step("the officer invites a teacher of another school")
        story.go("/organisations/?q=สมมุติ+041")
        page.locator("main .rows a").first.click()
        page.wait_for_load_state()
        page.goto(page.url.rstrip("/").removesuffix("/members") + "/invite/")
        page.locator("[name=email]").fill(COLLEAGUE)
        tick(page.locator("[name=role][value=teacher]"))
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
    with story.person("ครูอีกโรงเรียนหนึ่ง") as page:
        story.step("she joins by the letter's link")
        story.go(link_in(story, COLLEAGUE, "/organisations/invitation/"))
        page.locator("[name=first_name]").fill("นางสมมุติ")
        page.locator("[name=last_name]").fill("เพื่อนบ้าน")
        if page.locator("[name=position]").count():
            page.locator("[name=position]").fill("ครู")
        for field in page.locator("main form input[type=password]").all():
            field.fill(PASSWORD)
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
        story.picture("joined")


def is_taken_over_and_changed(story: Story) -> None:
    """The other school tries it, changes it, makes it its own."""
    with story.person("ครูอีกโรงเรียนหนึ่ง") as page:
        story.sign_in(COLLEAGUE, PASSWORD)
        story.step("one press says: we will try it")
        story.go(f"/practices/{story.reference}/")
        button = page.locator("form[action$='/adopt/'] button:visible").first
        button.scroll_into_view_if_needed()
        button.click()
        page.wait_for_load_state()
        if page.url.endswith("/adopt/"):
            page.locator("main form .btn").first.click()
            page.wait_for_load_state()
        story.has(page.locator("main"), th("What we do differently"))
        story.picture("we-will-try")
        adoption = urlsplit(page.url).path
        story.step("they have begun")
        page.get_by_role("button", name=th("We have begun to try it")).click()
        page.wait_for_load_state()
        story.step("what they change, and why")
        page.get_by_role("link", name=th("Describe a change")).click()
        page.wait_for_load_state()
        page.locator("[name=what]").fill("ใช้แพของหมู่บ้านแทนสะพาน ให้ อสม. ดูแลวันละสองคน")
        page.locator("[name=why]").fill("คลองของเรากว้าง ไม่มีสะพาน")
        for name in page.locator("main form input[type=radio]").evaluate_all(
            "all => [...new Set(all.map(e => e.name))]"
        ):
            tick(page.locator(f"main form input[type=radio][name='{name}']").first)
        for select in page.locator("main form select").all():
            if not select.input_value():
                select.select_option(index=1)
        story.picture("describe-a-change")
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
        story.has(page.locator("main"), "ใช้แพของหมู่บ้านแทนสะพาน")
        story.picture("changed")
        story.step("stopping needs a reason")
        story.go(f"{adoption}state/stopped/")
        page.locator("main form .btn").first.click()
        page.wait_for_load_state()
        story.true(page.locator(".errors, [role=alert]").count(), "stopping without a reason was taken")
        story.picture("stopping-needs-a-reason")
        story.step("their own version begins as a draft with its lineage")
        story.go(adoption)
        page.get_by_role("button", name=th("Make it our own")).click()
        page.wait_for_load_state()
        story.go(adoption)
        story.has(page.locator("#own"), th("draft"))
        story.picture("our-own-version")
        page.goto(f"{story.address}/practices/{story.reference}/adopters/")
        story.picture("adopters")


def is_asked_after(story: Story) -> None:
    """Months later: is it still in use?"""
    with story.person("โรงเรียนที่นำไปใช้") as page:
        story.step("the portal asks by letter, and one tap answers")
        asked = pulse_letters(story)
        story.true(asked, "nobody was asked")
        found = re.search(r"https?://[^/\s]+(/pulse/\S+)", text_of(asked[-1]))
        assert found
        story.go(found[1])
        story.picture("still-in-use")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        story.has(page.locator("h1"), th("Thank you"))
        story.picture("answered")
        story.step("asked twice in a day, nobody gets a second letter")
        count = len(asked)
        again = pulse_letters(story)
        story.true(len(again) == count, f"{len(again) - count} more letters")
        story.step("how practices spread, as a picture and as a table")
        story.go("/diffusion/")
        story.true(page.locator("main table").count(), "there is no table beside the map")
        story.picture("diffusion")


CHAPTERS = [
    writes_on_a_phone,
    is_held_back_for_a_child,
    is_returned_and_certified_by_link,
    is_reviewed_and_published,
    is_found_and_taken_away,
    another_school_joins,
    is_taken_over_and_changed,
    is_asked_after,
]
