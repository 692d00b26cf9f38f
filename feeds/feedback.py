"""What may the supplier be told, so that the rows can be put right where they come from? (R-FEED-4)

Counts, reasons, the names of columns and the lines of the supplier's own file: never a value of a person, and nothing
of what the registry made of a row.
"""

from collections import defaultdict
from typing import Final

from contactpoint.pages.dates import moment_in_words
from feeds.models import Delivery, DeliveryState, RowState
from feeds.reasons import Reason
from feeds.report import Cause, report

LINES: Final = 20  # of one cause that are named
TOLD: Final = (RowState.QUARANTINED, RowState.REFUSED)


def text_for_supplier(delivery: Delivery) -> str:
    """Plain text, to be sent or copied as it is."""
    found = report(delivery)
    lines = [f"Your delivery of {moment_in_words(delivery.received_at)}, reference {delivery.pk}"]
    if delivery.sequence is not None:
        lines.append(f"Its number: {delivery.sequence}")
    lines += ["", *_outcome(delivery)]
    causes = [cause for cause in found.causes if cause.state in TOLD]
    if causes:
        places = _places(delivery, causes)
        lines += ["", "Rows that were not taken:", *(_cause(cause, places) for cause in causes)]
    if found.dropped:
        fields = ", ".join(f"{name} ({rows:,})" for name, rows in found.dropped.items())
        lines += ["", f"Left unread, because the registry may not hold it: {fields}"]
    lines += [f"Note: {warning}" for warning in found.warnings]
    return "\n".join(lines) + "\n"


def _outcome(delivery: Delivery) -> list[str]:
    if delivery.state == DeliveryState.REFUSED:
        line = f" (Line {delivery.stopped_at_line:,})" if delivery.stopped_at_line else ""
        return [f"Nothing of it was taken. {Reason(delivery.stopped_because).words}{line}"]
    not_taken = delivery.quarantined + delivery.refused
    return [f"Rows received: {delivery.received:,}", f"Rows not taken: {not_taken:,}"]


def _cause(cause: Cause, places: dict[tuple[str, str, str], list[int]]) -> str:
    where = f" Column: {cause.field}." if cause.field else ""
    lines = places[cause.state, cause.code, cause.field]
    more = " and more" if len(lines) > LINES else ""
    named = ", ".join(str(line) for line in lines[:LINES])
    lines_said = f" {'Line' if len(lines) == 1 else 'Lines'} {named}{more}." if named else ""
    return f"- {cause.rows:,} {'row' if cause.rows == 1 else 'rows'}: {cause.words}{where}{lines_said}"


def _places(delivery: Delivery, causes: list[Cause]) -> dict[tuple[str, str, str], list[int]]:
    """The first lines of each cause, and one more when there are more."""
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for cause in causes:
        rows = delivery.rows.filter(state=cause.state, reason_code=cause.code, field=cause.field)
        lines = rows.order_by("line").values_list("line", flat=True)[: LINES + 1]
        found[cause.state, cause.code, cause.field] += lines
    return found
