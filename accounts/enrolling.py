"""Who are the first operators of a fresh installation? Two or more at once, each seen by another of them (R-USER-8)."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.email_addresses import plain
from accounts.granting import NotDone
from accounts.joining import Newcomer, create_account, promise_letter
from accounts.models import Kind, Organisation, Practitioner
from accounts.roles import Operator
from accounts.vetting import Seen, check, vet
from audit.log import record

COLUMNS: Final = (
    "email",
    "forename",
    "surname",
    "job_title",
    "identity_seen_on",
    "disclosure_number",
    "disclosure_issued_on",
    "training_completed_on",
    "seen_by",
)


@dataclass(frozen=True)
class FirstOperator:
    """`seen_by` is the email address of another one in the file, who looked at the papers."""

    email: str
    forename: str
    surname: str
    job_title: str
    seen: Seen
    seen_by: str


def read(lines: Iterable[str]) -> list[FirstOperator]:
    """Raises NotDone, naming the row."""
    reader = csv.DictReader(lines)
    if missing := set(COLUMNS) - set(reader.fieldnames or ()):
        raise NotDone(f"The file needs the columns {', '.join(sorted(missing))}")
    return [_row(number, row) for number, row in enumerate(reader, start=2)]


def enrol(operators: list[FirstOperator], *, at: datetime) -> list[Practitioner]:
    """Makes and vets their accounts; each gets a letter, as everybody who is invited. Raises NotDone."""
    with transaction.atomic():
        team = Organisation.objects.select_for_update().filter(kind=Kind.NATIONAL_TEAM).first()
        if team is None:
            raise NotDone("There is no national team. Run load_reference_data first")
        if Practitioner.objects.filter(groups__name__endswith=f":{Operator.code}").exists():
            raise NotDone("There are operators already. They give the role to the next one")
        _refuse(operators)
        made = {one.email: _create(one, team, at=at) for one in operators}
        for one in operators:
            _vet(one, made[one.email], by=made[one.seen_by], at=at)
    return list(made.values())


def _refuse(operators: list[FirstOperator]) -> None:
    addresses = [one.email for one in operators]
    if len(set(addresses)) < 2 or len(set(addresses)) < len(addresses):
        raise NotDone("Name at least 2 different people, each in one row")
    for one in operators:
        if one.seen_by == one.email or one.seen_by not in addresses:
            raise NotDone(f"The papers of {one.email} must be seen by another person in the file")


def _create(one: FirstOperator, team: Organisation, *, at: datetime) -> Practitioner:
    newcomer = Newcomer(one.email, one.forename, one.surname, one.job_title, Operator.code, team.pk)
    person = create_account(newcomer, at=at)
    roles.give(person, Operator.code, team)
    return person


def _vet(one: FirstOperator, person: Practitioner, *, by: Practitioner, at: datetime) -> None:
    check(one.seen, of=person, on=timezone.localdate(at))
    vet(person, one.seen, by=by, at=at)
    facts = {"practitioner": str(person.pk), "seen_by": str(by.pk)}
    record("operator.enrolled", at=at, source="enrol_operators", facts=facts)
    promise_letter(person, by=by, at=at)


def _row(number: int, row: Mapping[str, str | None]) -> FirstOperator:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    if empty := [name for name, cell in cells.items() if not cell]:
        raise NotDone(f"Row {number}: {', '.join(empty)} must not be empty")
    seen = Seen(
        identity_on=_day(number, cells["identity_seen_on"]),
        disclosure_number=cells["disclosure_number"],
        clearance_issued_on=_day(number, cells["disclosure_issued_on"]),
        trained_on=_day(number, cells["training_completed_on"]),
    )
    who = (plain(cells["email"]), cells["forename"], cells["surname"], cells["job_title"])
    return FirstOperator(*who, seen, plain(cells["seen_by"]))


def _day(number: int, words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise NotDone(f"Row {number}: {words} must be a date like 2009-01-26") from error
