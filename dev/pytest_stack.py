"""On which database and which Valkey do the tests run? On real ones: named in the environment, or started here.

A plugin (`-p dev.pytest_stack` in pyproject.toml), because settings are read before any conftest.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

import pytest

from dev.stack.errors import StackError
from dev.tables import stack_with_tables

STACK = pytest.StashKey[ExitStack]()
WORKER = "PYTEST_XDIST_WORKER"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """A wrapper, so as to come before pytest-django, which reads the settings in the same hook."""
    held = early_config.stash[STACK] = ExitStack()
    if "DATABASE_TEST_URL" not in os.environ:
        try:
            os.environ.update(held.enter_context(stack_with_tables()))
        except StackError as error:
            raise pytest.UsageError(str(error)) from error
    if "DATABASE_TEST_URL" not in os.environ:
        raise pytest.UsageError(
            "The tests make databases and need a role for it: set DATABASE_TEST_URL (dev/roles/tests.sql), "
            "or let DATABASE_URL name an administrator."
        )
    os.environ["DATABASE_URL"] = os.environ["DATABASE_TEST_URL"]
    os.environ["REDIS_URL"] = own_valkey_database(os.environ["REDIS_URL"], os.environ.get(WORKER, ""))
    return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    if STACK in config.stash:
        config.stash[STACK].close()


def own_valkey_database(url: str, worker: str) -> str:
    """Workers share the server: gw0 takes number 1, gw1 number 2; a run without workers number 0."""
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
