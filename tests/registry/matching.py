"""What do the tests of review and merging set up? Rows that wait, and everything that is written of a record."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import Organisation, Practitioner
from registry import merge_asking
from registry.assertion import Assertion, Name, but
from registry.deciding import Given, Kinds, Result, decide, open_row
from registry.fingerprints import prints
from registry.models import (
    Address,
    Attendance,
    Caf,
    Carer,
    Child,
    ChildName,
    Identifier,
    Involvement,
    LeadProfessional,
    Merge,
    PracticeRegistration,
    Provenance,
    SearchRow,
    Source,
    SourceRecord,
    WaitingRow,
    Why,
)
from registry.waiting import Content, Held, hold
from tests import people
from tests.registry import children

TWICE = but(
    children.JOHN,
    names=(Name("current", "John", "", "Smith"),),
    gender="",
    identifiers={"nhs_number": ("9990000026",)},
    services=(),
    caf=None,
)
JON = but(children.JOHN, names=(Name("current", "Jon", "", "Smith"),), identifiers={}, services=(), caf=None)
TWIN = but(JON, names=(Name("current", "Peter", "", "Smith"),))
DIFFERENT = Given(Kinds.DIFFERENT, because="Another school year")


def waiting(
    said: Assertion = JON,
    *,
    near: Iterable[UUID] = (),
    at: datetime,
    area: Organisation | None = None,
    source: Source | None = None,
    key: str = "",
    held_for: timedelta = timedelta(),
    nowhere: bool = False,
    for_shielding: bool = False,
) -> UUID:
    """A row of a delivery that waits for the data officers of Liverpool, or of that area."""
    children.surroundings()
    source, place = source or children.source("social", "Social care records"), (uuid4(), 7)
    held = Held(
        place=place,
        content=Content(key or str(uuid4()), said.as_dict(), tuple(map(str, near))),
        as_at=at - timedelta(days=1),
        why=Why.NO_AUTHORITY if nowhere else Why.NEAR,
        authority=None if nowhere else (area or people.liverpool()).pk,
        for_shielding=for_shielding,
    )
    with transaction.atomic():
        hold([held], source=source, at=at - held_for)
    return WaitingRow.objects.get(delivery=place[0]).pk


def answer(row: UUID, given: Given, *, by: Practitioner, at: datetime) -> Result:
    """As on the page: opened, then answered."""
    return decide(row, given, seen=open_row(row, by=by, at=at).seen, by=by, at=at)[0]


def same(child: UUID) -> Given:
    return Given(Kinds.SAME, child=str(child), because="Same home")


def numbers(*who: UUID) -> list[str]:
    return [Child.objects.get(pk=child).number for child in who]


def one_child(one: UUID, other: UUID, *, by: Practitioner, at: datetime) -> Merge:
    """Somebody says that the two records are one child's."""
    seen = {str(child): one for child, one in prints([one, other]).items()}
    return merge_asking.say_same(one, other, because="One boy", seen=seen, by=by, at=at)


def merged(twice: tuple[UUID, UUID], *officers: Practitioner, at: datetime) -> Merge:
    for who in officers:
        merge = one_child(*twice, by=who, at=at)
    merge.refresh_from_db()
    assert merge.at == at
    return merge


def everything_about(*who: UUID) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these records by its content: what a split must bring back (R-FEED-6)."""
    return {model.__name__: sorted(_rows(model, who, names), key=repr) for model, names in _TABLES.items()}


def _rows(model: Any, who: Iterable[UUID], names: list[str]) -> list[tuple[Any, ...]]:
    key = "pk" if model is Child else "child_id"
    return list(model.objects.filter(**{f"{key}__in": list(who)}).values_list(*names))


def _columns(model: Any, *but: str) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in but]


# Ids that count upwards are written anew with the rows that are computed; every other column has to be the same.
_TABLES: dict[Any, list[str]] = {
    Child: _columns(Child),
    SourceRecord: _columns(SourceRecord),
    Involvement: _columns(Involvement),
    # By its words: one that no other row used had left the dictionary, and comes back under another id.
    SearchRow: [
        *_columns(SearchRow, "forename_id", "surname_id", "postcode_id", "street_id", "school_id"),
        *("forename__norm", "surname__norm", "postcode__postcode", "street__norm", "school__norm"),
    ],
    **{
        model: _columns(model, "id")
        for model in (
            Address,
            Attendance,
            Caf,
            Carer,
            ChildName,
            Identifier,
            LeadProfessional,
            PracticeRegistration,
            Provenance,
        )
    },
}
