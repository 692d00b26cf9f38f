"""How right are the links of two files, when the truth is known?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.matching.headers import UnreadableFile, read_sheet
from registry.matching.link import Linked
from registry.matching.score import Decision
from registry.names.normal import joined

Pair = tuple[str, str]
PAIRS = ("ida", "idb")
PERSON = ("child", "cluster", "clusterid", "entity", "entityid", "person")  # rows with one value are one person
KEY = ("sourcekey", "id", "recid", "recordid", "uniqueid")
GROUP = ("origin", "group", "nameorigin")


@dataclass(frozen=True)
class Truth:
    """The pairs that are one person, and the group of some rows' names."""

    pairs: frozenset[Pair]
    groups: Mapping[Pair, str]  # the same pairs, where the group is known


def read_truth(path: Path, ids_a: set[str], ids_b: set[str]) -> Truth:
    """From id_a, id_b; or from a list of rows that says whose each is, as make_population's truth.csv does.

    Raises UnreadableFile."""
    sheet = read_sheet(path)
    header = [joined(name) for name in sheet.header]
    rows = [row.row for row in sheet.rows]
    at = {name: header.index(name) for name in header}
    if not set(PAIRS) - set(header):
        found = [((row[at["ida"]].strip(), row[at["idb"]].strip()), _group(row, at)) for row in rows]
    elif (person := _first(PERSON, at)) is not None and (key := _first(KEY, at)) is not None:
        found = list(_of_persons([(row[person], row[key].strip(), _group(row, at)) for row in rows], ids_a, ids_b))
    else:
        raise UnreadableFile(f"{path.name} needs the columns id_a and id_b, or one row's key and whose it is.")
    return Truth(frozenset(pair for pair, _ in found), {pair: group for pair, group in found if group})


def _first(names: Iterable[str], at: Mapping[str, int]) -> int | None:
    return next((at[name] for name in names if name in at), None)


def _group(row: Sequence[str], at: Mapping[str, int]) -> str:
    column = _first(GROUP, at)
    return row[column].strip() if column is not None else ""


def _of_persons(rows: Iterable[tuple[str, str, str]], a: set[str], b: set[str]) -> Iterable[tuple[Pair, str]]:
    """Every row of a person in A with every one in B."""
    left: dict[str, dict[str, str]] = defaultdict(dict)
    right: dict[str, dict[str, str]] = defaultdict(dict)
    for person, key, group in rows:
        for ids, side in ((a, left), (b, right)):
            if key in ids:
                side[person][key] = group
    for person, keys in left.items():
        for key, group in keys.items():
            yield from (((key, other), group) for other in right.get(person, ()))


@dataclass(frozen=True)
class Rates:
    """How many links are right, how many of the true ones were found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_dict(self) -> dict[str, float]:
        return {"precision": round(self.precision, 6), "recall": round(self.recall, 6), "f1": round(self.f1, 6)}


def rates(found: Iterable[Pair], true: frozenset[Pair]) -> Rates:
    """With nothing found, nothing found is wrong."""
    pairs = set(found)
    right = len(pairs & true)
    return Rates(right / len(pairs) if pairs else 1.0, right / len(true) if true else 1.0)


def measure(links: Sequence[Linked], truth: Truth, *, rows: int) -> dict[str, object]:
    """Precision, recall and F1 of the automatic links alone and with those that wait; the share of rows waiting."""
    same = [(one.id_a, one.id_b) for one in links if one.decision is Decision.SAME]
    waiting = [(one.id_a, one.id_b) for one in links if one.decision is Decision.WAITING]
    groups = sorted(set(truth.groups.values()))
    by_group = {group: _in_group(same, truth, group) for group in groups}
    recalls = [found["recall"] for found in by_group.values()]
    return {
        "true_pairs": len(truth.pairs),
        "automatic": rates(same, truth.pairs).as_dict(),
        "automatic_or_waiting": rates([*same, *waiting], truth.pairs).as_dict(),
        "waiting_share_of_rows": round(len({id_a for id_a, _ in waiting}) / max(rows, 1), 6),
        "by_name_origin": by_group,
        "widest_gap_in_recall": round(max(recalls) - min(recalls), 6) if recalls else 0.0,
    }


def _in_group(links: Iterable[Pair], truth: Truth, group: str) -> dict[str, float]:
    """A wrong link belongs to the group of its row of A."""
    of_row = {id_a: found for (id_a, _), found in truth.groups.items()}
    mine: Callable[[Pair], bool] = lambda pair: of_row.get(pair[0]) == group  # noqa: E731
    true = frozenset(filter(mine, truth.pairs))
    return {**rates(filter(mine, links), true).as_dict(), "true_pairs": len(true)}
