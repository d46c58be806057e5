"""What people are told, by kind: which letters may wait for a digest, and which go at once whatever anybody chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class When(models.TextChoices):
    """When a letter or message about a notice goes out. The inbox has it at once in any case."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day, together")
    WEEKLY = "weekly", _("Once a week, together")
    NEVER = "never", _("Only in the portal")


DIGESTS = (When.DAILY, When.WEEKLY)


class Group(models.TextChoices):
    """Kinds of notices that are chosen together. The last one is no choice."""

    WAITING = "waiting", _("What waits for you")
    RESULTS = "results", _("What became of what you sent or asked for")
    REMINDERS = "reminders", _("Reminders of days and ends")
    NEWS = "news", _("What happens with your practices and networks")
    ALWAYS = "always", _("What you have to know at once")


CHOSEN = (Group.WAITING, Group.RESULTS, Group.REMINDERS, Group.NEWS)

#: By letter, or by folder where it ends in a slash; the longest counts. Letters with a link that opens something by
#: itself, about the safety of children, about rights, and those to people of an event go at once.
GROUPS: dict[str, Group] = {
    "events/mail/": Group.ALWAYS,
    "events/mail/call_cancelled": Group.RESULTS,
    "events/mail/declined": Group.RESULTS,
    "events/mail/intent_declined": Group.RESULTS,
    "events/mail/next_actions": Group.REMINDERS,
    "events/mail/proposed": Group.RESULTS,
    "events/mail/reserve": Group.RESULTS,
    "events/mail/selected": Group.RESULTS,
    "events/mail/withdrawn": Group.RESULTS,
    "networks/commitments/mail/": Group.WAITING,
    "networks/commitments/mail/answered": Group.NEWS,
    "networks/commitments/mail/cancelled": Group.RESULTS,
    "networks/commitments/mail/declined": Group.RESULTS,
    "networks/commitments/mail/ends": Group.REMINDERS,
    "networks/commitments/mail/in_force": Group.RESULTS,
    "networks/commitments/mail/judged": Group.NEWS,
    "networks/commitments/mail/please_sign": Group.ALWAYS,
    "networks/commitments/mail/promise_late": Group.REMINDERS,
    "networks/commitments/mail/promise_soon": Group.REMINDERS,
    "networks/commitments/mail/reported": Group.NEWS,
    "networks/commitments/mail/signed": Group.NEWS,
    "networks/mail/": Group.WAITING,
    "networks/mail/appeal_decided": Group.RESULTS,
    "networks/mail/change_decided": Group.RESULTS,
    "networks/mail/lifted": Group.RESULTS,
    "networks/mail/lifted_school": Group.RESULTS,
    "networks/mail/match_agreed": Group.RESULTS,
    "networks/mail/match_declined": Group.RESULTS,
    "networks/mail/match_done": Group.NEWS,
    "networks/mail/match_withdrawn": Group.RESULTS,
    "networks/mail/mentee_named": Group.NEWS,
    "networks/mail/network_agreed": Group.RESULTS,
    "networks/mail/network_asked": Group.ALWAYS,
    "networks/mail/network_declined": Group.RESULTS,
    "networks/mail/suspended": Group.ALWAYS,
    "networks/mail/suspended_school": Group.ALWAYS,
    "networks/mail/vetting_ending": Group.REMINDERS,
    "networks/mail/vetting_granted": Group.RESULTS,
    "networks/mail/vetting_refused": Group.ALWAYS,
    "organisations/mail/": Group.ALWAYS,
    "organisations/mail/confirm_asked": Group.WAITING,
    "organisations/mail/confirm_missing": Group.REMINDERS,
    "organisations/mail/join_approved": Group.RESULTS,
    "organisations/mail/join_asked": Group.WAITING,
    "organisations/mail/join_refused": Group.RESULTS,
    "organisations/mail/merged": Group.NEWS,
    "organisations/mail/no_director": Group.WAITING,
    "organisations/mail/responsible_reminder": Group.WAITING,
    "practices/mail/": Group.NEWS,
    "practices/mail/adoption_confirmed": Group.RESULTS,
    "practices/mail/adoption_waiting": Group.ALWAYS,
    "practices/mail/answer": Group.WAITING,
    "practices/mail/pulse": Group.ALWAYS,
    "practices/mail/question": Group.WAITING,
    "practices/review/mail/": Group.WAITING,
    "practices/review/mail/done": Group.NEWS,
    "practices/review/mail/hidden": Group.ALWAYS,
    "practices/review/mail/please_certify": Group.ALWAYS,
    "practices/review/mail/published": Group.RESULTS,
    "practices/review/mail/remind": Group.REMINDERS,
    "practices/review/mail/remind_renewal": Group.REMINDERS,
    "practices/review/mail/remind_writer": Group.REMINDERS,
    "practices/review/mail/restored": Group.RESULTS,
    "practices/review/mail/retired": Group.RESULTS,
    "practices/review/mail/returned": Group.RESULTS,
    "practices/review/mail/selected": Group.RESULTS,
    "practices/review/mail/unselected": Group.RESULTS,
    "privacy/mail/": Group.ALWAYS,
    "privacy/mail/ending": Group.REMINDERS,
    "programme/": Group.WAITING,
    "programme/dossier/mail/": Group.RESULTS,
    "programme/dossier/mail/due": Group.REMINDERS,
    "programme/funds/mail/decided": Group.RESULTS,
    "programme/plans/mail/plan_approved": Group.RESULTS,
    "programme/plans/mail/plan_back": Group.RESULTS,
    "programme/reports/mail/certified": Group.RESULTS,
    "programme/reports/mail/returned": Group.RESULTS,
}


def group_of(template: str) -> Group:
    """The group of a letter; what nobody has thought of goes at once."""
    if template in GROUPS:
        return GROUPS[template]
    folders = [name for name in GROUPS if name.endswith("/") and template.startswith(name)]
    return GROUPS[max(folders, key=len)] if folders else Group.ALWAYS
