import re
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from wagtail.images.utils import generate_signature
from wagtail.models import Collection, CollectionViewRestriction

from media.metadata import private_metadata
from media.pictures import address, address_name, responsive
from tests.factories import UserFactory
from tests.media import files


def restrict(thing, kind: str, **more) -> None:
    room = Collection.get_first_root_node().add_child(name="เฉพาะสำนักงาน")
    CollectionViewRestriction.objects.create(collection=room, restriction_type=kind, **more)
    thing.collection = room
    thing.save()


# Documents


def test_a_document_is_handed_out_under_its_thai_name(client, paper):
    response = client.get(paper.url)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''" + quote("แผนเผชิญเหตุ น้ำท่วม.docx")
    )
    assert response.getvalue() == paper.file.open().read()


def test_a_document_can_do_nothing_in_a_browser(client, paper):
    headers = client.get(paper.url).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment")


def test_a_document_is_not_sent_twice(client, paper):
    tag = client.get(paper.url).headers["ETag"]
    assert client.get(paper.url, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("address", ["/documents/999999/x.pdf", "/documents/99999999999999999999999/x.pdf"])
def test_an_unknown_document_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_a_guessed_number_is_not_enough(client, paper):
    assert client.get(f"/documents/{paper.pk}/plan.docx").status_code == 404
    assert client.get(f"/documents/{paper.pk}/{quote(paper.original_name)}").status_code == 404


def test_a_document_whose_file_is_gone_is_not_found(client, paper):
    paper.file.storage.delete(paper.file.name)
    assert client.get(paper.url).status_code == 404


def test_a_document_cannot_be_posted_to(client, paper):
    assert client.post(paper.url).status_code == 405


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.GROUPS])
def test_a_document_for_some_sends_others_to_sign_in(client, paper, kind):
    restrict(paper, kind)
    response = client.get(paper.url)
    assert response.status_code == 302
    assert "Content-Disposition" not in response.headers


def test_a_document_behind_a_password_asks_for_it(client, paper):
    restrict(paper, CollectionViewRestriction.PASSWORD, password="คลอง-2569")
    response = client.get(paper.url)
    assert "Content-Disposition" not in response.headers


def test_who_may_see_a_private_document_gets_it_and_no_cache_does(client, paper):
    restrict(paper, CollectionViewRestriction.LOGIN)
    client.force_login(UserFactory())
    response = client.get(paper.url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


# Pictures


def test_originals_have_no_address(client, image):
    for path in (image.file.name, f"images/../{image.file.name}", f"images/..%2f{image.file.name}"):
        assert client.get(f"/media/{path}").status_code == 404


def test_a_rendition_is_public_inert_and_kept_for_ever(client, image):
    headers = client.get(image.get_rendition("width-200").url).headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in headers["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["nothing.jpg", "nothing.html", "..", "%2e%2e%2fdb.sqlite3", "a\0.jpg", "x" * 400 + ".jpg"]
)
def test_nothing_else_lies_beside_the_renditions(client, db, name):
    assert client.get(f"/media/images/{name}").status_code == 404


@pytest.mark.parametrize(
    "spec",
    [
        "original",
        "width-300",
        "fill-200x100|format-jpeg",
        "format-png",
        "max-90x90|format-webp",
        "width-80|format-avif",
    ],
)
def test_every_rendition_is_clean(image, spec):
    assert private_metadata(image.get_rendition(spec).file.read()) == set()


def test_a_rendition_of_an_original_that_slipped_in_is_clean_too(image):
    storage, name = image.file.storage, image.file.name
    storage.delete(name)
    storage.save(name, ContentFile(files.photo()))
    image.refresh_from_db()
    assert private_metadata(image.file.open().read())
    one = image.get_rendition("width-200|format-jpeg")
    several = image.get_renditions("width-100", "width-120")
    for rendition in (one, *several.values()):
        assert private_metadata(rendition.file.read()) == set()


def test_a_signed_address_draws_the_picture_once(client, image, django_assert_max_num_queries):
    path = address(image, "fill-320x180|format-webp")
    response = client.get(path)
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert private_metadata(response.getvalue()) == set()
    assert image.renditions.count() == 1
    with django_assert_max_num_queries(3):
        client.get(path)
    assert image.renditions.count() == 1


def test_an_address_that_the_portal_did_not_sign_draws_nothing(client, image):
    spec = "fill-319x179|format-webp"
    name = address_name(image, spec)
    assert client.get(f"/media/pictures/forged/{image.pk}/{quote(spec)}/{name}").status_code == 404
    other = generate_signature(image.pk + 1, spec)
    assert client.get(f"/media/pictures/{other}/{image.pk}/{quote(spec)}/{name}").status_code == 404
    assert not image.renditions.exists()


def test_a_signed_address_of_another_file_or_a_nonsense_size_is_not_found(client, image):
    signature = generate_signature(image.pk, "width-90|format-webp")
    assert (
        client.get(f"/media/pictures/{signature}/{image.pk}/width-90%7Cformat-webp/old.webp").status_code
        == 404
    )
    signature = generate_signature(image.pk, "nonsense-1")
    assert client.get(f"/media/pictures/{signature}/{image.pk}/nonsense-1/x.jpg").status_code == 404


# The component


def html(image, **context) -> str:
    return render_to_string("components/picture.html", {"image": image} | context)


def test_offers_avif_and_webp_in_widths_and_a_jpeg(client, image, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = html(image, ratio="fill-800x450", sizes="50vw")
    assert re.findall(r'type="(image/\w+)"', page) == ["image/avif", "image/webp"]
    assert re.findall(r" (\d+)w", page) == ["320", "640", "960", "1280"] * 2
    assert 'width="1280" height="720"' in page
    assert 'alt="นักเรียนปลูกป่าชายเลน"' in page
    assert 'loading="lazy" decoding="async"' in page
    assert page.count('sizes="50vw"') == 2
    for path in re.findall(r"/media/pictures/[^ \"]+", page):
        assert client.get(path).status_code == 200


def test_what_the_component_says_of_size_is_true(client, image):
    picture = responsive(image, "fill-300x200")
    widest = picture.sources[1].srcset.split(", ")[-1].split()[0]
    rendition_size = client.get(widest) and image.renditions.get()
    assert (picture.width, picture.height) == (rendition_size.width, rendition_size.height)


def test_a_small_picture_is_not_blown_up(image):
    image.width, image.height = 200, 100
    picture = responsive(image)
    assert (picture.width, picture.height) == (200, 100)
    assert picture.sources[0].srcset.endswith(" 200w")
    assert ", " not in picture.sources[0].srcset


def test_alternative_text_can_be_given_or_be_empty(image):
    assert 'alt="ป่า"' in html(image, alt="ป่า")
    assert 'alt=""' in html(image, alt="")
    image.contextual_alt_text = "ภาพในบทความ"
    assert 'alt="ภาพในบทความ"' in html(image)
    image.decorative = True
    assert 'alt=""' in html(image)


def test_the_first_picture_of_a_screen_is_not_lazy(image):
    assert "lazy" not in html(image, lazy=False)


def test_no_picture_shows_nothing(db):
    assert html(None).strip() == ""


def test_a_picture_whose_file_is_gone_does_not_break_the_page(client, image):
    image.file.storage.delete(image.file.name)
    page = html(image, ratio="fill-800x450")
    assert "<picture>" in page
    assert client.get(responsive(image).src).status_code == 404


def test_a_ratio_that_is_none_is_a_mistake(image):
    with pytest.raises(ValueError, match="max-9x9"):
        responsive(image, "max-9x9")
