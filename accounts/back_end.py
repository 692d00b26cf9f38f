"""Whose password is this, and who does a session belong to?"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Practitioner


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: Any) -> Practitioner | None:
        """Also somebody whose account was closed: Django would quietly make nobody of them, and no event would say so.

        The middleware asks about the account on every request, refuses, and writes it down (R-USER-1).
        """
        return Practitioner.objects.filter(pk=user_id).select_related("organisation").first()
