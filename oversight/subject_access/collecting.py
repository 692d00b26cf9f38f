"""What goes into the answer to a request, part by part, and what stands in the way of each thing? A job (R-AUDIT-4).

Each part is kept whole or not at all, so that a job that is killed goes on where it was. Where the child could decide
and did not agree, nothing that tells of a sensitive service is even collected: whoever prepares the answer cannot
see, include or count it (R-INV-2).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from audit.log import record
from contactpoint.jobs.queue import promise
from contactpoint.pages.dates import moment_in_words
from contactpoint.vault.models import DataKey
from oversight.subject_access.destroying import empty
from oversight.subject_access.facts import Fact, Sealer
from oversight.subject_access.looking import lists_of, looks_of
from oversight.subject_access.models import AccessItem, AccessRequest, Decision, Kind, Part
from registry.guarded import guarded_keys
from registry.held import Everything, Held, Section, everything_held
from registry.models import Child

COLLECT: Final = "subject_access.collect"
COLLECTED: Final = (Part.RECORD, Part.LOOKS)
WATCHED: Final = (Section.HOME, Section.CARERS)
CHANGED: Final = "The record has changed since it was collected. It is collected again, and has to be decided again"


@dataclass(frozen=True)
class Found:
    """One thing, before it is kept."""

    fact: Fact
    kind: Kind = Kind.OWN
    guarded: bool = False
    service: UUID | None = None
    tells_of: frozenset[UUID] = field(default=frozenset())


def begin(request: AccessRequest, *, at: datetime) -> None:
    """Inside the transaction of the act that lets it begin."""
    key = DataKey.make_many(1)[0]
    AccessRequest.objects.filter(pk=request.pk).update(content_key=key.pk, parts_done=[], failed_part="")
    promise(COLLECT, at=at, request=str(request.pk))


def collect_again_if_changed(row: AccessRequest, *, at: datetime) -> bool:
    """Whether the record is another one by now: then everything collected, decided and made of it goes.

    A shield that came since, of this child or of a sister, would else not be seen (R-SHIELD-8). So that nobody learns
    of one from it, a new home or carer or service counts as well. Call it with the request locked, before it is
    agreed, before documents are made and each time that one is taken away.
    """
    if row.collected_at is None:
        return False
    sealer, child = Sealer(row), Child.objects.select_related("responsible_authority").get(number=row.child_number)
    items = AccessItem.objects.filter(request=row, part=Part.RECORD)
    if Counter(_mark(item.kind, item.guarded, sealer.fact(item)) for item in items) == Counter(
        _mark(one.kind, one.guarded, one.fact) for one in _record(row, child)
    ):
        return False
    empty(row)
    over = ("collected_at", "passed_on_by", "passed_on_at", "agreed_by", "agreed_at", "made_at")
    AccessRequest.objects.filter(pk=row.pk).update(**dict.fromkeys(over))
    facts = {"request": str(row.pk)}
    record("subject_access.record_changed", at=at, source="oversight", child_number=row.child_number, facts=facts)
    begin(row, at=at)
    return True


def _mark(kind: str, guarded: bool, fact: Fact) -> tuple[str, bool, str, str]:
    return str(kind), guarded, fact.label, fact.value if fact.section in WATCHED else ""


def collect_next(request: UUID, *, at: datetime) -> bool:
    """The next part that is missing; True when there are more. Nothing for a request that is over."""
    with transaction.atomic():
        row = AccessRequest.objects.select_for_update().get(pk=request)
        missing = [part for part in COLLECTED if part not in row.parts_done]
        if not missing or row.withdrawn_at or row.collected_at:
            return False
        child = Child.objects.select_related("responsible_authority").get(number=row.child_number)
        part = missing[0]
        _keep(row, part, _WORK[part](row, child))
        done = [*row.parts_done, part]
        over = {"collected_at": at} if len(missing) == 1 else {}
        AccessRequest.objects.filter(pk=row.pk).update(parts_done=done, failed_part="", **over)
        facts = {"request": str(row.pk), "part": part}
        record("subject_access.collected", at=at, source="jobs", child_number=row.child_number, facts=facts)
    return len(missing) > 1


def gave_up(request: UUID, *, at: datetime) -> None:
    """So that the page says which part failed."""
    row = AccessRequest.objects.select_for_update().get(pk=request)
    part = next((part for part in (*COLLECTED, Part.FILES) if part not in row.parts_done), Part.FILES)
    AccessRequest.objects.filter(pk=request).update(failed_part=part)
    record("subject_access.failed", at=at, source="jobs", child_number=row.child_number, because=part)


def may_tell_all(row: AccessRequest) -> bool:
    """Whether a sensitive service may be told of: where the child asks, cannot decide, or agreed (R-INV-2).

    Then still two people decide about each.
    """
    return row.agreed is not False


def _record(row: AccessRequest, child: Child) -> Iterator[Found]:
    held = everything_held(child)
    guarded = frozenset() if held.shielded else guarded_keys(child, held.facts)
    seen: set[UUID | None] = set()
    for one in held.facts:
        if one.tells_of and not may_tell_all(row):
            continue
        about = one.service if one.service not in seen else None
        seen.add(about)
        kind = Kind.SENSITIVE if about else _kind(one, held)
        yield Found(_fact(one), kind, one.key in guarded, about, one.tells_of - {about})


def _kind(one: Held, held: Everything) -> Kind:
    if held.shielded and one.where:
        return Kind.SHIELDED
    return Kind.THIRD_PARTY if one.about_others else Kind.OWN


def _fact(one: Held) -> Fact:
    return Fact(one.section, one.label, one.value, one.source, moment_in_words(one.as_at) if one.as_at else "")


def _looks(row: AccessRequest, child: Child) -> Iterator[Found]:
    held = everything_held(child)
    for look in (*looks_of(child, held), *lists_of(child, held)):
        if not look.tells_of or may_tell_all(row):
            yield Found(look.fact, tells_of=look.tells_of)


_WORK: Final = {Part.RECORD: _record, Part.LOOKS: _looks}


def _keep(row: AccessRequest, part: Part, found: Iterable[Found]) -> None:
    """What would tell of a sensitive service by the way follows the item that is about it."""
    sealer, every = Sealer(row), list(found)
    items = [_item(row, part, number, one) for number, one in enumerate(every, 1)]
    kept = AccessItem.objects.filter(request=row, service__isnull=False).values_list("service", "pk")
    about = dict(kept) | {item.service: item.pk for item in items if item.service}
    for item, one in zip(items, every, strict=True):
        item.follows = sorted(about[service] for service in one.tells_of)
        item.sealed = sealer.seal_fact(item, one.fact)
    AccessItem.objects.bulk_create(items)


def _item(row: AccessRequest, part: Part, number: int, one: Found) -> AccessItem:
    decision = Decision.INCLUDE if one.kind == Kind.OWN else ""
    told = {"kind": one.kind, "guarded": one.guarded, "service": one.service, "decision": decision}
    return AccessItem(request=row, part=part, number=number, **told)
