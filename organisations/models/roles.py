"""What a person can be to an organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to an organisation. Office roles come first."""

    ADMINISTRATOR = "administrator", _("System administrator")
    OFFICE_DIRECTOR = "office-director", _("Director of the office")
    GROUP_DIRECTOR = "group-director", _("Head of group")
    OFFICER = "officer", _("Officer in charge")
    SUPERVISOR = "supervisor", _("Educational supervisor")
    PRIVACY_REVIEWER = "privacy-reviewer", _("Privacy reviewer")
    SCHOOL_DIRECTOR = "school-director", _("School director")
    TEACHER = "teacher", _("Teacher in charge")
    CLUSTER_CHAIR = "cluster-chair", _("Chair of the school cluster")
    COORDINATOR = "coordinator", _("Partner coordinator")
