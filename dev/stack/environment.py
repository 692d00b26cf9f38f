"""Which environment variables does a command get, and what has to run so that they are true?"""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dev.stack import account
from dev.stack.keeper import KINDS, kept
from dev.stack.place import LOCAL, OWN_PREFIX, Place, is_free
from dev.stack.roles import can_provision, create_database, provision
from dev.stack.secret import checkout_secret, django_keys

TEST_PREFIX = "test-"
OUR_OWN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_TEST_URL", "REDIS_URL", "BEAT_SCHEDULE_FILE")
GONE_WITHIN = 60  # seconds


@contextmanager
def lasting_stack(name: str = "demo", *, local: Path = LOCAL) -> Iterator[dict[str, str]]:
    """The stack whose data last; everybody in this checkout who asks for the name shares it."""
    with _stack(Place(name, local), os.environ, durable=True) as environment:
        yield environment


@contextmanager
def forgetful_stack(*, local: Path = LOCAL) -> Iterator[dict[str, str]]:
    """A stack for one run of tests, quick and forgetful."""
    sweep(local)
    with _stack(Place(f"{TEST_PREFIX}{os.getpid()}", local), os.environ, durable=False) as environment:
        yield environment


@contextmanager
def stack_for_tables(name: str, *, local: Path = LOCAL) -> Iterator[tuple[Place, dict[str, str]]]:
    """As quick and forgetful, but what it holds is there the next time; one run of tests at a time (dev/tables.py)."""
    place = Place(name, local)
    with _stack(place, os.environ, durable=False, lasting=True) as environment:
        yield place, environment


@contextmanager
def own_stack(*, durable: bool, local: Path = LOCAL) -> Iterator[tuple[Place, dict[str, str]]]:
    """Servers for one measurement alone, whatever the environment names; nothing of them is left afterwards."""
    sweep(local)
    place = Place(f"{OWN_PREFIX}{os.getpid()}", local)
    given = {name: value for name, value in os.environ.items() if name not in OUR_OWN}
    try:
        with _stack(place, given, durable=durable) as environment:
            yield place, environment
    finally:
        _wait_for_keepers(place)
        place.forget(account.for_servers())


def _wait_for_keepers(place: Place) -> None:
    deadline = time.monotonic() + GONE_WITHIN
    while not unused(place.state) and time.monotonic() < deadline:
        time.sleep(0.1)


@contextmanager
def _stack(place: Place, given: Mapping[str, str], *, durable: bool, lasting: bool = False) -> Iterator[dict[str, str]]:
    place.made()
    secret = checkout_secret(place.local)
    with ExitStack() as held:
        variables = _database(place, held, given, secret, durable=durable, lasting=lasting)
        variables["REDIS_URL"] = given.get("REDIS_URL") or held.enter_context(kept("valkey", place, durable=durable))
        defaults = {
            **django_keys(secret),
            "DEMO": "1",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "contactpoint.settings",
            "BEAT_SCHEDULE_FILE": str(place.state / "beat"),
            **({"FEEDS_FOLDER": str(place.state / "feeds")} if durable else {}),
        }
        yield {**defaults, **given, **variables}


def _database(
    place: Place, held: ExitStack, given: Mapping[str, str], secret: bytes, *, durable: bool, lasting: bool
) -> dict[str, str]:
    """A database that was named is used: as it is if its owner is named too, else with our roles if it lets us."""
    if url := given.get("DATABASE_URL"):
        if given.get("DATABASE_OWNER_URL") or not can_provision(url):
            return {}
        return provision(url, secret)
    url = held.enter_context(kept("postgres", place, durable=durable, lasting=lasting))
    return provision(create_database(url), secret)


def sweep(local: Path) -> None:
    """Remove what a killed run of tests or of a measurement left behind."""
    for state in (*local.glob(f"{TEST_PREFIX}*"), *local.glob(f"{OWN_PREFIX}*")):
        pid = int(state.name.rpartition("-")[2])
        if unused(state) and (pid == os.getpid() or not Path(f"/proc/{pid}").exists()):
            Place(state.name, local).forget(account.for_servers())
            shutil.rmtree(state, ignore_errors=True)


def unused(state: Path) -> bool:
    return all(is_free(state / f"{kind}.keeper") for kind in KINDS)
