"""The finder: four taps to what helps."""

from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from content.rich import from_text
from search.finder import advice
from search.forms import ANY, FinderForm
from tests import factories

ANSWERS = {"hazard": "accident", "care_step": "4", "level": "primary", "need": "no-money"}
UNSURE = dict.fromkeys(ANSWERS, ANY)


def guide(site_tree, **fields):
    text = fields.pop("text", "1. โทรบอกผู้อำนวยการ\n2. พาเด็กไปที่สูง")
    return factories.GuidancePageFactory(
        parent=site_tree.guidance,
        body=[("section", {"heading": "ทำสิ่งนี้ก่อน", "text": from_text(text)})],
        **fields,
    )


def practice(site_tree, title, **fields):
    fields = {"hazards": ["accident"], "care_steps": ["4"], "levels": ["primary"], "cost": 300, **fields}
    return factories.PracticePageFactory(parent=site_tree.practices, title=title, **fields)


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def test_one_question_a_screen_leads_to_the_advice(client, site_tree):
    path, asked = "/find/", []
    for _tap in range(4):
        page = soup(client.get(path))
        (heading,) = page.find_all("h1")
        asked.append(heading.text)
        form = page.find("form", class_="taps")
        assert form.get("method", "get") == "get"
        fields = [(field["name"], field["value"]) for field in form.find_all("input")]
        button = form.find("button")
        path = "/find/?" + "&".join(
            f"{name}={value}" for name, value in [*fields, (button["name"], button["value"])]
        )
    assert len(set(asked)) == 4
    assert client.get(path).context["advice"]


def test_an_answer_can_be_changed(client, site_tree):
    response = client.get("/find/", ANSWERS)
    for _label, _words, url in response.context["given"]:
        again = client.get(url)
        assert len(again.context["answers"]) == 3


@pytest.mark.parametrize("wrong", ["dragons", "", "<b>", "\0", "violence' --", "x" * 3000])
def test_unknown_answers_are_asked_again(client, site_tree, wrong):
    response = client.get("/find/", {**ANSWERS, "hazard": wrong})
    assert response.context["name"] == "hazard"
    assert "<b>'" not in response.text


def test_the_best_evidence_comes_first(site_tree):
    titles = {}
    for evidence in ("opinion", "", "compared", "after-only"):
        titles[evidence] = practice(site_tree, f"ว่ายน้ำ {evidence or 'ไม่ทราบ'}", evidence=evidence).title
    found = [str(one.found.title) for one in advice(ANSWERS).practices]
    assert found == [titles["compared"], titles["after-only"], titles["opinion"]]


def test_only_what_fits_all_answers_where_there_is_any(site_tree):
    fitting = practice(site_tree, "ซ้อมหนีไฟ")
    practice(site_tree, "แพงมาก", cost=90_000)
    practice(site_tree, "เด็กเล็ก", levels=["early"])
    found = advice(ANSWERS)
    assert [one.found.url for one in found.practices] == [fitting.url]
    assert found.given_up == []


def test_says_plainly_that_others_are_only_near(client, site_tree):
    practice(site_tree, "แพงมาก", cost=90_000)
    response = client.get("/find/", ANSWERS)
    assert response.context["advice"].given_up == ["need"]
    assert "ใกล้เคียงที่สุด" in response.text
    assert "โรงเรียนมีอะไรอยู่บ้าง" in response.text


@pytest.mark.parametrize("field", ["hazards", "care_steps", "levels"])
def test_something_is_found_whatever_does_not_fit(site_tree, field):
    other = {"hazards": ["rights"], "care_steps": ["1"], "levels": ["early"]}[field]
    near = practice(site_tree, "ใกล้เคียง", **{field: other})
    assert [one.found.url for one in advice(ANSWERS).practices] == [near.url]


def test_leaves_out_drafts(client, site_tree):
    draft = practice(site_tree, "ฉบับร่างลับ", live=False)
    assert draft.title not in client.get("/find/", ANSWERS).text


