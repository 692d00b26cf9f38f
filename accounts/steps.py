"""How far is this account on its way, and who did each step when? (R-USER-1)"""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.access import has_second_factor
from accounts.clearance import ends_on, is_current
from accounts.documents import CURRENT
from accounts.models import AccountState, Practitioner
from contactpoint.pages.dates import day_in_words


@dataclass(frozen=True)
class Step:
    """`by` is empty for what nobody did yet, and for what the program did."""

    name: str
    done: bool
    by: str = ""
    at: date | datetime | None = None
    note: str = ""


def steps_of(person: Practitioner, *, at: datetime) -> tuple[Step, ...]:
    """In the order in which they are usually done."""
    on = timezone.localdate(at)
    return (
        _invited(person),
        _identity(person),
        _clearance(person, on=on),
        _training(person),
        _agreement(person),
        _second_factor(person),
        _active(person),
    )


def masked(disclosure_number: str) -> str:
    """The last four figures: enough to tell two disclosures apart."""
    return "•••• •••• " + disclosure_number[-4:]


def _invited(person: Practitioner) -> Step:
    latest = person.invitations.select_related("invited_by").order_by("-pk").first()
    if latest is None:
        return Step("Invited", done=True, at=person.invited_at)
    by = latest.invited_by.name if latest.invited_by else ""
    if latest.cancelled_at:
        return Step("Invited", done=False, by=by, at=latest.invited_at, note="Withdrawn")
    note = "Password set" if latest.accepted_at else "Has not set a password yet"
    return Step("Invited", done=True, by=by, at=latest.invited_at, note=note)


def _identity(person: Practitioner) -> Step:
    row = person.identities.select_related("verified_by").order_by("-verified_on").first()
    if row is None:
        return Step("Identity checked", done=False)
    return Step("Identity checked", done=True, by=_name(row.verified_by), at=row.verified_on)


def _clearance(person: Practitioner, *, on: date) -> Step:
    row = person.clearances.select_related("seen_by").order_by("-issued_on").first()
    if row is None:
        return Step("Enhanced clearance seen", done=False)
    current, ends = is_current(row.issued_on, on=on), ends_on(row.issued_on)
    until = f"{'ends' if current else 'ended'} on {day_in_words(ends)}"
    note = f"Disclosure {masked(row.disclosure_number)}, issued {day_in_words(row.issued_on)}, {until}"
    return Step("Enhanced clearance seen", done=current, by=_name(row.seen_by), at=row.seen_at, note=note)


def _training(person: Practitioner) -> Step:
    row = person.trainings.select_related("recorded_by").order_by("-completed_on").first()
    if row is None:
        return Step("Training completed", done=False)
    return Step("Training completed", done=True, by=_name(row.recorded_by), at=row.completed_on)


def _agreement(person: Practitioner) -> Step:
    name = "Agreement and security operating procedures accepted"
    rows = [
        row
        for row in person.agreements.select_related("recorded_by").order_by("-accepted_at")
        if CURRENT.get(row.document) == row.version  # type: ignore[call-overload]  # a text choice is its text
    ]
    if {row.document for row in rows} < set(CURRENT):
        return Step(name, done=False)
    latest = rows[0]
    note = "The signed paper was seen" if latest.recorded_by else ""
    return Step(name, done=True, by=_name(latest.recorded_by or person), at=latest.accepted_at, note=note)


def _second_factor(person: Practitioner) -> Step:
    if not has_second_factor(person):
        return Step("Second factor set up", done=False)
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    first = Authenticator.objects.filter(user=person, type__in=kinds).order_by("created_at")[0]
    return Step("Second factor set up", done=True, by=person.name, at=first.created_at)


def _active(person: Practitioner) -> Step:
    if person.account_state == AccountState.ACTIVE:
        return Step("Active", done=True, at=person.active_since or person.invited_at)
    change = person.state_changes.select_related("by").order_by("-at").first()
    if change is None:
        return Step("Active", done=False)
    note = f"{change.get_state_display()}: {change.get_because_display().lower()}"
    return Step("Active", done=False, by=_name(change.by), at=change.at, note=note)


def _name(somebody: Practitioner | None) -> str:
    return somebody.name if somebody else ""
