"""Which bad rows of a new delivery do the remembered fixes of its source put right? (R-FEED-4)"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from feeds.models import FixWay, RowState, StagedRow
from feeds.quarantine.attempt import WRITTEN, Outcome, attempt, try_with
from feeds.quarantine.rules import Rule, mended, rules_of
from feeds.quarantine.taking_in import reasons_of, remember
from feeds.stage import Staging

AT_ONCE: Final = 500
MOST_PASSES: Final = 5  # a row may be wrong in so many columns that have a rule


def mend(staging: Staging, *, at: datetime) -> None:
    """Puts right what the rules can, inside the transaction that stages; counts it in `delivery.mended`."""
    rules = [rule for _, rule in rules_of(staging.delivery.source)]
    for _ in range(MOST_PASSES if rules else 0):
        if not _pass(rules, staging, at=at):
            break
    put_right = StagedRow.objects.filter(delivery=staging.delivery, fixes__isnull=False)
    staging.delivery.mended = put_right.exclude(state=RowState.QUARANTINED).distinct().count() if rules else 0


def _pass(rules: Sequence[Rule], staging: Staging, *, at: datetime) -> int:
    """How many rows were changed."""
    changed = 0
    for rows in _bad_rows(staging, {rule.column for rule in rules}):
        tries = [one for row in rows if (one := try_with(partial(mended, rules=rules), row, staging)).changed]
        before = reasons_of(rows)
        outcomes = attempt(tries, staging, at=at)
        keep(outcomes)
        remember(outcomes, FixWay.RULE, before=before, by=None, at=at)
        changed += len(outcomes)
    return changed


def _bad_rows(staging: Staging, columns: set[str]) -> Iterator[list[StagedRow]]:
    bad = StagedRow.objects.filter(delivery=staging.delivery, state=RowState.QUARANTINED, field__in=columns)
    after = 0
    while rows := list(bad.filter(number__gt=after).order_by("number")[:AT_ONCE]):
        yield rows
        after = rows[-1].number


def keep(outcomes: Sequence[Outcome]) -> None:
    StagedRow.objects.bulk_update([one.written() for one in outcomes], WRITTEN, batch_size=AT_ONCE)
