"""Does any file hold what must not leave the house: a real person's number or address, or the place it was built in?"""

import csv
import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dev.project import ROOT, files, named

# Made by tools from public registries; full of hashes. What they may name is tested elsewhere.
LOCKS = {
    *(f"requirements{which}.txt" for which in ("", "-production", "-spark", "-fuzz")), "uv.lock", "package-lock.json",
}  # fmt: skip
PICTURES = (".png", ".ico", ".woff2", ".jpg", ".svg")

# The ranges that Ofcom keeps for drama: 11 digits each, written with or without spaces.
KEPT_FOR_DRAMA = re.compile(
    r"(?:011[3-8]496|0121496|0131496|0141496|0151496|0161496)0\d{3}|01914980\d{3}|02079460\d{3}|01632960\d{3}"
    r"|07700900\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}|02920180\d{3}|02896496\d{3}"
)
TELEPHONE = re.compile(r"(?<![\w.,/-])(?:\+44 ?(?:\(0\) ?)?|0)[1-9](?:[ -]?\d){9}(?![\d-])")
EMAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[A-Za-z]{2,})\b")
RESERVED_DOMAIN = re.compile(r"(?:.+\.)?example(?:\.(?:com|net|org))?|(?:.+\.)?(?:invalid|test)|localhost")
# In brackets so that this file is not found by its own search.
PLACE_OF_BUILDING = re.compile(r"/wor[k]/|\.\./share[d]|issue[s] show|\bCo-authored-b[y]\b|[.]librar[y]/")


@cache
def kept() -> tuple[tuple[str, str], ...]:
    """Every text that is kept, by its name."""
    found = [path for path in files() if path.name not in LOCKS and path.suffix not in PICTURES]
    return tuple((named(path), read(path)) for path in found)


def read(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")


def real_telephones(text: str) -> Iterator[str]:
    for match in TELEPHONE.finditer(text):
        digits = re.sub(r"^\+44", "0", match.group().replace("(0)", ""))
        digits = re.sub(r"\D", "", digits)
        if not KEPT_FOR_DRAMA.fullmatch(digits):
            yield match.group()


def real_domains(text: str) -> list[str]:
    return [domain for domain in EMAIL.findall(text) if not RESERVED_DOMAIN.fullmatch(domain.lower())]


def test_no_file_holds_a_real_telephone_number() -> None:
    found = {name: numbers[:5] for name, text in kept() if (numbers := list(real_telephones(text)))}
    assert found == {}


def test_no_file_holds_an_email_address_at_a_real_domain() -> None:
    found = {name: domains[:5] for name, text in kept() if (domains := real_domains(text))}
    assert found == {}


def test_no_file_speaks_of_the_place_it_was_built_in() -> None:
    found = {name: places for name, text in kept() if (places := PLACE_OF_BUILDING.findall(text))}
    assert found == {}


def test_reference_data_stands_beside_its_sources() -> None:
    folders = {path.parent for path in files(suffixes=(".csv", ".csv.gz")) if path.parent.name == "reference"}
    assert len(folders) >= 3
    for folder in folders:
        pages = sorted(folder.glob("SOURCES*.md"))
        sources = "".join(page.read_text("utf-8") for page in pages)
        assert [path.name for path in folder.iterdir() if path not in pages and f"`{path.name}`" not in sources] == []


def test_reference_data_holds_no_telephone_column_of_its_source() -> None:
    for path in files(suffixes=(".csv", ".csv.gz")):
        columns = next(csv.reader(read(path).splitlines()[:1]), [])
        assert [c for c in columns if re.search("phone|telephone|fax", c) and not c.startswith("invented_")] == [], path


@pytest.mark.parametrize("prefix", ["0", "+44 ", "+44 (0)"])
@pytest.mark.parametrize("rest", ["1632 123456", "1632123456", "20 8111 1111", "7700 123456"])
def test_a_number_that_could_be_real_is_recognised(prefix: str, rest: str) -> None:
    assert list(real_telephones(f"Call {prefix}{rest}.")) == [prefix + rest]


@pytest.mark.parametrize(
    "number", ["020 7946 0018", "0161 496 0352", "01632 960123", "07700 900123", "+44 20 7946 0018"]
)
def test_a_number_kept_for_drama_is_none(number: str) -> None:
    assert list(real_telephones(f"Call {number}.")) == []


@pytest.mark.parametrize(
    ("domain", "real"), [("example.org", False), ("x.example.org", False), ("b.org", True), ("notexample.org", True)]
)
def test_a_real_domain_is_recognised(domain: str, real: bool) -> None:
    assert bool(real_domains(f"<a@{domain}>")) is real


def test_this_project_is_where_these_tests_look() -> None:
    assert (ROOT / "manage.py").exists()
    assert len(kept()) > 100
