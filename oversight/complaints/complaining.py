"""How does somebody complain, ask how far it is, and go a step further? By a number and a code (R-AUDIT-5)

On the public page everybody may; from one network so many in so many minutes, and so many guesses at a code, as at
any other secret of the house (accounts.attempts).
"""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import actor
from accounts.administrators import administrators_of
from accounts.attempts import charge
from accounts.granting import NotDone
from accounts.holding import active_holders
from accounts.models import Kind, Organisation, Practitioner, Secret
from accounts.notices import tell
from audit.log import NOBODY, address, record
from contactpoint.vault.models import DataKey
from contactpoint.vault.tokens import token
from oversight.complaints.models import Complaint, Way
from shielding.times import after_working_days

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is read as something else
CODE_LENGTH: Final = 10
NATIONAL: Final = "decide_readiness"  # the national team's own right


@dataclass(frozen=True)
class Said:
    """What is sealed. `reach` may be empty: the answer is then read with the number and the code."""

    name: str
    reach: str
    words: str


@dataclass(frozen=True)
class Receipt:
    """Shown once."""

    number: int
    code: str
    due_on: date


@dataclass(frozen=True)
class Status:
    """What whoever complained is told. An empty answer: there is none yet."""

    number: int
    authority: str
    received_on: date
    due_on: date
    answer: str
    answered_at: datetime | None
    can_pass_on: bool
    passed_on_at: datetime | None
    national_due_on: date | None
    national_answer: str


class NoSuchComplaint(ValueError):
    """There is no complaint with this number and code."""


def authorities() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=Kind.AUTHORITY).order_by("name"))


def complain_on_the_page(area: UUID, said: Said, *, at: datetime) -> Receipt:
    """Raises attempts.Locked when too many came from this network, NotDone for no authority."""
    charge(Secret.CODE, about=f"complaints from {address.get()}", address=address.get(), at=at)
    with transaction.atomic():
        found = Organisation.objects.filter(kind=Kind.AUTHORITY, pk=area).first()
        if found is None:
            raise NotDone("Select your authority from the list")
        return _keep(found, Way.PAGE, said, received_on=timezone.localdate(at), by=None, at=at)


def enter(way: Way, said: Said, *, received_on: date, by: Practitioner, at: datetime) -> Receipt:
    """From a letter or a call, by somebody of the authority (who has asked handling.require_handler)."""
    with transaction.atomic():
        return _keep(by.organisation, way, said, received_on=received_on, by=by, at=at)


def status_of(number: int, code: str, *, at: datetime) -> Status:
    """Raises attempts.Locked, and NoSuchComplaint for a wrong number and a wrong code alike."""
    row = _by_code(number, code, at=at)
    return Status(
        number=row.number,
        authority=row.authority.name,
        received_on=row.received_on,
        due_on=row.due_on,
        answer=unsealed(row, "answer"),
        answered_at=row.answered_at,
        can_pass_on=may_pass_on(row, at=at),
        passed_on_at=row.passed_on_at,
        national_due_on=row.national_due_on,
        national_answer=unsealed(row, "national_answer"),
    )


def pass_on(number: int, code: str, *, because: str, at: datetime) -> None:
    """To the national team, by whoever complained. Raises attempts.Locked, NoSuchComplaint, NotDone."""
    row = _by_code(number, code, at=at)
    with transaction.atomic():
        row = Complaint.objects.select_for_update().get(pk=row.pk)
        if not may_pass_on(row, at=at):
            raise NotDone("This complaint cannot be passed on now")
        due = working_days_after(timezone.localdate(at))
        told = {"passed_on_at": at, "national_due_on": due, "reminded_on": None}
        kept = sealed(row, "passed_on_because", because)
        Complaint.objects.filter(pk=row.pk).update(**told, passed_on_because=kept)
        record("complaint.passed_on", at=at, facts={"complaint": row.number})
        for person in active_holders(NATIONAL, None):
            tell(person, "complaint_passed_on", at=at, path=reverse("complaints"), number=row.number)


def may_pass_on(row: Complaint, *, at: datetime) -> bool:
    """Once it is answered, for so many days."""
    if row.passed_on_at or row.answered_at is None:
        return False
    return at <= row.answered_at + timedelta(days=settings.COMPLAINT_NEXT_STEP_DAYS)


def working_days_after(day: date) -> date:
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return after_working_days(noon, settings.COMPLAINT_DAYS).date()


def said_of(row: Complaint) -> Said:
    text = unsealed(row, "said")
    return Said(**json.loads(text)) if text else Said("", "", "")


def sealed(row: Complaint, field: str, words: str) -> bytes:
    return DataKey.objects.get(pk=row.words_key).seal(words, place=_place(row, field))


def unsealed(row: Complaint, field: str) -> str:
    kept, key = getattr(row, field), DataKey.objects.filter(pk=row.words_key).first()
    return key.unseal(kept, place=_place(row, field)) if kept is not None and key else ""


def handlers_of(area: Organisation) -> list[Practitioner]:
    """Its data officers and its administrators."""
    return list(dict.fromkeys([*active_holders("manage_data", area), *administrators_of(area)]))


def _keep(
    area: Organisation, way: Way, said: Said, *, received_on: date, by: Practitioner | None, at: datetime
) -> Receipt:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    row = Complaint(authority=area, way=way, received_on=received_on, entered_by=by, entered_at=at)
    row.number, row.due_on = _new_number(), working_days_after(received_on)
    row.code = _code_token(row.number, code)
    row.words_key = DataKey.named(f"complaints:{at:%Y}").pk
    row.said = sealed(row, "said", json.dumps(asdict(said)))
    row.save(force_insert=True)
    facts = {"complaint": row.number, "way": way}
    record("complaint.made", at=at, actor=actor(by) if by else NOBODY, facts=facts)
    for person in handlers_of(area):
        tell(person, "complaint_made", at=at, path=reverse("complaints"), number=row.number)
    return Receipt(row.number, code, row.due_on)


def _new_number() -> int:
    while True:
        number = secrets.randbelow(90_000_000) + 10_000_000
        if not Complaint.objects.filter(number=number).exists():
            return number


def _by_code(number: int, code: str, *, at: datetime) -> Complaint:
    """A guess is counted before it is looked at, and forgotten when it was right."""
    guess = charge(Secret.CODE, about=f"complaint {number}", address=address.get(), at=at)
    row = Complaint.objects.select_related("authority").filter(number=number).first()
    right = secrets.compare_digest(bytes(row.code) if row else b"", _code_token(number, code))
    if row is None or not right:
        raise NoSuchComplaint
    guess.delete()
    return row


def _code_token(number: int, code: str) -> bytes:
    folded = "".join(code.upper().split()).replace("-", "")
    return token(f"{number}|{folded}", purpose="complaint.code")


def _place(row: Complaint, field: str) -> str:
    return f"oversight_complaint.{field}|{row.pk}"
