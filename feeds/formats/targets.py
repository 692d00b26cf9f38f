"""What can a column of a mapped table stand for? Read from `targets.toml`, so that a page can offer it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Target:
    """One item. `choices`: what a coded value can mean, for a list of codes of the supplier's own."""

    path: str  # "name.forename"
    words: str  # "First name"
    heading: str  # "The child"
    kind: str  # which rule its values follow (feeds.formats.mapped)
    most: int = 100  # characters
    choices: tuple[str, ...] = ()


def _read() -> dict[str, Target]:
    written = tomllib.loads(Path(__file__).with_name("targets.toml").read_text(encoding="utf-8"))["target"]
    return {one["path"]: Target(**one | {"choices": tuple(one.get("choices", ()))}) for one in written}


TARGETS: Final[Mapping[str, Target]] = _read()  # by path, in the order in which they are offered
