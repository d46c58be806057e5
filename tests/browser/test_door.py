"""The door on phones: two of them without a network see the same people, and a camera that has no reader of its own."""

import re
import shutil

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.pages import sign_in
from tests.browser.test_access import violations

pytestmark = pytest.mark.browser

EVENT = "แผนเผชิญเหตุสองหน้า"
#: Somebody who has not registered.
NEW = "มาลัย มาโดยไม่บอก"


def door_of(page: Page) -> str:
    """The door of the event that goes on today, as the office opens it."""
    sign_in(page)
    page.get_by_role("link", name=re.compile(EVENT)).first.click()
    page.wait_for_url("**/door/ev*/")
    return page.url


def helper_link(page: Page, door: str, name: str) -> str:
    page.goto(f"{door}helpers/")
    page.locator("[name=name]").fill(name)
    page.get_by_role("button", name="สร้างลิงก์").click()
    return page.locator("#door-link").input_value()


def missing_team(page: Page, door: str) -> tuple[str, list[str]]:
    """The code of a team of which nobody has come yet, and its people."""
    page.goto(door)
    page.locator(".teams li", has_text=re.compile("มาแล้ว 0 จาก [3-9]")).first.get_by_role("link").click()
    names = page.locator("label.tick b").all_inner_texts()
    code = re.search(r"\b[2-9A-Z]{8}\b", page.locator("main").inner_text())
    return code[0], names


def opened(page: Page, address: str, link: str) -> Page:
    """A helper's phone at the door, ready to lose its network."""
    page.goto(address + "/door/enter/" + link.partition("/door/enter/")[2])
    page.get_by_role("button", name="เปิดประตูงานบนเครื่องนี้").click()
    page.get_by_role("link", name="สแกนบัตรเข้างาน").click()
    page.locator(".app[data-ready=yes]").wait_for()
    expect(page.locator("#net")).to_have_text("ออนไลน์ ส่งครบแล้ว")
    return page


#: A note that the portal never took, kept on the phone since the given moment.
KEEP_NOTE = """([reference, at]) => new Promise((resolve, reject) => {
    const asked = indexedDB.open("door-queue");
    asked.onerror = reject;
    asked.onsuccess = () => {
        const writing = asked.result.transaction("queue", "readwrite");
        writing.objectStore("queue").put({ kind: "walk-in", uid: "old", reference, at });
        writing.oncomplete = () => { asked.result.close(); resolve(); };
        writing.onerror = reject;
    };
})"""

#: What waits on the phone to be sent of somebody who came without a registration.
WALK_IN = """() => new Promise((resolve, reject) => {
    const asked = indexedDB.open("door-queue");
    asked.onerror = reject;
    asked.onsuccess = () => {
        const reading = asked.result.transaction("queue").objectStore("queue").getAll();
        reading.onsuccess = () => {
            asked.result.close();
            resolve(reading.result.find((entry) => entry.kind === "walk_in"));
        };
        reading.onerror = reject;
    };
})"""

#: The same note again, as if the portal's answer to it had been lost on the way.
SEND_AGAIN = """(note) => new Promise((resolve, reject) => {
    const asked = indexedDB.open("door-queue");
    asked.onerror = reject;
    asked.onsuccess = () => {
        const writing = asked.result.transaction("queue", "readwrite");
        writing.objectStore("queue").put(note);
        writing.oncomplete = () => { asked.result.close(); resolve(); };
        writing.onerror = reject;
    };
})"""


def present(page: Page) -> int:
    page.locator("[data-tab=sum]").click()
    return int(page.locator("#present").inner_text())


def write_down(page: Page) -> dict[str, str]:
    """Somebody without a registration, at a phone without a network: the note that waits there."""
    page.locator("[data-tab=new]").click()
    form = page.locator("#walk-in")
    form.locator("[name=prefix]").fill("นาง")
    form.locator("[name=name]").fill(NEW)
    form.locator("[name=organisation_name]").fill("โรงเรียนวัดสมมุติ")
    form.locator("[name=group]").select_option(index=1)
    form.locator("[name=consent]").check()
    form.get_by_role("button").click()
    expect(page.locator("#verdict .verdict.yes")).to_contain_text(NEW)
    return page.evaluate(WALK_IN)


