"""What is the same for every server that a stack keeps?"""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from dev.stack import account
from dev.stack.account import Account
from dev.stack.errors import StackError
from dev.stack.place import Place

LOOPBACK = "127.0.0.1"
ATTEMPTS = 20  # after a kill -9 the children of the old server may need a moment to go
PAUSE = 0.5
READY_WITHIN = 300  # seconds: recovery after a crash in the middle of a large load takes its time
STOP_WITHIN = 60


@dataclass
class Server:
    """One server program: prepared once, started as often as it dies, stopped at the end."""

    place: Place
    password: str
    durable: bool  # False: tests, whose data nobody wants back after a power cut
    lasting: bool = False  # though quick and forgetful, it is started again with the data that it had
    port: int = 0
    account: Account = field(default_factory=account.for_servers)
    process: subprocess.Popen[bytes] | None = None

    kind = ""
    stops_by = signal.SIGTERM

    @property
    def log(self) -> Path:
        return self.place.state / f"{self.kind}.log"

    @property
    def data(self) -> Path:
        return self.place.data(self.account) / self.kind

    def url(self) -> str:
        raise NotImplementedError

    def prepare(self) -> None:
        """Make what the server needs before its first start."""
        raise NotImplementedError

    def launch(self) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        """Start and wait until it answers; keep the port when it was up before, for clients come back to it."""
        self.place.made()
        self.prepare()
        fresh = self.port == 0
        for _ in range(ATTEMPTS):
            self.port = free_port() if fresh else self.port
            self.process = self.launch()
            if self.is_ready():
                return
            time.sleep(PAUSE)
        raise StackError(f"{self.kind} does not start. The end of {self.log}:\n{self.last_words()}")

    def is_ready(self) -> bool:
        """False when the program ended instead."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.is_up():
            if self.answers():
                return True
            time.sleep(0.03)
        self.stop()
        return False

    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stops_by)
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-12:]) if self.log.exists() else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
