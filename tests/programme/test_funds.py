from decimal import Decimal

import pytest
from wagtail.models import PageViewRestriction

from programme.models import FundPeriod
from tests.factories import FundPageFactory

pytestmark = pytest.mark.django_db


def with_period(fund, **values):
    money = {"opening": Decimal(1000), "income": Decimal(500), "expense": Decimal(300), **values}
    fund.periods = [FundPeriod(fiscal_year=2569, **money)]
    fund.save_revision().publish()
    return fund


def test_what_is_left_follows_from_the_rest(client, site_tree):
    fund = with_period(FundPageFactory(parent=site_tree.funds))
    assert fund.periods.get().closing == Decimal(1200)
    assert "1,200" in client.get(fund.url).text


@pytest.mark.parametrize("grants", [1, 4])
def test_never_shows_a_number_that_could_point_at_a_child(client, site_tree, grants):
    fund = with_period(FundPageFactory(parent=site_tree.funds), grants=grants)
    text = client.get(fund.url).text
    assert "น้อยกว่า 5" in text
    assert f'<td class="n">{grants}</td>' not in text


def test_shows_five_grants(client, site_tree):
    fund = with_period(FundPageFactory(parent=site_tree.funds), grants=5)
    assert '<td class="n">5</td>' in client.get(fund.url).text


def test_index_leaves_out_drafts_and_private_funds(client, site_tree):
    draft = FundPageFactory(parent=site_tree.funds, live=False)
    private = FundPageFactory(parent=site_tree.funds)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    text = client.get(site_tree.funds.url).text
    assert draft.title not in text
    assert private.title not in text
