"""How would rows of a source be judged as the registry stands now?"""

from collections.abc import Iterable

from feeds.match import Asked, Batch, judge
from registry import statements
from registry.models import Source


def judged_now(asked: Iterable[Asked], *, source: Source) -> Batch:
    rows = list(asked)
    return judge(rows, last=statements.last_said({one.key for one in rows}, source=source))
