"""What is to be done with the rows of a batch? Opened, compared with what was said before, and matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.ended import Ended, described_in_archive, ended_among, over_age_among
from feeds.match import Asked, Batch, judge
from feeds.models import Delivery
from feeds.opened import Opened, Pending, said_before
from feeds.todo import Row


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
    before = said_before(opened)
    said = [one for one in opened.rows if one.row.pk not in before]
    ended = ended_among(opened, said)
    news = [one for one in said if one.row.pk not in ended]
    batch = judge([Asked(one.row.pk, one.said.key, one.assertion) for one in news], source=delivery.source)
    ended |= over_age_among(opened, news, batch) | described_in_archive(opened, news, batch)
    return Judged(opened, before, ended, [one for one in news if one.row.pk not in ended], batch)
