"""A teacher writes on a phone of 360 px: a whole story, a killed browser, no network, two devices."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import sign_in

pytestmark = pytest.mark.browser

TITLE = "โทรก่อนเก้าโมง: ครูคุยกับผู้ปกครองทุกเช้าที่นักเรียนไม่มา"
LONG = "นักเรียนขาดเรียนเฉลี่ยวันละ 14 คนจาก 118 คน ครูรู้ตอนบ่าย โทรถามตอนนั้นผู้ปกครองไปทำงานแล้ว " * 3


def begin(page: Page, title: str) -> str:
    """A new story of the demonstration's teacher; the address of its overview."""
    sign_in(page, "teacher")
    page.get_by_role("link", name="เล่าเรื่องใหม่").click()
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="เริ่มเล่า").click()
    page.wait_for_url("**/step/background/")
    return page.url.partition("step/")[0]


def onwards(page: Page) -> None:
    before = page.url
    page.get_by_role("button", name=re.compile("^(ถัดไป|ดูรวมทั้งเรื่อง)$")).last.click()
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_load_state()


def status(page: Page):
    return page.locator("[data-state]")


def fill_row(page: Page, name: str, **fields: str) -> None:
    row = page.locator(f"[data-rows={name}] [data-row]").last
    for field, text in fields.items():
        row.locator(f"[name$='-{field}']").fill(text)


