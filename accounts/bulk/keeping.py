"""How long are the rows of a file kept? They are about staff, and needed only while somebody may put them right."""

from datetime import datetime, timedelta
from typing import Final

from accounts.models import Bulk

KEPT_FOR: Final = timedelta(days=14)


def forget_old(*, at: datetime) -> int:
    """Files of long ago, with their rows; the log keeps that they were there. How many went."""
    old = Bulk.objects.filter(at__lt=at - KEPT_FOR)
    count = old.count()
    old.delete()
    return count
