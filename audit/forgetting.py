"""When can words of the log be read no more, that are about no child's record? Their keys die by the month (R-AUDIT-6).

An event stays as it was written and sealed: only the key of its words is gone, so `verify_audit` finds nothing missing.
"""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.log import record
from contactpoint.vault.models import DataKey

SEARCHES, WORDS, REVIEWS = "searches", "words", "review"


def key_of_month(what: str, at: datetime) -> DataKey:
    """Under which what was typed in that month is sealed."""
    return DataKey.named(purpose(what, timezone.localdate(at)))


def purpose(what: str, day: date) -> str:
    return f"{what}:{day:%Y-%m}"


def forget_words(*, at: datetime) -> int:
    """Destroys the keys of the months that are over for long enough. How many."""
    today, periods = timezone.localdate(at), _periods()
    with transaction.atomic():
        rows = DataKey.objects.filter(purpose__regex=rf"^({'|'.join(periods)}):[0-9]{{4}}-[0-9]{{2}}$")
        over = [key for key in rows.select_for_update() if _ends_on(key.purpose or "", periods) <= today]
        for key in over:
            record("words.destroyed", at=at, source="nightly", because=key.purpose or "")
        DataKey.objects.filter(pk__in=[key.pk for key in over]).delete()
    return len(over)


def _periods() -> dict[str, int]:
    """Months, counted from the end of the month of the words."""
    others = settings.OTHER_WORDS_KEPT_MONTHS
    return {SEARCHES: settings.SEARCH_WORDS_KEPT_MONTHS, WORDS: others, REVIEWS: others}


def _ends_on(purpose: str, periods: dict[str, int]) -> date:
    what, _, month = purpose.partition(":")
    first = date.fromisoformat(f"{month}-01")
    return first + relativedelta(months=1 + periods[what])
