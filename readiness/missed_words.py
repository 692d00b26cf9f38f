"""Which words did people look for in the guidance in vain? Counted by month, and never by whom (R-LARA-8).

Somebody may type a name by mistake. So each word is counted apart from those beside it, nothing with a number in it
is kept, and a word is shown to nobody before it was looked for several times.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F

from accounts.models import Practitioner
from readiness.models import MissedWord
from readiness.moderating import refuse_others
from readiness.returning import month_of

SHOWN_FROM: Final = 3  # times in a month
KEPT: Final = relativedelta(months=12)


@dataclass(frozen=True)
class Month:
    first_day: date
    words: tuple[MissedWord, ...]


def count(words: Iterable[str], *, at: datetime) -> None:
    """One more time for each word; what is older than a year goes."""
    month = month_of(at)
    with transaction.atomic():
        MissedWord.objects.filter(month__lt=month - KEPT).delete()
        for word in sorted(words):  # in one order, so that two searches at once wait for each other and no more
            MissedWord.objects.get_or_create(month=month, word=word)
            MissedWord.objects.filter(month=month, word=word).update(times=F("times") + 1)


def by_month(*, by: Practitioner, at: datetime) -> list[Month]:
    """The newest month first, in each what was looked for most. Raises Refused."""
    refuse_others(by, at=at)
    rows = MissedWord.objects.filter(times__gte=SHOWN_FROM, month__gte=month_of(at) - KEPT)
    found: dict[date, list[MissedWord]] = {}
    for row in rows.order_by("-month", "-times", "word"):
        found.setdefault(row.month, []).append(row)
    return [Month(month, tuple(words)) for month, words in found.items()]
