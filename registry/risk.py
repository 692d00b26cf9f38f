"""When is one person too few to say whether two descriptions are one child? (ux.md 2(f) 7)"""

from collections.abc import Iterable
from typing import Final

from contactpoint.vault.tokens import token
from registry.matching.explained import is_grey
from registry.matching.score import Score

SECOND_LOOKS: Final = 5  # percent of decisions that a second person makes too, unseen, for quality
WORDS: Final = {
    "shielded": "who may see this is decided by two people",
    "several": "more than two records are compared",
    "close": "the evidence is close to a threshold",
    "twins": "they could be twins",
    "numbers": "a number of another system differs",
    "other_area": "another authority holds one of the records",
    "decided_before": "somebody decided before that these are two children",
    "second_look": "some decisions are made by two people, to see how often they agree",
}


def why_two(
    scores: Iterable[Score],
    *,
    about: str,
    records: int,
    shielded: bool = False,
    other_area: bool = False,
    decided_before: bool = False,
) -> list[str]:
    """The reasons, as codes of WORDS; none, and one person is enough. `records` counts every side compared."""
    found = list(scores)
    rules = {
        "shielded": shielded,
        "several": records > 2,
        "close": any(is_grey(score) for score in found),
        "twins": any(score.guarded for score in found),
        "numbers": any(score.conflict for score in found),
        "other_area": other_area,
        "decided_before": decided_before,
        "second_look": is_second_look(about),
    }
    return [code for code, holds in rules.items() if holds]


def is_second_look(about: str) -> bool:
    """Chosen by a keyed hash of what is decided: the same whenever it is asked, and foreseen by nobody."""
    return percentile(about) < SECOND_LOOKS


def percentile(about: str) -> int:
    """A number below 100 that belongs to it."""
    return int.from_bytes(token(about, purpose="matching.second_look")[:4]) % 100
