"""Whose account has this email address, however it was typed?"""

from django.db.models import QuerySet

from accounts.models import Practitioner


def plain(email: str) -> str:
    """As accounts are kept: in small letters."""
    return email.strip().lower()


def account_with(email: str, *, among: QuerySet[Practitioner] | None = None) -> Practitioner | None:
    """Among everybody, or among these."""
    people = Practitioner.objects.all() if among is None else among
    return people.filter(email=plain(email)).first()
