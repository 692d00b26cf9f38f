"""Among whom does a measurement look for shielded children? Some who are, some who are not, and a crowd around them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID, uuid4

from allauth.mfa.totp.internal.auth import generate_totp_secret
from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from accounts import agreement, codes, roles
from accounts.models import AccountState, Kind, Organisation, Practitioner, Stage
from accounts.vetting import Seen, vet
from bench.crowd import children as make_crowd
from registry.assertion import Assertion, CarerSaid, Name, Place, ServiceSaid, but
from registry.disclosure import give_reason
from registry.index import IndexEntry
from registry.models import Child, Item, Reason, Source
from registry.record import Decision, apply_assertions, rebuild
from registry.shields import put_on
from registry.starting_up import signed_from_the_beginning
from registry.visits import state_reason

BATCH: Final = 1_000


@dataclass(frozen=True)
class Sought:
    """A child with a record: what is said of it last."""

    child: UUID
    said: Assertion

    @property
    def name(self) -> Name:
        return self.said.names[0]


@dataclass(frozen=True)
class World:
    shielded: tuple[Sought, ...]
    plain: tuple[Sought, ...]
    viewer: Practitioner
    source: Source


def world(*, children: int, each: int, seed: int, at: datetime) -> World:
    """In the caller's transaction. `each`: how many are shielded, and as many are looked at beside them."""
    area = area_for(at=at)
    source = Source.objects.create(
        code=f"bench-{uuid4().hex[:8]}", name="Bench", body=area, legal_basis="required", format="ctf",
        asserts=Item.values,
    )  # fmt: skip
    crowd = make_crowd(children + 2 * each, seed=seed)
    known = [make(part, source, area, at=at) for part in (said_of(islice(crowd, each)), said_of(islice(crowd, each)))]
    for batch in iter(lambda: said_of(islice(crowd, BATCH)), []):
        make(batch, source, area, at=at)
    shield([one.child for one in known[0]], at=at)
    viewer = somebody(area, at=at)
    for one in (*known[0], *known[1]):
        give_reason(one.child, reason=Reason.PROVIDING, viewer=viewer, at=at)
    return World(tuple(known[0]), tuple(known[1]), viewer, source)


def area_for(*, at: datetime) -> Organisation:
    """Under a number that no authority has."""
    taken = set(Organisation.objects.filter(kind=Kind.AUTHORITY).values_list("code", flat=True))
    code = next(str(number) for number in range(999, 100, -1) if str(number) not in taken)
    area = Organisation.objects.create(
        kind=Kind.AUTHORITY, code=code, name="Bench", stage=Stage.LIVE, team_phone="01632 960000"
    )
    signed_from_the_beginning([area.pk], at=at)
    return area


def shield(children: Iterable[UUID], *, at: datetime) -> None:
    """As whoever shields does."""
    hiding = set(children)
    with transaction.atomic():
        put_on(hiding, because="bench", at=at)
        rebuild(hiding)


def said_of(entries: Iterable[IndexEntry]) -> list[Assertion]:
    return [_assertion(entry, number) for number, entry in enumerate(entries)]


def _assertion(entry: IndexEntry, number: int) -> Assertion:
    return Assertion(
        names=tuple(Name(kind, forename, "", surname) for forename, surname, kind in entry.names),
        date_of_birth=entry.birth_date,
        gender=entry.gender,
        addresses=(Place("current", entry.street, "Benchton", f"{entry.postcode[:-3]} {entry.postcode[-3:]}"),),
        carers=(CarerSaid("Kim Carer", "mother", True, "01632 960001"),),
        services=tuple(_service(service, number) for service in ("School nursing", "Social care")),
    )


def _service(service: str, number: int) -> ServiceSaid:
    return ServiceSaid("health", service, date(2025, 2, 3), "Bench services", contact_name=f"Worker {number}")


def make(said: list[Assertion], source: Source, area: Organisation, *, at: datetime) -> list[Sought]:
    keys = [uuid4().hex for _ in said]
    decisions = [Decision(key, one, at, None, area.pk) for key, one in zip(keys, said, strict=True)]
    apply_assertions(decisions, source=source, at=at)
    records = dict(source.records.filter(key__in=keys).values_list("key", "child"))
    return [Sought(records[key], one) for key, one in zip(keys, said, strict=True)]


def somebody(area: Organisation, *, at: datetime, role: str = "practitioner") -> Practitioner:
    """Of this role, with everything that it takes."""
    today, name = timezone.localdate(at), uuid4().hex[:12]
    person = Practitioner.objects.create(
        email=f"bench.{name}@example.org", organisation=area, employer=area, account_state=AccountState.ACTIVE
    )
    roles.give(person, role, area)
    number = f"{uuid4().int % 10**12:012}"
    vet(person, Seen(today, number, today - relativedelta(months=1), today), by=None, at=at)
    agreement.accept(person, at=at)
    codes.add_app(person, generate_totp_secret())
    return person


def with_history(here: World, of: Sought, *, rows: int, at: datetime) -> None:
    """So many rows more: a third of them statements, the others visits with their events."""
    decisions = list(islice(_moves(of, at=at), rows // 3))
    apply_assertions(decisions, source=here.source, at=at)
    row = Child.objects.select_related("words_key").get(pk=of.child)
    for _ in range(rows // 3 + 1):
        state_reason(row, by=here.viewer, reason=Reason.OTHER, words="To find out", at=at)


def _moves(of: Sought, *, at: datetime) -> Iterator[Decision]:
    number = 0
    while True:
        number += 1
        said = but(of.said, addresses=(Place("current", f"{number} Quiet Mews", "Benchton", "ZE1 0AA"),))
        yield Decision(uuid4().hex, said, at + timedelta(seconds=number), of.child)
