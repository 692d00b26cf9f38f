"""Do quarantined rows go into a spreadsheet and come back, with nothing run and nothing forged? (SEC-32, R-FEED-4)"""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.access import NotYours
from accounts.bulk.table import Mistake
from audit.models import Event
from feeds.models import Correction, Delivery, Fix, FixWay, RowState, StagedRow
from feeds.quarantine.returning import NothingChanged, bring_back, changes, confirm, forget_unconfirmed
from feeds.quarantine.sheet import ID, as_cell, row_id, row_of, workbook
from feeds.reasons import Reason
from registry.models import Source
from tests import people
from tests.feeds.conftest import counts
from tests.feeds.quarantined import birth, check_counts, delivered, operator, scope, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
NOW = timezone.now
Lines = list[list[str]]


def cells(content: bytes) -> Lines:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def xlsx(lines: Lines) -> bytes:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def downloaded(delivery: Delivery, **more: Any) -> Lines:
    return cells(workbook(scope(delivery), by=operator(), at=NOW(), **more))


def with_cell(lines: Lines, line: int, column: str, value: str) -> Lines:
    lines[line][lines[0].index(column)] = value
    return lines


def returned(delivery: Delivery, lines: Lines) -> Any:
    source = delivery.source_id
    return bring_back(xlsx(lines), file_name="rows.xlsx", source=source, by=operator(), at=NOW())


@pytest.fixture
def two() -> Delivery:
    return delivered(birth(1), birth(2, postcode="nowhere"), birth(3, birth_date="14/05/2003"))


def test_rows_come_back_corrected(two: Delivery) -> None:
    lines = downloaded(two)
    assert [line[1:4] for line in lines] == [
        ["Line", "Wrong column", "What is wrong"],
        ["3", "postcode", Reason.POSTCODE_INVALID.words],
        ["4", "birth_date", Reason.DATE_INVALID.words],
    ]
    replay = returned(two, with_cell(lines, 1, "postcode", "L1 8JQ"))
    found = changes(replay, at=NOW())
    assert (found.rows, found.good, found.columns) == (1, 1, (("postcode", 1),))
    work()
    check_counts(two)
    assert two.quarantined == 2  # nothing is done before somebody confirms it
    confirm(replay.pk, by=operator(), at=NOW())
    work()
    check_counts(two)
    assert counts(two) == {"created": 2, "quarantined": 1}
    assert not Correction.objects.exists()
    assert Fix.objects.get().way == FixWay.FILE
    verbs = ["feed.quarantine_downloaded", "feed.corrections_uploaded", "feed.corrections_confirmed"]
    assert [Event.objects.filter(verb=verb).count() for verb in verbs] == [1, 1, 1]
    rows = list(StagedRow.objects.exclude(number=1).order_by("number").values_list("pk", flat=True))
    assert Event.objects.get(verb=verbs[0]).facts["rows"] == rows


def test_a_file_that_was_not_touched_changes_nothing(two: Delivery) -> None:
    with pytest.raises(NothingChanged):
        returned(two, downloaded(two))


def test_formulas_are_words_on_the_way_out_and_back() -> None:
    delivery = delivered(birth(1, postcode="nowhere", town="=1+1", address_1="@SUM(A1)"))
    content = workbook(scope(delivery), by=operator(), at=NOW())
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "inlineStr"}
    lines = cells(content)
    assert lines[1][lines[0].index("town")] == "'=1+1"
    replay = returned(delivery, with_cell(lines, 1, "postcode", "L1 8JQ"))
    assert changes(replay, at=NOW()).columns == (("postcode", 1),)


def test_a_formula_that_was_typed_is_never_run(two: Delivery) -> None:
    """What it came to is what a spreadsheet wrote beside it; here nothing did, and the cell is empty."""
    lines = with_cell(downloaded(two), 1, "postcode", "=HYPERLINK(1)")
    assert changes(returned(two, lines), at=NOW()).good == 1  # no postcode is said


@pytest.mark.parametrize("forged", ["1-00000000000000000000000000000000", "", "x", "9" * 30, "²-1"])
def test_an_id_cannot_be_forged(two: Delivery, forged: str) -> None:
    with pytest.raises(Mistake, match="an id that was changed"):
        returned(two, with_cell(downloaded(two), 1, ID, forged))


def test_an_id_names_one_row() -> None:
    assert row_of(row_id(7)) == 7
    assert row_of(row_id(7).replace("7-", "8-", 1)) is None


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: [[], *lines[2:]], "it has no column"),
        (lambda lines: lines[:1], "a header and no rows"),
        (lambda lines: [*lines, lines[1]], "a row twice"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(two: Delivery, spoil: Any, words: str) -> None:
    with pytest.raises(Mistake, match=words):
        returned(two, spoil(downloaded(two)))


def test_columns_that_we_did_not_give_out_are_left_alone(two: Delivery) -> None:
    lines = [[*line, "Note" if n == 0 else "rang the school"] for n, line in enumerate(downloaded(two))]
    with pytest.raises(NothingChanged):
        returned(two, lines)


def test_rows_that_left_the_quarantine_meanwhile_are_left_alone(two: Delivery) -> None:
    lines = with_cell(downloaded(two), 1, "postcode", "L1 8JQ")
    replay = returned(two, lines)
    StagedRow.objects.filter(field="postcode").update(state=RowState.REFUSED, sealed=None)
    Delivery.objects.filter(pk=two.pk).update(quarantined=1, refused=1)
    assert changes(replay, at=NOW()).rows == 0
    confirm(replay.pk, by=operator(), at=NOW())
    work()
    check_counts(two)
    with pytest.raises(NothingChanged):
        returned(two, lines)


def test_a_file_that_nobody_confirms_is_forgotten(two: Delivery) -> None:
    replay = returned(two, with_cell(downloaded(two), 1, "postcode", "L1 8JQ"))
    assert forget_unconfirmed(at=replay.at + timedelta(days=14)) == 0
    assert forget_unconfirmed(at=replay.at + timedelta(days=14, seconds=1)) == 1
    assert not Correction.objects.exists()
    assert two.quarantined == StagedRow.objects.filter(state=RowState.QUARANTINED).count()


def test_rows_of_another_source_do_not_come_back_through_this_one(two: Delivery) -> None:
    lines = with_cell(downloaded(two), 1, "postcode", "L1 8JQ")
    other = Source.objects.get(code="social-care")
    with pytest.raises(NothingChanged):
        bring_back(xlsx(lines), file_name="rows.xlsx", source=other.pk, by=operator(), at=NOW())


def test_a_neighbour_neither_takes_nor_brings_rows(two: Delivery) -> None:
    Source.objects.filter(code="births").update(area=people.liverpool())
    dan = people.person("Dan", "data_officer", where=people.liverpool())
    dora = people.person("Dora", "data_officer", where=people.manchester())
    with pytest.raises(NotYours):
        workbook(scope(two), by=dora, at=NOW())
    lines = with_cell(cells(workbook(scope(two), by=dan, at=NOW())), 1, "postcode", "L1 8JQ")
    with pytest.raises(NotYours):
        bring_back(xlsx(lines), file_name="rows.xlsx", source=two.source_id, by=dora, at=NOW())
    replay = bring_back(xlsx(lines), file_name="rows.xlsx", source=two.source_id, by=dan, at=NOW())
    with pytest.raises(NotYours):
        confirm(replay.pk, by=dora, at=NOW())


def test_what_a_spreadsheet_cannot_hold_is_marked_and_cut() -> None:
    assert as_cell("a\x07b ") == "a\ufffdb"
    assert len(as_cell("x" * 10_000)) < 4_000
