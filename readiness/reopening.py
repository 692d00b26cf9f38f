"""How is a signed return corrected? Whoever may sign opens it again and says why (R-LARA-3)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from readiness.models import State
from readiness.returning import SIGN, Closed, open_again, record_return, return_for


def reopen(one: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """Signatures are void; what was accepted stays as it is. Raises Refused, NoReturn, Closed."""
    with transaction.atomic():
        row = return_for(one, right=SIGN, by=by, at=at, lock=True)
        if row.state != State.SIGNED:
            raise Closed
        open_again(row, because=because)
        record_return("return.reopened", row, by=by, at=at, words=because)
