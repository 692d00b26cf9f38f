"""Who operates the service? And as whom does a command act: one who is named, and cleared at this moment (R-USER-8)."""

from datetime import datetime

from django.db import transaction

from accounts.access import Refused, actor, require
from accounts.email_addresses import account_with
from accounts.models import Practitioner
from accounts.permissions import OPERATE
from audit.log import record


class NoOperator(Exception):
    """The command does not act: nobody, or nobody who may operate now, has this email address."""


def operates(person: Practitioner) -> bool:
    """Whether this person may run the service now."""
    return person.has_perm(f"accounts.{OPERATE}", person.organisation)


def operator_named(email: str, *, command: str, at: datetime) -> Practitioner:
    """Raises NoOperator; that it was tried is in the log then."""
    person = account_with(email, among=Practitioner.objects.select_related("organisation"))
    if person is None:
        with transaction.atomic():
            record("access.refused", at=at, source=command, facts={"permission": OPERATE}, words=email)
        raise NoOperator(f"Nobody has an account with the email address {email}.")
    try:
        require(person, OPERATE, person.organisation, at=at)
    except Refused as refusal:
        facts = {"permission": OPERATE, "lapses": [lapse.code for lapse in refusal.lapses]}
        with transaction.atomic():
            record("access.refused", actor=actor(person), at=at, source=command, facts=facts)
        raise NoOperator(f"{email} may not operate the service now.") from refusal
    return person
