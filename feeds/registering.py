"""How is a source registered, and changed? (R-FEED-2)

A data officer registers a source of the own area, an operator a national one. It changes nothing until it is
accredited; and what a source delivers cannot be changed without ending its accreditation.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from accounts.access import Refused, actor
from accounts.models import Kind, Organisation, Practitioner
from audit.log import record
from feeds.accrediting import end_as_changed
from feeds.rebuilding import promise_rebuilding
from feeds.scope import DATA, reach_of, source_to_change
from registry.models import Item, Source
from registry.models.source import OWN_SOURCES

LONGEST_CODE: Final = 50  # leaves room for a number
TYPED: Final = ("name", "contact")  # never repeated in the log's facts


@dataclass(frozen=True)
class Particulars:
    """What can be changed of a source without a new trial. Shares are 0 to 1."""

    name: str
    contact: str
    legal_basis: str
    every_days: int | None
    complete: bool
    control_total_required: bool
    review_required: bool
    error_share_allowed: Decimal
    jump_allowed: Decimal


@dataclass(frozen=True)
class Delivers:
    """What a source delivers, and for which items it is believed before whom; a rank that is missing is the last."""

    format: str
    asserts: tuple[Item, ...]
    precedence: Mapping[str, int]


@dataclass(frozen=True)
class Body:
    """Whose system it is: one that is known, or else one by name."""

    known: UUID | None
    name: str = ""
    sector: str = ""


def may_register(by: Practitioner, *, at: datetime) -> Organisation | None:
    """The area for which this person registers sources; None: national ones. Raises Refused."""
    reach = reach_of(by, at=at)
    if not reach.keeps_any():
        raise Refused(DATA, by.organisation_id)
    return reach.area


def bodies(area: Organisation | None) -> QuerySet[Organisation]:
    """The bodies that supply data already, and the area itself."""
    supply = Q(kind=Kind.SUPPLYING_BODY, sources__isnull=False)
    found = Organisation.objects.filter(supply | Q(pk=area.pk) if area else supply)
    return found.distinct().order_by("name")


def register(particulars: Particulars, delivers: Delivers, body: Body, *, by: Practitioner, at: datetime) -> Source:
    """A source that may only try until it is accredited. Raises Refused."""
    with transaction.atomic():
        area = may_register(by, at=at)
        supplier = _body(body)
        made = Source.objects.create(
            code=_code(particulars.name, area),
            body=supplier,
            area=area,
            described_at=at,
            **asdict(particulars),
            **_columns(delivers),
        )
        facts = {"source": str(made.pk), "body": str(supplier.pk), "area": str(area.pk) if area else ""}
        record("source.registered", at=at, actor=actor(by), source=made.code, facts=facts)
    return made


def change_particulars(source: UUID, new: Particulars, *, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NotYours."""
    with transaction.atomic():
        row = source_to_change(source, by=by, at=at)
        changed = {name: value for name, value in asdict(new).items() if getattr(row, name) != value}
        if not changed:
            return
        Source.objects.filter(pk=row.pk).update(**changed)
        facts = {
            name: "" if name in TYPED else [_plain(getattr(row, name)), _plain(new)] for name, new in changed.items()
        }
        record("source.changed", at=at, actor=actor(by), source=row.code, facts=facts)


def change_delivers(source: UUID, new: Delivers, *, by: Practitioner, at: datetime) -> bool:
    """Ends the accreditation; other ranks make records again. Whether anything changed. Raises Refused, NotYours."""
    with transaction.atomic():
        row = source_to_change(source, by=by, at=at)
        columns = _columns(new)
        changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not changed:
            return False
        Source.objects.filter(pk=row.pk).update(**changed, described_at=at)
        facts = {name: [getattr(row, name), value] for name, value in changed.items()}
        record("source.changed", at=at, actor=actor(by), source=row.code, facts=facts)
        end_as_changed(row, by=by, at=at)
        if "precedence" in changed:
            promise_rebuilding(row, by=by, at=at)
    return True


def change_mapping(source: UUID, mapping: Mapping[str, Any], *, by: Practitioner, at: datetime) -> bool:
    """Likewise. The headers of a file are the supplier's words: the log says only how many are read."""
    with transaction.atomic():
        row = source_to_change(source, by=by, at=at)
        if row.mapping == mapping:
            return False
        Source.objects.filter(pk=row.pk).update(mapping=dict(mapping), described_at=at)
        facts = {"mapping": len(mapping.get("columns", {}))}
        record("source.changed", at=at, actor=actor(by), source=row.code, facts=facts)
        end_as_changed(row, by=by, at=at)
    return True


def _columns(delivers: Delivers) -> dict[str, Any]:
    asserts = [item.value for item in Item if item in delivers.asserts]
    ranks = {item: rank for item, rank in delivers.precedence.items() if item in asserts}
    return {"format": delivers.format, "asserts": asserts, "precedence": ranks}


def _body(body: Body) -> Organisation:
    """A name that is known already is that body's."""
    if body.known:
        return Organisation.objects.get(pk=body.known)
    named = Organisation.objects.filter(kind=Kind.SUPPLYING_BODY, name__iexact=body.name).first()
    code = uuid4().hex[:20]
    return named or Organisation.objects.create(kind=Kind.SUPPLYING_BODY, name=body.name, sector=body.sector, code=code)


def _code(name: str, area: Organisation | None) -> str:
    """For commands, folders and the log: it never changes, whatever becomes of the name."""
    words = slugify(f"{area.name} {name}" if area else name)[:LONGEST_CODE].strip("-") or "source"
    taken = {*OWN_SOURCES, *Source.objects.filter(code__startswith=words).values_list("code", flat=True)}
    return next(code for number in range(1, len(taken) + 2) if (code := _numbered(words, number)) not in taken)


def _numbered(words: str, number: int) -> str:
    return words if number == 1 else f"{words}-{number}"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
