"""How does an organisation complete its return of the month? Saved as it goes; one submits, another signs (R-LARA-3).

Whoever saves locks the return, so that nothing is added to what is submitted.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.access import actor, may, require
from accounts.models import Organisation, Practitioner
from audit.log import record
from readiness import scores
from readiness.framework import Check, Framework, Question
from readiness.in_force import framework, framework_on
from readiness.lateness import is_owed
from readiness.models import Answer, Return, State
from readiness.scoring import CheckResult, score_check

WRITE: Final = "write_return"
SIGN: Final = "sign_return"


class NoReturn(Http404):
    """No such return of the person's own organisation."""


class Closed(Exception):
    """Somebody submitted or signed it meanwhile: nothing is saved."""


class Incomplete(Exception):
    """Questions are not answered; `codes` says which."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__()
        self.codes = codes


class AskedAnew(Exception):
    """The question or its levels are others than last time: it has to be answered anew."""


class Overtaken(Exception):
    """A colleague answered it since the page was shown: nothing is saved. `kept` is that answer."""

    def __init__(self, kept: Answer) -> None:
        super().__init__()
        self.kept = kept


class OwnReturn(Exception):
    """Whoever submitted it cannot sign it."""


@dataclass(frozen=True)
class Given:
    """One answer as it was typed; a level of None is not decided yet."""

    level: int | None
    comment: str = ""


def month_of(at: datetime) -> date:
    return timezone.localdate(at).replace(day=1)


def check_of(asks: Framework, organisation: Organisation, month: date) -> Check:
    """The check that a month's return is about: the next that is due, after the last one the last."""
    checks = asks.checks_of(organisation.track)
    return next((check for check in checks if check.due >= month), checks[-1])


def framework_of(one: Return) -> Framework:
    """The version on which it was begun: a later one changes no answer."""
    return framework(one.framework)


def questions_of(one: Return) -> tuple[Question, ...]:
    """What this return asks."""
    asks = framework_of(one)
    return asks.asked(check_of(asks, one.organisation, one.month), one.organisation.kind)


def months_to_begin(*, at: datetime) -> tuple[date, ...]:
    """This month, and the one before: its return is due in this one."""
    month = month_of(at)
    last = month - relativedelta(months=1)
    return (month, last) if is_owed(last) else (month,)


def begin(*, by: Practitioner, at: datetime, month: date | None = None) -> Return:
    """The return of the person's organisation, of this month unless told, begun now or before.

    Raises Refused, NoReturn.
    """
    require(by, WRITE, by.organisation, at=at)
    month = month or month_of(at)
    if month not in months_to_begin(at=at):
        raise NoReturn
    with transaction.atomic():
        made, new = Return.objects.get_or_create(
            organisation=by.organisation,
            month=month,
            defaults={"framework": framework_on(timezone.localdate(at)).version, "begun_at": at},
        )
        if new:
            record_return("return.begun", made, by=by, at=at)
    return made


def right_of(by: Practitioner, *, at: datetime) -> str:
    """By which right this person reads the own organisation's returns. Raises Refused."""
    if may(by, SIGN, by.organisation, at=at):
        return SIGN
    require(by, WRITE, by.organisation, at=at)
    return WRITE