def test_a_whole_story(visitor):
    page = visitor()
    overview = begin(page, TITLE)
    page.locator("[name=background]").fill(LONG)
    onwards(page)
    fill_row(page, "objectives", value="รู้ภายในเก้าโมงว่านักเรียนที่ขาดปลอดภัย")
    page.get_by_role("button", name="เพิ่มวัตถุประสงค์").click()
    fill_row(page, "objectives", value="ช่วยครอบครัวได้ในวันเดียวกัน")
    fill_row(page, "targets", text="โทรก่อน 9.00 น.", value="90", unit="ร้อยละ")
    onwards(page)
    fill_row(page, "process", title="ทำข้อตกลงกับผู้ปกครอง", text="ประชุมหนึ่งบ่าย")
    page.locator("[data-rows=process] select").last.select_option("C")
    page.get_by_role("button", name="เพิ่มขั้น").click()
    fill_row(page, "process", title="โทรทุกเช้า", text="- ครูประจำชั้น\n- ไม่เกินสิบนาที")
    page.locator("[data-rows=process] select").last.select_option("A")
    onwards(page)
    fill_row(page, "success_factors", value="ครูโทรพร้อมกันหลังเข้าแถว")
    onwards(page)
    fill_row(page, "results", indicator="ขาดเรียนต่อวัน", before="14", after="5", unit="คน", n="118")
    onwards(page)
    page.locator("[name=what_failed]").fill("ส่งข้อความในไลน์กลุ่ม")
    page.locator("[name=lessons]").fill("ถามด้วยความห่วงใยก่อน")
    onwards(page)
    page.locator("[name=conditions_for_reuse]").fill("เบอร์โทรที่โทรติดจริง")
    page.locator("[name=cost]").fill("๖๐๐")
    onwards(page)
    expect(page.get_by_label("จัดทำพันธสัญญา")).to_be_checked()
    page.get_by_label("การคัดกรองนักเรียน").check()
    onwards(page)
    page.locator("[name=tags]").fill("นักเรียนขาดเรียน, โทรหาผู้ปกครอง")
    expect(page.locator(".phrases .chip")).to_have_count(2)
    onwards(page)
    onwards(page)  # nobody has noticed it yet
    onwards(page)  # no pictures
    page.locator("[name=summary]").fill(LONG[:150])
    onwards(page)
    expect(page.locator("[name$='-name']").first).not_to_have_value("")  # the first author is whoever writes
    onwards(page)
    assert page.url == overview
    expect(page.get_by_text("มีครบทุกอย่างที่ต้องใช้แล้ว")).to_be_visible()
    page.get_by_role("link", name="ดูแบบที่ผู้อ่านเห็น").click()
    for words in ("ทำข้อตกลงกับผู้ปกครอง", "ไม่เกินสิบนาที", "ส่งข้อความในไลน์กลุ่ม", "ประมาณ 600 บาทต่อภาคเรียน"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_killed_browser_loses_nothing(visitor):
    page = visitor()
    overview = begin(page, "ปิดเครื่องกลางคัน: เล่าค้างไว้แล้วกลับมาเขียนต่อ")
    page.context.route(
        "**/step/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator("[name=background]").press_sequentially("พิมพ์ถึงตรงนี้แล้วแบตเตอรี่หมด", delay=20)
    page.wait_for_timeout(1000)
    page.close()
    page.context.unroute_all()
    again = page.context.new_page()
    again.goto(f"{overview}step/background/")
    expect(again.locator("[name=background]")).to_have_value("พิมพ์ถึงตรงนี้แล้วแบตเตอรี่หมด")
    expect(status(again)).to_contain_text("บันทึกแล้ว")


def test_what_was_typed_elsewhere_is_sent_from_the_first_screen(visitor):
    page = visitor()
    overview = begin(page, "เขียนค้างไว้แล้วเปิดหน้างานของฉัน เรื่องยังอยู่ครบ")
    page.context.route(
        "**/step/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator("[name=background]").fill("ยังไม่ได้ส่ง")
    page.wait_for_timeout(1000)
    page.close()
    page.context.unroute_all()
    again = page.context.new_page()
    with again.expect_response(lambda response: "/step/background/" in response.url) as sent:
        again.goto("/my/")
    assert sent.value.status == 200
    again.goto(f"{overview}preview/")
    expect(again.get_by_text("ยังไม่ได้ส่ง")).to_be_visible()


def test_without_a_network_the_text_waits_on_the_device(visitor):
    page = visitor()
    begin(page, "สัญญาณหายกลางทาง: ข้อความยังอยู่ในเครื่อง")
    page.context.set_offline(True)
    page.locator("[name=background]").fill("เขียนบนเกาะที่ไม่มีสัญญาณ")
    expect(status(page)).to_have_text("ออฟไลน์ เก็บไว้ในเครื่อง", timeout=10_000)
    page.get_by_role("button", name="ถัดไป").last.click()
    expect(page.locator("[name=background]")).to_have_value("เขียนบนเกาะที่ไม่มีสัญญาณ")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("บันทึกแล้ว", timeout=20_000)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('writing:')).length") == 0


def test_two_devices_are_shown_both_versions(visitor):
    phone, computer = visitor(), visitor(width=1280, height=900)
    overview = begin(phone, "สองเครื่องเขียนพร้อมกัน ไม่มีใครเขียนทับใคร")
    sign_in(computer, "teacher")
    computer.goto(f"{overview}step/background/")
    phone.locator("[name=background]").fill("แบบจากโทรศัพท์")
    expect(status(phone)).to_contain_text("บันทึกแล้ว", timeout=10_000)
    phone.wait_for_timeout(5500)
    computer.locator("[name=background]").fill("แบบจากคอมพิวเตอร์")
    expect(status(computer)).to_contain_text("ยังไม่มีอะไรถูกเขียนทับ", timeout=10_000)
    computer.get_by_role("button", name="เทียบสองแบบ").click()
    for words in ("แบบจากโทรศัพท์", "แบบจากคอมพิวเตอร์"):
        expect(computer.get_by_text(words)).to_be_visible()
    computer.locator("[name=take-background][value=mine]").check()
    computer.get_by_role("button", name="บันทึกตามที่เลือก").click()
    expect(computer.locator("[name=background]")).to_have_value("แบบจากคอมพิวเตอร์")


def test_signing_out_leaves_nothing_on_the_device(visitor):
    page = visitor()
    begin(page, "เครื่องที่ใช้ร่วมกัน: ออกจากระบบแล้วไม่เหลืออะไร")
    page.context.route(
        "**/step/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator("[name=background]").fill("ไม่ควรมีใครเห็น")
    page.wait_for_timeout(1000)
    page.goto("/my/")
    kept = "Object.keys(localStorage).filter(key => key.startsWith('writing:')).length"
    assert page.evaluate(kept) == 1
    expect(page.get_by_text("เก็บไว้ในเครื่อง ยังไม่ได้ส่ง")).to_be_visible()
    page.get_by_role("button", name="ออกจากระบบ").click()
    page.wait_for_load_state()
    assert page.evaluate(kept) == 0


def test_everything_works_without_script(visitor):
    page = visitor(java_script_enabled=False)
    overview = begin(page, "ไม่มีสคริปต์ก็เขียนได้ครบทุกข้อเหมือนกัน")
    page.goto(f"{overview}step/goals/")
    page.locator("[name$='-value']").first.fill("ข้อแรก")
    page.get_by_role("button", name="เพิ่มวัตถุประสงค์").click()
    expect(page.locator("[data-rows=objectives] [data-row]")).to_have_count(2)
    expect(page.locator("[data-rows=objectives] textarea").first).to_have_value("ข้อแรก")
    page.get_by_role("button", name="ลบ").first.click()
    expect(page.locator("[data-rows=objectives] textarea").first).to_have_value("")
