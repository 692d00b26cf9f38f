"""How well do two descriptions fit, over all the names of both? What a page shows of it is what decided."""

from dataclasses import replace
from itertools import product

from registry.matching.definition import Definition, definition
from registry.matching.described import Described, Shares
from registry.matching.party import Party
from registry.matching.score import Score, score


def in_force(shares: Shares) -> Definition:
    """The definition for as many children as the registry has: one pair in so many is the same child."""
    return replace(definition(), children=shares.everyone) if shares.enough else definition()


def best(one: Described, other: Described, *, by: Definition) -> Score | None:
    """The best score over all names of both; None where one has no name. A former number that agrees is agreement."""
    pairs = product(one.parties, (_with_numbers_of(one, theirs, other) for theirs in other.parties))
    return max((score(mine, theirs, by=by) for mine, theirs in pairs), key=lambda found: found.weight, default=None)


def _with_numbers_of(one: Described, theirs: Party, other: Described) -> Party:
    mine = one.parties[0]
    if mine.upn and theirs.upn != mine.upn and ("upn", mine.upn) in other.numbers:
        theirs = theirs._replace(upn=mine.upn)
    if mine.nhs_number and theirs.nhs_number != mine.nhs_number and ("nhs_number", mine.nhs_number) in other.numbers:
        theirs = theirs._replace(nhs_number=mine.nhs_number)
    return theirs
