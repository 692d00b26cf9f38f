"""How is one target tried by atheris? Run apart by fuzz.py: python -m tests.feeds.fuzz_one TARGET PLACE ARGUMENT ...

The arguments are libFuzzer's. Begins with honest input and the corpus; the fuzzer ends the process.
"""

import hashlib
import sys
from pathlib import Path

import atheris
import django

WATCHED = ["feeds", "accounts.bulk", "registry.assertion", "contactpoint.pages"]

with atheris.instrument_imports(include=WATCHED, enable_loader_override=False):
    django.setup()
    from tests.feeds.fuzz_corpus import kept
    from tests.feeds.fuzz_starts import TOKENS, starts
    from tests.feeds.fuzzing import TARGETS, Target


def main() -> None:
    name, place, *arguments = sys.argv[1:]
    words = _lay(name, Path(place))
    atheris.Setup([sys.argv[0], *arguments, f"-dict={words}"], _told(TARGETS[name], Path(place)))
    atheris.Fuzz()


def _told(target: Target, place: Path) -> Target:
    """What breaks it is written down before the process ends."""

    def call(data: bytes) -> None:
        try:
            target(data)
        except BaseException:
            (place / f"broken-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise

    return call


def _lay(name: str, place: Path) -> Path:
    known, words = place / "known", place / "words"
    known.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate((*starts(name), *kept(name))):
        (known / f"start-{number}").write_bytes(content)
    words.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS if len(token) < 60), "utf-8")
    return words


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token)


if __name__ == "__main__":
    main()
