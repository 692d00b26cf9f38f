"""What will the record be after this, as others will see it? Computed from the statements, and nothing written."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from accounts.models import AccountState, Practitioner
from contactpoint.pages.dates import day_in_words
from registry import statements
from registry.assertion import Assertion
from registry.models import (
    Child,
    EducationalSetting,
    Gender,
    Involvement,
    NameKind,
    Practice,
    Source,
    WaitingRow,
)
from registry.record.compute import Record, compute
from registry.record.saying import Saying
from registry.record.write import saying
from registry.shields import shielded_among
from registry.statements import Kept

Line = tuple[str, str]  # label, value


@dataclass(frozen=True)
class Preview:
    """The record in the fields that everybody sees, what moves, and how many people are told."""

    lines: tuple[Line, ...]
    moves: tuple[str, ...]
    told: int
    brief: bool = False  # of a record that most see no more of, or that another authority holds


def after_row(row: WaitingRow, said: Assertion, child: UUID | None, *, viewer: Practitioner) -> Preview:
    """After a row became part of this child's record, or a new record."""
    new = Saying(row.source_id, row.source.precedence, row.as_at, said)
    sayings = [*_sayings([child] if child else []), new]
    brief = _is_brief([child] if child else [], viewer) or said.restricted
    return Preview(_lines(compute(sayings), brief=brief), (f"1 statement of {row.source.name}",), 0, brief)


def after_merge(kept: UUID, closed: UUID, *, viewer: Practitioner) -> Preview:
    """After the second record became part of the first."""
    record, brief = compute(_sayings([kept, closed])), _is_brief([kept, closed], viewer)
    return Preview(_lines(record, brief=brief), _moving(closed), told_of([kept, closed]), brief)


def after_split(kept: UUID, going: Collection[UUID], *, viewer: Practitioner) -> tuple[Preview, Preview]:
    """After the statements `going` left the first record again: what stays, and what is the other's."""
    brief = _is_brief([kept], viewer)
    said = statements.of([kept])
    stays, goes = [one for one in said if one.id not in going], [one for one in said if one.id in going]
    told = told_of([kept])
    return tuple(  # type: ignore[return-value]  # two of them
        Preview(_lines(compute(_said(rows)), brief=brief), (), told, brief) for rows in (stays, goes)
    )


def _is_brief(children: Collection[UUID], viewer: Practitioner) -> bool:
    others = Child.objects.filter(pk__in=children).exclude(responsible_authority=viewer.organisation_id)
    return bool(shielded_among(children)) or others.exists()


def _sayings(children: Collection[UUID]) -> list[Saying]:
    return _said(statements.of(children))


def _said(kept: Iterable[Kept]) -> list[Saying]:
    ranks = dict(Source.objects.values_list("pk", "precedence"))
    return [saying(one, ranks) for one in kept]


def _lines(record: Record, *, brief: bool) -> tuple[Line, ...]:
    """No numbers, and of services only those that everybody may know of (R-REC-2, R-INV-2)."""
    lines = [*_who(record), *([] if brief else _whereabouts(record))]
    return tuple((label, value) for label, value in lines if value)


def _who(record: Record) -> Iterator[Line]:
    for said in record.names:
        name = said.value
        words = " ".join(part for part in (name.forename, name.middle_names, name.surname) if part)
        yield str(NameKind(name.kind).label), words
    if born := record.date_of_birth:
        estimated = born.by.assertion.birth_date_estimated
        yield "Date of birth", f"About {born.value.year} (estimated)" if estimated else day_in_words(born.value)
    yield "Gender", str(Gender(record.gender.value).label) if record.gender else ""


def _whereabouts(record: Record) -> Iterator[Line]:
    today = timezone.localdate()
    for place in (said.value for said in record.addresses[:1]):
        yield "Address", ", ".join(part for part in (place.lines, place.town, place.postcode) if part)
    urns = [said.value.urn for said in record.settings if _is_now(said.value.ended_on, today)]
    yield "School", ", ".join(EducationalSetting.objects.filter(urn__in=urns).values_list("name", flat=True))
    ods = record.practice.value.ods_code if record.practice else ""
    yield "Practice", ", ".join(Practice.objects.filter(ods_code=ods).values_list("name", flat=True))
    yield "Parents and carers", ", ".join(said.value.name for said in record.carers)
    for service in (said.value for said in record.services if not said.value.sensitive):
        if _is_now(service.ended_on, today):
            yield "Works with the child", f"{service.service}, {service.organisation_name}"


def _is_now(ended_on: date | None, today: date) -> bool:
    return ended_on is None or ended_on > today


def _moving(closed: UUID) -> tuple[str, ...]:
    said = len(statements.of([closed]))
    by_hand = Involvement.objects.filter(child=closed, source=None, sensitive=False).count()
    counts = ((said, "statement", "statements of sources"), (by_hand, "involvement", "involvements"))
    return tuple(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)


def told_of(children: Collection[UUID]) -> int:
    """How many people get a notice: whoever works with the child openly; nobody of a shielded one (R-SHIELD-8)."""
    if shielded_among(children):
        return 0
    open_ones = Involvement.objects.filter(child__in=children, ended_on=None, sensitive=False)
    people = open_ones.exclude(practitioner=None).exclude(practitioner__account_state=AccountState.CLOSED)
    return people.values("practitioner").distinct().count()
