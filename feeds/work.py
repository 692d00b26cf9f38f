"""The work on deliveries and records that workers do: it carries ids only, and each run is one short step."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from contactpoint.jobs.queue import Later, job
from feeds import approve, correcting, folder
from feeds.advance import NotItsTurn, OthersAtWork, step
from feeds.advance import give_up as give_reading_up
from feeds.quarantine import replaying
from feeds.quarantine.replaying import STEP
from feeds.rebuilding import REBUILD, rebuild_step
from feeds.receive import ADVANCE
from feeds.telling import tell_of


def give_up(delivery: str, *, at: datetime) -> None:
    """Its sender, and who looks after its source, read of it."""
    give_reading_up(UUID(delivery), at=at)
    tell_of(UUID(delivery), at=at)


@job(ADVANCE, given_up=give_up)
def advance(delivery: str) -> bool:
    """The next step of a delivery; True when there is more. Whoever waits for the last one is told."""
    try:
        more = step(UUID(delivery), at=timezone.now())
    except (NotItsTurn, OthersAtWork) as error:
        raise Later from error
    if not more:
        tell_of(UUID(delivery), at=timezone.now())
    return more


@job(approve.TURN_AWAY)
def turn_away(delivery: str) -> bool:
    return approve.empty(UUID(delivery), at=timezone.now())


@job(folder.COLLECT)
def collect() -> bool:
    return folder.collect(at=timezone.now())


@job(STEP)
def replay(replay: str) -> bool:
    """The next rows of an act on many quarantined rows; True when there are more."""
    return replaying.step(UUID(replay), at=timezone.now())


@job(REBUILD)
def rebuild_records(rebuilding: str) -> bool:
    """The next records of a source of which another is believed first; True when there are more."""
    return rebuild_step(UUID(rebuilding), at=timezone.now())


@job(correcting.RETURN)
def return_corrections() -> None:
    """A child was shielded of whom something was corrected: no list in a folder names it from now on."""
    correcting.return_corrections(at=timezone.now())
