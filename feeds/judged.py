"""What is to be done with the rows of a batch? Opened, compared with what was said before, and matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.match import Asked, Batch, judge
from feeds.models import Delivery
from feeds.opened import Opened, Pending, said_before
from feeds.todo import Row


@dataclass(frozen=True)
class Judged:
    """A batch. `before`: the rows that say nothing new, row -> reason; `batch`: what `news`, the others, mean."""

    opened: Opened
    before: Mapping[int, str]
    news: Sequence[Pending]
    batch: Batch


def judged(delivery: Delivery, rows: Sequence[Row]) -> Judged:
    """As the registry stands at this moment. Inside the caller's transaction."""
    opened = Opened.of(delivery, rows)
    before = said_before(opened)
    news = [one for one in opened.rows if one.row.pk not in before]
    asked = [Asked(one.row.pk, one.said.key, one.assertion) for one in news]
    return Judged(opened, before, news, judge(asked, source=delivery.source))
