"""Who is delivered, again and again, and by which words would each be found? Each word is one child's (SEC-4)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from tests.feeds import files

FORENAMES: Final = ("Zora", "Tobias", "Imelda", "Kwame", "Rosalind", "Yusuf", "Philippa", "Dragomir")
SURNAMES: Final = (
    "Brzezicki", "Macdonald", "Whitfield", "Oyelaran", "Quilligan", "Venkatesh", "Hargreave", "Llewellyn",
    "Fitzpatrick", "Szymanski", "Abernathy", "Pendleton", "Ugochukwu", "Jaworska", "Thornbury", "Castellano",
    "Eglinton", "Nakamura", "Worthington", "Iqbal Raza", "Zeferino", "Kirkbride", "Drummond", "Sotomayor",
)  # fmt: skip
LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"
SOURCES: Final = ("births", "health-demographics", "pupil-data", "social-care")
NEWS: Final = ("same", "moved", "renamed", "stale", "taken back")
SLIPS: Final = ("slip", "swapped")
RESTRICTED: Final = "restricted"
FIRST_DAY: Final = date(2025, 3, 1)


@dataclass
class Invented:
    """A child as it truly is, and all that was ever said of it."""

    number: int
    forename: str
    surname: str
    born: date
    home: tuple[int, int]  # whose home it is, and which
    keys: dict[str, int]  # source -> how often it has begun anew
    surnames: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @property
    def girl(self) -> bool:
        return self.forename in ("Zora", "Imelda", "Rosalind", "Philippa")

    def own(self, what: str) -> str:
        """A word that nobody else has."""
        return f"Zq{chr(97 + self.number) * 2}{what}"

    def nhs_number(self) -> str:
        return files.nhs_of(self.number * 60 + 2 * self.keys["health-demographics"])

    def upn(self) -> str:
        return files.upn_of(self.number * 60 + self.keys["pupil-data"])

    def case(self) -> str:
        return f"ZQ-{self.number:03d}{self.keys['social-care']:03d}"

    def birth(self) -> int:
        return 300_000 + self.number * 60 + self.keys["births"]

    def key(self, source: str) -> str:
        """Part of what the source calls the child by, and nobody else."""
        keys = {"births": f"{self.birth():07d}", "health-demographics": self.nhs_number(), "pupil-data": self.upn()}
        return keys.get(source, self.case())

    def street(self) -> str:
        owner, which = self.home
        return f"{which + 3} Zq{chr(97 + owner) * 2}{chr(97 + which) * 2}wick Bank"

    def postcode(self) -> str:
        """Every third home is in Manchester."""
        owner, which = self.home
        area = "M14" if which % 3 == 2 else "L15"
        return f"{area} {which % 9 + 1}{LETTERS[owner]}{LETTERS[which // 9]}"


@dataclass(frozen=True)
class Saying:
    """One row: the child as it is, but for a slip."""

    child: Invented
    slip: str
    on: date

    def row(self, source: str) -> Any:
        rows = {"births": self._birth, "health-demographics": self._patient, "pupil-data": self._pupil}
        self._remember(source)
        return rows.get(source, self._care)()

    def _remember(self, source: str) -> None:
        child = self.child
        child.surnames.add(child.surname)
        child.words |= {child.key(source)}
        if self.slip != "taken back" and not (self.slip == RESTRICTED and source == "health-demographics"):
            child.words |= {child.street().split()[1], child.postcode()}
        if source == "social-care":
            child.words |= {child.own("worker"), child.own("services"), f"49605{child.number:02d}", child.own("holder")}

    def _named(self) -> tuple[str, str]:
        names = self.child.forename, self.child.surname
        return (names[1], names[0]) if self.slip == "swapped" else names

    def _born(self) -> str:
        """One digit of the day is another."""
        born = self.child.born
        return (born.replace(day=born.day ^ 1) if self.slip == "slip" else born).isoformat()

    def _birth(self) -> str:
        forename, surname = self._named()
        row = files.birth(
            self.child.birth(),
            forenames=forename,
            surname=surname,
            birth_date=self._born(),
            registered_on=self.on.isoformat(),
            sex="F" if self.child.girl else "M",
            mother_surname="Carer",
            address_1=self.child.street(),
            postcode=self.child.postcode(),
            nhs_number=self.child.nhs_number(),
        )
        self.child.words.add(self.child.nhs_number())
        return row

    def _patient(self) -> dict[str, Any]:
        forename, surname = self._named()
        return files.patient(
            number=self.child.nhs_number(),
            forename=forename,
            surname=surname,
            born=self._born(),
            gender="female" if self.child.girl else "male",
            as_at=f"{self.on.isoformat()}T00:00:00Z",
            restricted=self.slip == RESTRICTED,
            street=self.child.street(),
            postcode=self.child.postcode(),
        )

    def _pupil(self) -> str:
        forename, surname = self._named()
        return files.pupil(
            upn=self.child.upn(),
            forename=forename,
            surname=surname,
            born=self._born(),
            sex="F" if self.child.girl else "M",
            street=self.child.street(),
            postcode=self.child.postcode(),
        )

    def _care(self) -> str:
        forename, surname = self._named()
        row = files.involvement(
            case=self.child.case(),
            as_at=self.on.isoformat(),
            forename=forename,
            surname=surname,
            born=self._born(),
            gender="F" if self.child.girl else "M",
            address_1=self.child.street(),
            postcode=self.child.postcode(),
            organisation=self.child.own("services"),
            worker=f"Wanda {self.child.own('worker')}",
            phone=f"0151 496 05{self.child.number:02d}",
            email=f"{self.child.own('worker').lower()}@example.org",
            caf_holder=self.child.own("holder"),
        )
        return f"{row},{'Y' if self.slip == 'taken back' else ''}"


def delivery(source: str, sayings: list[Saying]) -> bytes:
    rows = [saying.row(source) for saying in sayings]
    if source == "births":
        return files.csv_file(files.BIRTHS, rows)
    if source == "health-demographics":
        return files.ndjson(*rows)
    if source == "pupil-data":
        return files.ctf(*rows, made_at=f"{sayings[0].on.isoformat()}T06:00:00")
    return files.csv_file(files.SOCIAL_CARE + ",purge", rows)


class Nursery:
    """Makes children like no other, and their new names."""

    def __init__(self) -> None:
        self._surnames: Iterator[str] = iter(SURNAMES)
        self.children: list[Invented] = []

    def new_surname(self) -> str | None:
        return next(self._surnames, None)

    def child(self) -> Invented:
        number = len(self.children)
        return self._add(self.new_surname() or "Lastborn", FIRST_DAY - timedelta(days=2500 + 397 * number), (number, 0))

    def twin(self, of: Invented) -> Invented:
        return self._add(of.surname, of.born, of.home)

    def _add(self, surname: str, born: date, home: tuple[int, int]) -> Invented:
        number = len(self.children)
        born = born.replace(day=min(max(born.day, 2), 27))
        made = Invented(number, FORENAMES[number], surname, born, home, dict.fromkeys(SOURCES, 0))
        self.children.append(made)
        return made
