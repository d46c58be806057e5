"""A membership changes, or what rights hang on: the editing interface follows at once."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from accounts.models import User
from organisations import admin_groups
from organisations.models import Membership, Role
from organisations.policy import PLACES


@receiver([post_save, post_delete], sender=Membership)
def follow_membership(instance: Membership, **kwargs: object) -> None:
    # Read anew: the person may be about to go, and the object at hand may be old.
    if person := User.objects.filter(pk=instance.person_id).first():
        admin_groups.sync(person, was_administrator=instance.role == Role.ADMINISTRATOR)


@receiver(user_logged_in)
def follow_sign_in(user: User, **kwargs: object) -> None:
    admin_groups.sync(user)


def follow_new_list(created: bool, raw: bool = False, **kwargs: object) -> None:
    """A list of practices, events, … is made: the groups get their permissions there."""
    if created and not raw and admin_groups.made():
        admin_groups.ensure()


def follow_release(**kwargs: object) -> None:
    """Another release of the portal may have another table of rights."""
    if admin_groups.made():
        admin_groups.catch_up()


def connect(organisations: AppConfig) -> None:
    for place in PLACES:
        if place != admin_groups.ROOT:
            post_save.connect(follow_new_list, sender=place, dispatch_uid=f"admin_groups_{place}")
    post_migrate.connect(follow_release, sender=organisations, dispatch_uid="admin_groups_release")
