"""Why are rows in quarantine? By cause, the largest first, and what probably lies behind it (R-FEED-4, ux 2(g))."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery

from feeds.models import Delivery, StagedRow
from feeds.quarantine.content import in_quarantine
from feeds.quarantine.rules import DAY_FIRST
from feeds.reasons import Reason
from feeds.sealing import Sealer
from registry.models import Source

MOST_OF_A_DELIVERY: Final = 0.9  # so many of its rows: not the rows are wrong, but how the file is made
LOOKED_AT: Final = 25  # rows of a cause, for what their values have in common
NOT_VALUES: Final = frozenset((Reason.COLS_EXTRA, Reason.COLS_MISSING, Reason.DUP_ROW))


@dataclass(frozen=True)
class Scope:
    """What is looked at: all of a source, or one delivery; all causes, or one."""

    source: Source
    delivery: Delivery | None = None
    reason: str = ""
    field: str = ""

    def rows(self) -> QuerySet[StagedRow]:
        """Those in quarantine. A trial's are shown on its own page alone: nothing can come of them."""
        rows = in_quarantine()
        if self.delivery:
            rows = rows.filter(delivery=self.delivery)
        else:
            rows = rows.filter(delivery__source=self.source, delivery__trial=False)
        return rows.filter(reason_code=self.reason, field=self.field) if self.reason else rows

    @property
    def words(self) -> str:
        return Reason(self.reason).words if self.reason else ""


@dataclass(frozen=True)
class Cause:
    """One reason in one column."""

    reason: str
    field: str
    rows: int
    oldest: datetime
    probably: str

    @property
    def words(self) -> str:
        return Reason(self.reason).words


def causes(scope: Scope) -> list[Cause]:
    """The largest first."""
    groups = scope.rows().values("reason_code", "field").annotate(rows=Count("id"), oldest=Min("delivery__received_at"))
    by_delivery = scope.rows().values("reason_code", "field", "delivery", "delivery__received")
    shares: dict[tuple[str, str], float] = {}
    for group in by_delivery.annotate(rows=Count("id")):
        cause = (group["reason_code"], group["field"])
        shares[cause] = max(shares.get(cause, 0), group["rows"] / max(group["delivery__received"], 1))
    return [_cause(group, shares) for group in groups.order_by("-rows", "reason_code", "field")]


def _cause(group: Mapping[str, Any], shares: dict[tuple[str, str], float]) -> Cause:
    reason, field = group["reason_code"], group["field"]
    share = shares[reason, field]
    return Cause(reason, field, group["rows"], group["oldest"], _of_the_file(reason, field, share))


def _of_the_file(reason: str, field: str, share: float) -> str:
    """What is known without a look at any value."""
    if share < MOST_OF_A_DELIVERY or not field:
        return ""
    if reason in NOT_VALUES:
        return "Nearly every row of a delivery: probably the file is made in another way than agreed"
    return "Nearly every row of a delivery: probably the column was renamed, moved, or is written in another way"


def probably(scope: Scope) -> str:
    """What the values of one cause have in common; it names none of them."""
    rows = list(scope.rows().select_related("delivery__content_key").order_by("-id")[:LOOKED_AT])
    sealers = {row.delivery_id: Sealer(row.delivery) for row in rows}
    cells = [sealers[row.delivery_id].open_cells(row.number, row.sealed) for row in rows]
    found = [kept[scope.field].strip() for kept in cells if scope.field in kept]
    if len(found) < 2:
        return ""
    if all(DAY_FIRST.fullmatch(text) for text in found):
        return "The dates looked at are written as day, month, year: a rule can read them so"
    if not any(found):
        return "The cell is empty in the rows looked at: probably the column was renamed or is not filled in any more"
    if Counter(found).most_common(1)[0][1] == len(found):
        return "The rows looked at all hold the same value: a rule can say what it stands for"
    return ""


@dataclass(frozen=True)
class InQuarantine:
    """One source with its rows in quarantine."""

    source: Source
    rows: int
    oldest: datetime


def sources_with_quarantine(sources: QuerySet[Source]) -> list[InQuarantine]:
    """The most rows first."""
    rows = in_quarantine().filter(delivery__trial=False, delivery__source=OuterRef("pk"))
    counted = rows.order_by().values("delivery__source").annotate(n=Count("id"), since=Min("delivery__received_at"))
    found = sources.annotate(n=Subquery(counted.values("n")), since=Subquery(counted.values("since")))
    return [InQuarantine(one, one.n, one.since) for one in found.filter(n__gt=0).order_by(F("n").desc(), "name")]
