"""The search desk in the editing interface."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from search import changes
from search.desk import urls
from search.desk.views import SEE


class DeskItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLResolver]:
    return [path("search-desk/", include(urls))]


@hooks.register("register_admin_menu_item")
def desk() -> MenuItem:
    return DeskItem(_("Search desk"), reverse("search_desk:queries"), icon_name="search", order=150)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="search", codename__in=changes.PERMISSIONS)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(changes.CREATED, _("Add to the search"), _("Added to the search"))
    actions.register_action(changes.CHANGED, _("Change the search"), _("Search changed"))
    actions.register_action(changes.DELETED, _("Take out of the search"), _("Taken out of the search"))
    actions.register_action(changes.REVERTED, _("Take back a change"), _("Change taken back"))
    actions.register_action("search.ask", _("Ask for a practice"), _("Practice asked for"))
    actions.register_action("search.answer", _("Answer a request"), _("Request answered"))
