"""Has what a person compared changed since? Tokens of it are kept, never values (R-FEED-5, SEC-41)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from contactpoint.vault.tokens import token
from registry.models import Child
from registry.record.parts import parts_of

# What a record is known by; a decision that two are two children holds while these stay (ux.md 2(f) 5).
WHO: Final = ("names", "birth_date", "gender", "numbers")
EVERYTHING: Final = (*WHO, "addresses", "schools")
WORDS: Final = {
    "names": "the names",
    "birth_date": "the date of birth",
    "gender": "the gender",
    "numbers": "the numbers of other systems",
    "addresses": "the addresses",
    "schools": "the schools",
    "there": "whether the record is open",
}
Print = dict[str, str]  # what -> token


def prints(children: Collection[UUID], *, what: Collection[str] = EVERYTHING) -> dict[UUID, Print]:
    """The fingerprints of these records, read in sets. A record that is closed meanwhile has changed."""
    values: dict[UUID, dict[str, list[str]]] = {child: defaultdict(list) for child in children}
    for name, rows in _read(list(children)):
        for child, *parts in rows:
            values[child][name].append("|".join(str(part) for part in parts))
    wanted = {*what, "there"}
    return {child: {name: _token(child, name, found[name]) for name in wanted} for child, found in values.items()}


def _read(ids: list[UUID]) -> Iterable[tuple[str, Iterable[tuple[Any, ...]]]]:
    rows = Child.objects.filter(pk__among=ids).values_list("pk", "date_of_birth", "gender", "status")
    for child, born, gender, status in rows:
        yield "birth_date", [(child, born)]
        yield "gender", [(child, gender)]
        yield "there", [(child, status in ("open", "unconfirmed"))]
    for child, parts in parts_of(ids).items():
        yield "names", [(child, one.forename, one.middle_names, one.surname) for one in parts.names]
        yield "numbers", [(child, one.scheme, one.value) for one in parts.identifiers]
        yield "addresses", [(child, one.kind, one.lines, one.postcode) for one in parts.addresses]
        yield "schools", [(child, one.setting_id, one.ended_on) for one in parts.attendances]


def _token(child: UUID, name: str, values: list[str]) -> str:
    return token(f"{child}|{name}|{sorted(values)}", purpose="matching.seen").hex()


def changed(seen: Print, now: Print) -> list[str]:
    """What is not as it was, in words; what was not looked at then does not count."""
    return [WORDS[name] for name in (*EVERYTHING, "there") if name in seen and seen[name] != now.get(name)]


def all_changed(seen: Mapping[str, Print], now: Mapping[UUID, Print]) -> dict[UUID, list[str]]:
    """By record; one that joined the comparison since has changed as a whole."""
    found = {child: changed(seen[str(child)], one) if str(child) in seen else [NEW] for child, one in now.items()}
    return {child: words for child, words in found.items() if words}


NEW: Final = "this record was not there before"
