"""Pages fit their windows, fingers fit the buttons, nothing jumps."""

import time

import pytest

from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

#: Pixels that a finger needs; a fraction less is rounding.
FINGER = 43.5

#: What stays unmoved from first paint on; the least that a person sees is about a tenth.
STILL = 0.01

TOO_SMALL = """
(least) => {
    const asked = "button, .btn, summary, select, textarea, .chips a, nav a, header a, .pages a, form.search input, "
        + "input:not([type=hidden]):not([type=checkbox]):not([type=radio])";
    const seen = (element) => element.checkVisibility({visibilityProperty: true}) && !element.matches(".skip")
        && !element.closest(".hidden");
    const small = [...document.querySelectorAll(asked)].filter((element) => {
        const box = element.getBoundingClientRect();
        return seen(element) && (box.height < least || box.width < least);
    });
    const boxes = [...document.querySelectorAll("input[type=checkbox], input[type=radio]")].filter((box) => {
        const label = box.closest("label") ?? document.querySelector(`label[for="${box.id}"]`);
        return seen(box) && (!label || label.getBoundingClientRect().height < least);
    });
    return [...small, ...boxes].map((element) => {
        const box = element.getBoundingClientRect();
        return `${Math.round(box.width)}×${Math.round(box.height)} ${element.outerHTML.slice(0, 110)}`;
    });
}
"""

WIDER = """
() => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > width + 1)
        .slice(0, 4).map((element) => element.outerHTML.slice(0, 110));
}
"""

LISTEN_FOR_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(visitor, show, name):
    page = visitor()
    show(page, name)
    for width in (360, 412, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, (width, page.evaluate(WIDER))


@pytest.mark.parametrize("name", PAGES)
def test_a_finger_hits_everything(visitor, show, name):
    page = visitor(has_touch=True)
    show(page, name)
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate(TOO_SMALL, FINGER) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["home", "practices", "practice", "results", "registration"])
def test_nothing_jumps_when_fonts_and_pictures_come_late(visitor, show, name, width):
    page = visitor(width=width)

    def late(route):
        time.sleep(0.25)
        route.continue_()

    page.route("**/*.woff2", late)
    page.route("**/media/**", late)
    page.add_init_script(LISTEN_FOR_SHIFTS)
    show(page, name)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert page.evaluate("window.shifts") < STILL


#: The line that each letter of a word stands on.
LINES_OF_WORD = """
(word) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const broken = [];
    let seen = 0;
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (let at = node.data.indexOf(word); at !== -1; at = node.data.indexOf(word, at + 1)) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            seen += 1;
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(node.data);
        }
    }
    return [seen, broken];
}
"""


def test_lines_do_not_cut_the_words_of_the_trade(visitor, show):
    page = visitor()
    show(page, "finder")
    for width in range(300, 420, 4):
        page.set_viewport_size({"width": width, "height": 800})
        seen, broken = page.evaluate(LINES_OF_WORD, "กลั่นแกล้ง")
        assert seen
        assert not broken, f"{width} px: {broken}"


def test_a_word_held_together_stays_one_box_with_its_neighbours(visitor, show):
    page = visitor()
    show(page, "registration")
    label = page.locator("fieldset.field label").filter(has_text="คิชฌกูฏ")
    assert label.evaluate("(label) => label.childNodes.length <= 4"), label.inner_html()
    mountain, peak = label.evaluate(
        "(label) => { const box = (text) => { const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);"
        " while (walker.nextNode()) { const at = walker.currentNode.data.indexOf(text); if (at !== -1) {"
        " const range = document.createRange(); range.setStart(walker.currentNode, at);"
        " range.setEnd(walker.currentNode, at + text.length); return range.getBoundingClientRect() } } };"
        " return [box('เขา').right, box('คิชฌกูฏ').left] }"
    )
    assert abs(peak - mountain) < 2


def test_lines_leave_room_for_thai_marks(visitor, show):
    page = visitor()
    show(page, "case study")
    size, height = page.evaluate(
        "(() => { const style = getComputedStyle(document.querySelector('main .prose p:not([class])'));"
        " return [parseFloat(style.fontSize), parseFloat(style.lineHeight)] })()"
    )
    assert size >= 16
    assert height / size >= 1.65


def test_the_dark_scheme_is_dark(visitor, show):
    page = visitor(color_scheme="dark")
    show(page, "practice")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (float(part) for part in ground.split("(")[1].rstrip(")").split(",")[:3])
    assert max(red, green, blue) < 80, ground


def test_paper_has_the_text_and_no_navigation(visitor, show):
    page = visitor(width=1280)
    show(page, "practice")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in ("header.top nav", "details.menu", ".skip", ".switch", "footer nav"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("main h1").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('main h1')).color") in {
        "rgb(0, 0, 0)",
        "rgb(20, 33, 61)",
    }
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_filters_unfold_where_style_alone_can_not(visitor, show):
    page = visitor(width=1280)
    page.add_init_script("CSS.supports = () => false")
    show(page, "practices")
    folds = page.locator("form.filters details")
    assert folds.count() == page.locator("form.filters details[open]").count() > 1


def test_results_fit_a_phone(visitor, show):
    page = visitor()
    show(page, "practice")
    table = page.locator("table.results")
    assert table.evaluate("(table) => table.scrollWidth <= table.parentElement.clientWidth")
    assert "หลัง" in table.locator("td").nth(1).evaluate(
        "(cell) => getComputedStyle(cell, '::before').content"
    )
