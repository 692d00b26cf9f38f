"""Where is a record filed? In the search index, among what deliveries are matched with, or under the net (R-SHIELD-3).

What takes long is made ready before the lock of the index is taken.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.index import IndexEntry, Row, search_rows, unconfirmed, write_search_rows
from registry.matching.net import cast, lift
from registry.matching.party import Party
from registry.matching.rows import write_match_rows
from registry.models import Archived, Status
from registry.record.compute import Record
from registry.record.entries import index_entry, match_description, match_parties
from registry.record.open_part import open_part
from registry.retention import is_over_age
from registry.shields import Visible
from registry.visible import unfindable_among


@dataclass(frozen=True)
class Filing:
    """What is to be filed; of the `known` there are rows already. `hidden`: the shielded, what may be seen of each."""

    records: Mapping[UUID, Record]
    hidden: Mapping[UUID, Visible]
    known: Sequence[UUID]
    searched: Mapping[UUID, list[Row]]
    matched: Mapping[UUID, Sequence[Party]]


def filing_of(records: Mapping[UUID, Record], *, hidden: Mapping[UUID, Visible], known: Sequence[UUID]) -> Filing:
    """Makes ready what needs no lock: the rows of records that everybody may find."""
    searched = {child: list(search_rows(_entry(child, record, hidden))) for child, record in records.items()}
    matched = {child: match_parties(record) for child, record in records.items() if child not in hidden}
    return Filing(records, hidden, known, searched, matched)


def _entry(child: UUID, record: Record, hidden: Mapping[UUID, Visible]) -> IndexEntry:
    if child not in hidden:
        return index_entry(child, record)
    return index_entry(child, open_part(child, record, hidden[child]), shielded=True)


def file_records(filing: Filing) -> None:
    """Files them. The caller holds the lock of the index, and their shields are as they were.

    Nothing is joined to whom a shield hides, or who is closed: around them hangs the net (registry.record.around). An
    archived record stands in no index (R-REC-5); that of a child is compared with, so that no row makes a second one.
    """
    if not filing.records:
        return
    unfindable = unfindable_among(filing.records)
    searched = dict(filing.searched)
    for child, status in unfindable.items():
        searched[child] = [] if status == Status.ARCHIVED else unconfirmed(searched[child])
    hidden = [child for child in filing.records if child in filing.hidden] if filing.hidden else []
    write_search_rows([row for rows in searched.values() for row in rows], known=filing.known)
    apart = {*hidden, *(child for child, status in unfindable.items() if status == Status.CLOSED)}
    unmatched = apart | _grown_up({child for child, status in unfindable.items() if status == Status.ARCHIVED})
    parties = {child: described for child, described in filing.matched.items() if child not in unmatched}
    write_match_rows(parties, known=filing.known)
    lift([child for child in filing.known if child not in apart])
    cast({child: match_description(filing.records[child]) for child in apart.difference(hidden)})


def _grown_up(archived: Collection[UUID]) -> set[UUID]:
    """Those who were no children when they went to the archive: a row about them is refused by its date of birth."""
    rows = Archived.objects.filter(child__in=archived, ended_at=None) if archived else Archived.objects.none()
    went = rows.values_list("child", "on", "child__date_of_birth")
    return {child for child, on, born in went if is_over_age(born, on=on)}
