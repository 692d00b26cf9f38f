"""Who are the people of the demonstration? One for each role, and one for each thing that can be missing."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from allauth.mfa.totp.internal.auth import generate_totp_secret
from dateutil.relativedelta import relativedelta
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts import agreement, codes, roles
from accounts.models import AccountState, Kind, Organisation, Practitioner
from accounts.vetting import Seen, vet
from audit.log import record

FILE: Final = Path(__file__).parent / "reference" / "demo_accounts.csv"
COLLEAGUES: Final = FILE.with_name("demo_colleagues.csv")  # who worked before, and signs in no more
PASSWORD: Final = "demonstration only"  # noqa: S105 - of invented people, on a loopback address


@dataclass(frozen=True)
class Account:
    """A row of the file; `lacks` is the code of the lapse that the account is there to show (accounts.access)."""

    forename: str
    surname: str
    email: str
    job_title: str
    role: str
    kind: str
    organisation: str
    employer: str
    sector: str
    lacks: str


def accounts(file: Path = FILE) -> list[Account]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [Account(**row) for row in csv.DictReader(rows)]


def make(wanted: list[Account], *, at: datetime, password: str = PASSWORD) -> list[Practitioner]:
    """Makes those that are not there yet; needs the reference data."""
    there = set(Practitioner.objects.values_list("email", flat=True))
    hashed = make_password(password)
    missing = [account for account in wanted if account.email not in there]
    with transaction.atomic():
        return [_make(account, number, hashed, at=at) for number, account in enumerate(missing)]


def _make(account: Account, number: int, password: str, *, at: datetime) -> Practitioner:
    organisation = Organisation.objects.get(kind=account.kind, code__iexact=account.organisation)
    person = Practitioner.objects.create(
        email=account.email,
        forename=account.forename,
        surname=account.surname,
        job_title=account.job_title,
        organisation=organisation,
        employer=_employer(account) or organisation,
        account_state=AccountState.SUSPENDED if account.lacks == "account" else AccountState.ACTIVE,
        password=password,
    )
    roles.give(person, account.role, organisation)
    facts = {"practitioner": str(person.pk), "role": account.role}
    record("practitioner.enrolled", at=at, source="make_demo_accounts", facts=facts)
    vet(person, _seen(account, number, at=at), by=None, at=at)
    if account.lacks != "agreement":
        agreement.accept(person, at=at)
    if account.lacks != "second_factor":
        codes.add_app(person, generate_totp_secret())
    return person


def _seen(account: Account, number: int, *, at: datetime) -> Seen:
    today = timezone.localdate(at)
    lapsed = today - relativedelta(years=3)  # the third anniversary is the first day without access
    return Seen(
        identity_on=today - relativedelta(months=7),
        disclosure_number=f"{1_000_000_000 + Practitioner.objects.count() + number:012}",
        clearance_issued_on=lapsed + (relativedelta() if account.lacks == "clearance" else _still(number)),
        trained_on=None if account.lacks == "training" else today - relativedelta(months=6),
    )


def _still(number: int) -> relativedelta:
    """How long this one's clearance lasts: from some days to two years and more, so that a list shows each case."""
    return relativedelta(days=12 + 37 * ((number * 7 + 15) % 29))


def _employer(account: Account) -> Organisation | None:
    if not account.employer:
        return None
    employer, _ = Organisation.objects.get_or_create(
        kind=Kind.SUPPLYING_BODY,
        code=slugify(account.employer)[-20:].strip("-"),
        defaults={"name": account.employer, "sector": account.sector},
    )
    return employer
