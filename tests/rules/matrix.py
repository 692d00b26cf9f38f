"""Who gets which answer at which address? (SEC-11)

Every address of the URL configuration, by each method, asked as nobody, as a practitioner whose clearance has ended,
and as each role. The answers are kept in authorisation_matrix.csv, which a person reads when it changes:

    WRITE_MATRIX=1 .venv/bin/python -m pytest tests/rules/test_authorisation_matrix.py
"""

import csv
from collections.abc import Iterator
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

FILE: Final = Path(__file__).with_name("authorisation_matrix.csv")
METHODS: Final = ("GET", "POST", "DELETE")
# What stands in an address that has a variable part: of something that is not there, unless a row needs more.
NO_SUCH_ID: Final = "00000000-0000-4000-8000-000000000000"
ARGUMENTS: Final[dict[str, dict[str, Any]]] = {
    "mfa_remove_webauthn": {"pk": 0},
}
NATIONAL: Final = {"national_team", "national_auditor", "operator"}
NOBODY, LAPSED = "nobody", "lapsed practitioner"
VIEWERS: Final = (NOBODY, LAPSED, *ROLES)
Matrix = dict[tuple[str, str], dict[str, str]]


def names() -> list[str]:
    """Every address's name, in the order of the configuration."""
    return list(_by_name())


def _by_name() -> dict[str, URLPattern]:
    return {_name(pattern, prefix): pattern for pattern, prefix in _patterns(get_resolver(), "")}


def arguments(name: str) -> dict[str, Any]:
    """What stands in the variable parts of an address: random ids, unless a row needs something else."""
    return ARGUMENTS.get(name) or dict.fromkeys(_by_name()[name].pattern.converters, NO_SUCH_ID)


def viewers() -> dict[str, Practitioner | None]:
    found: dict[str, Practitioner | None] = {NOBODY: None, LAPSED: people.social_worker(lacks="clearance")}
    for role in ROLES:
        national = people.national_team() if role in NATIONAL else None
        where = people.barnardos() if role == "partner_administrator" else national
        found[role] = people.person(role.replace("_", "-"), role, where=where)
    return found


def answers() -> Matrix:
    """Asks everything once. Nothing that is done by asking stays."""
    cookies = {viewer: _cookies(person) for viewer, person in viewers().items()}
    return {
        (name, method): {viewer: answer(name, method, cookie) for viewer, cookie in cookies.items()}
        for name in names()
        for method in METHODS
    }


def answer(name: str, method: str, cookies: SimpleCookie) -> str:
    """The status; of a redirection, where it leads."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    with transaction.atomic():
        response = client.generic(method, reverse(name, kwargs=arguments(name)))
        transaction.set_rollback(True)
    if response.status_code in (301, 302, 303):
        return f"to {response['Location'].partition('?')[0]}"
    return str(response.status_code)


def _cookies(person: Practitioner | None) -> SimpleCookie:
    client = Client()
    if person:
        people.sign_in(client, person)
        people.prove(client, person)  # so that the answers are about permission
    return client.cookies


def read() -> Matrix:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row.pop("address"), row.pop("method")): row for row in csv.DictReader(file)}


def write(matrix: Matrix) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "method", *VIEWERS])
        writer.writerows([*key, *(row[viewer] for viewer in VIEWERS)] for key, row in matrix.items())


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
