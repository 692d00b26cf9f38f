"""How does a fresh clone get its Python environment? Needs Python 3.11 with venv, and nothing else.

    python3 dev/bootstrap.py ARGUMENT ...

makes .venv from requirements.txt (every file checked by hash) when it is missing, half made or out of date, and then
becomes `.venv/bin/python ARGUMENT ...` in the folder of the checkout. Standard output is left to that program.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"
STAMP = VENV / "installed.txt"  # written last: an environment without it is half made
OLDEST = (3, 11)


def wanted() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()


def is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted() and PYTHON.exists()


def install() -> None:
    """Begin again from nothing: what an interrupted or an older installation left cannot be trusted."""
    say("Making the Python environment (.venv): a minute or two, once.")
    run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "Python's venv module is needed: apt-get install python3-venv",
    )
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    run([*pip, "--requirement", str(REQUIREMENTS)], "The packages come from pypi.org: is this machine connected to it?")
    STAMP.write_text(wanted())


def run(command: list[str], help_if_it_fails: str) -> None:
    if subprocess.run(command, stdout=sys.stderr.fileno(), stdin=subprocess.DEVNULL, cwd=ROOT).returncode != 0:
        sys.exit(f"Could not make the Python environment. {help_if_it_fails}")


def ensure() -> None:
    if is_current():
        return
    (ROOT / ".local").mkdir(exist_ok=True)
    with (ROOT / ".local" / "venv.lock").open("a") as handle:  # a second launch waits here, and finds it done
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not is_current():
            install()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"ContactPoint needs Python {'.'.join(map(str, OLDEST))} or later; this is {sys.version.split()[0]}.")
    ensure()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    os.execve(str(PYTHON), [str(PYTHON), *sys.argv[1:]], environment)


if __name__ == "__main__":
    main()
