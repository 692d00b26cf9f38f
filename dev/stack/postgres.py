"""How is a PostgreSQL made, started and stopped for one checkout?"""

import os
import shutil
import signal
import subprocess
import time
from functools import cached_property
from pathlib import Path

import psycopg2

from dev.stack import programs
from dev.stack.errors import StackError
from dev.stack.place import OWN_PREFIX
from dev.stack.programs import PostgresPrograms
from dev.stack.server import LOOPBACK, Server

ADMINISTRATOR = "postgres"
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements and details would carry names and dates of birth into the log
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# What is measured has what a database administrator gives it: a quarter of the memory. It is taken as it is used.
MEMORY = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")  # bytes
MEASURED = {"shared_buffers": f"{MEMORY // 4_000_000}MB", "max_wal_size": "8GB"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


class Postgres(Server):
    kind = "postgres"
    stops_by = signal.SIGINT  # fast: clients are disconnected, everything committed is written

    @cached_property
    def programs(self) -> PostgresPrograms:
        return programs.postgres(self.place, self.account)

    def url(self) -> str:
        return f"postgresql://{ADMINISTRATOR}:{self.password}@{LOOPBACK}:{self.port}/postgres"

    def prepare(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._end_the_one_before()

    def launch(self) -> subprocess.Popen[bytes]:
        settings = SETTINGS | ({} if self.durable else FORGETFUL)
        settings |= (MEASURED if self.place.name.startswith(OWN_PREFIX) else {}) | {"port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self.programs.path("postgres"), "-D", str(self.data), *options]
        process = self.account.start(command, log=self.log, dies_by=self.stops_by)
        if process.stdin:
            process.stdin.close()
        return process

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        """Make the cluster beside its final place and move it there whole: a killed initdb leaves nothing."""
        folder = self.account.own_folder(self.data.parent)
        making = folder / "making"
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        password = self.account.own_file(folder / "password", self.password + "\n")
        done = self.account.run(
            [
                self.programs.path("initdb"),
                f"--pgdata={making}",
                f"--username={ADMINISTRATOR}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                *self.programs.locale_options,
                *([] if self.durable else ["--no-sync"]),
            ]
        )
        password.unlink()
        if done.returncode != 0:
            raise StackError(f"PostgreSQL cannot make a database in {folder}:\n{done.stdout}{done.stderr}")
        making.rename(self.data)

    def _end_the_one_before(self) -> None:
        """After a kill -9 a postmaster may still be on its way out, or its pid may belong to a stranger by now."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text("utf-8").split("\n", 1)[0].strip()
        deadline = time.monotonic() + 60
        while self._is_ours(pid):
            if time.monotonic() > deadline:
                raise StackError(f"PostgreSQL (process {pid}) still holds {self.data}: stop it first.")
            time.sleep(0.1)
        pid_file.unlink(missing_ok=True)

    def _is_ours(self, pid: str) -> bool:
        try:
            words = Path(f"/proc/{int(pid)}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return False
        return str(self.data).encode() in words
