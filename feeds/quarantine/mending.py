"""Which bad rows of a new delivery do the remembered fixes of its source put right? (R-FEED-4)"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from feeds.models import FixRule, FixWay, RowState, StagedRow
from feeds.quarantine.attempt import WRITTEN, attempt, try_with
from feeds.quarantine.rules import Rule, rules_of
from feeds.quarantine.taking_in import reasons_of, remember
from feeds.stage import Staging

AT_ONCE: Final = 500
MOST_PASSES: Final = 5  # a row may be wrong in so many columns that have a rule


def mend(staging: Staging, keys: set[str], *, at: datetime) -> None:
    """Puts right what the rules can, inside the transaction that stages; counts it in `delivery.mended`.

    The keys of the children of whom these rows speak are added to `keys`.
    """
    rules = rules_of(staging.delivery.source)
    if not rules:
        return
    for _ in range(MOST_PASSES):
        if not sum(_by(kept, rule, staging, keys, at=at) for kept, rule in rules):
            break
    put_right = StagedRow.objects.filter(delivery=staging.delivery, fixes__isnull=False)
    staging.delivery.mended = put_right.exclude(state=RowState.QUARANTINED).distinct().count()


def _by(kept: FixRule, rule: Rule, staging: Staging, keys: set[str], *, at: datetime) -> int:
    """How many rows one rule changed."""
    changed = 0
    for rows in _bad_rows(staging, rule.column):
        before = reasons_of(rows)
        tries = [one for row in rows if (one := try_with(rule.mend, row, staging)).changed]
        outcomes = attempt(tries, staging, keys=keys, at=at)
        StagedRow.objects.bulk_update([one.written() for one in outcomes], WRITTEN)
        remember(outcomes, FixWay.RULE, before=before, by=None, rule=kept, at=at)
        changed += len(outcomes)
    return changed


def _bad_rows(staging: Staging, column: str) -> Iterator[list[StagedRow]]:
    bad = StagedRow.objects.filter(delivery=staging.delivery, state=RowState.QUARANTINED, field=column)
    after = 0
    while rows := list(bad.filter(number__gt=after).order_by("number")[:AT_ONCE]):
        yield rows
        after = rows[-1].number
