"""Where does a measurement run that loads, kills and restarts? In an installation of its own, gone afterwards."""

import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from dev.command import manage, migrate
from dev.demo import programs
from dev.stack import account
from dev.stack.environment import own_stack
from dev.stack.errors import StackError
from dev.stack.place import ROOT, Place
from dev.stack.server import free_port
from dev.supervisor import Supervisor


@dataclass(frozen=True)
class Installation:
    """Servers, a migrated database and the variables by which the programs find them."""

    place: Place
    environment: Mapping[str, str]

    def manage(self, *arguments: str) -> None:
        if manage(arguments, self.environment, quiet=True) != 0:
            raise StackError(f"{arguments[0]} failed: see above.")

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """As the application. Raises psycopg2.Error while the server is down."""
        session = psycopg2.connect(self.environment["DATABASE_URL"], connect_timeout=5)
        try:
            with session.cursor() as cursor:
                cursor.execute(statement)
                return list(cursor.fetchall())
        finally:
            session.close()

    def copy(self, name: str) -> "Installation":
        """The same with a database of that name, which begins as a copy of this one. Nobody may be connected."""
        session = psycopg2.connect((self.place.state / "postgres.url").read_text("utf-8"))
        session.autocommit = True
        database = urlsplit(self.environment["DATABASE_URL"]).path[1:]
        with session.cursor() as cursor:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            cursor.execute(made.format(sql.Identifier(name), sql.Identifier(database)))
        session.close()
        address = urlunsplit(urlsplit(self.environment["DATABASE_URL"])._replace(path=f"/{name}"))
        return replace(self, environment={**self.environment, "DATABASE_URL": address})

    def start(self, module: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """A program of ours beside the others; what it says goes to a log."""
        with (self.place.state / "beside.log").open("ab") as log:
            command = [sys.executable, "-m", module, *arguments]
            return subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def output(self, module: str, *arguments: str) -> str:
        """What a program of ours prints, once it has ended well."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=dict(self.environment), stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def running(self, *, app: str, only: Collection[str] = ()) -> Supervisor:
        """Web, worker and clock, or only those named, as a context."""
        port = free_port()
        address = {"PUBLIC_URL": f"http://localhost:{port}"}
        all_of_them = programs(port, place=self.place, app=app)
        wanted = {name: command for name, command in all_of_them.items() if not only or name in only}
        return Supervisor(wanted, {**self.environment, **address}, self.place.state)

    @property
    def postmaster(self) -> int:
        """The first process of PostgreSQL. Raises OSError and ValueError while there is none."""
        pid_file = self.place.data(account.for_servers()) / "postgres" / "postmaster.pid"
        return int(pid_file.read_text("utf-8").split("\n", 1)[0])

    @property
    def folder(self) -> Path:
        """For files, gone with the rest."""
        return self.place.state / "files"


@contextmanager
def installation(*, durable: bool, **variables: str) -> Iterator[Installation]:
    """Migrated, and with the reference data."""
    with own_stack(durable=durable) as (place, environment):
        here = Installation(place, {**environment, **variables})
        migrate(place, here.environment)
        here.manage("load_reference_data")
        yield here
