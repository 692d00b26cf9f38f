"""How does a source stand: accredited, asked for, stopped by us, and who said so? (R-FEED-2)"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from contactpoint.pages.dates import moment_in_words
from feeds.models import Accreditation, EndedHow, Stop
from registry.models import Source


@dataclass(frozen=True)
class Standing:
    """A word or two for a list; red is for what is wrong alone."""

    words: str
    colour: str


ACCREDITED = Standing("Accredited", "green")
ASKED = Standing("Accreditation asked for", "blue")
NOT_ACCREDITED = Standing("Not accredited", "yellow")
STOPPED = Standing("Stopped by us", "red")


def with_standing(sources: QuerySet[Source]) -> QuerySet[Source]:
    """So that `standing` needs no question for each of a list."""
    return sources.annotate(asked=Exists(Accreditation.objects.filter(source=OuterRef("pk"), ended_at=None)))


def standing(source: Source) -> Standing:
    """What counts most."""
    if source.stopped_at:
        return STOPPED
    if source.accredited_at:
        return ACCREDITED
    known: bool | None = getattr(source, "asked", None)
    asked = source.accreditations.filter(ended_at=None).exists() if known is None else known
    return ASKED if asked else NOT_ACCREDITED


def latest_accreditation(source: Source) -> Accreditation | None:
    found = source.accreditations.select_related("asked_by", "keeper", "national", "ended_by", "source__area")
    return found.order_by("-asked_at").first()


def open_stop(source: Source) -> Stop | None:
    return source.stops.filter(started_at=None).select_related("stopped_by").first()


def in_sentences(source: Source, row: Accreditation | None) -> list[str]:
    """What became of accreditation; `row` is the latest."""
    if row is None:
        return [_without_row(source)]
    lines = [
        f"Accepted for {whom} by {person.name}, {moment_in_words(at)}"
        for whom, person, at in (
            (keeper_side(source), row.keeper, row.keeper_at),
            ("the national team", row.national, row.national_at),
        )
        if person and at
    ]
    if row.ended_at and row.ended_by:
        lines.append(f"{EndedHow(row.ended_how).label} by {row.ended_by.name}, {moment_in_words(row.ended_at)}")
        lines += [f"Reason: {row.because}"] if row.because else []
    elif not row.in_force:
        waits = "the national team" if row.keeper_id else keeper_side(source)
        lines.append(f"Waits for {waits}")
    if row.ended_at and source.accredited_at is None:
        lines.append("What it delivers is only tried, and changes nothing")
    return lines


def keeper_side(source: Source) -> str:
    """Who speaks for whoever looks after the source, in words."""
    return source.area.name if source.area else "the operators"


def _without_row(source: Source) -> str:
    if source.accredited_at:
        return f"Taken as accredited when the source was loaded, {moment_in_words(source.accredited_at)}"
    return "Not accredited yet: what it delivers is only tried, and changes nothing"
