"""Whose is a row that waits? A person answers, a second one where it is risky, and then it happens (R-FEED-5)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from accounts.access import actor
from accounts.models import Kind, Organisation, Practitioner
from audit.log import record
from registry import carrying_out, risk
from registry.asked import Asked, asked_about, asked_unhidden
from registry.comparing import Compared, compare_row, scores_of_row
from registry.fingerprints import Print, all_changed, prints
from registry.models import Answer, Step, WaitingRow, Why
from registry.sides import Side, side_of_row


class Kinds(models.TextChoices):
    """What a person can answer."""

    SAME = "same", "Same child"
    DIFFERENT = "different", "Different children"
    CANNOT_TELL = "cannot_tell", "Cannot tell"
    REFER = "refer", "Refer to another authority"
    # First, where the row may be about a record that closed because the child has a new identity (R-REC-7)
    KEEP_OUT = "keep_out", "About the closed record: keep it out"
    NOT_CLOSED = "not_closed", "Not about the closed record"


class Result(models.TextChoices):
    """What became of an answer."""

    DONE = "done", "The decision is saved"
    SECOND = "second", "Your answer is saved. A second person answers too, because {why}"
    DISAGREED = "disagreed", "Your answer is saved. A third person decides, because two answers differ"
    NOTED = "noted", "Your note is saved. It stays in the list"
    REFERRED = "referred", "It waits for {authority} from now on"
    GOES_ON = "goes_on", "The answer is saved. The row waits to be compared with open records"


class Changed(Exception):
    """The information has changed since you opened this page; `what` says where, by record."""

    def __init__(self, what: Mapping[UUID, list[str]]) -> None:
        super().__init__()
        self.what = what


@dataclass(frozen=True)
class Given:
    """One person's answer."""

    kind: str  # Kinds
    child: str = ""  # of the same child: which record
    authority: str = ""  # of a new record, or to which it is referred
    because: str = ""

    @property
    def decides(self) -> bool:
        return self.keeps or self.kind in (Kinds.KEEP_OUT, Kinds.NOT_CLOSED)

    @property
    def keeps(self) -> bool:
        """Whether what the row says becomes part of a record."""
        return self.kind in (Kinds.SAME, Kinds.DIFFERENT)

    def agrees_with(self, other: "Given") -> bool:
        return (self.kind, self.child) == (other.kind, other.child)


@dataclass(frozen=True)
class Opened:
    """A row, as the page shows it. Without `compared` it can only be referred: the person sees no child."""

    row: UUID
    source: str
    number: int
    held_at: datetime
    why: str
    step: str
    compared: Compared | None
    said: Side | None  # what the row says, where the person sees children
    seen: dict[str, Print]
    own_child: str  # letter of the record to which the source's key belongs already
    notes: tuple[str, ...]
    chooses_authority: bool
    two_because: tuple[str, ...]
    answers: tuple[Kinds, ...]  # beside the records that it may be
    closed: bool  # first of all: is it about a record that closed?
    bound: bool  # it bears a number of such a record, or the source's own key
    archived: bool  # it resembles a record in the archive, which is not shown


def open_row(row: UUID, *, by: Practitioner, at: datetime) -> Opened:
    """Locks it to this person for a while and shows it; every record shown is counted and in the log.

    Raises Refused, NotThere, TakenByColleague, WaitsForColleague, LimitReached.
    """
    asked = asked_unhidden(row, by=by, at=at)
    with transaction.atomic():
        asked = asked_about(row, by=by, at=at)
        said, source = asked.content.read(), asked.row.source.name
        sees = by.organisation.kind == Kind.AUTHORITY
        compared = compare_row(said, asked.children, source=source, viewer=by, at=at) if sees else None
        record("row.opened", at=at, actor=actor(by), facts={"row": str(asked.row.pk), "records": len(asked.children)})
        two = _why_two(asked) if asked.row.step == Step.FIRST and sees else []
    letters = {side.child: side.letter for side in compared.records} if compared else {}
    return Opened(
        row=asked.row.pk,
        source=source,
        number=asked.row.number,
        held_at=asked.row.held_at,
        why=asked.row.get_why_display(),
        step=asked.row.step,
        compared=compared,
        said=side_of_row(said, source=source) if sees else None,
        seen={str(child): one for child, one in prints(asked.children).items()},
        own_child=letters.get(asked.owner, ""),
        notes=_notes(asked.row),
        chooses_authority=asked.row.why == Why.NO_AUTHORITY,
        two_because=tuple(two),
        answers=_answers(asked, by=by),
        closed=bool(asked.meant.closings) and sees,
        bound=asked.meant.bound,
        archived=asked.archived and sees,
    )


def _answers(asked: Asked, *, by: Practitioner) -> tuple[Kinds, ...]:
    """Whoever sees no child decides about none; what bears a closed record's number or key is nobody else's."""
    if by.organisation.kind != Kind.AUTHORITY:
        return (Kinds.CANNOT_TELL, Kinds.REFER)
    if not asked.meant.closings:
        return (Kinds.DIFFERENT, Kinds.CANNOT_TELL, Kinds.REFER)
    return (Kinds.KEEP_OUT, *(() if asked.meant.bound else (Kinds.NOT_CLOSED,)), Kinds.CANNOT_TELL)


