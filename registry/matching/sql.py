"""How does the database score pairs of a delivery in sets, exactly as the Python scorer would?

Both aliases need the columns of `Party` (`party.COLUMNS`), and the database the extension fuzzystrmatch.
Aliases and fields are this program's own words, never anyone's input.
"""

from registry.matching.agreement import TESTS, column
from registry.matching.definition import Comparison, Level, definition
from registry.matching.score import LOWER, UPPER, Decision


def score_sql(left: str, right: str) -> str:
    """A double precision expression: the weight of the pair in bits, prior included."""
    terms = [_weight(comparison, left, right) for comparison in definition().comparisons]
    return f"({definition().prior!r}::float8 + " + " + ".join(terms) + ")"


def level_sql(name: str, left: str, right: str) -> str:
    """A text expression: the level that one comparison comes to, null when one side says nothing."""
    comparison = definition().comparison(name)
    return _case(comparison, left, right, {level.key: f"'{level.key}'" for level in comparison.levels}, "null")


def guarded_sql(left: str, right: str) -> str:
    """A boolean expression, never null: the pair looks like twins and no identifier says otherwise."""
    alike = " AND ".join(
        f"coalesce({level_sql(name, left, right)} IN ({', '.join(repr(key) for key in keys)}), false)"
        for name, keys in definition().guard.items()
    )
    return f"({alike} AND NOT ({_identifiers('=', left, right)}))"


def conflict_sql(left: str, right: str) -> str:
    """A boolean expression, never null: an identifier is known on both sides and differs."""
    return f"({_identifiers('<>', left, right)})"


def decision_sql(left: str, right: str) -> str:
    """A text expression: same, waiting or new."""
    return verdict_sql(score_sql(left, right), guarded_sql(left, right), conflict_sql(left, right))


def verdict_sql(weight: str, guarded: str, conflict: str) -> str:
    """A text expression: what follows from the three, each an expression or the column in which it was kept."""
    return (
        f"CASE WHEN {weight} < {LOWER!r} OR ({guarded} AND {conflict}) THEN '{Decision.NEW}'"
        f" WHEN {weight} < {UPPER!r} OR {guarded} OR {conflict} THEN '{Decision.WAITING}'"
        f" ELSE '{Decision.SAME}' END"
    )


def _weight(comparison: Comparison, left: str, right: str) -> str:
    weights = {level.key: _bits(level, comparison, left) for level in comparison.levels}
    return _case(comparison, left, right, weights, "0")


def _bits(level: Level, comparison: Comparison, left: str) -> str:
    rarity = f" + {left}.{comparison.name}_rarity" if level.by_name else ""
    return f"{level.bits!r}::float8{rarity}"


def _case(comparison: Comparison, left: str, right: str, values: dict[str, str], missing: str) -> str:
    known = column(comparison.name)
    whens = " ".join(
        f"WHEN {_test(level, comparison, left, right)} THEN {values[level.key]}" for level in comparison.levels
    )
    return f"(CASE WHEN {left}.{known} IS NULL OR {right}.{known} IS NULL THEN {missing} {whens} END)"


def _test(level: Level, comparison: Comparison, left: str, right: str) -> str:
    return TESTS[level.test].sql.format(l=left, r=right, f=comparison.name, c=column(comparison.name))


def _identifiers(operator: str, left: str, right: str) -> str:
    names = [comparison.name for comparison in definition().comparisons if comparison.identifier]
    return " OR ".join(f"coalesce({left}.{name} {operator} {right}.{name}, false)" for name in names)