def test_two_phones_without_a_network_count_nobody_twice(visitor, address):
    office = visitor(width=1280, height=900)
    door = door_of(office)
    links = [helper_link(office, door, name) for name in ("โต๊ะ ก", "โต๊ะ ข")]
    code, names = missing_team(office, door)
    one, two = (opened(visitor(), address, link) for link in links)
    before = present(one)
    for page in (one, two):
        page.context.set_offline(True)
    # The name of somebody who came without a registration is not kept for ever.
    reference = one.locator(".app").get_attribute("data-reference")
    one.evaluate(KEEP_NOTE, [reference, "2020-01-01T08:00:00.000Z"])
    one.reload()
    expect(one.locator("#net")).to_have_text("ไม่มีเน็ต ไม่มีรายการค้างส่ง")
    # The whole team by its code, without one who stayed at home.
    one.locator("#code").fill(code.lower())
    one.get_by_role("button", name="ตรวจ").click()
    one.locator("#verdict label.tick").last.locator("input").uncheck()
    one.locator("#verdict").get_by_role("button", name=f"เช็กอิน {len(names) - 1} คน").click()
    expect(one.locator("#verdict .verdict.yes")).to_contain_text("เข้าได้")
    assert not violations(one)
    # The other desk sees one of them a moment later, found by the first letters.
    two.locator("[data-tab=find]").click()
    two.locator("#query").fill(names[0].removeprefix("นางสาว").removeprefix("นาย"))
    two.locator("#found button").first.click()
    two.locator("#verdict").get_by_role("button", name="เช็กอิน 1 คน").click()
    expect(two.locator("#net")).to_have_text("ไม่มีเน็ต รอส่ง 1 รายการ")
    walk_in = write_down(two)
    expect(two.locator("#net")).to_have_text("ไม่มีเน็ต รอส่ง 2 รายการ")
    for page in (one, two):
        page.context.set_offline(False)
        expect(page.locator("#net")).to_have_text("ออนไลน์ ส่งครบแล้ว", timeout=30_000)
    two.locator("[data-tab=sum]").click()
    two.get_by_role("button", name="ส่งตอนนี้").click()
    expect(two.locator("#present")).to_have_text(str(before + len(names)))
    assert not violations(two)
    # Whoever came without a registration came once, even if it is sent again.
    two.evaluate(SEND_AGAIN, walk_in)
    two.reload()
    expect(two.locator("#net")).to_have_text("ออนไลน์ ส่งครบแล้ว")
    assert two.evaluate(WALK_IN) is None
    assert present(two) == before + len(names)
    office.goto(f"{door}?q={NEW}")
    expect(office.locator(".teams li")).to_have_count(1)
    expect(office.locator(".teams li")).to_contain_text("มาโดยไม่ได้สมัครล่วงหน้า")
    office.goto(door)
    expect(office.locator(".tally .num")).to_have_text(str(before + len(names)))
    # Both phones know it, and the office undoes it.
    two.locator("[data-tab=scan]").click()
    two.locator("#code").fill(code)
    two.get_by_role("button", name="ตรวจ").click()
    expect(two.locator("#verdict .tick.in")).to_have_count(len(names) - 1)


@pytest.fixture
def video(tmp_path):
    """What a camera sees that looks at a code: `video("text")`, a film of a second."""

    def film(text: str) -> str:
        code = qrcode.QRCode(border=4, box_size=8)
        code.add_data(text)
        drawn = code.make_image().get_image().convert("L")
        frame = Image.new("L", (640, 480), 190)
        frame.paste(drawn.resize((360, 360)).rotate(7, fillcolor=190), (140, 60))
        path = tmp_path / "camera.y4m"
        grey = bytes([128]) * (320 * 240)
        one = b"FRAME\n" + frame.tobytes() + grey + grey
        path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + one * 10)
        return str(path)

    return film


def test_the_camera_reads_codes_where_the_browser_cannot(browser, address, video):
    film = video(f"{address}/tickets/ev60-0001.ABCDEFGH.0.abcdefghijklmnop/")
    filming = browser.browser_type.launch(
        executable_path=shutil.which("chromium") or "/usr/bin/chromium",
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    context = filming.new_context(
        viewport={"width": 360, "height": 800}, locale="th-TH", base_url=address, permissions=["camera"]
    )
    page = context.new_page()
    page.goto(door_of(page) + "scan/")
    expect(page.locator("#net")).to_have_text("ออนไลน์ ส่งครบแล้ว")
    page.get_by_role("button", name="เปิดกล้อง").click()
    expect(page.locator("#verdict .verdict.elsewhere")).to_contain_text("EV60-0001", timeout=20_000)
    filming.close()
