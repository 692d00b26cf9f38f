"""Which environment variables does a command get, and what has to run so that they are true?"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dev.stack import account
from dev.stack.keeper import KINDS, kept
from dev.stack.place import LOCAL, Place, is_free
from dev.stack.roles import can_provision, create_database, provision
from dev.stack.secret import checkout_secret, django_keys

TEST_PREFIX = "test-"


@contextmanager
def lasting_stack(name: str = "demo", *, local: Path = LOCAL) -> Iterator[dict[str, str]]:
    """The stack whose data last; everybody in this checkout who asks for the name shares it."""
    with _stack(Place(name, local), durable=True) as environment:
        yield environment


@contextmanager
def forgetful_stack(*, local: Path = LOCAL) -> Iterator[dict[str, str]]:
    """A stack for one run of tests, quick and forgetful."""
    sweep(local)
    with _stack(Place(f"{TEST_PREFIX}{os.getpid()}", local), durable=False) as environment:
        yield environment


@contextmanager
def _stack(place: Place, *, durable: bool) -> Iterator[dict[str, str]]:
    place.made()
    secret = checkout_secret(place.local)
    with ExitStack() as held:
        variables = _database(place, held, os.environ, secret, durable=durable)
        variables["REDIS_URL"] = os.environ.get("REDIS_URL") or held.enter_context(
            kept("valkey", place, durable=durable)
        )
        defaults = {
            **django_keys(secret),
            "DEMO": "1",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "contactpoint.settings",
            "BEAT_SCHEDULE_FILE": str(place.state / "beat"),
            **({"FEEDS_FOLDER": str(place.state / "feeds")} if durable else {}),
        }
        yield {**defaults, **os.environ, **variables}


def _database(
    place: Place, held: ExitStack, given: Mapping[str, str], secret: bytes, *, durable: bool
) -> dict[str, str]:
    """A database that was named is used: as it is if its owner is named too, else with our roles if it lets us."""
    if url := given.get("DATABASE_URL"):
        if given.get("DATABASE_OWNER_URL") or not can_provision(url):
            return {}
        return provision(url, secret)
    url = held.enter_context(kept("postgres", place, durable=durable))
    return provision(create_database(url), secret)


def sweep(local: Path) -> None:
    """Remove what a killed run of tests left behind."""
    for state in local.glob(f"{TEST_PREFIX}*"):
        pid = int(state.name.removeprefix(TEST_PREFIX))
        unused = all(is_free(state / f"{kind}.keeper") for kind in KINDS)
        if unused and (pid == os.getpid() or not Path(f"/proc/{pid}").exists()):
            Place(state.name, local).forget(account.for_servers())
            shutil.rmtree(state, ignore_errors=True)
