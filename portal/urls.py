from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents.views.serve import authenticate_with_password as documents_password
from wagtail.views import authenticate_with_password as page_password

from accounts.notice_views import webhook as line_webhook
from accounts.ratelimit import limited
from content.views import styleguide
from events.feeds import EventFeed
from home import views as home
from networks.feeds import NetworkFeed
from portal import views
from practices.feeds import PracticeFeed
from programme.indicators.public_views import results
from search.views import finder

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

#: A password that many share must not be guessed by trying.
few_guesses = limited("shared_password", per_minute=10, per_hour=40, methods=("POST",))

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_contact, name="security_contact"),
    # One sign-in, with lock-out and second factor: Wagtail's own two lead to it.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # Any editor could list every picture and document of the site here, and nothing needs it.
    re_path(r"^admin/api/main/(?:images|documents)/", views.nothing_here),
    path("admin/", include(wagtailadmin_urls)),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        few_guesses(documents_password),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("line/webhook/", line_webhook, name="line_webhook"),
    path("", include("media.urls")),
]

if settings.API_ENABLED:
    from portal import api

    urlpatterns.append(path("api/v3/", include((api.urlpatterns(), "ninja"), namespace="wagtailapi_v3")))

if settings.DEVELOPMENT:
    urlpatterns += i18n_patterns(
        path("styleguide/", styleguide, name="styleguide"), prefix_default_language=False
    )

urlpatterns += i18n_patterns(
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("my/", home.my_work, name="my_work"),
    path("my/account/", include("accounts.urls")),
    path("my/data/", include("home.data.urls")),
    path("my/notices/", include("accounts.notice_urls")),
    path("my/sheets/", include("organisations.incoming.urls")),
    path("my/practices/import/", include("practices.papers.import_urls")),
    path("my/practices/", include("practices.writing.urls")),
    path("my/review/", include("practices.review.urls")),
    path("search/", include("search.urls")),
    path("find/", finder, name="finder"),
    path("schools/", home.schools, name="schools"),
    path("schools/<uuid:uid>/", home.school, name="school"),
    path("feeds/practices.atom", PracticeFeed(), name="practice_feed"),
    path("feeds/networks.atom", NetworkFeed(), name="network_feed"),
    path("feeds/events.atom", EventFeed(), name="event_feed"),
    path("papers/", include("practices.papers.urls")),
    path("account/", include("allauth.urls")),
    path("", include("practices.adoption.urls")),
    path("", include("events.urls")),
    path("organisations/", include("organisations.urls")),
    path("networks/", include("networks.urls")),
    path("cockpit/", include("programme.cockpit.urls")),
    path("indicators/", include("programme.indicators.urls")),
    path("results/", results, name="results"),
    path("results/table.csv", results, {"form": "csv"}, name="results_csv"),
    path("results/table.xlsx", results, {"form": "xlsx"}, name="results_xlsx"),
    path("", include("networks.commitments.urls")),
    path("", include("programme.dossier.urls")),
    path("", include("programme.funds.urls")),
    path("", include("programme.plans.urls")),
    path("", include("programme.recognition.urls")),
    path("", include("programme.reports.urls")),
    path("guard/", include("privacy.urls")),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        few_guesses(page_password),
        name="wagtailcore_authenticate_with_password",
    ),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
