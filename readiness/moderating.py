"""What does the national team answer to a signed return: accepted, or returned with comments? (R-LARA-4)"""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import may, require
from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from readiness.models import GIVEN, Return, State
from readiness.returning import SIGN, WRITE, Closed, NoReturn, open_again, record_return

DECIDE: Final = "decide_readiness"


def decides(person: Practitioner, *, at: datetime) -> bool:
    """Whether this person is of the national team that decides."""
    return may(person, DECIDE, person.organisation, at=at)


def refuse_others(person: Practitioner, *, at: datetime) -> None:
    """Raises Refused for everybody who is not of that team."""
    require(person, DECIDE, person.organisation, at=at)


def to_moderate(*, by: Practitioner, at: datetime) -> QuerySet[Return]:
    """Signed and not answered yet, the longest wait first. Raises Refused."""
    refuse_others(by, at=at)
    return Return.objects.filter(state=State.SIGNED).select_related("organisation").order_by("signed_at")


def given_return(one: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Return:
    """One that an organisation has signed: before that it is its own alone. Raises Refused, NoReturn."""
    refuse_others(by, at=at)
    rows = Return.objects.select_related("organisation", "submitted_by", "signed_by", "accepted_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=one, state__in=GIVEN)
    if (row := found.first()) is None:
        raise NoReturn
    return row


def accept(one: UUID, *, by: Practitioner, at: datetime) -> None:
    """It counts from now on, as it was signed. Raises Refused, NoReturn, Closed."""

    def accepted(row: Return) -> None:
        Return.objects.filter(pk=row.pk).update(state=State.ACCEPTED, accepted_by=by, accepted_at=at)

    _answer("return.accepted", one, accepted, by=by, at=at)


def return_with_comments(one: UUID, *, comments: str, by: Practitioner, at: datetime) -> None:
    """It is open again, says why until it is submitted, and has no scores. Raises Refused, NoReturn, Closed."""

    def returned(row: Return) -> None:
        open_again(row, because=comments)

    _answer("return.returned", one, returned, by=by, at=at, words=comments)


def _answer(
    verb: str, one: UUID, act: Callable[[Return], None], *, by: Practitioner, at: datetime, words: str = ""
) -> None:
    with transaction.atomic():
        row = given_return(one, by=by, at=at, lock=True)
        if row.state != State.SIGNED:
            raise Closed
        act(row)
        record_return(verb, row, by=by, at=at, words=words)
        for person in whose(row.organisation):
            tell(person, verb.replace(".", "_"), at=at, path=f"/readiness/returns/{row.pk}")


def whose(organisation: Organisation) -> list[Practitioner]:
    """Those who complete and sign the returns of this organisation, each once."""
    holders = [*active_holders(WRITE, organisation), *active_holders(SIGN, organisation)]
    return list({person.pk: person for person in holders}.values())