def decide(row: UUID, given: Given, *, seen: Mapping[str, Print], by: Practitioner, at: datetime) -> tuple[Result, str]:
    """What became of the answer, and the words that belong into the sentence.

    `seen` are the fingerprints of the page that was answered. Raises as open_row does, Changed when something is
    not as it was then, CannotKeep, and ValueError for an answer that this row does not allow.
    """
    asked_unhidden(row, by=by, at=at)
    with transaction.atomic():
        asked = asked_about(row, by=by, at=at)
        _check(asked, given, by=by)
        if what := all_changed(seen, prints(asked.children)):
            raise Changed(what)
        if given.kind == Kinds.REFER:
            return Result.REFERRED, _refer(asked.row, given, by=by, at=at)
        if given.kind == Kinds.CANNOT_TELL:
            _keep(asked.row, given, by=by, at=at)
            return Result.NOTED, ""
        return _decide(asked, given, by=by, at=at)


def _check(asked: Asked, given: Given, *, by: Practitioner) -> None:
    if given.kind == Kinds.SAME and given.child not in {str(child) for child in asked.children}:
        raise ValueError(given.child)
    if given.kind != Kinds.SAME and given.kind not in _answers(asked, by=by):
        raise ValueError(given.kind)


def _decide(asked: Asked, given: Given, *, by: Practitioner, at: datetime) -> tuple[Result, str]:
    earlier = [(answer, _read(answer)) for answer in asked.row.answers.filter(decides=True).select_related("by")]
    two = _why_two(asked) if asked.row.step == Step.FIRST else []
    if two:
        _keep(asked.row, given, by=by, at=at)
        WaitingRow.objects.filter(pk=asked.row.pk).update(step=Step.SECOND)
        return Result.SECOND, risk.WORDS[two[0]]
    if asked.row.step == Step.SECOND:
        agreed = given.agrees_with(earlier[0][1])
        _keep(asked.row, given, by=by, at=at, agreed=agreed)
        if not agreed:
            WaitingRow.objects.filter(pk=asked.row.pk).update(step=Step.DISAGREED)
            return Result.DISAGREED, ""
    return _carry_out(asked, given, [answer.by for answer, _ in earlier], by=by, at=at), ""


def _carry_out(asked: Asked, given: Given, others: Sequence[Practitioner], *, by: Practitioner, at: datetime) -> Result:
    if given.kind == Kinds.NOT_CLOSED:
        _go_on(asked, by=by, at=at)
        return Result.GOES_ON
    done = carrying_out.Decided(
        child=UUID(given.child) if given.child else None,
        authority=UUID(given.authority) if given.authority else None,
        because=given.because,
        others=tuple(other.pk for other in others),
    )
    if given.kind == Kinds.KEEP_OUT:
        carrying_out.keep_out(asked.row, done, by=by, at=at)
    else:
        carrying_out.carry_out(asked.row, asked.content, asked.children, done, by=by, at=at)
    return Result.DONE


def _go_on(asked: Asked, *, by: Practitioner, at: datetime) -> None:
    """The next question begins anew; the log says that one was answered, and not what it was (R-REC-7)."""
    asked.row.answers.filter(decides=True).delete()
    not_about = [*asked.row.not_about, *sorted(asked.meant.closings)]
    moved: dict[str, Any] = {"step": Step.FIRST, "claimed_by": None, "claimed_until": None}
    WaitingRow.objects.filter(pk=asked.row.pk).update(not_about=not_about, **moved)
    record("row.answered", at=at, actor=actor(by), facts={"row": str(asked.row.pk), "decides": True})


def _why_two(asked: Asked) -> list[str]:
    return risk.why_two(
        scores_of_row(asked.content.read(), asked.children),
        about=str(asked.row.pk),
        records=1 + len(asked.children),
        shielded=asked.row.for_shielding,
    )


def _keep(row: WaitingRow, given: Given, *, by: Practitioner, at: datetime, agreed: bool | None = None) -> None:
    """An answer, sealed with the row, and the row free for the next person."""
    answer = Answer(row=row, by=by, at=at, decides=given.decides, agreed=agreed)
    answer.sealed = row.content_key.seal(json.dumps(asdict(given)), place=_place(answer))
    answer.save(force_insert=True)
    WaitingRow.objects.filter(pk=row.pk).update(claimed_by=None, claimed_until=None)
    record("row.answered", at=at, actor=actor(by), facts={"row": str(row.pk), "decides": given.decides})


def _refer(row: WaitingRow, given: Given, *, by: Practitioner, at: datetime) -> str:
    """Begins again there: answers of here bind nobody."""
    to = Organisation.objects.filter(pk=given.authority, kind=Kind.AUTHORITY).first()
    if to is None or to.pk == row.authority_id:
        raise ValueError(given.authority)
    row.answers.filter(decides=True).delete()
    moved: dict[str, Any] = {"authority": to, "step": Step.FIRST, "claimed_by": None, "claimed_until": None}
    WaitingRow.objects.filter(pk=row.pk).update(**moved)
    record("row.referred", at=at, actor=actor(by), facts={"row": str(row.pk), "to": str(to.pk)}, words=given.because)
    return to.name


def _notes(row: WaitingRow) -> tuple[str, ...]:
    """What those who could not tell would need to know."""
    notes = row.answers.filter(decides=False).exclude(sealed=None).select_related("by", "row__content_key")
    return tuple(f"{note.by.name}: {_read(note).because}" for note in notes.order_by("at"))


def _read(answer: Answer) -> Given:
    key = answer.row.content_key
    return Given(**json.loads(key.unseal(answer.sealed or b"", place=_place(answer))))


def _place(answer: Answer) -> str:
    return f"registry_answer.sealed|{answer.pk}"