def test_first_steps_are_those_of_the_care_step_and_the_hazard(client, site_tree):
    guide(
        site_tree, title="ขั้นป้องกัน", subject="care-step", care_step="4", text="ก่อนอื่น\n\n1. ประชุมครู\n2. แบ่งงาน"
    )
    guide(site_tree, title="อุบัติเหตุ", subject="hazard", hazard="accident")
    guide(site_tree, title="ความรุนแรง", subject="hazard", hazard="violence", text="1. แยกคู่กรณี")
    found = advice(ANSWERS).guides
    assert [(one.title, one.steps) for one in found] == [
        ("ขั้นป้องกัน", ["ประชุมครู", "แบ่งงาน"]),
        ("อุบัติเหตุ", ["โทรบอกผู้อำนวยการ", "พาเด็กไปที่สูง"]),
    ]


def test_whoever_knows_nothing_gets_an_overview(site_tree):
    guide(site_tree, title="ห้าขั้นตอน")
    assert [one.title for one in advice(UNSURE).guides] == ["ห้าขั้นตอน"]


def test_partners_who_took_part_come_before_those_who_usually_help(site_tree):
    def partner(kind):
        organisation = factories.PartnerFactory(partner_type=kind)
        return factories.PartnerPageFactory(parent=site_tree.partners, organisation=organisation)

    rescue, temple = partner("disaster"), partner("temple")
    partner("media")
    page = practice(site_tree, "ซ้อมหนีไฟ")
    page.partners.set([temple.organisation])
    page.save_revision().publish()
    assert [one.url for one in advice(ANSWERS).partners] == [temple.url, rescue.url]


def test_referral_names_partners_who_take_it(client, site_tree):
    taker = factories.PartnerPageFactory(parent=site_tree.partners, accepts_referral=True)
    other = factories.PartnerPageFactory(parent=site_tree.partners)
    urls = [one.url for one in advice(ANSWERS).referral]
    assert taker.url in urls
    assert other.url not in urls


def test_numbers_to_call_stand_above_all_advice(client, site_tree):
    practice(site_tree, "ซ้อมหนีไฟ")
    page = client.get("/find/", ANSWERS).text
    assert 0 < page.index("crisis-title") < page.index('id="practices"')
    assert "1300" in page


def test_an_empty_portal_still_says_whom_to_call(client, site_tree):
    response = client.get("/find/", ANSWERS)
    assert response.status_code == 200
    assert "1669" in response.text
    assert "เขตพื้นที่" in response.text


def test_every_combination_of_answers_is_answered(site_tree):
    practice(site_tree, "ซ้อมหนีไฟ", hazards=["accident", "violence"])
    factories.PartnerPageFactory(parent=site_tree.partners, accepts_referral=True)
    guide(site_tree, title="ห้าขั้นตอน")
    choices = [[key for key, _label in field.choices if key][::2] for field in FinderForm().fields.values()]
    for values in product(*choices):
        found = advice(dict(zip(ANSWERS, values, strict=True)))
        assert found.practices, values
        assert found.partners, values
        assert found.referral, values


def test_asks_the_database_only_so_often(client, site_tree, django_assert_max_num_queries):
    for number in range(6):
        page = practice(site_tree, f"ซ้อม {number}", evidence="opinion")
        page.partners.set([factories.PartnerPageFactory(parent=site_tree.partners).organisation])
        page.save_revision().publish()
    client.get("/find/", ANSWERS)
    with django_assert_max_num_queries(80):
        client.get("/find/", ANSWERS)


def test_is_the_same_for_every_stranger(site_tree, settings):
    """Kept pages: nothing in them belongs to one visitor."""
    settings.PUBLIC_CACHE_SECONDS = 60
    for query in ({}, ANSWERS):
        response = Client().get("/find/", query)
        assert not response.cookies
        assert "csrf" not in response.text
        assert Client().get("/find/", query)["ETag"] == response["ETag"]


def test_speaks_english(client, site_tree):
    assert "What is it about?" in client.get("/en/find/").text
    assert "Start again" in client.get("/en/find/", ANSWERS).text


def test_other_methods_are_refused(client, site_tree):
    assert client.post("/find/").status_code == 405


def test_ways_in_from_the_home_page_and_where_nothing_was_found(client, site_tree):
    assert 'href="/find/"' in client.get("/").text
    assert 'href="/find/"' in client.get("/search/", {"q": "ดาราศาสตร์"}).text
