"""How is a reported value corrected, or refused with a reason, and who is told? (R-REC-6, docs/adr/0015)

A correction is a statement of the source "corrected", kept and applied as those of any other source, so that it is
sealed, merged, parted and rebuilt as they are; nothing else is said of its item (registry.record.pins).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import actor
from accounts.models import AccountState, Practitioner
from accounts.notices import tell
from audit.log import record
from registry import dispute_queue
from registry.assertion import Assertion, but
from registry.disclosure import NotThere
from registry.dispute_words import Words, scheme_of, seal_because, words_of
from registry.models import Decision, Dispute, Item, Source
from registry.models.source import CORRECTED
from registry.record import Decision as Statement
from registry.record import apply_assertions, lock_children
from registry.record.compute import compute
from registry.record.pins import FIELDS, against_correction, correction, correction_of_numbers, overruled_before
from registry.record.saying import Saying
from registry.record.write import Key, sayings_of
from registry.values import Value, in_record


class NotTheSecond(ValueError):
    """Another officer decides what you reported."""


class CannotCorrect(ValueError):
    """This value is put right where it was entered."""


def to_correct(dispute: UUID, *, by: Practitioner, at: datetime) -> tuple[str, Value | None]:
    """The item, and the value that stands to be corrected; None where it stands no more. As `correct` raises."""
    row = _correctable(_open(dispute, by=by, at=at))
    values = in_record(row.item, compute(sayings_of([row.child_id])[row.child_id].values()))
    where = _where(values, row.item, words_of(row))
    return row.item, None if where is None else values[where][1]


def correct(
    dispute: UUID, new: Value | None, *, because: str = "", estimated: bool = False, by: Practitioner, at: datetime
) -> None:
    """This is the value from now on, whatever sources say; None: there is none. The one who reported is told.

    Raises Refused, NotThere, NotTheSecond, CannotCorrect.
    """
    with transaction.atomic():
        row = _correctable(_locked(dispute, by=by, at=at))
        said = sayings_of([row.child_id])[row.child_id]
        values = in_record(row.item, compute(said.values()))
        if row.item == Item.IDENTIFIERS:
            pin = _numbers(row, values, new, said)
        else:
            pin = correction(row.item, _instead(values, new, row.item, words_of(row)), estimated=estimated)
        _decide(row, Decision.CORRECTED, because, by=by, at=at)  # before it is moot
        _pin(row, _against(pin, row.item, list(said.values())), at=at)


def put_right(dispute: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """It was changed where it was entered: who works with the child is for them, or for their own source, to say.

    Raises Refused, NotThere, NotTheSecond.
    """
    with transaction.atomic():
        _decide(_locked(dispute, by=by, at=at), Decision.PUT_RIGHT, because, by=by, at=at)


def refuse(dispute: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """The value stays. What a source says against a correction is not brought before anybody again.

    Raises Refused, NotThere, NotTheSecond.
    """
    with transaction.atomic():
        row = _locked(dispute, by=by, at=at)
        _decide(row, Decision.REFUSED, because, by=by, at=at)
        if row.reported_by_id is None:
            _overrule(row, at=at)


def believe(dispute: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """The sources speak of the item again, as before it was corrected. Raises Refused, NotThere."""
    with transaction.atomic():
        row = _locked(dispute, by=by, at=at)
        if row.reported_by_id is not None:
            raise NotThere
        _decide(row, Decision.BELIEVED, because, by=by, at=at)
        for key, _ in _pins(row, sayings_of([row.child_id])[row.child_id]):
            _say(key, Assertion(withdrawn=True), row, as_at=at, at=at)


def _open(dispute: UUID, *, by: Practitioner, at: datetime) -> Dispute:
    row = dispute_queue.found(dispute, by=by, at=at)
    if row.decision:
        raise NotThere
    if row.reported_by_id == by.pk:
        raise NotTheSecond
    return row


def _locked(dispute: UUID, *, by: Practitioner, at: datetime) -> Dispute:
    """As it stands when nobody else changes the record: a case is decided once."""
    lock_children([_open(dispute, by=by, at=at).child_id])
    return _open(dispute, by=by, at=at)


def _correctable(row: Dispute) -> Dispute:
    if row.item not in FIELDS:
        raise CannotCorrect
    return row


def _numbers(
    row: Dispute, values: Sequence[tuple[str, Value]], new: Value | None, said: Mapping[Key, Saying]
) -> Assertion:
    """Of the series that was reported, and of those that were corrected before."""
    words = words_of(row)
    scheme = scheme_of(words)
    instead = _instead(values, (scheme, new) if isinstance(new, str) else new, row.item, words)
    before = [one for _, pin in _pins(row, said)[:1] for one in pin.assertion.identifiers]
    return correction_of_numbers((one for one in instead if isinstance(one, tuple)), schemes=[scheme, *before])


def _where(values: Sequence[tuple[str, Value]], item: str, words: Words) -> int | None:
    """Which value was reported; of what a source says else, the one that stands for the item now."""
    if words.value:
        return next((n for n, (told, _) in enumerate(values) if told == words.value), None)
    if item == Item.IDENTIFIERS:
        return next(
            (n for n, (_, one) in enumerate(values) if isinstance(one, tuple) and one[0] == scheme_of(words)), None
        )
    return 0 if values and item != Item.CARERS else None


def _instead(values: Sequence[tuple[str, Value]], new: Value | None, item: str, words: Words) -> tuple[Value, ...]:
    """All values of the item, with the right one in the place of the wrong one."""
    where = _where(values, item, words)
    those = [value for n, (_, value) in enumerate(values) if n != where]
    if new is None:
        return tuple(those)
    first = 0 if where is None else where
    return (*those[:first], new, *those[first:])


def _against(pin: Assertion, item: str, said: list[Saying]) -> Assertion:
    """What is said now against it is decided with it, and what was decided before stays so."""
    sources = (one.assertion for one in said if not one.assertion.corrects)
    overruled = overruled_before(said, item) | {against_correction(item, one, pin) for one in sources} - {""}
    return but(pin, overrules=tuple(sorted(overruled)))


def _pins(row: Dispute, said: Mapping[Key, Saying]) -> list[tuple[str, Saying]]:
    """The corrections of this item, by the key of each, the newest first."""
    found = [(key, one) for (_, key), one in said.items() if row.item in one.assertion.corrects]
    return sorted(found, key=lambda pair: pair[1].as_at, reverse=True)


def _overrule(row: Dispute, *, at: datetime) -> None:
    said = sayings_of([row.child_id])[row.child_id]
    for key, pin in _pins(row, said)[:1]:
        overrules = tuple(sorted({*pin.assertion.overrules, words_of(row).said}))
        _say(key, but(pin.assertion, overrules=overrules), row, as_at=pin.as_at, at=at)


def _pin(row: Dispute, pin: Assertion, *, at: datetime) -> None:
    _say(f"{row.child_id}:{row.item}", pin, row, as_at=at, at=at)


def _say(key: str, said: Assertion, row: Dispute, *, as_at: datetime, at: datetime) -> None:
    source = Source.objects.get(code=CORRECTED)
    apply_assertions([Statement(key, said, as_at, row.child_id)], source=source, at=at)


def _decide(row: Dispute, decision: Decision, because: str, *, by: Practitioner, at: datetime) -> None:
    sealed = seal_because(row, because) if because else None
    decided = {"decision": decision, "decided_by": by, "decided_at": at, "because": sealed}
    Dispute.objects.filter(pk=row.pk).update(**decided)
    facts = {"dispute": str(row.pk), "item": row.item}
    who, key = actor(by), row.words_key
    record(
        f"dispute.{decision}",
        at=at,
        actor=who,
        child_number=row.child.number,
        facts=facts,
        words=because,
        words_key=key,
    )
    reporter = row.reported_by
    if reporter and reporter.account_state != AccountState.CLOSED:
        tell(reporter, "report_answered", at=at, path=reverse("my_reports"))
