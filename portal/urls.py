from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home import views as home
from portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("my/", home.my_work, name="my_work"),
    path("search/", include("search.urls")),
    path("account/", include("allauth.urls")),
    path("organisations/", include("organisations.urls")),
    path("networks/", include("networks.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
