"""What of an answer is kept while it is typed? The comment; the level stays as it was saved (R-LARA-3)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from readiness.models import Answer
from readiness.returning import answers_of, open_return, question_of, record_return, refuse_overtaken


def save_comment(
    one: UUID, code: str, comment: str, *, by: Practitioner, at: datetime, seen: str | None = None
) -> None:
    """Nothing is written where nothing has changed. Raises Refused, NoReturn, Closed, Overtaken."""
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        question_of(row, code)
        kept = answers_of(row).get(code)
        if comment == (kept.comment if kept else ""):
            return
        refuse_overtaken(row, code, seen, by=by)
        said = {"comment": comment, "saved_by": by, "saved_at": at}
        Answer.objects.update_or_create(of=row, question=code, defaults=said)
        record_return("return.commented", row, by=by, at=at, question=code)
