"""How does a score read? First one sentence in words, then each field, and the numbers for whoever wants them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from registry.matching.definition import definition
from registry.matching.score import LOWER, UPPER, Compared, Score

CLOSE: Final = 2.0  # bits from a threshold: the grey band, in which one person's eye is too little
STRONG, SOME, WEAK = 6.0, 2.5, 0.3  # bits
FULL_BAR: Final = 16.0  # bits

FIELDS: Final = {
    "forename": "first name",
    "surname": "last name",
    "birth_date": "date of birth",
    "gender": "gender",
    "place": "home",
    "school": "school",
    "upn": "unique pupil number",
    "nhs_number": "NHS number",
    "family": "what a family shares, taken away again",
}
FAMILY: Final = "family"  # no field of its own: it corrects the others
_WHOLE: Final = frozenset(("exact", "address", "postcode"))
_HOME: Final = {"address": "address", "postcode": "postcode"}


@dataclass(frozen=True)
class Evidence:
    """What one field says."""

    comparison: str
    words: str  # of the level: "Same last name"
    points: str  # "Points to same child", "Points to different children", "Says nothing"
    strength: str  # "strong", "some", "weak" or empty
    bits: float

    @property
    def bar(self) -> int:
        """Percent of a full bar."""
        return min(100, round(100 * abs(self.bits) / FULL_BAR))


@dataclass(frozen=True)
class Working:
    """How it was worked out, in bits."""

    prior: float
    weights: tuple[tuple[str, float], ...]
    total: float
    same: float
    new: float
    version: str


def evidence(score: Score) -> dict[str, Evidence]:
    """By comparison; a field of which one side says nothing is not there."""
    return {one.comparison: _evidence(one) for one in score.compared}


def _evidence(one: Compared) -> Evidence:
    size = abs(one.bits)
    strength = "strong" if size >= STRONG else "some" if size >= SOME else "weak" if size >= WEAK else ""
    points = "Says nothing"
    if strength:
        points = "Points to same child" if one.bits > 0 else "Points to different children"
    return Evidence(one.comparison, one.words, points, strength, one.bits)


def is_grey(score: Score) -> bool:
    """Whether the weight is so near a threshold that a second person looks (ux.md 2(f) 7)."""
    return min(abs(score.weight - UPPER), abs(score.weight - LOWER)) < CLOSE


def sentence(score: Score) -> str:
    """The whole in one sentence; what speaks against comes first where it is close."""
    agree = _agreeing(score.compared)
    against = [_lower(one.words) for one in score.compared if one.bits < -WEAK and one.comparison != FAMILY]
    close = score.guarded or score.conflict or is_grey(score) or LOWER <= score.weight < UPPER
    if close and against:
        parts = [_joined(against), *([f"yet {_lower(agree)}"] if agree else [])]
        return f"{_likely(score)}: {'; '.join(parts)}"
    return (
        f"{_likely(score)}: {'; '.join([*([_lower(agree)] if agree else []), *against]) or 'little is known of both'}"
    )


def _likely(score: Score) -> str:
    if score.guarded:
        return "Perhaps twins, perhaps the same child"
    if score.weight >= UPPER:
        return "Probably the same child"
    return "Perhaps the same child" if score.weight >= LOWER else "Probably different children"


def _agreeing(compared: Iterable[Compared]) -> str:
    """ "Last name, postcode and date of birth agree; first name sounds alike"."""
    for_it = [one for one in compared if one.bits > WEAK]
    whole = [_field(one) for one in for_it if one.level in _WHOLE]
    partly = [_lower(one.words) for one in for_it if one.level not in _WHOLE]
    agree = [f"{_joined(whole)} {'agree' if len(whole) > 1 else 'agrees'}"] if whole else []
    return "; ".join([*agree, *partly])


def _field(one: Compared) -> str:
    return _HOME[one.level] if one.comparison == "place" else FIELDS[one.comparison]


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _lower(words: str) -> str:
    """A sentence goes on; NHS stays NHS."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def working(score: Score) -> Working:
    weights = tuple((FIELDS[one.comparison], one.bits) for one in score.compared)
    prior = score.weight - sum(one.bits for one in score.compared)
    return Working(prior, weights, score.weight, UPPER, LOWER, definition().version)
