"""How does the registry stand when deliveries have ended, numbers and moments of writing aside?"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from registry.models import (
    Address,
    Attendance,
    Carer,
    Child,
    ChildName,
    Identifier,
    Involvement,
    MatchRow,
    PracticeRegistration,
    SearchRow,
    SourceRecord,
)
from registry.record import rebuild


@dataclass(frozen=True)
class Ends:
    """What is told in the end, which keys are one child, and its record. What was taken back is told no more."""

    said: list[tuple[str, str, str, datetime]]
    children: dict[frozenset[tuple[str, str]], list[str]]


def the_registry() -> Ends:
    said, children = [], defaultdict(set)
    for record in SourceRecord.objects.filter(withdrawn_at=None).select_related("source"):
        text = json.dumps(record.assertion, sort_keys=True)
        said.append((record.source.code, record.key, text, record.as_at))
        children[record.child_id].add((record.source.code, record.key))
    assert ChildName.objects.values("child").distinct().count() == len(children)
    before = written(SearchRow, *WRITTEN)
    rebuild(children)
    assert written(SearchRow, *WRITTEN) == before
    records = written(*WRITTEN)
    return Ends(sorted(said), {frozenset(keys): records[child] for child, keys in children.items()})


WRITTEN = (ChildName, Address, Carer, Attendance, PracticeRegistration, Identifier, Involvement, MatchRow)
LEFT_OUT = {"id", "child", "child_id", "as_at", "confirmed_at"}  # drawn anew each time, or when it was last said


def written(*tables: type[Model]) -> dict[UUID, list[str]]:
    """What stands in the tables of each record, and in those by which it is found."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for model in tables:
        columns = [field.attname for field in model._meta.concrete_fields if field.name not in LEFT_OUT]
        for child, *values in model._default_manager.values_list("child_id", *columns):
            found[child].append(f"{model.__name__} {values}")
    for child, *values in Child.objects.values_list("id", "date_of_birth", "gender", "date_of_death"):
        found[child].append(f"Child {values}")
    return {child: sorted(rows) for child, rows in found.items()}
