"""What the door's page on a phone needs to work without a network."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from events.checkin import roll, syncing
from events.checkin.door import Keeper
from events.checkin.forms import WalkInForm
from events.checkin.views import at_the_door
from events.checkin.words import words
from events.registration import desk

#: What the phone keeps to draw the page: no person's data.
FILES = [
    "content/css/portal.css",
    "events/door.css",
    "events/door.js",
    "events/qr.js",
    "content/icons.svg",
    "content/gem.svg",
    "fonts/sarabun-thai-400.woff2",
    "fonts/sarabun-thai-700.woff2",
    "fonts/sarabun-latin-400.woff2",
    "fonts/sarabun-latin-700.woff2",
]
#: Largest request that a phone sends, in bytes.
LARGEST = 512 * 1024


@require_safe
@at_the_door()
def scan(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The door's page for a phone, with camera. It holds no names: those come by `people`."""
    context = {
        "event": keeper.event,
        "keeper": keeper,
        "words": words(),
        "form": WalkInForm(prefix=None, auto_id="walk_in_%s"),
        "keep_days": desk.keep_days(),
    }
    response = render(request, "events/checkin/scan.html", context)
    response["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
    return response


@require_safe
@at_the_door(quiet=True)
def people(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The list that a phone takes along, and what it needs to send something back."""
    log(keeper.event, "events.door_list", user=keeper.person, data={"door": keeper.name})
    return JsonResponse(
        {
            **roll.for_phone(keeper.event),
            "token": get_token(request),
            "keeper": keeper.name,
            "acts": keeper.acts,
        }
    )


@require_POST
@at_the_door(acting=True, quiet=True)
def sync(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Notes from a phone come in; what it doesn't know yet goes out."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or len(request.body) > LARGEST:
        return JsonResponse({"error": "unreadable"}, status=400)
    return JsonResponse({**syncing.bring_in(keeper, sent), "token": get_token(request)})


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it answers for the pages below /door/ when there is no network."""
    files = [static(name) for name in FILES]
    version = hashlib.sha256(repr(files).encode()).hexdigest()[:12]
    return render(
        request,
        "events/checkin/worker.js",
        {"files": json.dumps(files), "version": version, "scope": reverse("exchange:doors")},
        content_type="text/javascript; charset=utf-8",
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the door on its home screen."""
    home = reverse("exchange:doors")
    return JsonResponse(
        {
            "id": home,
            "name": gettext("Door of the event · V-CARE + N"),
            "short_name": gettext("Door"),
            "lang": get_language(),
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "background_color": "#fbf9f5",
            "theme_color": "#12376e",
            "icons": [
                {"src": static("content/gem.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("content/gem-180.png"), "sizes": "180x180", "type": "image/png"},
                {"src": static("events/door-512.png"), "sizes": "512x512", "type": "image/png"},
                {"src": static("events/door-192.png"), "sizes": "192x192", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
