"""A sheet's way in, as a person goes it: look at it, then bring it in or undo it."""

from django.urls import reverse

from organisations.models import IncomingSheet


def confirm(client, page):
    """Bring in what a preview shows."""
    assert page.status_code == 200
    address = reverse("sheets:confirm", args=[page.context["sheet"].uid])
    return client.post(address, {"digest": page.context["plan"].digest}, follow=True)


def counts(page) -> tuple[int, int, int, int]:
    """How many lines of a preview are new, changed, there already, refused."""
    plan = page.context["plan"]
    return len(plan.new), len(plan.changed), len(plan.same), len(plan.refused)


def last() -> IncomingSheet:
    return IncomingSheet.objects.latest("pk")


def undo(client, sheet=None):
    return client.post(reverse("sheets:undo", args=[(sheet or last()).uid]), follow=True)
