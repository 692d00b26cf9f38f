"""What would a rule do to the rows of a cause, before anything is done? (ux 2(g))"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from feeds.models import StagedRow
from feeds.quarantine.attempt import Outcome, Try, attempt, try_with
from feeds.quarantine.causes import Scope
from feeds.quarantine.rules import Rule
from feeds.stage import Staging, staging_of

MOST_ROWS: Final = 2_000  # that a page can wait for; the rule itself is put to all
EXAMPLES: Final = 5


@dataclass(frozen=True)
class Example:
    before: str
    after: str
    good: bool


@dataclass(frozen=True)
class Preview:
    """Of `looked_at` rows the rule touches some, and some of these could then be read."""

    rows: int  # of the cause
    looked_at: int
    touched: int
    good: int
    examples: tuple[Example, ...]


def preview(rule: Rule, scope: Scope, *, by: Practitioner, at: datetime) -> Preview:
    """Changes nothing but the log: who saw values (R-AUDIT-1)."""
    rows = list(
        scope.rows().select_related("delivery__content_key", "delivery__source__area").order_by("id")[:MOST_ROWS]
    )
    outcomes = [outcome for tries, staging in _tries(rows, rule) for outcome in attempt(tries, staging, at=at)]
    shown = tuple(_examples(outcomes))
    facts = {"column": rule.column, "kind": rule.kind, "reason": scope.reason, "rows": len(rows), "shown": len(shown)}
    with transaction.atomic():
        record("feed.rule_previewed", at=at, actor=actor(by), source=scope.source.code, facts=facts)
    good = sum(outcome.is_good for outcome in outcomes)
    return Preview(scope.rows().count(), len(rows), len(outcomes), good, shown)


def _tries(rows: list[StagedRow], rule: Rule) -> Iterator[tuple[list[Try], Staging]]:
    for delivery in {row.delivery_id: row.delivery for row in rows}.values():
        staging = staging_of(delivery)
        some = (try_with(rule.mend, row, staging) for row in rows if row.delivery_id == delivery.pk)
        yield [one for one in some if one.changed], staging


def _examples(outcomes: list[Outcome]) -> Iterator[Example]:
    """Different values, those that stay wrong among them, so that nobody is surprised."""
    seen: dict[str, Example] = {}
    for outcome in sorted(outcomes, key=lambda one: one.is_good):
        tried = outcome.tried
        after = tried.content if isinstance(tried.content, dict) else {}
        for where in tried.changed:
            seen.setdefault(tried.before[where], Example(tried.before[where], after[where], outcome.is_good))
    yield from list(seen.values())[:EXAMPLES]
