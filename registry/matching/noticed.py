"""What should somebody know of two files before believing what linking them gave?"""

from collections import Counter
from collections.abc import Sequence

from registry.matching.headers import UnreadableFile
from registry.matching.people import Person, in_common
from registry.matching.truth import Truth

SAYS = {
    "first name": lambda one: any(forename for forename, _ in one.names),
    "last name": lambda one: any(surname for _, surname in one.names),
    "date of birth": lambda one: one.born is not None,
    "gender": lambda one: bool(one.gender),
    "postcode": lambda one: bool(one.postcode),
    "address": lambda one: bool(one.address),
    "school": lambda one: bool(one.school),
}
TELLING = ("first name", "last name", "date of birth", "postcode", "address")


def understood(people: Sequence[Person]) -> dict[str, float]:
    """In which share of the rows each item was found, and could be read; nothing of what is in none."""
    found = {item: sum(map(says, people)) / len(people) for item, says in SAYS.items()}
    return {item: round(share, 3) for item, share in found.items() if share}


def notices(names: Sequence[str], sides: Sequence[Sequence[Person]], truth: Truth | None) -> list[str]:
    """Sentences, the files by their names. Raises UnreadableFile where the two have nothing to compare."""
    one, other = sides
    shared, (in_one, in_other) = in_common(one, other), map(understood, sides)
    if not (shared.others or shared.trusted or in_one.keys() & in_other.keys() & set(TELLING)):
        raise UnreadableFile(
            f"{names[0]} and {names[1]} have no column in common by which people could be told apart. "
            f"Understood of {names[0]}: {_list(in_one)}; of {names[1]}: {_list(in_other)}. "
            "docs/matching.md says by which headers a column is known."
        )
    said = [sentence for name, people in zip(names, sides, strict=True) for sentence in _of_ids(name, people)]
    if truth and truth.left_out:
        said.append(f"{truth.left_out} pairs of the truth are of rows that are not in these files, and are left out.")
    return said


def _of_ids(name: str, people: Sequence[Person]) -> list[str]:
    ids = [one.id for one in people]
    twice = sum(count > 1 for count in Counter(ids).values())
    said = (
        [f"{name}: {twice} ids stand in more than one row; pairs of these rows cannot be told apart."] if twice else []
    )
    if ids == [str(at) for at in range(1, len(ids) + 1)]:
        said.append(f"{name}: the rows are known by their numbers, 1 to {len(ids)}.")
    return said


def _list(found: dict[str, float]) -> str:
    return ", ".join(found) or "nothing"
