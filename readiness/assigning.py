"""Which colleague answers which part of a return? Whoever is assigned is told; the others still may (R-LARA-3)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.holding import active_holders
from accounts.models import Practitioner
from accounts.notices import tell
from readiness.framework import Theme
from readiness.marks import refuse_overtaken
from readiness.models import Assignment, Return
from readiness.returning import WRITE, NoReturn, framework_of, open_return, questions_of, record_return


def themes_of(one: Return) -> tuple[Theme, ...]:
    """The parts in which it asks something."""
    return tuple(theme for theme, _ in framework_of(one).by_theme(questions_of(one)))


def colleagues_of(one: Return) -> list[Practitioner]:
    """To whom a part can be assigned: everybody of the organisation who completes returns."""
    return active_holders(WRITE, one.organisation)


def assigned(one: Return) -> dict[str, Practitioner]:
    """The code of a theme -> who answers it."""
    return {row.theme: row.to for row in one.assignments.select_related("to")}


def assigned_ids(one: Return) -> dict[str, UUID]:
    """The code of a theme -> whose part it is."""
    return {theme: person.pk for theme, person in assigned(one).items()}


def assign_as_before(one: Return, last: Return, *, by: Practitioner, at: datetime) -> None:
    """The parts of the last return to the same colleagues, where both are still there. Raises as `assign`."""
    colleagues = {person.pk for person in colleagues_of(one)}
    asked = {theme.code for theme in themes_of(one)}
    still = {theme: person for theme, person in assigned_ids(last).items() if theme in asked and person in colleagues}
    assign(one.pk, still, by=by, at=at)


def assign(
    one: UUID, people: Mapping[str, UUID | None], *, by: Practitioner, at: datetime, seen: str | None = None
) -> None:
    """The code of a theme -> who answers it from now on, None for nobody; what is not named stays.

    `seen`: the mark of who was assigned as the page showed it. Raises Refused, NoReturn, Closed, Overtaken.
    """
    with transaction.atomic():
        row = open_return(one, by=by, at=at)
        known = {person.pk: person for person in colleagues_of(row)}
        themes = {theme.code for theme in themes_of(row)}
        if not (people.keys() <= themes and {to for to in people.values() if to} <= known.keys()):
            raise NoReturn
        before = assigned_ids(row)
        refuse_overtaken(before, seen)
        changed = {theme: to for theme, to in people.items() if before.get(theme) != to}
        row.assignments.filter(theme__in=changed).delete()
        new = {theme: to for theme, to in changed.items() if to}
        Assignment.objects.bulk_create(Assignment(of=row, theme=theme, to_id=to) for theme, to in new.items())
        for theme, to in changed.items():
            record_return("return.assigned", row, by=by, at=at, theme=theme, to=str(to or ""))
        for to in sorted(set(new.values()) - {by.pk}):
            where = reverse("view_return", args=[row.pk])
            tell(known[to], "return_assigned", at=at, path=where, by=by.pk, parts=list(new.values()).count(to))
