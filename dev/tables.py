"""Where does a run of tests find its tables made already?

They follow from the migrations, so a checkout makes them once for each set of these. Each database of the tests is
then a copy, which takes a twentieth of a second instead of ten.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dev.command import migrate, migrations
from dev.stack import account
from dev.stack.environment import forgetful_stack, stack_for_tables, unused
from dev.stack.place import LOCAL, Place
from dev.stack.roles import DATABASE

PREFIX = "tables-"
TEMPLATE = "DATABASE_TEST_TEMPLATE"  # names the database that tests/conftest.py copies
Make = Callable[[Place, Mapping[str, str]], None]


@contextmanager
def stack_with_tables(*, make: Make = migrate, wanted: str = "", local: Path = LOCAL) -> Iterator[dict[str, str]]:
    """Whoever comes while another run has them makes tables of its own, and so does who names a database."""
    place = Place(PREFIX + (wanted or migrations())[:12], local)
    with ExitStack() as held:
        if "DATABASE_URL" in os.environ or not _taken(place, held):
            yield held.enter_context(forgetful_stack(local=local))
            return
        _forget_older(place)
        _, environment = held.enter_context(stack_for_tables(place.name, local=local))
        make(place, environment)
        yield {**environment, TEMPLATE: DATABASE}


def _taken(place: Place, held: ExitStack) -> bool:
    """Until the end of the run, however it ends."""
    handle = held.enter_context((place.made().state / "run.lock").open("a"))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_older(place: Place) -> None:
    for state in place.local.glob(f"{PREFIX}*"):
        if state.name != place.name and unused(state):
            Place(state.name, place.local).forget(account.for_servers())
