"""Three signals side by side; unknown is a word of its own and no bad mark."""

import pytest

from practices import signs
from tests.factories import PracticePageFactory

MEASURED = [{"indicator": "ขาดเรียน", "before": "14", "after": "5", "n": 118, "instrument": "บันทึก"}]


def test_evidence_says_why():
    sign = signs.evidence("วัดก่อนและหลัง", MEASURED, tells_what_failed=True)
    assert sign.is_known
    assert len(sign.reasons) == 5


def test_what_nobody_said_is_unknown():
    for sign in (signs.evidence("", [], False), signs.cost(None), signs.transfer([], [], False)):
        assert not sign.is_known
        assert sign.shown == "ยังไม่ทราบ"
        assert sign.reasons


@pytest.mark.parametrize(
    ("baht", "words"),
    [(0, "ไม่ใช้เงิน"), (600, "ประมาณ 600 บาทต่อภาคเรียน"), (12000, "ประมาณ 12,000 บาทต่อภาคเรียน")],
)
def test_a_sum_is_said_for_one_school_and_term(baht, words):
    assert signs.cost(baht).words == words


def test_schools_that_use_it_and_that_stopped_are_both_told():
    reasons = " ".join(signs.transfer(["ขนาดเล็ก"], [], True, in_use=3, stopped=1).reasons)
    assert "3" in reasons
    assert "1" in reasons


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["best-practice", "lesson"])
def test_a_page_and_its_card_show_all_three_alike_for_every_kind(client, practice_index, kind):
    page = PracticePageFactory(parent=practice_index, kind=kind, cost=600, what_failed="<p>ไลน์กลุ่ม</p>")
    for path in (page.url, practice_index.url):
        text = client.get(path).text
        assert "ประมาณ 600 บาทต่อภาคเรียน" in text
        assert "ยังไม่ทราบ" in text


@pytest.mark.django_db
def test_a_lesson_tells_first_what_did_not_work(client, practice_index):
    page = PracticePageFactory(
        parent=practice_index,
        kind="lesson",
        what_failed="<p>ไลน์กลุ่ม</p>",
        process=[("step", {"stage": "A", "title": "โทรทุกเช้า", "text": "<p>ทำ</p>"})],
    )
    text = client.get(page.url).text
    assert text.index("ไลน์กลุ่ม") < text.index("โทรทุกเช้า")
    assert text.count("ไลน์กลุ่ม") == 1
