"""What does a hostile or damaged file do? It gets a reason, fast, and touches nothing (SEC-22, 24, 26, 29; R-FEED-7)"""

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from feeds.formats.__main__ import write
from feeds.formats.every import FORMATS
from feeds.formats.row import BadRow, FeedError, Read
from feeds.parsing import About
from feeds.reasons import Reason
from tests.feeds import files
from tests.feeds.conftest import NOON
from tests.feeds.test_formats import READING, only_bad, read

ROOT = Path(__file__).parents[2]
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
MANY = " ".join(f"b{n}='1'" for n in range(300_000))


def with_doctype(declared: str, *, encoding: str = "UTF-8", value: str = "&x;") -> bytes:
    prolog = f'<?xml version="1.0" encoding="{encoding}"?>{declared}'
    return files.ctf(files.pupil(), prolog=prolog).decode().replace("Larkspur", value).encode(encoding)


ATTACKS = {
    "billion laughs": with_doctype(f'<!DOCTYPE CTfile [<!ENTITY l0 "ha">{LAUGHS}]>', value="&l9;"),
    "quadratic": with_doctype(f'<!DOCTYPE CTfile [<!ENTITY x "{"A" * 100_000}">]>', value="&x;" * 1000),
    "external entity": with_doctype('<!DOCTYPE CTfile [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
    "external over the network": with_doctype('<!DOCTYPE CTfile [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'),
    "external type": with_doctype('<!DOCTYPE CTfile SYSTEM "http://127.0.0.1:9/x.dtd">', value="x"),
    "parameter entity": with_doctype('<!DOCTYPE CTfile [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>', value="x"),
    "type in UTF-16": with_doctype('<!DOCTYPE CTfile [<!ENTITY x "boo">]>', encoding="UTF-16"),
    "empty type": with_doctype("<!DOCTYPE CTfile>", value="x"),
    "UTF-7": files.ctf(files.pupil(), prolog='<?xml version="1.0" encoding="UTF-7"?>'),
    "unknown encoding": files.ctf(files.pupil(), prolog='<?xml version="1.0" encoding="x-none"?>'),
    "wrong bytes": files.ctf(files.pupil(forename="Zo\u00eb")).decode().encode("latin-1"),
    "deep": files.ctf(files.pupil(more="<a>" * 200_000)),
    "deep and whole": files.ctf(files.pupil(more="<a>" * 200 + "</a>" * 200)),
    "huge text": files.ctf(files.pupil(forename="J" * 15_000_000)),
    "many attributes": files.ctf(files.pupil(more=f"<a {MANY}/>")),
    "many elements": files.ctf(files.pupil(more="<a/>" * 300_000)),
    "undeclared entity": with_doctype("", value="&boo;"),
    "two roots": files.ctf() + files.ctf(),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_by_xml_is_refused_with_a_reason(name: str) -> None:
    """SEC-22."""
    with pytest.raises(FeedError) as refused:
        read("ctf", ATTACKS[name])
    assert refused.value.reason in (Reason.XML_DTD, Reason.XML_SHAPE, Reason.XML_BROKEN, Reason.ENC_INVALID)


def test_an_inclusion_stays_text() -> None:
    include = '<Pupils xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hostname"/></Pupils>'
    assert "Pupils" in read("ctf", files.ctf(files.pupil(more=include)))[0].dropped  # type: ignore[union-attr]


def in_its_process(code: str, content: bytes, *, seconds: int = 20) -> dict[str, object]:
    """The last line that the reading process writes."""
    command = [sys.executable, "-m", "feeds.formats", code, "file", str(seconds)]
    told = About(NOON).line()
    done = subprocess.run(
        command, cwd=ROOT, env={}, input=told + content, capture_output=True, timeout=120, check=False
    )
    last = (done.stdout.splitlines() or [b"{}"])[-1]
    return dict(json.loads(last))


def test_the_reading_process_has_no_key_and_answers_an_attack() -> None:
    assert in_its_process("ctf", ATTACKS["billion laughs"]) == {"error": "xml_dtd", "line": None}


def test_a_quote_left_open_takes_the_control_total_with_it() -> None:
    """SEC-24: whatever it swallowed, the file has no end and nothing of it counts."""
    opened = files.csv_file(files.BIRTHS, [files.birth(1), files.birth(2).replace("Karen", '"Karen'), files.birth(3)])
    with pytest.raises(FeedError) as refused:
        read("births", opened)
    assert refused.value.reason is Reason.CSV_QUOTE


def test_a_quote_closed_too_early_is_refused() -> None:
    with pytest.raises(FeedError) as refused:
        read("births", files.csv_file(files.BIRTHS, [files.birth(1).replace("Karen", '"Ka"ren')]))
    assert refused.value.reason is Reason.CSV_QUOTE


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (files.BIRTHS.replace("sex", "surname"), Reason.CSV_HEADER),
        (files.BIRTHS.replace("birth_date", "born"), Reason.WRONG_FORMAT),
        (files.BIRTHS + ",", Reason.CSV_HEADER),
    ],
)
def test_a_header_that_is_not_the_formats_is_refused(header: str, reason: Reason) -> None:
    with pytest.raises(FeedError) as refused:
        read("births", files.csv_file(header, [files.birth(1)]))
    assert refused.value.reason is reason


