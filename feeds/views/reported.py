"""How does a report read on a page, on paper and in a spreadsheet? Counts and causes, and nobody's name."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.urls import reverse
from django.utils.html import format_html

from contactpoint.pages.components import Row, Table
from contactpoint.pages.dates import moment_in_words
from feeds.models import Delivery, DeliveryState, RowState, Way
from feeds.reasons import Reason
from feeds.report import Cause, Report

HEADER: Final = ("What", "Why", "Column", "First line", "Rows")
OUTCOMES: Final = {
    RowState.CREATED: ("Made a new record", "Would make a new record"),
    RowState.UPDATED: ("Changed a record", "Would change a record"),
    RowState.UNCHANGED: ("Said nothing new", "Would say nothing new"),
    RowState.WAITING: ("Waiting for a person", "Would wait for a person"),
    RowState.QUARANTINED: ("Could not be read", "Could not be read"),
    RowState.REFUSED: ("Not taken", "Would not be taken"),
}
HEADINGS: Final = {
    DeliveryState.STOPPED: "This delivery has stopped",
    DeliveryState.REVIEW: "This delivery waits for approval",
    DeliveryState.DONE: "This delivery is loaded",
    DeliveryState.REFUSED: "This delivery was refused",
}


def heading(delivery: Delivery) -> str:
    if delivery.trial and delivery.state != DeliveryState.REFUSED:
        return "Checked: nothing was changed"
    return HEADINGS[DeliveryState(delivery.state)]


def facts(delivery: Delivery) -> list[Row]:
    sent_by = f" by {delivery.sent_by.name}" if delivery.sent_by else ""
    found = [
        Row("Source", delivery.source.name),
        Row("Received", f"{moment_in_words(delivery.received_at)}, {Way(delivery.way).label.lower()}{sent_by}"),
        Row("File", format_html('<span class="cp-break">{}</span>', delivery.file_name)),
    ]
    if delivery.sequence is not None:
        found.append(Row("Number", f"{delivery.sequence:,}"))
    if delivery.as_at:
        found.append(Row("Describes", moment_in_words(delivery.as_at)))
    return [*found, Row("Reference", format_html('<span class="cp-break">{}</span>', str(delivery.pk)))]


def would_be(delivery: Delivery) -> bool:
    """Whether its rows were only foreseen."""
    return delivery.trial or delivery.state == DeliveryState.REVIEW


def outcomes(delivery: Delivery) -> list[tuple[str, int]]:
    """What became of the rows, or would: they add up to those received."""
    found = [
        (words[would_be(delivery)], getattr(delivery, state) + delivery.foreseen.get(state, 0) * (delivery.pending > 0))
        for state, words in OUTCOMES.items()
    ]
    if left := delivery.received - sum(rows for _, rows in found):
        found.insert(0, ("Not applied yet", left))
    return found


def counts(delivery: Delivery, told: Report) -> Table:
    rows = [*outcomes(delivery), ("Rows received", told.counts["received"])]
    cells = [(words, f"{number:,}") for words, number in rows]
    caption = "What would become of the rows" if would_be(delivery) else "What became of the rows"
    return Table(caption, ["Outcome", "Rows"], cells, numeric=["Rows"])


def mended(delivery: Delivery) -> str:
    """How many rows the rules of the source put right; they are among the rows above. Empty when none."""
    if not delivery.mended:
        return ""
    were = "row was" if delivery.mended == 1 else "rows were"
    return f"{delivery.mended:,} {were} put right by the rules of this source when the delivery came"


def causes(found: Sequence[Cause]) -> Table | None:
    if not found:
        return None
    cells = [(_cause(cause), _outcome(cause), f"{cause.rows:,}") for cause in found]
    return Table("Why rows were not taken, most rows first", ["Why", "Outcome", "Rows"], cells, numeric=["Rows"])


def report_rows(delivery: Delivery, told: Report) -> Iterator[list[str]]:
    """The same numbers as on the page."""
    for words, number in (*outcomes(delivery), ("Rows received", told.counts["received"])):
        yield [words, "", "", "", str(number)]
    if delivery.mended:
        yield ["Put right", "By the rules of this source, when the delivery came.", "", "", str(delivery.mended)]
    for cause in told.causes:
        line = str(cause.first_line or "")
        yield [_outcome(cause), cause.words, cause.field, line, str(cause.rows)]
    for name, rows in told.dropped.items():
        yield ["Left unread", "The registry may not hold it.", name, "", str(rows)]


def runs(deliveries: Iterable[Delivery]) -> Table | None:
    rows = [_run(delivery) for delivery in deliveries]
    columns = ["Received", "Outcome", "Rows", "Could not be read", "Waiting for a person"]
    return (
        Table("Deliveries, the newest first", columns, rows, numeric=columns[2:], hide_caption=True) if rows else None
    )


def _run(delivery: Delivery) -> list[str]:
    where = reverse("view_delivery", args=[delivery.pk])
    link = format_html('<a class="govuk-link" href="{}">{}</a>', where, moment_in_words(delivery.received_at))
    numbers = (delivery.received, delivery.quarantined, delivery.waiting)
    return [link, state_in_words(delivery), *(f"{number:,}" for number in numbers)]


def state_in_words(delivery: Delivery) -> str:
    state = str(DeliveryState(delivery.state).label)
    if delivery.trial and delivery.state == DeliveryState.DONE:
        return "Only checked"
    return f"{state}. {Reason(delivery.stopped_because).words}" if delivery.stopped_because else state


def _cause(cause: Cause) -> str:
    """With the column and the first line, where the supplier finds it."""
    place = [f"Column: {cause.field}."] if cause.field else []
    place += [f"First in line {cause.first_line:,}."] if cause.first_line else []
    hint = (
        format_html('<br><span class="cp-quiet cp-break govuk-!-font-weight-regular">{}</span>', " ".join(place))
        if place
        else ""
    )
    return format_html("{}{}", cause.words, hint)


def _outcome(cause: Cause) -> str:
    return OUTCOMES[RowState(cause.state)][0]
