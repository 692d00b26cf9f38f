"""What does an organisation say of its monthly review, in numbers alone? A PDF for its director (R-AUDIT-3).

No person and no child: whoever keeps it does not keep what the review is about.
"""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import NotYours, actor, may, require
from accounts.models import Practitioner
from audit.log import record
from contactpoint.pages.dates import day_in_words, month_in_words
from contactpoint.pages.pdf_out import pdf
from oversight.models import Listing, Review, ReviewItem, Verdict
from oversight.reviewing import NATIONAL, REVIEW, Progress, progress

SOURCE: Final = Path(__file__).with_name("letters") / "statement.typ"
NOT_JUDGED: Final = "Not judged"


def statement_of(review: UUID, *, by: Practitioner, at: datetime) -> bytes:
    """Of the own organisation's; any, for the national auditor. In the log. Raises Refused, NotYours."""
    national = may(by, NATIONAL, by.organisation, at=at)
    if not national:
        require(by, REVIEW, by.organisation, at=at)
    rows = Review.objects.filter(pk=review)
    found = progress(rows if national else rows.filter(organisation=by.organisation_id))
    if not found:
        raise NotYours(REVIEW, by.organisation_id)
    with transaction.atomic():
        record("review.statement_made", at=at, actor=actor(by), facts={"review": str(review)})
    return pdf(SOURCE.read_bytes(), name="letter", words=words_of(found[0], at=at))


def words_of(one: Progress, *, at: datetime) -> dict[str, Any]:
    """Everything the statement says."""
    items = ReviewItem.objects.filter(review=one.id)
    kinds = [Listing.RANKED, Listing.OVERRIDE, Listing.SAMPLE]
    return {
        "organisation": one.organisation,
        "date": day_in_words(at),
        "title": f"Monthly review of accesses: {month_in_words(one.month)}",
        "paragraphs": [
            f"Records were opened {one.looks:,} times. Work explains {one.explained:,} of them.",
            f"Put before a person: {one.items:,}, of them drawn at random {one.sample:,}. Judged: {one.judged:,}.",
            f"With the national auditor, because they are about people who audit or administer: {one.theirs:,}.",
        ],
        "tables": [
            _table("Why they were listed", "Listed as", {str(kind.label): _count(items, kind) for kind in kinds}),
            _table("What was decided", "Decision", _decided(items)),
        ],
        "signed": _signed(one),
    }


def _count(items: QuerySet[ReviewItem], kind: Listing) -> int:
    return items.filter(kind=kind).count()


def _decided(items: QuerySet[ReviewItem]) -> dict[str, int]:
    found = Counter(items.values_list("verdict", flat=True))
    return {**{str(verdict.label): found[verdict] for verdict in Verdict}, NOT_JUDGED: found[""]}


def _table(title: str, what: str, counts: dict[str, int]) -> dict[str, Any]:
    rows = [[name, f"{many:,}"] for name, many in counts.items()]
    return {"title": title, "header": [what, "Accesses"], "rows": rows}


def _signed(one: Progress) -> str:
    if one.signed_at:
        return f"Signed by {one.signed_by} on {day_in_words(one.signed_at)}."
    return "Not signed yet: numbers may change."
