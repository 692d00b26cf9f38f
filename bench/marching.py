"""The process beside bench.march2009: python -m bench.marching load FOLDER | shield FOLDER N | look ROOT"""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.at_rest import rows_at_rest  # noqa: E402
from bench.march2009 import FILES  # noqa: E402
from feeds.advance import finish  # noqa: E402
from feeds.models import Delivery, DeliveryState, StagedRow  # noqa: E402
from feeds.receive import receive  # noqa: E402
from registry import statements  # noqa: E402
from registry.models import Child, Source, Status, WaitingRow  # noqa: E402
from registry.record import rebuild  # noqa: E402
from registry.search.candidates import candidates  # noqa: E402
from registry.search.criteria import Criteria, Part, PostcodeGiven  # noqa: E402
from registry.shields import put_on, shielded_among  # noqa: E402
from registry.waiting import content_of  # noqa: E402

Truth = dict[tuple[str, str], dict[str, str]]  # source, key -> the row of truth.csv
SHIELDED: Final = "shielded.json"
NUMBER: Final = re.compile(r"[A-Z]?\d{10,13}")
AT_ONCE: Final = 2_000


def load(folder: str) -> dict[str, Any]:
    """Every file of the edition, one after the other, to its end."""
    return {code: _loaded(code, Path(folder) / file) for code, file in FILES.items()}


def _loaded(code: str, path: Path) -> dict[str, int]:
    source = Source.objects.get(code=code)
    with path.open("rb") as stream:
        delivery = receive(stream, source=source, file_name=f"{path.parent.name}/{path.name}", at=timezone.now())
    done = finish(delivery.pk, now=timezone.now)
    if done.state != DeliveryState.DONE:
        sys.exit(f"{path} ended as {done.state}: {done.stopped_because}")
    names = ("received", "created", "updated", "unchanged", "waiting", "quarantined", "refused")
    return {name: getattr(done, name) for name in names}


def shield(folder: str, many: str) -> list[str]:
    """Whole families, until there are so many children with a record; their keys in the truth."""
    truth = truth_of(Path(folder))
    households: dict[str, set[str]] = {}
    for row in truth.values():
        households.setdefault(row["household"], set()).add(row["child"])
    order = sorted(households)
    Random(2009).shuffle(order)
    records = _records(truth)
    chosen: list[str] = []
    for household in order:
        if len(chosen) < int(many) and all(child in records for child in households[household]):
            chosen += sorted(households[household])
    hidden = [child for key in chosen for child in records[key]]
    with transaction.atomic():
        put_on(hidden, because="march2009", source=Source.objects.get(code="by-hand"), at=timezone.now())
        rebuild(hidden)
    (Path(folder).parent / SHIELDED).write_text(json.dumps(chosen), encoding="utf-8")
    return chosen


def _records(truth: Truth) -> dict[str, set[UUID]]:
    """By true child, the records in which something that is said of it stands."""
    found: dict[str, set[UUID]] = {}
    for true, child in _statements(truth):
        found.setdefault(true, set()).add(child)
    return found


def _statements(truth: Truth) -> Iterator[tuple[str, UUID]]:
    codes = dict(Source.objects.values_list("pk", "code"))
    children = list(Child.objects.values_list("pk", flat=True))
    for start in range(0, len(children), AT_ONCE):
        for kept in statements.of(children[start : start + AT_ONCE], withdrawn=True):
            if row := truth.get(_known_as(codes[kept.source], kept.key)):
                yield row["child"], kept.child


def truth_of(folder: Path) -> Truth:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {_known_as(row["source"], row["source_key"]): row for row in csv.DictReader(file)}


def _known_as(source: str, key: str) -> tuple[str, str]:
    """A case of social care is one child, whichever of its rows it is."""
    return source, "/".join(key.split("/")[:2])


def look(root: str) -> dict[str, int]:
    """What the last edition left behind, whoever could see it."""
    editions = sorted(path.parent for path in Path(root).glob("*/truth.csv"))
    truth: Truth = {}
    for folder in editions:
        truth |= truth_of(folder)
    hidden = set(json.loads((Path(root) / SHIELDED).read_text(encoding="utf-8")))
    last = Delivery.objects.filter(file_name__startswith=f"{editions[-1].name}/")
    held = _held(last, truth)
    return {
        "rows": StagedRow.objects.filter(delivery__in=last).count(),
        "waiting": StagedRow.objects.filter(delivery__in=last, state="waiting").count(),
        "held": len(held),
        "held_rightly": sum(true in hidden for true in held),
        "unshielded_duplicates": _duplicates(truth, hidden),
        "leaks": _numbers_in_the_clear(truth, hidden) + _found_by_place(truth, hidden),
    }


def _held(deliveries: Any, truth: Truth) -> list[str]:
    rows = WaitingRow.objects.filter(delivery__in=deliveries.values("pk"), ended_at=None, for_shielding=True)
    known = (_known_as(row.source.code, content_of(row).key) for row in rows.select_related("source", "content_key"))
    return [truth[one]["child"] if one in truth else "" for one in known]


def _duplicates(truth: Truth, hidden: set[str]) -> int:
    """Open records in which anything stands that is said of a shielded child."""
    records = {child for true, children in _records(truth).items() if true in hidden for child in children}
    open_ones = Child.objects.filter(pk__among=records, status__in=[Status.OPEN, Status.UNCONFIRMED])
    found = set(open_ones.values_list("pk", flat=True))
    return len(found - shielded_among(found))


def _numbers_in_the_clear(truth: Truth, hidden: set[str]) -> int:
    """Numbers of other systems, which nobody else has, in any row of any table."""
    wanted = {key for (_, key), row in truth.items() if row["child"] in hidden and NUMBER.fullmatch(key)}
    found = {(table, number) for table, line in rows_at_rest() for number in NUMBER.findall(line) if number in wanted}
    for table, number in sorted(found)[:10]:
        print(f"in the clear: {number} in {table}", file=sys.stderr)
    return len(found)


def _found_by_place(truth: Truth, hidden: set[str]) -> int:
    """Searches by name and a postcode of any edition that come to the record of a shielded child."""
    leaks = 0
    records = {true: children for true, children in _records(truth).items() if true in hidden}
    for row in truth.values():
        if row["child"] in records and row["postcode"]:
            there = PostcodeGiven(row["postcode"].replace(" ", ""), Part.UNIT)
            found = candidates(Criteria(surname=row["surname"], postcode=there)).candidates
            leaks += any(one.child_id in records[row["child"]] for one in found)
    return leaks


if __name__ == "__main__":
    commands: dict[str, Callable[..., Any]] = {"load": load, "shield": shield, "look": look}
    print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))
