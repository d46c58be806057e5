"""A membership changes: the editing interface follows at once."""

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from accounts.models import User
from organisations import admin_groups
from organisations.models import Membership, Role


@receiver([post_save, post_delete], sender=Membership)
def follow_membership(instance: Membership, **kwargs: object) -> None:
    # Read anew: the person may be about to go, and the object at hand may be old.
    if person := User.objects.filter(pk=instance.person_id).first():
        admin_groups.sync(person, was_administrator=instance.role == Role.ADMINISTRATOR)


@receiver(user_logged_in)
def follow_sign_in(user: User, **kwargs: object) -> None:
    admin_groups.sync(user)
