"""How does the database score pairs of a delivery in sets, exactly as the Python scorer would?

Both aliases need the columns of `Party` (`party.COLUMNS`), and the database the extension fuzzystrmatch.
Aliases and fields are this program's own words, never anyone's input.
"""

from collections.abc import Iterable

from registry.matching.agreement import TESTS, column
from registry.matching.definition import Comparison, Definition, Level, definition
from registry.matching.score import Decision


def score_sql(left: str, right: str, *, by: Definition | None = None) -> str:
    """A double precision expression: the weight of the pair in bits, prior included."""
    by = by or definition()
    shared = [_weight(one, left, right) for one in by.comparisons if one.name in by.shared]
    own = [_weight(one, left, right) for one in by.comparisons if one.name not in by.shared]
    capped = f"least({' + '.join(shared) or '0'}, {-by.prior!r}::float8)"
    return f"({by.prior!r}::float8 + {' + '.join([capped, *own])})"


def level_sql(comparison: Comparison, left: str, right: str) -> str:
    """A text expression: the level that one comparison comes to, null when one side says nothing."""
    return _case(comparison, left, right, {level.key: f"'{level.key}'" for level in comparison.levels}, "null")


def guarded_sql(left: str, right: str, *, by: Definition | None = None) -> str:
    """A boolean expression, never null: the pair looks like twins and no identifier says otherwise."""
    by = by or definition()
    alike = " AND ".join(
        f"coalesce({level_sql(by.comparison(name), left, right)} IN ({', '.join(map(repr, keys))}), false)"
        for name, keys in by.guard.items()
    )
    return f"({alike or 'false'} AND NOT {_any('=', left, right, (one for one in by.comparisons if one.identifier))})"


def conflict_sql(left: str, right: str, *, by: Definition | None = None) -> str:
    """A boolean expression, never null: a trusted identifier is known on both sides and differs."""
    return _any("<>", left, right, (one for one in (by or definition()).comparisons if one.trusted))


def decision_sql(left: str, right: str) -> str:
    """A text expression: same, waiting or new."""
    return verdict_sql(score_sql(left, right), guarded_sql(left, right), conflict_sql(left, right))


def verdict_sql(weight: str, guarded: str, conflict: str, *, by: Definition | None = None) -> str:
    """A text expression: what follows from the three, each an expression or the column in which it was kept."""
    by = by or definition()
    return (
        f"CASE WHEN {weight} < {by.new!r} OR ({guarded} AND {conflict}) THEN '{Decision.NEW}'"
        f" WHEN {weight} < {by.same!r} OR {guarded} OR {conflict} THEN '{Decision.WAITING}'"
        f" ELSE '{Decision.SAME}' END"
    )


def _weight(comparison: Comparison, left: str, right: str) -> str:
    weights = {level.key: _bits(level, comparison, left) for level in comparison.levels}
    return _case(comparison, left, right, weights, "0")


def _bits(level: Level, comparison: Comparison, left: str) -> str:
    rarity = f" + {left}.{comparison.name}_rarity" if level.by_name else ""
    return f"{level.bits!r}::float8{rarity}"


def _case(comparison: Comparison, left: str, right: str, values: dict[str, str], missing: str) -> str:
    whens = " ".join(
        f"WHEN {_test(level, comparison, left, right)} THEN {values[level.key]}" for level in comparison.levels
    )
    return f"(CASE {whens} ELSE {missing} END)"


def _test(level: Level, comparison: Comparison, left: str, right: str) -> str:
    return TESTS[level.test].sql.format(l=left, r=right, f=comparison.name, c=column(comparison.name))


def _any(operator: str, left: str, right: str, comparisons: Iterable[Comparison]) -> str:
    tests = [f"coalesce({left}.{column(one.name)} {operator} {right}.{column(one.name)}, false)" for one in comparisons]
    return f"({' OR '.join(tests) or 'false'})"
