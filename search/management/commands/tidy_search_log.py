from django.core.management.base import BaseCommand

from search import querylog


class Command(BaseCommand):
    help = "Delete counts of searches that are too old or that too few people share; otherwise done with every search."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{querylog.tidy()} deleted")
