"""What is to be done with the rows of a batch? Opened, compared with what was said before, and matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.ended import Ended, ended_among
from feeds.match import Asked, Batch, judge
from feeds.models import Delivery
from feeds.opened import Opened, Pending, said_before
from feeds.todo import Row
from registry import statements


@dataclass(frozen=True)
class Judged:
    """A batch. `before`: the rows that say nothing new, row -> reason; `ended`: those that nobody may get a record by.

    `batch`: what `news`, the others, mean.
    """

    opened: Opened
    before: Mapping[int, str]
    ended: Mapping[int, Ended]
    news: Sequence[Pending]
    batch: Batch


def judged(delivery: Delivery, rows: Sequence[Row]) -> Judged:
    """As the registry stands at this moment. Inside the caller's transaction."""
    opened = Opened.of(delivery, rows)
    last = statements.last_said({one.said.key for one in opened.rows}, source=delivery.source)
    before = said_before(opened, last)
    said = [one for one in opened.rows if one.row.pk not in before]
    batch = judge([Asked(one.row.pk, one.said.key, one.assertion) for one in said], last=last)
    ended = ended_among(opened, said, batch)
    news = [one for one in said if one.row.pk not in ended]
    return Judged(opened, before, ended, news, batch.without(ended))
