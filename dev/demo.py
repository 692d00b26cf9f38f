"""What does `make demo` do, step by step, from nothing to a page that answers?

Every step may be run again: what was done for this database is marked below .local/demo/done and not done twice.
PORT sets the port of the pages (8000).
"""

import hashlib
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from dev import frontend
from dev.command import manage, migrate
from dev.stack.environment import lasting_stack
from dev.stack.errors import StackError
from dev.stack.place import LOCAL, ROOT, Place, locked
from dev.stack.roles import database_identity
from dev.supervisor import Supervisor

CHILDREN = 18_000  # about 20,000: the slowest step, kept within three minutes in all
SEED = 2009
POPULATION = LOCAL / f"population-{CHILDREN}-{SEED}"
ANSWERS_WITHIN = 60  # seconds
PLACE = Place("demo")


@dataclass(frozen=True)
class Preparation:
    """The steps before the pages open, each done once per database and per version of what it reads."""

    environment: Mapping[str, str]

    def all(self) -> None:
        with locked(PLACE.made().state / "preparing.lock"):  # a second demo of this checkout finds it done
            self.make_ready()
            for feed in json.loads((POPULATION / "population.json").read_text("utf-8"))["feeds"]:
                file = POPULATION / feed["file"]
                self.once(feed["source"], [file], "load_feed", feed["source"], str(file))
                (PLACE.state / "feeds" / feed["source"] / "incoming").mkdir(parents=True, exist_ok=True)
            self.once("work", [], "invent_work")

    def make_ready(self) -> None:
        """The tables and what they begin with; what needs no table is made beside them, on the second core."""
        with ThreadPoolExecutor() as beside:
            made = [beside.submit(self.make_population), beside.submit(self.collect_static)]
            migrate(PLACE, self.environment)
            self.once("reference", reference_files(), "load_reference_data")
        accounts = ROOT / "accounts" / "reference" / "demo_accounts.csv"
        self.once("accounts", [accounts], "make_demo_accounts")
        self.once("returns", [], "invent_returns")  # two of these people decided on them
        for step in made:
            step.result()

    def collect_static(self) -> None:
        static = (path for path in (ROOT / "static").rglob("*") if path.is_file())
        self.once("static", static, "collectstatic", "--noinput", "--verbosity", "0")

    def make_population(self) -> None:
        """Kept between databases; `population.json` is written last, so its presence says that the rest is whole."""
        if not (POPULATION / "population.json").exists():
            self.run("make_population", str(POPULATION), "--children", str(CHILDREN), "--seed", str(SEED))

    def once(self, name: str, read: Iterable[Path], *arguments: str) -> None:
        mark = PLACE.state / "done" / name
        wanted = f"{database_identity(self.environment['DATABASE_URL'])} {digest(read)}"
        if mark.exists() and mark.read_text("utf-8") == wanted:
            return
        self.run(*arguments)
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(wanted, "utf-8")

    def run(self, *arguments: str) -> None:
        say(f"- {' '.join(arguments)}")
        if manage(arguments, self.environment, quiet=True) != 0:
            raise StackError(f"The demo stops here: {arguments[0]} failed, see above.")


def reference_files() -> list[Path]:
    """What the reference data is read from, in folders of its own, too."""
    return [path for path in ROOT.glob("*/reference/**/*") if path.is_file()]


def digest(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(files):
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def programs(port: int, *, place: Place = PLACE, app: str = "contactpoint") -> dict[str, list[str]]:
    """The production shape on one machine: web, worker and clock."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", app]
    web = ["gunicorn", "contactpoint.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    web += ["--no-control-socket"]  # its place is the home folder, shared by every demo
    beat = ["--schedule", str(place.state / f"beat-{port}"), "--pidfile", ""]
    return {
        "web": [*python, *web],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", *beat],
    }


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StackError(f"Port {port} is in use. Choose another: make demo PORT={port + 1}") from error


def wait_for_answer(address: str, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < deadline:
        supervisor.look()
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return  # the page is closed to strangers, as it should be
        except OSError:
            pass
        time.sleep(0.2)
    raise StackError(f"The pages do not answer within {ANSWERS_WITHIN} s. See {supervisor.log('web')}")


def serve(port: int, environment: Mapping[str, str]) -> None:
    address = f"http://localhost:{port}/"
    with Supervisor(programs(port), {"PUBLIC_URL": address.rstrip("/"), **environment}, PLACE.state) as supervisor:
        wait_for_answer(address, supervisor)
        print(f"\nContactPoint answers at {address}\n", flush=True)
        manage(["make_demo_accounts"], environment)
        print("\nA one-time code, in a second terminal: bin/contactpoint one_time_code EMAIL")
        print(f"Logs and messages: {PLACE.state}/*.log. Ctrl-C stops everything; nothing is lost.", flush=True)
        supervisor.stand_by()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        port = int(os.environ.get("PORT") or 8000)
        refuse_taken_port(port)
        frontend.ensure()
        say("- PostgreSQL and Valkey")
        with lasting_stack(PLACE.name) as environment:
            Preparation(environment).all()
            serve(port, environment)
    except (StackError, frontend.FetchError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
