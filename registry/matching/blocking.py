"""Which pairs are worth a comparison? Rules as data: each is a look-up in one index of the right-hand relation.

A pair that no rule finds is not compared, so every pair that could reach a person has to share something whole: the
day of birth and the sound of a name, the postcode and one thing more, both names and a day one slip away or not known,
or a number.
{l} and {r} are relations with the columns of `Party`; {n} has `days`, those one slip from {l}.birth_date (near_days).
An expression around a column of {r} would keep it from its index: none may stand here.
"""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Rule:
    """One way to find candidates. `index` names the columns of the index that answers it."""

    name: str
    where: str
    index: tuple[str, ...]
    near: bool = False  # asks for the days one slip away


BOTH_NAMES = ("surname_norm", "forename_norm", "birth_date")
RULES = (
    Rule("nhs_number", "{r}.nhs_number = {l}.nhs_number", ("nhs_number",)),
    Rule("upn", "{r}.upn = {l}.upn", ("upn",)),
    Rule(
        "surname_and_day",
        "{r}.birth_date = {l}.birth_date AND {r}.surname_sound = {l}.surname_sound",
        ("birth_date", "surname_sound"),
    ),
    Rule(
        "forename_and_day",
        "{r}.birth_date = {l}.birth_date AND {r}.forename_sound = {l}.forename_sound",
        ("birth_date", "forename_sound"),
    ),
    # An index for each: of a postcode that stands for "no fixed abode", thousands of children have it.
    *(
        Rule(f"home_and_{also}", f"{{r}}.postcode = {{l}}.postcode AND {{r}}.{also} = {{l}}.{also}", ("postcode", also))
        for also in ("birth_date", "forename_sound", "surname_sound")
    ),
    Rule(
        "near_day",
        "{r}.surname_norm = {l}.surname_norm AND {r}.forename_norm = {l}.forename_norm"
        " AND {r}.birth_date = ANY({n}.days)",
        BOTH_NAMES,
        near=True,
    ),
    Rule(
        "no_day",
        "{r}.surname_norm = {l}.surname_norm AND {r}.forename_norm = {l}.forename_norm AND {r}.birth_date IS NULL",
        BOTH_NAMES,
    ),
    Rule(
        "no_day_said",
        "{r}.surname_norm = {l}.surname_norm AND {r}.forename_norm = {l}.forename_norm AND {l}.birth_date IS NULL",
        BOTH_NAMES[:2],
    ),
    Rule(
        "swapped_names",
        "{r}.surname_norm = {l}.forename_norm AND {r}.forename_norm = {l}.surname_norm"
        " AND {r}.birth_date = {l}.birth_date",
        BOTH_NAMES,
    ),
)

# For two files of which little is known: days and postcodes may be missing or mean little. {x} is a further column.
LOOSE = (
    Rule("day", "{r}.birth_date = {l}.birth_date", ("birth_date",)),
    Rule(
        "names",
        "{r}.surname_sound = {l}.surname_sound AND {r}.forename_sound = {l}.forename_sound",
        ("surname_sound", "forename_sound"),
    ),
    Rule("postcode", "{r}.postcode = {l}.postcode", ("postcode",)),
    Rule("lines", "{r}.address_norm = {l}.address_norm", ("address_norm",)),
)


def index_ddl(table: str) -> list[str]:
    """The statements that make the indexes which the rules look into, each under a name of its own."""
    wanted = [columns for columns in dict.fromkeys(rule.index for rule in RULES) if columns != BOTH_NAMES[:2]]
    return [f"CREATE INDEX {_named(table, columns)} ON {table} ({', '.join(columns)})" for columns in wanted]


def _named(table: str, columns: tuple[str, ...]) -> str:
    """Within PostgreSQL's 63 letters."""
    told = sha256(" ".join(columns).encode()).hexdigest()[:6]
    return f"{table}_{columns[-1]}_{told}"
