"""Who starts a program of the demo again when it dies, and stops them all at the end?"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from dev.stack.account import die_with_parent
from dev.stack.place import ROOT

LOOK_EVERY = 0.5  # seconds
STOP_WITHIN = 15


class Supervisor:
    """Programs by name, each with its own log, all gone when the block is left or this process dies."""

    def __init__(self, programs: Mapping[str, Sequence[str]], environment: Mapping[str, str], logs: Path) -> None:
        self.programs = programs
        self.environment = dict(environment)
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        for name in self.programs:
            self._start(name)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in self.running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def kill(self) -> None:
        """All at once, and what they started: for who wants nothing more of them."""
        for process in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def look(self) -> None:
        """Start again what has died."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self._start(name)

    def stand_by(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            self.look()

    def _start(self, name: str) -> None:
        """In a session of its own: the terminal's Ctrl-C is for us, and we stop the programs in good order."""
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.programs[name],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGTERM),
            )
