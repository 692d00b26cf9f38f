"""What does an officer see of two records before saying that they are one child? Counted, and in the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Practitioner
from registry.comparing import Compared, compare_records
from registry.fingerprints import Print, prints
from registry.merge_asking import pair_of, why_two
from registry.number import shown
from registry.previewing import Preview, after_merge
from registry.risk import WORDS


@dataclass(frozen=True)
class Seen:
    """Two records beside each other, and what they would be as one."""

    kept: UUID
    closed: UUID
    kept_number: str
    closed_number: str
    compared: Compared
    prints: dict[str, Print]
    two_because: tuple[str, ...]
    after: Preview


def see_pair(one: UUID, other: UUID, *, by: Practitioner, at: datetime) -> Seen:
    """Raises as merge_asking.pair_of, and LimitReached."""
    pair = pair_of(one, other, by=by, at=at)
    with transaction.atomic():
        compared = compare_records(*pair.ids, viewer=by, at=at)
    references = {side.child: side.reference for side in compared.records}
    return Seen(
        kept=pair.kept.pk,
        closed=pair.closed.pk,
        kept_number=references.get(pair.kept.pk) or shown(pair.kept.number),
        closed_number=references.get(pair.closed.pk) or shown(pair.closed.number),
        compared=compared,
        prints={str(child): found for child, found in prints(pair.ids).items()},
        two_because=tuple(WORDS[code] for code in why_two(pair)),
        after=after_merge(*pair.ids, viewer=by),
    )
