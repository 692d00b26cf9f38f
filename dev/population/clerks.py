"""How does a clerk get a true value wrong?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from dev.population.children import Child
from dev.population.names import nicknames
from dev.population.places import Address
from dev.population.tables import OWN, Weighted, rows

CARELESS = {"pupil-data": 1.0, "health-demographics": 0.8, "births": 0.4, "social-care": 2.0}
SLOW_TO_HEAR_OF_A_MOVE = {"pupil-data": 0.25, "health-demographics": 0.4, "births": 0.0, "social-care": 0.3}
SECOND_SLIP = 0.12
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    letter: "".join(row[at + step] for step in (-1, 1) if 0 <= at + step < len(row))
    for row in KEYS
    for at, letter in enumerate(row)
}
# How often each slip happens, by source: a registrar has the parent opposite, a social worker a telephone.
WEIGHTS: dict[str, dict[str, float]] = {
    "pupil-data": {"typo": 4, "transposed": 2, "misheard": 2, "born": 1, "swapped": 0.6, "middle": 4,
                   "postcode": 1, "nickname": 3, "former": 2, "spelling": 2},
    "health-demographics": {"typo": 3, "transposed": 2, "misheard": 3, "born": 1.5, "swapped": 1, "middle": 4,
                            "postcode": 0.5, "nickname": 1, "former": 3, "spelling": 2},
    "births": {"typo": 4, "transposed": 2, "misheard": 1, "born": 0.3, "postcode": 1, "spelling": 1},
    "social-care": {"typo": 4, "transposed": 2, "misheard": 5, "born": 2, "swapped": 1, "middle": 6,
                    "postcode": 4, "nickname": 5, "former": 3, "spelling": 3},
}  # fmt: skip


@dataclass(slots=True)
class Written:
    """What a source says about a child, and the codes of what it got wrong."""

    forename: str
    middle_names: list[str]
    surname: str
    former_surname: str
    born: date
    address: Address
    postcode: str
    errors: list[str] = field(default_factory=list)


Slip = Callable[["Clerks", Random, Written], str]


class Clerks:
    """The people at the keyboards of the four sources."""

    def __init__(self, rate: float, today: date) -> None:
        self._rate, self.today = rate, today
        self._heard = [(row["where"], row["heard"], row["written"]) for row in rows(OWN / "sound_slips.csv")]
        self._nicknames = nicknames()
        self._spellings: dict[str, list[str]] = {}
        for row in rows(OWN / "spellings.csv"):
            self._spellings.setdefault(row["name"], []).append(row["spelling"])
        self._slips = {source: Weighted(list(w), list(w.values())) for source, w in WEIGHTS.items()}

    def write(self, rng: Random, child: Child, source: str, *, careful: bool = False) -> Written:
        written = Written(
            child.forename, list(child.middle_names), child.surname, child.former_surname,
            child.born, child.address, child.address.postcode,
        )  # fmt: skip
        if spelt := child.spelt.get(source):
            written.forename = spelt
            written.errors.append("spelling")
        if careful:
            return written
        if child.old_address and rng.random() < SLOW_TO_HEAR_OF_A_MOVE[source]:
            use_old_address(written, child)
        if rng.random() < self._rate * CARELESS[source]:
            self._err(rng, written, source)
        return written

    def _err(self, rng: Random, written: Written, source: str) -> None:
        touched: set[str] = set()
        for _ in range(2 if rng.random() < SECOND_SLIP else 1):
            for _ in range(4):  # not every name can suffer every slip
                slip = self._slips[source].draw(rng)
                on = self._field(rng, slip)
                if touched.isdisjoint(on) and (code := self._slip(rng, slip, on[0], written)):
                    written.errors.append(code)
                    touched.update(on)
                    break

    def _field(self, rng: Random, slip: str) -> tuple[str, ...]:
        if slip in ("typo", "transposed", "misheard", "spelling"):
            return ("forename",) if rng.random() < 0.45 else ("surname",)
        if slip == "swapped":
            return ("forename", "surname")
        return {"nickname": ("forename",), "former": ("surname",)}.get(slip, (slip,))

    def _slip(self, rng: Random, slip: str, on: str, written: Written) -> str:
        """Makes the slip and answers its code; an empty code means that nothing changed."""
        if slip in ("typo", "transposed", "misheard", "spelling"):
            before = getattr(written, on)
            after = self._misspell(rng, slip, before)
            if not after or after == before:
                return ""
            setattr(written, on, after)
            return "spelling" if slip == "spelling" else f"{on}_{slip}"
        return SLIPS[slip](self, rng, written)

    def _misspell(self, rng: Random, slip: str, name: str) -> str:
        if slip == "typo":
            return typo(rng, name)
        if slip == "transposed":
            return transposed(rng, name)
        if slip == "spelling":
            return rng.choice(self._spellings.get(name, [""]))
        return self._misheard(rng, name)

    def _misheard(self, rng: Random, name: str) -> str:
        low = name.lower()
        fitting = [
            (where, heard, said)
            for where, heard, said in self._heard
            if (low.endswith(heard) if where == "end" else heard in low[1:])
        ]
        if not fitting:
            return ""
        where, heard, said = rng.choice(fitting)
        at = low.rindex(heard) if where == "end" else low.index(heard, 1)
        return name[:at] + said + name[at + len(heard) :]

    def nickname(self, rng: Random, written: Written) -> str:
        known = self._nicknames.get(written.forename.lower())
        if not known:
            return ""
        written.forename = rng.choice(known)
        return "nickname"


def use_old_address(written: Written, child: Child) -> None:
    """This source has not heard of the move."""
    if child.old_address:
        written.address, written.postcode = child.old_address, child.old_address.postcode
        written.errors.append("old_address")


def typo(rng: Random, name: str) -> str:
    """A key missed, doubled, left out, or its neighbour hit; never the first letter's case."""
    at = rng.randrange(1, len(name)) if len(name) > 2 else len(name) - 1
    letter = name[at].lower()
    kind = rng.randrange(3)
    if kind == 0 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + letter + name[at:]
    return name[:at] + rng.choice(NEIGHBOURS.get(letter, "e")) + name[at + 1 :]


def transposed(rng: Random, name: str) -> str:
    if len(name) < 3:
        return ""
    at = rng.randrange(1, len(name) - 1) if len(name) > 3 else 1
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _born(clerks: Clerks, _rng: Random, written: Written) -> str:
    """No source takes a birth date in the future."""
    born = written.born
    if born.day > 12 or born.day == born.month or date(born.year, born.day, born.month) > clerks.today:
        return ""
    written.born = date(born.year, born.day, born.month)
    return "birth_day_month_swapped"


def _swapped(_clerks: Clerks, _rng: Random, written: Written) -> str:
    if written.forename == written.surname:
        return ""
    written.forename, written.surname = written.surname, written.forename
    return "names_swapped"


def _middle(_clerks: Clerks, _rng: Random, written: Written) -> str:
    if not written.middle_names:
        return ""
    written.middle_names = []
    return "middle_names_dropped"


def _postcode(_clerks: Clerks, _rng: Random, written: Written) -> str:
    written.postcode = ""
    return "postcode_missing"


def _former(_clerks: Clerks, _rng: Random, written: Written) -> str:
    if not written.former_surname:
        return ""
    written.surname, written.former_surname = written.former_surname, ""
    return "former_surname"


SLIPS: dict[str, Slip] = {
    "born": _born,
    "swapped": _swapped,
    "middle": _middle,
    "postcode": _postcode,
    "former": _former,
    "nickname": Clerks.nickname,
}