def return_for(one: UUID, *, right: str, by: Practitioner, at: datetime, lock: bool = False) -> Return:
    """A return of the person's own organisation. Raises Refused, NoReturn."""
    require(by, right, by.organisation, at=at)
    rows = Return.objects.select_related("organisation", "submitted_by", "signed_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=one, organisation=by.organisation)
    if (row := found.first()) is None:
        raise NoReturn
    return row


def before(one: Return) -> Return | None:
    """The one that was submitted last before this month."""
    older = Return.objects.filter(organisation=one.organisation, month__lt=one.month).exclude(state=State.OPEN)
    return older.order_by("-month").first()


def answers_of(one: Return | None) -> dict[str, Answer]:
    return {answer.question: answer for answer in one.answers.all()} if one else {}


def mark_of(answer: Answer | None) -> str:
    """Another one each time it is saved."""
    return answer.saved_at.isoformat() if answer else ""


def refuse_overtaken(row: Return, code: str, seen: str | None, *, by: Practitioner) -> None:
    """Nobody writes over a colleague's answer unread. None: it was given without a page that showed one."""
    kept = answers_of(row).get(code)
    if seen is not None and kept and kept.saved_by_id != by.pk and seen != mark_of(kept):
        raise Overtaken(kept)


def save(one: UUID, code: str, given: Given, *, by: Practitioner, at: datetime, seen: str | None = None) -> None:
    """Keeps this answer, at once: whatever dies later, it is there. `seen`: the mark of the one that the page showed.

    Raises Refused, NoReturn, Closed, Overtaken.
    """
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        _asked(row, code)
        refuse_overtaken(row, code, seen, by=by)
        said = {"level": given.level, "comment": given.comment, "saved_by": by, "saved_at": at}
        Answer.objects.update_or_create(of=row, question=code, defaults=said)
        record_return("return.answered", row, by=by, at=at, question=code)


def keep_as_before(one: UUID, code: str, *, by: Practitioner, at: datetime, seen: str | None = None) -> None:
    """The same answer as last time. Raises as `save` does; NoReturn where there is none, AskedAnew."""
    row = return_for(one, right=WRITE, by=by, at=at)
    previous = before(row)
    last = answers_of(previous).get(code)
    if previous is None or last is None:
        raise NoReturn
    if is_asked_anew(row, code, last=previous):
        raise AskedAnew
    save(one, code, Given(last.level, last.comment), by=by, at=at, seen=seen)


def is_asked_anew(one: Return, code: str, *, last: Return) -> bool:
    """Whether the versions of both differ in what the question or a level of it says (R-LARA-1)."""
    then = framework_of(last).by_code.get(code)
    return then is None or not question_of(one, code).means_the_same_as(then)


def question_of(one: Return, code: str) -> Question:
    """Raises NoReturn for what this return does not ask."""
    _asked(one, code)
    return framework_of(one).by_code[code]


def _asked(one: Return, code: str) -> None:
    if code not in {question.code for question in questions_of(one)}:
        raise NoReturn


def results(one: Return) -> tuple[CheckResult, ...]:
    """What the answers so far come to in each check of the track, up to the one that this return is about."""
    asks, levels = framework_of(one), levels_of(one)
    last = check_of(asks, one.organisation, one.month)
    checks = (check for check in asks.checks_of(one.organisation.track) if check.number <= last.number)
    return tuple(score_check(asks, check, levels, kind=one.organisation.kind) for check in checks)


def levels_of(one: Return) -> dict[str, int]:
    return {code: answer.level for code, answer in answers_of(one).items() if answer.level is not None}


def unanswered(one: Return) -> tuple[str, ...]:
    answered = levels_of(one)
    return tuple(question.code for question in questions_of(one) if question.code not in answered)


def submit(one: UUID, *, by: Practitioner, at: datetime) -> None:
    """It waits for another person to sign. Raises Refused, NoReturn, Closed, Incomplete."""
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        if missing := unanswered(row):
            raise Incomplete(missing)
        Return.objects.filter(pk=row.pk).update(
            state=State.SUBMITTED, submitted_by=by, submitted_at=at, sent_back_because=""
        )
        record_return("return.submitted", row, by=by, at=at)


def sign(one: UUID, *, by: Practitioner, at: datetime) -> None:
    """The accountable person signs: the national team can read it now. Raises Refused, NoReturn, Closed, OwnReturn."""
    with transaction.atomic():
        row = _submitted(one, by=by, at=at)
        if row.submitted_by_id == by.pk:
            raise OwnReturn
        Return.objects.filter(pk=row.pk).update(state=State.SIGNED, signed_by=by, signed_at=at)
        scores.keep(row, results(row))
        record_return("return.signed", row, by=by, at=at)


def send_back(one: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """It is open again, as it was, and says why until it is submitted. Raises as `sign` does, but for OwnReturn."""
    with transaction.atomic():
        row = _submitted(one, by=by, at=at)
        open_again(row, because=because)
        record_return("return.sent_back", row, by=by, at=at, words=because)


def open_again(row: Return, *, because: str) -> None:
    """As it was, with the reason; what it came to is not known any more. Inside the transaction of the act."""
    signatures = {"submitted_by": None, "submitted_at": None, "signed_by": None, "signed_at": None}
    Return.objects.filter(pk=row.pk).update(state=State.OPEN, sent_back_because=because, **signatures)
    scores.forget(row)


def open_return(one: UUID, *, by: Practitioner, at: datetime) -> Return:
    """Locked, for whoever adds to it. Raises Refused, NoReturn, Closed."""
    row = return_for(one, right=WRITE, by=by, at=at, lock=True)
    if row.state != State.OPEN:
        raise Closed
    return row


def _submitted(one: UUID, *, by: Practitioner, at: datetime) -> Return:
    row = return_for(one, right=SIGN, by=by, at=at, lock=True)
    if row.state != State.SUBMITTED:
        raise Closed
    return row


def record_return(verb: str, row: Return, *, by: Practitioner, at: datetime, words: str = "", **facts: str) -> None:
    said = {"return": str(row.pk), "month": f"{row.month:%Y-%m}", **facts}
    record(verb, at=at, actor=actor(by), facts=said, words=words)
