"""Does anything but its own refusal leave a parser, when the fuzzer is led by what the parser does? (SEC-31)

    pip install --require-hashes --requirement requirements-fuzz.txt
    python -m tests.feeds.fuzz [--minutes 10] TARGET ...

atheris is for Linux on x86-64. Prints one JSON object a target as it ends. What breaks one lies in .local/fuzz/TARGET/,
and the exit status is 1; what reached something new goes to tests/feeds/corpus, as far as it is small.
"""

import json
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dev.stack.environment import forgetful_stack
from dev.stack.place import LOCAL, ROOT
from tests.feeds.fuzz_corpus import keep

LIMITS: Final = ("-timeout=20", "-rss_limit_mb=1500", "-max_len=30000", "-report_slow_units=1000")
DONE: Final = re.compile(r"Done (\d+) runs in (\d+) second")  # not said where it was broken off
BREAKS: Final = "*-*"  # broken-, timeout-, oom-, and the digest of the input


def main() -> int:
    parser = ArgumentParser("python -m tests.feeds.fuzz", None, __doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="for each target")
    parser.add_argument("targets", nargs="+", metavar="TARGET", help="of tests.feeds.fuzzing.TARGETS")
    asked = parser.parse_args()
    with forgetful_stack() as environment:
        found = [fuzz(name, minutes=asked.minutes, environment=environment) for name in asked.targets]
    return 0 if all(found) else 1


def fuzz(name: str, *, minutes: float, environment: Mapping[str, str]) -> bool:
    """Tries one target for so long, and keeps what was found. Whether it was tried so long, and nothing broke it."""
    place = LOCAL / "fuzz" / name.replace(" ", "-")
    shutil.rmtree(place, ignore_errors=True)
    known = place / "known"
    known.mkdir(parents=True)
    limits = (f"-max_total_time={round(60 * minutes)}", f"-artifact_prefix={place}/", *LIMITS)
    said = _said([name, str(place), *limits, str(known)], environment, log=place / "log")
    broken = sorted(path.name for path in place.glob(BREAKS))
    done = DONE.search(said)
    tried, seconds = (int(done[1]), int(done[2])) if done else (None, None)
    print(json.dumps({"target": name, "seconds": seconds, "tried": tried, "broken": broken}), flush=True)
    if done:
        keep(name, (path.read_bytes() for path in known.iterdir()))
    return bool(done) and not broken


def _said(arguments: Sequence[str], environment: Mapping[str, str], *, log: Path) -> str:
    command = [sys.executable, "-m", "tests.feeds.fuzz_one", *arguments]
    with log.open("wb") as file:
        subprocess.run(command, cwd=ROOT, env=dict(environment), stdout=file, stderr=file, check=False)
    return log.read_text("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
