"""Who gets which answer at which address, about whose things? (SEC-11)

Every address of the URL configuration, read and sent to, asked as nobody, as a practitioner whose clearance has ended,
and as each role; where the address names something, about oneself, something of the own organisation, something of a
neighbour's, and something that is not there. The answers are kept in authorisation_matrix.csv, which a person reads
when it changes:

    WRITE_MATRIX=1 .venv/bin/python -m pytest tests/rules/test_authorisation_matrix.py
"""

import csv
from collections.abc import Collection, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver

from accounts.models import Practitioner
from accounts.roles import ROLES
from tests import people
from tests.rules.things import THINGS

FILE: Final = Path(__file__).with_name("authorisation_matrix.csv")
METHODS: Final = ("GET", "POST")
# What stands in an address that has a variable part, of something that is not there.
NO_SUCH_ID: Final = "00000000-0000-4000-8000-000000000000"
NOT_THERE: Final[dict[str, Any]] = {"uuid": NO_SUCH_ID, "int": 0, "str": "none", "slug": "none"}
SELF, OWN, NEIGHBOUR, NONE = "self", "own", "neighbour's", "none"
WHOSE: Final = (SELF, OWN, NEIGHBOUR, NONE)
NATIONAL: Final = {"national_team", "national_auditor", "operator"}
REFUSALS: Final = {"403", "405", "to /sign-in"}
NOBODY, LAPSED = "nobody", "lapsed practitioner"
VIEWERS: Final = (NOBODY, LAPSED, *ROLES)
WHOSE_METHODS: Final = "practitioner"  # one is asked with every method
Key = tuple[str, str, str]  # address, method, whose
Column = dict[Key, str]


class Asked:
    """The addresses with what stands in their variable parts, as one viewer asks them."""

    def __init__(self, viewer: Practitioner | None) -> None:
        self.viewer = viewer
        self.own = viewer.organisation if viewer else people.liverpool()
        self.neighbour = people.liverpool() if self.own == people.manchester() else people.manchester()
        self.made: dict[tuple[str, str], Any] = {}

    def about(self, pattern: URLPattern) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each of WHOSE that can be made for this address; one without a name where nothing varies."""
        parts = pattern.pattern.converters
        if not parts:
            yield "", {}
            return
        for whose in WHOSE:
            if whose == NONE or (parts.keys() & THINGS.keys() and (whose != SELF or self.names_oneself(parts))):
                yield whose, {part: self.thing(part, converter, whose) for part, converter in parts.items()}

    def names_oneself(self, parts: dict[str, Any]) -> bool:
        return "practitioner" in parts and self.viewer is not None

    def thing(self, part: str, converter: Any, whose: str) -> Any:
        nothing = NOT_THERE[type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")]
        if whose == NONE or part not in THINGS:
            return nothing
        if whose == SELF and part == "practitioner":
            return self.viewer.pk if self.viewer else nothing
        of = self.neighbour if whose == NEIGHBOUR else self.own
        if (part, of.name) not in self.made:
            self.made[part, of.name] = THINGS[part](of)
        return self.made[part, of.name]


def patterns() -> dict[str, URLPattern]:
    """Every address by its name, in the order of the configuration."""
    return {_name(pattern, prefix): pattern for pattern, prefix in _patterns(get_resolver(), "")}


def viewer(who: str) -> Practitioner | None:
    if who == NOBODY:
        return None
    if who == LAPSED:
        return people.social_worker(lacks="clearance")
    national = people.national_team() if who in NATIONAL else None
    where = people.barnardos() if who == "partner_administrator" else national
    return people.person(who.replace("_", "-"), who, where=where)


def column(who: str, *, about: Collection[str] = ("", *WHOSE), but: Collection[Key] = ()) -> Column:
    """Asks once as this viewer, about the things of these, all `but` some. Nothing that is done by asking stays."""
    return {key: answer for key, answer, _ in answers(who, about=about, but=but)}


def answers(who: str, *, about: Collection[str], but: Collection[Key]) -> Iterator[tuple[Key, str, str]]:
    """The same one by one, each with all that was sent."""
    person = viewer(who)
    asking, asked = Asking(person), Asked(person)
    for name, pattern in patterns().items():
        for whose, parts in asked.about(pattern):
            for method in METHODS:
                if whose in about and (key := (name, method, whose)) not in but:
                    yield key, *asking.ask(method, reverse(name, kwargs=parts))


def shut_out(known: Column) -> set[Key]:
    """About a neighbour's thing, where the own is refused just so: the viewer has no business with the kind at all."""
    return {
        (name, method, whose)
        for (name, method, whose), answer in known.items()
        if whose == NEIGHBOUR and answer in REFUSALS and known.get((name, method, OWN)) == answer
    }


def not_taken() -> set[tuple[str, str]]:
    """The addresses and methods that a decorator refuses, of whomever: before anybody's permission is looked at."""
    column = read()[WHOSE_METHODS]
    return {(name, method) for (name, method, _), answer in column.items() if answer == "405"}


class Asking:
    """A browser that begins each question with the same cookies."""

    def __init__(self, person: Practitioner | None) -> None:
        self.client = Client(raise_request_exception=False)
        if person:
            people.sign_in(self.client, person)
            people.prove(self.client, person)  # so that the answers are about permission
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def answer(self, method: str, address: str) -> str:
        """The status; of a redirection, where it leads, without what varies."""
        return self.ask(method, address)[0]

    def ask(self, method: str, address: str) -> tuple[str, str]:
        """The same, and all that was sent: headers and body."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            response = self.client.generic(method, address)
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        return _answer(response, address), f"{response.headers}\n{body.decode(errors='replace')}"


def _answer(response: Any, address: str) -> str:
    if response.status_code in (301, 302, 303):
        where = response["Location"].partition("?")[0]
        return "to itself" if where == address else f"to {_without_ids(where)}"
    return str(response.status_code)


def _without_ids(address: str) -> str:
    return "/".join("…" if len(part) == 36 or part.isdigit() else part for part in address.split("/"))


def read() -> dict[str, Column]:
    """Column by column, as the file has them."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["address"], row["method"], row["whose"]) for row in rows]
    return {who: {key: row[who] for key, row in zip(keys, rows, strict=True) if row.get(who)} for who in VIEWERS}


def write(who: str, answers: Column) -> None:
    """Replaces one viewer's column."""
    columns = {**read(), who: answers}
    keys = sorted(set().union(*columns.values()), key=_place)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "method", "whose", *VIEWERS])
        writer.writerows([*key, *(columns[viewer].get(key, "") for viewer in VIEWERS)] for key in keys)


def _place(key: Key) -> tuple[int, int, int]:
    names = list(patterns())
    name, method, whose = key
    return (names.index(name) if name in names else -1, METHODS.index(method), ["", *WHOSE].index(whose))


def _patterns(resolver: URLResolver, namespace: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, inner)
        else:
            yield pattern, namespace


def _name(pattern: URLPattern, namespace: str) -> str:
    assert pattern.name, f"the address {pattern.pattern} needs a name"
    return f"{namespace}{pattern.name}"
