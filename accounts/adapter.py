"""Where our sign-in differs from allauth's: nobody signs up, axes counts, letters go through the queue."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import translation

from accounts.mail import enqueue
from accounts.models import User
from accounts.ratelimit import client_address


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: people are invited to an organisation."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Names the address as the sign-in form does, for axes counts by that field."""
        email = (credentials.get("email") or "").lower()
        return super().authenticate(request, **{**credentials, "email": email, "login": email})

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Known and unknown addresses take equally long: the letter leaves after the answer."""
        with translation.override("th"):
            message: EmailMessage = self.render_mail(template_prefix, email, context)
        enqueue([email], message.subject, message.body)
