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
from events.calls import access as calls
from events.certificates import listing as certificates
from events.checkin import door
from events.funnel import wishes
from events.models import Certificate, ExchangeEventPage, Registration
from events.record.access import unwritten_for
from events.registration import desk
from home.data import catalogue
from home.waiting import Waiting, waiting_for
from networks import board, ledger, model_networks, registration
from networks.commitments import access
from networks.models import Commitment, Match, NetworkSchool, PartnerPage, Party
from networks.vetting import queue as queue_of_partners
from organisations import admin_groups, confirming, joining, policy
from organisations.models import JoinRequest, Kind, Membership, Organisation, Role
from organisations.policy import Action, Thing
from practices.adoption import thanking
from practices.models import Adoption, PracticeQuestion, Thanks
from practices.review import queue
from practices.writing.desk import Desk
from privacy.duties import Duties, duties_of
from programme.dossier import access as dossier_access
from programme.models import Dossier, FundEntry, Plan, PlanActivity, Vision
from programme.plans import access as plans_access
from programme.recognition.receiving import received_by
from programme.reports import access as report_access
from programme.reports import desk as report_desk

#: A membership that ends within these days is announced.
SOON_DAYS = 30
NOTICES_SHOWN = 3
EVENTS_SHOWN = 3


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
    def waiting(self) -> list[Waiting]:
        return list(waiting_for(self))

    @cached_property
    def unread(self) -> int:
        return self.person.unread

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

    @cached_property
    def applications_waiting(self) -> int:
        return registration.visible_to(self.person).waiting().count()

    @cached_property
    def decides_about_partners(self) -> bool:
        """Whether partners' papers, appeals and changes ever wait for this person."""
        return policy.may(self.person, Action.DECIDE, Thing.VETTING)

    @cached_property
    def partners_waiting(self) -> int:
        return queue_of_partners.waiting(self.person)

    @cached_property
    def privacy(self) -> Duties | None:
        """What waits for a person who looks after children's privacy."""
        return duties_of(self.person)

    @cached_property
    def may_review(self) -> bool:
        """Whether practices ever wait for this person."""
        return any(policy.may(self.person, action, Thing.SCHOOL_PRACTICE) for action in queue.DOES.values())

    @cached_property
    def reviews_waiting(self) -> int:
        return queue.mine(self.person).count()

    @cached_property
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

    @cached_property
    def lets_in(self) -> bool:
        """Whether people who ask to join a school wait for this person."""
        return policy.may(self.person, Action.CREATE, Thing.INVITATION) and any(
            row.organisation.kind in {Kind.OFFICE, Kind.SCHOOL} for row in self.memberships
        )

    @cached_property
    def joining_waiting(self) -> int:
        return joining.decidable_by(self.person).count()

    @cached_property
    def confirmations_waiting(self) -> int:
        """People of whom this person is to say whether they are still responsible."""
        return confirming.to_answer(self.person).count()

    def own_requests(self) -> QuerySet[JoinRequest]:
        """What the person asked for and nobody has answered."""
        return joining.own(self.person)

    @cached_property
    def networks_asking(self) -> list[NetworkSchool]:
        """Networks of model schools that wait for this director's answer."""
        return list(model_networks.waiting_for(self.person))

    @cached_property
    def has_model_networks(self) -> bool:
        return policy.may(self.person, Action.EDIT, Thing.MODEL_NETWORK)

    @cached_property
    def sees_cockpit(self) -> bool:
        return policy.may(self.person, Action.VIEW, Thing.COCKPIT)

    @cached_property
    def sees_register(self) -> bool:
        return policy.may(self.person, Action.VIEW, Thing.REGISTER)

    @cached_property
    def takes_data(self) -> bool:
        """Whether there are lists that this person may take away as tables."""
        return bool(catalogue.open_to(self.person))

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

    @cached_property
    def matches_waiting(self) -> int:
        """Meetings of need and offer that wait for this person's side."""
        schools = policy.organisations_with(self.person, Action.EDIT, Thing.NEED)
        partners = policy.organisations_with(self.person, Action.EDIT, Thing.OFFER)
        return Match.objects.filter(
            Q(state=Match.State.OFFERED, need__school__in=schools)
            | Q(state=Match.State.ASKED, offer__partner__in=partners)
        ).count()

    @cached_property
    def commits(self) -> bool:
        """Whether commitments concern this person."""
        return policy.may(self.person, Action.VIEW, Thing.COMMITMENT)

    @cached_property
    def signatures_waiting(self) -> int:
        """Commitments of the person's organisations that not all have signed."""
        return access.visible_to(self.person).filter(state=Commitment.State.WAITING).count()

    @cached_property
    def own_signatures_waiting(self) -> int:
        """Commitments that the person's own organisations have not signed."""
        own = policy.own_organisations(self.person, Action.EDIT, Thing.COMMITMENT)
        asked = Party.objects.unsigned().filter(
            commitment__state=Commitment.State.WAITING, organisation__in=own
        )
        return asked.count() if own else 0

    @cached_property
    def planning(self) -> list[Organisation]:
        """The person's own school and office, with a vision and plans."""
        return plans_access.own(self.person)

    @cached_property
    def keeps_funds(self) -> bool:
        """Whether the ledger of the funds concerns this person."""
        return policy.may(self.person, Action.VIEW, Thing.FUND_LEDGER)

    @cached_property
    def fund_entries_waiting(self) -> int:
        """Entries that this person may approve; nobody approves their own."""
        if not policy.may(self.person, Action.DECIDE, Thing.FUND_LEDGER):
            return 0
        return FundEntry.objects.waiting().exclude(entered_by=self.person).count()

    @cached_property
    def sees_awards(self) -> bool:
        """Whether this person keeps the awards of the office."""
        return policy.may(self.person, Action.VIEW, Thing.AWARD)

    @cached_property
    def own_awards(self) -> int:
        """Awards announced for the person, and for the person's schools and their practices."""
        return received_by(self.person).count()

    @cached_property
    def applies(self) -> bool:
        """Whether this person puts dossiers for awards together."""
        return bool(dossier_access.own(self.person))

    def dossiers_open(self) -> list[Dossier]:
        """Dossiers of the person's own organisations that have not been sent, the most urgent first."""
        return list(dossier_access.visible_to(self.person).unsent())

    @cached_property
    def sees_all_plans(self) -> bool:
        return plans_access.office_of(self.person) is not None

    @cached_property
    def plans_late(self) -> int:
        """Activities of the person's own plans that should be done by now."""
        return PlanActivity.objects.late().filter(plan__organisation__in=self.planning).count()

    @cached_property
    def plans_waiting(self) -> int:
        """Visions and plans that wait for this person as a director."""
        places = [row for row in self.planning if plans_access.may(self.person, Action.CERTIFY, row)]
        visions = Vision.objects.drafts().filter(organisation__in=places)
        return visions.count() + Plan.objects.filter(organisation__in=places, state=Plan.State.SENT).count()

    @cached_property
    def reports(self) -> list[report_desk.Task]:
        """Term reports of the person's schools that the office asks for."""
        return report_desk.tasks(self.person)

    @cached_property
    def sees_reports(self) -> bool:
        """Whether term reports concern this person at all."""
        return bool(report_access.own_schools(self.person) or report_access.places_of_rounds(self.person))

    @cached_property
    def reports_to_read(self) -> int:
        return report_desk.to_read(self.person)

    def registrations_ahead(self) -> int:
        """Events to come for which this person has registered."""
        return (
            Registration.objects.alive()
            .filter(person=self.person, event__live=True, event__ends_at__gte=timezone.now())
            .count()
        )

    def own_certificates(self) -> int:
        return Certificate.objects.belonging_to(self.person).count()

    @cached_property
    def sees_certificates(self) -> bool:
        """Whether this person reads the register of certificates."""
        return certificates.sees_register(self.person)

    @cached_property
    def wishes_open(self) -> list[ExchangeEventPage]:
        """Events after which the person's schools may say what they want to try."""
        return list(wishes.open_for(self.person)[:EVENTS_SHOWN])

    @cached_property
    def proposes(self) -> bool:
        """Whether the person's schools present practices at events."""
        return bool(calls.schools_of(self.person))

    def open_calls(self) -> int:
        return calls.open_calls(self.person).count()

    def own_proposals(self) -> int:
        """Proposals of the person's schools for events to come that were not taken back."""
        rows = calls.own_proposals(self.person).standing()
        return rows.filter(call__event__ends_at__gte=timezone.now()).count()

    @cached_property
    def selects(self) -> bool:
        return policy.may(self.person, Action.DECIDE, Thing.CALL)

    @cached_property
    def proposals_waiting(self) -> int:
        return calls.undecided_for(self.person)

    @cached_property
    def records_waiting(self) -> int:
        """Events of the person's organisations that are over and have no record."""
        return unwritten_for(self.person).count()

    @cached_property
    def sees_registrations(self) -> bool:
        """Whether there is an event that this person looks after."""
        return desk.organised_by(self.person).exists()

    @cached_property
    def doors(self) -> list[ExchangeEventPage]:
        """Events of these days at whose door this person stands."""
        return list(door.on_duty(self.person)[:5])

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

    @cached_property
    def adoptions_waiting(self) -> int:
        """Adoptions of the person's schools that nobody has confirmed yet."""
        return Adoption.objects.kept().filter(school__in=self.adopting, confirmed_on=None).count()

    @cached_property
    def questions_waiting(self) -> int:
        """Questions of other schools without an answer."""
        return PracticeQuestion.objects.filter(addressee__in=self.adopting, answered=False).count()

    def thanks(self) -> int:
        """Schools that thanked the person's own for a practice."""
        return Thanks.objects.of(thanking.places_of(self.person)).count()

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
