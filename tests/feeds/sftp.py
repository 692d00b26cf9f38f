"""Who serves the delivery folder over SFTP? An sshd set up by the very words of docs/running.md (SEC-30).

It has an /etc, a /run and a /srv of its own (a mount namespace): no account of this machine is made or changed, and all
is gone with it. Needs root, as the page does.
"""

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dev.stack.place import ROOT
from dev.stack.server import free_port

SSHD: Final = Path("/usr/sbin/sshd")
WORKER: Final = 10001  # user and group in the image
READY_WITHIN: Final = 120.0  # seconds
APART: Final = """
set -eu
mount -t tmpfs tmpfs /mnt && cp -a /etc/. /mnt && mount --bind /mnt /etc
mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd
mount --bind "$1/srv" /srv
mkdir -p -m 755 /etc/ssh/suppliers
cp "$1"/keys/*.pub /etc/ssh/suppliers
for key in /etc/ssh/suppliers/*.pub; do mv "$key" "${key%.pub}"; done
"""
Said = subprocess.CompletedProcess[str]
OURS: Final = "Port {port}\nListenAddress 127.0.0.1\nHostKey {place}/host\nPidFile none\nUsePAM no\n"


@dataclass(frozen=True)
class Server:
    """Where suppliers reach their folders, and where these are."""

    place: Path
    port: int

    @property
    def feeds(self) -> Path:
        return self.place / "srv" / "feeds"

    def sftp(self, who: str, *commands: str, key: str = "", at: Path | None = None) -> Said:
        """One session, which ends at the first command that is refused."""
        command = ["sftp", "-b", "-", *self._options("-P", key or who), f"{who}@127.0.0.1"]
        return subprocess.run(command, input="\n".join(commands), cwd=at, capture_output=True, text=True, timeout=60)

    def ssh(self, who: str, *arguments: str) -> Said:
        """What comes first may be options."""
        command = ["ssh", *self._options("-p", who), "-l", who, *arguments]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    def _options(self, port: str, key: str) -> list[str]:
        said = {
            "BatchMode": "yes",
            "IdentitiesOnly": "yes",
            "IdentityFile": f"{self.place}/keys/{key}",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
        }
        options = [part for name, value in said.items() for part in ("-o", f"{name}={value}")]
        return ["-q", "-F", "none", port, str(self.port), *options]


@contextmanager
def served(*sources: str) -> Iterator[Server]:
    """An sshd with a login and a folder for each source, until the end of the context."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)  # by which the worker comes to its folder
        (place / "srv").mkdir()
        _make_keys(place, sources)
        server = Server(place, free_port())
        script, settings = _set_up(sources), OURS.format(port=server.port, place=place) + _page("Subsystem sftp")
        (place / "sshd_config").write_text(settings, "utf-8")
        run = f'{APART}{script}\nexec {SSHD} -D -e -f "$1/sshd_config"'
        command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c", run, "sh", name]
        with (place / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                _wait(server, process)
                yield server
            finally:
                process.kill()


def _make_keys(place: Path, sources: tuple[str, ...]) -> None:
    (place / "keys").mkdir()
    for path in (place / "host", *(place / "keys" / source for source in sources)):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def _set_up(sources: tuple[str, ...]) -> str:
    """The commands of the page, which has them for the source `births`; a group is made once."""
    once, _, each = _page("groupadd").partition("\n")
    return "\n".join((once, *(each.replace("births", source) for source in sources)))


def _page(beginning: str) -> str:
    """The block of docs/running.md that begins so."""
    found = re.search(rf"^```\n({beginning}.*?)^```$", (ROOT / "docs" / "running.md").read_text("utf-8"), re.S | re.M)
    assert found, beginning
    return found[1]


def sent_as_the_page_says() -> list[str]:
    """What a supplier types."""
    return _page("sftp -b").splitlines()[1:-1]


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
                if connection.recv(3) == b"SSH":
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError((server.place / "log").read_text("utf-8"))


@contextmanager
def as_worker() -> Iterator[None]:
    """As the user that the image has, where root asks: root would read what is shut."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(WORKER)
    os.seteuid(WORKER)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
