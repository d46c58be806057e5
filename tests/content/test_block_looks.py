"""Every block that an editor can choose has a look, in the page and in the chooser's preview."""

import pytest
from django.template.loader import get_template
from wagtail.blocks import Block, DateBlock, StreamBlock

from content import blocks as content_blocks
from content.blocks import PageBody
from events import models as event_models
from home import models as home_models
from tests.factories import UserFactory


def portal_blocks() -> list[type[Block]]:
    """Blocks that stand in a text; a date only stands in other blocks."""
    found = [
        block
        for module in (content_blocks, event_models, home_models)
        for block in vars(module).values()
        if isinstance(block, type) and issubclass(block, Block) and block.__module__ == module.__name__
    ]
    return [block for block in found if not issubclass(block, (StreamBlock, DateBlock))]


@pytest.mark.parametrize("block", portal_blocks(), ids=lambda block: block.__name__)
def test_has_a_template_a_preview_and_a_description(block):
    meta = block()
    get_template(meta.meta.template)
    assert meta.get_description()
    assert meta.is_previewable


@pytest.mark.parametrize("name", list(PageBody().child_blocks))
def test_previews_in_the_portals_own_look(client, site_tree, name):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    block = PageBody().child_blocks[name]
    response = client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert response.status_code == 200
    assert "content/css/portal.css" in response.text
