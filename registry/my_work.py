"""What in the registry waits for this person? Counts alone: nobody is named before the list is opened."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Practitioner
from registry import dispute_queue, move_list
from registry.confirming import unconfirmed_in
from registry.contacts import STALE_AFTER
from registry.keepers import is_keeper
from registry.queueing import count_for
from registry.releases import count_to_answer
from registry.visible import children_visible_to


@dataclass(frozen=True)
class Waiting:
    """None where this person has no such list."""

    my_children: int | None
    to_confirm: int
    unconfirmed_records: int | None
    matches: int | None
    keeps_archive: bool
    releases: int | None
    disputes: int | None
    moves: int | None


def waiting_for(person: Practitioner, *, at: datetime) -> Waiting:
    """The counts for the home page."""
    keeps = person.has_perm("accounts.search_children", person.organisation)
    checks = person.has_perm("accounts.manage_data", person.organisation)
    mine = person.involvements.filter(ended_on=None, child__in=children_visible_to(person, at=at))
    return Waiting(
        my_children=mine.count() if keeps else None,
        to_confirm=mine.filter(confirmed_at__lt=at - STALE_AFTER).count() if keeps else 0,
        unconfirmed_records=unconfirmed_in(person.organisation).count() if checks else None,
        matches=count_for(person, at=at),
        keeps_archive=is_keeper(person, at=at),
        releases=count_to_answer(person, at=at),
        disputes=dispute_queue.count_for(person, at=at),
        moves=move_list.count_for(person, at=at),
    )