def test_rows_after_the_total_are_refused() -> None:
    for code, content in (
        ("births", files.csv_file(files.BIRTHS, [files.birth(1)]) + files.birth(2).encode()),
        ("pds", files.ndjson(files.patient()) + json.dumps(files.patient()).encode()),
    ):
        with pytest.raises(FeedError) as refused:
            read(code, content)
        assert refused.value.reason is Reason.TOTAL_WRONG


@pytest.mark.parametrize(("row", "reason"), [(",extra", Reason.COLS_EXTRA), (None, Reason.COLS_MISSING)])
def test_cells_that_do_not_fit_the_header_spoil_their_row_only(row: str | None, reason: Reason) -> None:
    bad = files.birth(1) + row if row else files.birth(1).rpartition(",")[0]
    first, second, _ = read("births", files.csv_file(files.BIRTHS, [bad, files.birth(2)]))
    assert isinstance(first, BadRow)
    assert first.code is reason
    assert not isinstance(second, BadRow)


GOOD = json.dumps(files.patient())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace('"birthDate"', '"gender": "female", "birthDate"'), Reason.DUP_KEY),
        (GOOD.replace('[{"code": "U"}]', '[{"code": "R", "code": "U"}]'), Reason.DUP_KEY),
        (GOOD.replace('"2000-05-14"', "NaN"), Reason.JSON_BROKEN),
        (GOOD.replace('"2000-05-14"', "Infinity"), Reason.JSON_BROKEN),
        (GOOD.replace('"2000-05-14"', "9" * 5000), Reason.JSON_BROKEN),
        (GOOD.replace('"2000-05-14"', "20000514"), Reason.JSON_SHAPE),
        (GOOD.replace('"2000-05-14"', "[" * 50_000 + "]" * 50_000), Reason.JSON_BROKEN),
        (GOOD.replace('"Smith"', '"Smi\\ud800th"'), Reason.CONTROL_CHARACTER),
        (GOOD.replace('"Smith"', '"Smi\\u0000th"'), Reason.CONTROL_CHARACTER),
        (GOOD.replace('"Smith"', '"Smi\\u202eth"'), Reason.NAME_BIDI),
        (GOOD.replace('"Smith"', '"' + "S" * 50_000 + '"'), Reason.VALUE_TOO_LONG),
        (GOOD.replace('"Smith"', "{}"), Reason.JSON_SHAPE),
        (GOOD.replace('"name": [', '"name": {"a": '), Reason.JSON_BROKEN),
        (GOOD[:-1], Reason.JSON_BROKEN),
        ("[]", Reason.JSON_BROKEN),
        (GOOD.replace("Patient", "Practitioner"), Reason.CODE_UNKNOWN),
    ],
)
def test_a_bad_line_of_json_is_one_bad_row(line: str, reason: Reason) -> None:
    """SEC-26, SEC-29: what json.loads would take is refused, and the next row is read."""
    first, second, end = read("pds", files.ndjson(files.patient(number=files.nhs_of(2)), line))
    assert isinstance(second, BadRow)
    assert second.code is reason
    assert not isinstance(first, BadRow)
    assert end.rows == 2  # type: ignore[union-attr]


def test_a_line_without_end_is_not_read_into_memory() -> None:
    class Endless(BytesIO):
        taken = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size
            assert size > 0
            self.taken += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(FeedError):
        list(FORMATS["births"].read(endless, READING))
    assert endless.taken < 5_000_000


def test_a_reading_that_runs_out_of_memory_ends_with_a_reason() -> None:
    def heavy() -> Iterator[Read]:
        yield from ()
        raise MemoryError

    out = StringIO()
    write(heavy(), out)
    assert json.loads(out.getvalue()) == {"error": "too_costly", "line": None}


def test_formulas_stay_text() -> None:
    name = only_bad("births", files.csv_file(files.BIRTHS, [files.birth(1, nhs_number="=1+1")]))
    assert name.code is Reason.ID_CHECKDIGIT
