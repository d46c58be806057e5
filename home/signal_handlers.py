"""What follows when a school, its numbers, its vision or a plan change: the search finds it as it is now."""

from django.db.models.signals import post_delete, post_save, pre_delete

from home import schools
from organisations.models import Kind, Organisation, SchoolFacts
from programme.models import Plan, Vision
from search import sources


def school_changed(
    sender: type, instance: Organisation, raw: bool = False, created: bool = False, **kwargs: object
) -> None:
    if raw:
        return
    if instance.kind == Kind.CLUSTER and not created:
        cluster_changed(instance)
    elif instance.kind == Kind.SCHOOL or not created:
        # What was a school may have become something else.
        sources.changed(schools.PREFIX, [instance.pk])


def cluster_changed(instance: Organisation, **kwargs: object) -> None:
    """Its schools are found by its name. Before it is deleted: afterwards nobody knows which they were."""
    sources.changed(schools.PREFIX, instance.schools.values_list("pk", flat=True))


def school_deleted(sender: type, instance: Organisation, **kwargs: object) -> None:
    if instance.kind == Kind.SCHOOL:
        sources.changed(schools.PREFIX, [instance.pk])


def facts_changed(sender: type, instance: SchoolFacts, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        sources.changed(schools.PREFIX, [instance.school_id])


def purpose_changed(sender: type, instance: Vision | Plan, raw: bool = False, **kwargs: object) -> None:
    """A school is found by its vision and its plans too."""
    if not raw:
        sources.changed(schools.PREFIX, [instance.organisation_id])


def connect() -> None:
    sources.register(sources.Source(schools.PREFIX, schools.search_records))
    post_save.connect(school_changed, sender=Organisation, dispatch_uid="home.school_changed")
    for model in (Vision, Plan):
        for signal in (post_save, post_delete):
            signal.connect(purpose_changed, sender=model, dispatch_uid="home.purpose_changed")
    pre_delete.connect(cluster_changed, sender=Organisation, dispatch_uid="home.cluster_deleted")
    post_delete.connect(school_deleted, sender=Organisation, dispatch_uid="home.school_deleted")
    for signal in (post_save, post_delete):
        signal.connect(facts_changed, sender=SchoolFacts, dispatch_uid="home.facts_changed")
