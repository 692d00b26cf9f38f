"""Does a fresh clone get its environment once, however many ask and whoever interrupts?"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dev.stack.place import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout whose requirements are none: the packages themselves are not what is asked here."""
    folder = tmp_path / "a clone"
    (folder / "dev").mkdir(parents=True)
    shutil.copy(ROOT / "dev/bootstrap.py", folder / "dev")
    (folder / "requirements.txt").write_text("", "utf-8")
    return folder


def start(clone: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(clone / "dev/bootstrap.py"), "-c", "import sys; print(sys.prefix)"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_at_once_after_an_interruption_make_one_environment_and_leave_standard_output_alone(clone: Path) -> None:
    half = clone / ".venv" / "bin"
    half.mkdir(parents=True)
    (half / "python").write_text("#!/bin/sh\necho half made\n", "utf-8")
    (half / "python").chmod(0o755)
    both = [start(clone), start(clone)]
    said = [process.communicate(timeout=120) for process in both]
    assert [out for out, _ in said] == [f"{clone / '.venv'}\n"] * 2
    assert sum("Making the Python environment" in err for _, err in said) == 1


def test_an_installation_that_fails_says_why_and_is_not_taken_for_whole(clone: Path) -> None:
    (clone / "requirements.txt").write_text("no-hash-at-all==1.0\n", "utf-8")
    process = start(clone)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, "")
    assert "Could not make the Python environment" in err
    assert not (clone / ".venv" / "installed.txt").exists()
