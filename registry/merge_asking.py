"""Who may say that two records are one child, and when is a second person needed? (R-FEED-5, R-SHIELD-3, R-USER-8)"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import actor, may, require
from accounts.models import Practitioner
from audit.log import record
from registry import number as numbers
from registry import risk
from registry.comparing import scores_of_records
from registry.confirming import WaitsForColleague
from registry.deciding import Changed
from registry.disclosure import NotThere
from registry.fingerprints import Print, all_changed, prints
from registry.keepers import require_keeper
from registry.keeping_apart import forget_apart, keep_apart, kept_apart_among
from registry.merging import join, locked, which_stays
from registry.models import Child, Merge, Status
from registry.shields import shielded_among
from registry.telling import tell_others
from registry.visible import findable_among

OPEN = (Status.OPEN, Status.UNCONFIRMED)


class NotFound(ValueError):
    """No two open records, of which your authority holds one, have these numbers."""


@dataclass(frozen=True)
class Pair:
    """Two open records: which stays is the same, whoever asks."""

    kept: Child
    closed: Child
    hidden: bool

    @property
    def ids(self) -> tuple[UUID, UUID]:
        return self.kept.pk, self.closed.pk


def pair_by_numbers(one: str, other: str, *, because: str, by: Practitioner, at: datetime) -> Pair:
    """The two records, for a person who may compare them. Raises Refused, NotFound.

    Raises WaitsForColleague where a shielding officer has to decide: then it waits there, asked by this person, and
    nothing was shown (R-SHIELD-3).
    """
    require_keeper(by, at=at)
    typed = [numbers.parse(one), numbers.parse(other)]
    rows = list(Child.objects.filter(number__in=[n for n in typed if n], status__in=OPEN).values_list("pk", flat=True))
    if len(rows) != 2:
        raise NotFound
    try:
        return pair_of(rows[0], rows[1], by=by, at=at)
    except NotThere as missing:
        raise NotFound from missing
    except WaitsForColleague:
        _ask_hidden(rows[0], rows[1], because=because, by=by, at=at)
        raise


def pair_of(one: UUID, other: UUID, *, by: Practitioner, at: datetime) -> Pair:
    """As pair_by_numbers, by their ids. Raises NotThere for what is not open or not this person's to compare."""
    require_keeper(by, at=at)
    rows = list(Child.objects.filter(pk__in=[one, other], status__in=OPEN).select_related("responsible_authority"))
    own = [row for row in rows if row.responsible_authority_id == by.organisation_id]
    findable = findable_among(row.pk for row in rows)
    if len(rows) != 2 or not own or any(row not in own and row.pk not in findable for row in rows):
        raise NotThere
    kept, closed = which_stays(rows)
    hidden = bool(shielded_among([kept.pk, closed.pk]))
    if hidden and not may(by, "shield_children", by.organisation, at=at):
        raise WaitsForColleague
    if not hidden:
        require(by, "manage_data", by.organisation, at=at)
    return Pair(kept, closed, hidden)


