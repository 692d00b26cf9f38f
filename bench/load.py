"""How do many children get into the scratch index in little time? By COPY, with the ids given out here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from bench.scratch import Scratch
from registry.index import IndexEntry, search_rows
from registry.names.keys import keys

ROW = "child_id, forename_id, surname_id, kind, birth_date, gender, confirmed, postcode_id, street_id, school_id"


class Lines:
    """What COPY reads from, without ever holding it all."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.left = ""

    def read(self, size: int = -1) -> str:
        """About as many characters as are asked for; empty at the end."""
        parts, length = [self.left], len(self.left)
        while length < size and (line := next(self.lines, None)) is not None:
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self.left = text[size:]
        return text[:size]


class Dictionary:
    """Words and the ids they were given, in the order in which they came."""

    def __init__(self, *first: str) -> None:
        self.ids = {word: n for n, word in enumerate(first, 1)}

    def id(self, word: str) -> int | None:
        return self.ids.setdefault(word, len(self.ids) + 1) if word else None


class Loader:
    """One pass over the children: rows to the table, words to the dictionaries, names to the counts."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.names, self.postcodes = Dictionary(""), Dictionary()
        self.places: dict[tuple[str, str], int] = {}
        self.forenames: Counter[int] = Counter()
        self.surnames: Counter[int] = Counter()

    def load(self, children: Iterable[IndexEntry]) -> None:
        """Copy everything; the rows end up in the order of birth dates, as a national load would leave them."""
        with self.scratch.owner.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE loading AS TABLE registry_searchrow WITH NO DATA")
            _copy(cursor, f"loading ({ROW})", (row for child in children for row in self._rows(child)))
            cursor.execute("INSERT INTO registry_searchrow SELECT * FROM loading ORDER BY birth_date, child_id")
            cursor.execute("DROP TABLE loading")
            _copy(cursor, "registry_name (id, norm, forename_count, surname_count)", self._names())
            _copy(cursor, "registry_namekey (key, name_id)", self._name_keys())
            postcodes = ((n, p, p[:-2], p[:-3]) for p, n in self.postcodes.ids.items())
            _copy(cursor, "registry_postcode (id, postcode, sector, district)", postcodes)
            places = ((n, kind, norm) for (kind, norm), n in self.places.items())
            _copy(cursor, "registry_place (id, kind, norm)", places)
            _copy(cursor, "registry_placekey (key, place_id)", self._place_keys())

    def _rows(self, child: IndexEntry) -> Iterator[tuple[Any, ...]]:
        for child_id, forename, surname, *facts, postcode, street, school in search_rows(child):
            first, last = self.names.id(forename) or 1, self.names.id(surname) or 1
            self.forenames.update({1, first})
            self.surnames.update({1, last})
            places = (self.postcodes.id(postcode), self._place("street", street), self._place("school", school))
            yield (child_id, first, last, *facts, *places)

    def _place(self, kind: str, norm: str) -> int | None:
        return self.places.setdefault((kind, norm), len(self.places) + 1) if norm else None

    def _names(self) -> Iterator[tuple[Any, ...]]:
        return ((n, norm, self.forenames[n], self.surnames[n]) for norm, n in self.names.ids.items())

    def _name_keys(self) -> Iterator[tuple[Any, ...]]:
        return ((key, n) for norm, n in self.names.ids.items() if norm for key in keys(norm))

    def _place_keys(self) -> Iterator[tuple[Any, ...]]:
        for (_, norm), n in self.places.items():
            yield from ((key, n) for key in {key for word in norm.split() for key in keys(word)})


def _line(values: tuple[Any, ...]) -> str:
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


def _copy(cursor: Any, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor.copy_expert(f"COPY {into} FROM STDIN", Lines(_line(row) for row in rows))
