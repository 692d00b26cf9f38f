"""How well do two descriptions fit, over all the names of both? What a page shows of it is what decided."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from django.db import connection

from registry.assertion import Assertion
from registry.matching.described import Described, Shares
from registry.matching.party import Party
from registry.matching.score import Score, score
from registry.names.normal import normalise


def best(one: Described, other: Described) -> Score | None:
    """The best score over all names of both; None where one has no name. A former number that agrees is agreement."""
    pairs = product(one.parties, (_with_numbers_of(one, theirs, other) for theirs in other.parties))
    return max((score(mine, theirs) for mine, theirs in pairs), key=lambda found: found.weight, default=None)


def _with_numbers_of(one: Described, theirs: Party, other: Described) -> Party:
    mine = one.parties[0]
    if mine.upn and theirs.upn != mine.upn and ("upn", mine.upn) in other.numbers:
        theirs = replace(theirs, upn=mine.upn)
    if mine.nhs_number and theirs.nhs_number != mine.nhs_number and ("nhs_number", mine.nhs_number) in other.numbers:
        theirs = replace(theirs, nhs_number=mine.nhs_number)
    return theirs


def counted(said: Iterable[Assertion]) -> Shares:
    """How common these names are in the registry: a rare one weighs more."""
    names = [name for one in said for name in one.names]
    wanted = {normalise(part).replace(" ", "") for name in names for part in (name.forename, name.surname)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT norm, forename_count, surname_count FROM registry_name WHERE norm = ANY(%s)", [["", *wanted]]
        )
        rows = cursor.fetchall()
    everyone = next((forenames for norm, forenames, _ in rows if norm == ""), 0)
    forenames = {norm: count for norm, count, _ in rows if count}
    return Shares(forenames, {norm: count for norm, _, count in rows if count}, everyone)
