"""How right are the links of two files, when the truth is known?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import sqrt
from pathlib import Path

from registry.matching.headers import UnreadableFile, read_sheet
from registry.matching.link import Linked
from registry.matching.score import Decision
from registry.names.normal import joined

Pair = tuple[str, str]
SURE = 1.96  # standard errors to either side: 19 intervals in 20 hold the true share
# How a file names the two rows of a pair; else the columns in which the ids of the two files stand.
PAIRS = (
    ("ida", "idb"), ("id1", "id2"), ("idl", "idr"), ("uniqueidl", "uniqueidr"), ("leftid", "rightid"),
    ("ltableid", "rtableid"), ("reca", "recb"), ("a", "b"), ("left", "right"),
)  # fmt: skip
PERSON = ("child", "cluster", "clusterid", "entity", "entityid", "person")  # rows with one value are one person
KEY = ("sourcekey", "id", "recid", "recordid", "uniqueid")
GROUP = ("origin", "group", "nameorigin")
JUDGED = ("match", "ismatch", "label", "gold", "same", "truth", "clericalmatchscore")  # whether a pair is one person
NOT_SAME = frozenset(("0", "0.0", "false", "no", "n", "f", "different", "nonmatch"))


@dataclass(frozen=True)
class Truth:
    """The pairs that are one person, and the group of some rows' names."""

    pairs: frozenset[Pair]
    groups: Mapping[Pair, str]  # the same pairs, where the group is known
    left_out: int = 0  # pairs of rows that are not in the two files


def read_truth(path: Path, ids_a: set[str], ids_b: set[str]) -> Truth:
    """From pairs of ids; or from a list of rows that says whose each is, as make_population's truth.csv does.

    Raises UnreadableFile, also where no row of it is in the two files.
    """
    sheet = read_sheet(path)
    header = [joined(name) for name in sheet.header]
    at = {name: header.index(name) for name in header}
    rows = [[*row.row, *[""] * (len(header) - len(row.row))] for row in sheet.rows]
    both = next(((at[a], at[b]) for a, b in PAIRS if a in at and b in at), None)
    person, key = _first(PERSON, at), _first(KEY, at)
    if both is None and person is not None and key is not None:
        found = list(_of_persons([(row[person], row[key].strip(), _group(row, at)) for row in rows], ids_a, ids_b))
        return _known(path, found, ids_a, ids_b)
    if both is None and (both := _by_ids(rows, ids_a, ids_b)) is None:
        raise UnreadableFile(
            f"{path.name} does not say which rows are one person: it needs the columns id_a and id_b with ids of the "
            "two files, or the id of a row and whose it is (id, person)."
        )
    judged = _first(JUDGED, at)
    same = [row for row in rows if judged is None or row[judged].strip().lower() not in NOT_SAME]
    return _known(path, [((row[both[0]].strip(), row[both[1]].strip()), _group(row, at)) for row in same], ids_a, ids_b)


def _by_ids(rows: Sequence[Sequence[str]], ids_a: set[str], ids_b: set[str]) -> tuple[int, int] | None:
    """The two columns that hold an id of A and one of B in most rows, whatever they are called."""
    columns = range(len(rows[0]))
    count = {
        (one, other): sum(row[one].strip() in ids_a and row[other].strip() in ids_b for row in rows)
        for one, other in product(columns, columns) if one != other
    }  # fmt: skip
    best = max(count, key=lambda pair: count[pair], default=None)
    return best if best and count[best] else None


def _known(path: Path, said: Sequence[tuple[Pair, str]], ids_a: set[str], ids_b: set[str]) -> Truth:
    """Without the pairs of rows that are in neither file: a list of more people than these is no miss of ours."""
    if said and not any(a in ids_a and b in ids_b for (a, b), _ in said):
        said = [((b, a), group) for (a, b), group in said]  # the files may be given the other way round
    found = {pair: group for pair, group in said if pair[0] in ids_a and pair[1] in ids_b}
    if not found:
        raise UnreadableFile(f"{path.name} names no row of the one file that is the same person as one of the other.")
    return Truth(
        frozenset(found), {pair: group for pair, group in found.items() if group}, len(dict(said)) - len(found)
    )


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
    return {
        "true_pairs": len(truth.pairs),
        "true_pairs_left_out": truth.left_out,
        "automatic": rates(same, truth.pairs).as_dict(),
        "automatic_or_waiting": rates([*same, *waiting], truth.pairs).as_dict(),
        "waiting_share_of_rows": round(len({id_a for id_a, _ in waiting}) / max(rows, 1), 6),
        "by_name_origin": by_group,
        **_gap([found["recall"] for found in by_group.values()], [found["recall_from"] for found in by_group.values()]),
    }


def _gap(recalls: Sequence[float], at_least: Sequence[float]) -> dict[str, float]:
    """Between the groups: as counted, and what it may be at most, for no recall is above 1."""
    return {
        "widest_gap_in_recall": round(max(recalls, default=1.0) - min(recalls, default=1.0), 6),
        "widest_gap_at_most": round(1.0 - min(at_least, default=1.0), 6),
    }


def between(found: int, of: int) -> tuple[float, float]:
    """Wilson's interval: in which the true share lies, in 95 of 100 cases, when so many of so many were found."""
    if not of:
        return 0.0, 1.0
    share, spread = found / of, SURE * SURE / of
    middle, reach = share + spread / 2, SURE * sqrt(share * (1 - share) / of + spread / of / 4)
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))


def _in_group(links: Iterable[Pair], truth: Truth, group: str) -> dict[str, float]:
    """A wrong link belongs to the group of its row of A."""
    of_row = {id_a: found for (id_a, _), found in truth.groups.items()}
    mine: Callable[[Pair], bool] = lambda pair: of_row.get(pair[0]) == group  # noqa: E731
    true = frozenset(filter(mine, truth.pairs))
    found = set(filter(mine, links))
    low, high = between(len(found & true), len(true))
    interval = {"recall_from": round(low, 6), "recall_to": round(high, 6)}
    return {**rates(found, true).as_dict(), **interval, "true_pairs": len(true), "missed": len(true - found)}