def _ask_hidden(one: UUID, other: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """For two shielding officers; asked twice, it waits once."""
    with transaction.atomic():
        kept, closed = which_stays(locked([one, other]).values())
        if not _waiting(kept.pk, closed.pk).exists():
            _keep(Pair(kept, closed, True), ["shielded"], because=because, by=None, asked_by=by, at=at)


def _waiting(kept: UUID, closed: UUID) -> QuerySet[Merge]:
    return Merge.objects.filter(kept=kept, closed=closed, at=None, refused_at=None)


def why_two(pair: Pair) -> list[str]:
    """Why one person is too few for these two; empty when one is enough."""
    merged_before = Merge.objects.filter(kept__in=pair.ids, at__isnull=False, undone_at=None).exists()
    areas = {pair.kept.responsible_authority_id, pair.closed.responsible_authority_id}
    return risk.why_two(
        scores_of_records(*pair.ids),
        about="|".join(sorted(map(str, pair.ids))),
        records=3 if merged_before else 2,
        shielded=pair.hidden,
        other_area=len(areas) > 1,
        decided_before=bool(kept_apart_among(pair.ids)),
    )


def say_same(
    one: UUID, other: UUID, *, because: str, seen: Mapping[str, Print], by: Practitioner, at: datetime
) -> Merge:
    """Merges the two, or asks a second person for it; its `at` says which.

    Raises as pair_of does, Changed, merging.NotPossible.
    """
    with transaction.atomic():
        locked([one, other])
        pair = pair_of(one, other, by=by, at=at)
        _unchanged(pair, seen)
        two = why_two(pair)
        waiting = _waiting(*pair.ids).first()
        if waiting is not None:
            return _agree(waiting, by=by, at=at)
        merge = _keep(pair, two, because=because, by=by, asked_by=by, at=at)
        if not two:
            _carry_out(merge, by=by, at=at)
        return merge


def say_different(
    one: UUID, other: UUID, *, because: str, seen: Mapping[str, Print], by: Practitioner, at: datetime
) -> None:
    """Remembered until what was compared changes; a merge that was asked for is refused. Raises as say_same does."""
    with transaction.atomic():
        locked([one, other])
        pair = pair_of(one, other, by=by, at=at)
        _unchanged(pair, seen)
        refused = {"refused_by": by, "refused_at": at}
        Merge.objects.filter(kept__in=pair.ids, closed__in=pair.ids, at=None, refused_at=None).update(**refused)
        keep_apart(one, other, by=by, because=because, at=at)
        for row in (pair.kept, pair.closed):
            record("child.kept_apart", at=at, actor=actor(by), child_number=row.number)


def _unchanged(pair: Pair, seen: Mapping[str, Print]) -> None:
    if what := all_changed(seen, prints(pair.ids)):
        raise Changed(what)


def _keep(
    pair: Pair, two: list[str], *, because: str, by: Practitioner | None, asked_by: Practitioner, at: datetime
) -> Merge:
    merge = Merge(kept=pair.kept, closed=pair.closed, for_shielding=pair.hidden, two_because=two)
    merge.by, merge.asked_by, merge.asked_at = by, asked_by, at
    key = Child.objects.select_related("words_key").get(pk=pair.kept.pk).words_key
    merge.because = key.seal(because, place=words_place(merge))
    merge.save(force_insert=True)
    for row in (pair.kept, pair.closed):
        facts = {"merge": str(merge.pk), "two": two}
        record("merge.asked", at=at, actor=actor(asked_by), child_number=row.number, facts=facts)
    return merge


def words_place(merge: Merge) -> str:
    return f"registry_merge.because|{merge.pk}"


def _agree(merge: Merge, *, by: Practitioner, at: datetime) -> Merge:
    """The first shielding officer, or the second person; of two areas one each. The first asks once more in vain."""
    if merge.by_id is None:
        Merge.objects.filter(pk=merge.pk).update(by=by)
        merge.by = by
        return merge
    if merge.by_id == by.pk or not _counts_as_second(merge, by):
        return merge
    Merge.objects.filter(pk=merge.pk).update(second_by=by)
    merge.second_by = by
    _carry_out(merge, by=by, at=at)
    return merge


def _counts_as_second(merge: Merge, by: Practitioner) -> bool:
    """Where two areas hold the records, each has its say."""
    assert merge.by is not None  # noqa: S101 - tells the type
    areas = {merge.kept.responsible_authority_id, merge.closed.responsible_authority_id}
    return areas <= {merge.by.organisation_id, by.organisation_id}


def _carry_out(merge: Merge, *, by: Practitioner, at: datetime) -> None:
    moved = join(merge.kept_id, merge.closed_id, at=at)
    forget_apart(merge.kept_id, merge.closed_id, at=at)
    merge.at, merge.moved = at, moved.as_dict()
    Merge.objects.filter(pk=merge.pk).update(at=at, moved=merge.moved)
    for row in (merge.kept, merge.closed):
        facts = {"merge": str(merge.pk), "kept": merge.kept.number, "closed": merge.closed.number}
        record("child.merged", at=at, actor=actor(by), child_number=row.number, facts=facts)
    tell_others(merge.kept, "records_merged", by=by, at=at)
