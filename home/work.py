"""What "my work" shows a signed-in person."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import TaskState

from accounts.models import Notice, User
from networks import board, ledger, registration
from networks.models import Match, PartnerPage
from organisations import admin_groups, policy
from organisations.models import Kind, Membership, Organisation, Role
from organisations.policy import Action, Thing
from practices.models import Adoption, PracticeQuestion
from practices.review import queue
from practices.writing.desk import Desk
from privacy.duties import Duties, duties_of

#: A membership that ends within these days is announced.
SOON_DAYS = 30
NOTICES_SHOWN = 5


@dataclass
class Work:
    """A person's memberships and what follows from them."""

    person: User
    memberships: list[Membership] = field(init=False)

    def __post_init__(self) -> None:
        self.memberships = policy.memberships(self.person)

    def ending_soon(self) -> list[Membership]:
        soon = timezone.localdate() + timedelta(days=SOON_DAYS)
        return [row for row in self.memberships if row.ends_on and row.ends_on <= soon]

    @cached_property
    def unread(self) -> int:
        return self.person.notices.unread().count()

    def notices(self) -> QuerySet[Notice]:
        """What the person has not read yet, the newest first."""
        return self.person.notices.unread().newest_first()[:NOTICES_SHOWN]

    @cached_property
    def may_edit(self) -> bool:
        """Whether the editing interface is open to this person."""
        return admin_groups.may_edit(self.person)

    @cached_property
    def may_see_applications(self) -> bool:
        return policy.may(self.person, Action.VIEW, Thing.APPLICATION)

    def applications_waiting(self) -> int:
        return registration.visible_to(self.person).waiting().count()

    @cached_property
    def privacy(self) -> Duties | None:
        """What waits for a person who looks after children's privacy."""
        return duties_of(self.person)

    @cached_property
    def may_review(self) -> bool:
        """Whether practices ever wait for this person."""
        return any(policy.may(self.person, action, Thing.SCHOOL_PRACTICE) for action in queue.DOES.values())

    def reviews_waiting(self) -> int:
        return queue.mine(self.person).count()

    def moderation_waiting(self) -> int:
        """Pages that wait for this person's approval."""
        return TaskState.objects.reviewable_by(self.person).count()

    @cached_property
    def sees_all_people(self) -> bool:
        """Whether there is more than one organisation whose people this person sees."""
        return self.person.is_authenticated and any(
            row.role in policy.OFFICE_ROLES
            and Action.VIEW in policy.RIGHTS[Role(row.role)].get(Thing.MEMBERSHIP, ())
            for row in self.memberships
        )

    def own_people(self) -> list[Organisation]:
        """The person's own organisations whose people they look after."""
        found = {
            row.organisation_id: row.organisation
            for row in self.memberships
            if policy.may(self.person, Action.VIEW, policy.At(Thing.MEMBERSHIP, row.organisation))
        }
        return list(found.values())

    @cached_property
    def desk(self) -> Desk:
        """The person's stories."""
        return Desk(self.person)

    @cached_property
    def meets_needs(self) -> bool:
        """Whether needs and offers concern this person."""
        return any(policy.may(self.person, Action.VIEW, thing) for thing in (Thing.NEED, Thing.OFFER))

    def matches_waiting(self) -> int:
        """Meetings of need and offer that wait for this person's side."""
        schools = policy.organisations_with(self.person, Action.EDIT, Thing.NEED)
        partners = policy.organisations_with(self.person, Action.EDIT, Thing.OFFER)
        return Match.objects.filter(
            Q(state=Match.State.OFFERED, need__school__in=schools)
            | Q(state=Match.State.ASKED, offer__partner__in=partners)
        ).count()

    def network_rows(self) -> list[board.Row]:
        """How many partner networks the person's schools have today."""
        found = []
        for school in self.desk.schools:
            rule, today = ledger.rule_of(school.office or school), timezone.localdate()
            judged = ledger.judged([school], rule, today)[school.pk]
            found.append(board.Row(school, judged, rule.school_minimum, today))
        return found

    @cached_property
    def adopting(self) -> list[Organisation]:
        """The person's own schools that may take over practices of others."""
        return policy.own_organisations(self.person, Action.CREATE, Thing.ADOPTION)

    def adoptions_waiting(self) -> int:
        """Adoptions of the person's schools that nobody has confirmed yet."""
        return Adoption.objects.kept().filter(school__in=self.adopting, confirmed_on=None).count()

    def questions_waiting(self) -> int:
        """Questions of other schools without an answer."""
        return PracticeQuestion.objects.filter(addressee__in=self.adopting, answered=False).count()

    @cached_property
    def sees_adoptions(self) -> bool:
        """Whether this person sees the adoptions of all schools of an office."""
        rows = policy.own_organisations(self.person, Action.VIEW, Thing.ADOPTION)
        return any(row.kind == Kind.OFFICE for row in rows)

    def profiles(self) -> QuerySet[PartnerPage]:
        """Profiles that the person looks after as a coordinator."""
        partners = [row.organisation_id for row in self.memberships if row.role == Role.COORDINATOR]
        return (
            PartnerPage.objects.filter(organisation__in=partners)
            .select_related("organisation")
            .order_by("pk")
        )

    @cached_property
    def has_second_factor(self) -> bool:
        return is_mfa_enabled(self.person, [Authenticator.Type.TOTP])

    @property
    def needs_second_factor(self) -> bool:
        return settings.REQUIRE_STAFF_TWO_FACTOR and self.may_edit and not self.has_second_factor
