"""What is decided about each row of a batch, and which records are shown to whoever decides it? (R-FEED-5, R-SHIELD-3)

Every child here is of another name, day and home than the others, but where a test says so.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.backends.utils import CursorWrapper

from feeds import match
from feeds.match import Asked, Judgement, Verdict
from registry.assertion import Assertion, Name, Place, but
from registry.matching import net
from registry.matching.described import NOBODY, describe
from registry.models import Child, Closing, Status
from registry.record import Decision, apply_assertions
from tests import people
from tests.feeds.judging import judged_now
from tests.registry import children

pytestmark = pytest.mark.django_db


def said(
    forename: str, surname: str, born: str, home: str = "", *, upn: str = "", nhs: str = "", **more: Any
) -> Assertion:
    numbers = {"upn": (upn,), "nhs_number": (nhs,)}
    return Assertion(
        names=(Name("current", forename, "", surname),),
        date_of_birth=date.fromisoformat(born),
        addresses=(Place("current", home, postcode="L18 5TE"),) if home else (),
        identifiers={scheme: values for scheme, values in numbers.items() if values[0]},
        **more,
    )


ANN = said("Ann", "Brook", "2001-01-11", "1 Fern Bank")
BEN = said("Ben", "Castle", "2002-02-12", "2 Elm Row", upn="Z999999999991")
CYD = said("Cyd", "Dunmore", "2003-03-23", "3 Low Road", nhs="9990000018")
EVE = said("Eve", "Fletcher", "2004-08-24", "4 High Street", nhs="9990000026")
GUY = said("Guy", "Hopkins", "2005-10-25", "5 Mill Lane", upn="Z999999999992")
STRANGER = said("Tomasz", "Wilczek", "1999-12-31", "9 Quay Side")


@pytest.fixture
def known(now: datetime) -> dict[str, UUID]:
    """Five children, of whom Eve and Guy are shielded, each under the key of the own name."""
    children.surroundings()
    source, area = children.source(), people.liverpool().pk
    everybody = {"ann": ANN, "ben": BEN, "cyd": CYD, "eve": EVE, "guy": GUY}
    decisions = [Decision(name, one, now - timedelta(days=2), None, area) for name, one in everybody.items()]
    apply_assertions(decisions, source=source, at=now)
    found = dict(source.records.values_list("key", "child"))
    for name in ("eve", "guy"):
        children.shield(found[name], at=now)
    return found


def judged(*rows: Assertion | tuple[str, Assertion]) -> list[Judgement]:
    """The rows are of one batch. One that stands beside a key comes under it, any other under a new key."""
    keyed = [row if isinstance(row, tuple) else (f"new {place}", row) for place, row in enumerate(rows)]
    asked = [Asked(place, key, one) for place, (key, one) in enumerate(keyed)]
    batch = judged_now(asked, source=children.source())
    return [batch.judged[place] for place in range(len(rows))]


def same(child: UUID) -> Judgement:
    return Judgement(Verdict.SAME, child, frozenset({child}))


def waits(*near: UUID, hidden: Iterable[UUID] = ()) -> Judgement:
    return Judgement(Verdict.WAITING, near=frozenset(near), hidden=frozenset(hidden))


NEW = Judgement(Verdict.NEW)


ZOE = said("Zoe", "Quartey", "2008-08-08", "8 North Walk", upn="Z999999999996")
LIKE_ZOE = but(ZOE, identifiers={})
HIDE_ZOE = but(ZOE, identifiers={}, restricted=True)
BEARS_ZOES_NUMBER = but(STRANGER, identifiers=ZOE.identifiers)


@pytest.mark.parametrize(
    ("rows", "later"),
    [
        ([ZOE, STRANGER], set()),
        ([ZOE, LIKE_ZOE], {1}),
        ([LIKE_ZOE, LIKE_ZOE, LIKE_ZOE], {1, 2}),
        ([ZOE, BEARS_ZOES_NUMBER], {1}),
        ([BEARS_ZOES_NUMBER, STRANGER, ZOE], {1, 2}),
        ([ZOE, ZOE], {1}),
        ([HIDE_ZOE, said("Zoe", "Other", "2008-08-08")], {1}),
        ([said("Zoe", "Other", "2008-08-08"), HIDE_ZOE, STRANGER], {0}),
        ([said("Zoe", "Other", "2008-08-08"), said("Zoe", "Third", "2008-08-08")], set()),
        ([but(HIDE_ZOE, identifiers=ZOE.identifiers), ZOE, STRANGER], {1}),
        ([but(HIDE_ZOE, identifiers=ZOE.identifiers), but(BEARS_ZOES_NUMBER), STRANGER], {1, 2}),
    ],
)
def test_a_new_row_that_may_be_the_child_of_one_before_it_comes_later(
    rows: list[Assertion], later: set[int], db: None
) -> None:
    """Before it or behind it, if that one says to hide its child (R-SHIELD-3)."""
    children.surroundings()
    found = judged(*rows)
    assert {place for place, one in enumerate(found) if one.verdict is Verdict.LATER} == later
    assert {one.verdict for one in found} <= {Verdict.LATER, Verdict.NEW}


Weights = Sequence[tuple[UUID, float, str]]
A, B, C = (UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def weighing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Weights], None]:
    """Rows resemble whom it is told, that much; not one another."""

    def weigh(weights: Weights) -> None:
        def compare(cursor: CursorWrapper, *, left: Any, right: Any, into: str, **_: Any) -> None:
            cursor.execute(f"CREATE TEMP TABLE {into} (left_id bigint, right_id uuid, weight float, decision text)")
            if left != right:
                cursor.executemany(f"INSERT INTO {into} SELECT id, %s, %s, %s FROM feed_rows", weights)

        monkeypatch.setattr(match, "compare_sets", compare)

    return weigh


@pytest.mark.parametrize(
    ("weights", "joins"),
    [
        ([(A, 10.0, "same")], True),
        ([(A, 10.0, "waiting")], False),
        ([(A, 10.0, "new")], False),
        ([(A, 10.0, "same"), (B, 6.0, "waiting")], True),
        ([(B, 6.0, "waiting"), (A, 10.0, "same")], True),
        ([(A, 10.0, "same"), (B, 6.000001, "waiting")], False),
        ([(A, 10.0, "same"), (B, 10.0, "same")], False),
        ([(A, 10.0, "same"), (B, 8.0, "waiting"), (C, 1.0, "waiting")], False),
        ([(A, 10.0, "same"), (B, 2.0, "waiting"), (C, 1.0, "waiting")], True),
        ([(A, 10.0, "waiting"), (B, 2.0, "same")], False),
    ],
)
def test_a_child_is_joined_who_is_called_the_same_and_leads_by_four_bits(
    weights: Weights, joins: bool, weighing: Callable[[Weights], None]
) -> None:
    weighing(weights)
    near = frozenset(child for child, *_ in weights)
    assert judged(STRANGER) == [Judgement(Verdict.SAME, A, near) if joins else Judgement(Verdict.WAITING, near=near)]


def test_a_row_under_a_known_key_joins_its_child_if_it_agrees_and_else_waits(known: dict[str, UUID]) -> None:
    ann, eve, guy = known["ann"], known["eve"], known["guy"]
    assert judged(
        ("ann", but(ANN, addresses=())),
        ("eve", but(EVE, addresses=())),
        ("guy", but(STRANGER, gender="male")),
    ) == [same(ann), same(eve), waits(guy, hidden=[guy])]
    assert judged(("ann", STRANGER), ("eve", EVE)) == [waits(ann), same(eve)]


def test_a_source_that_takes_everything_back_need_not_describe_its_child(known: dict[str, UUID]) -> None:
    """But for a closed record, to which nothing is joined (R-REC-7)."""
    nothing = Assertion(withdrawn=True)
    Child.objects.filter(pk=known["ben"]).update(status=Status.CLOSED)
    assert judged(("ann", nothing), ("ben", nothing)) == [same(known["ann"]), waits(known["ben"])]


def test_a_row_with_a_number_joins_its_child_if_it_agrees_and_else_waits(known: dict[str, UUID]) -> None:
    ben, cyd, eve, guy = known["ben"], known["cyd"], known["eve"], known["guy"]
    assert judged(
        but(BEN, addresses=()),
        but(STRANGER, identifiers=CYD.identifiers),
        but(EVE, addresses=()),
        but(STRANGER, identifiers=GUY.identifiers),
    ) == [same(ben), waits(cyd), same(eve), waits(guy, hidden=[guy])]


def test_the_numbers_of_two_children_wait_for_a_person(known: dict[str, UUID]) -> None:
    """Though neither number is contradicted; and whoever decides is told which of the two is hidden."""
    ben, cyd, eve, guy = known["ben"], known["cyd"], known["eve"], known["guy"]
    assert judged(
        but(BEN, identifiers=BEN.identifiers | CYD.identifiers),
        but(CYD, identifiers=CYD.identifiers | GUY.identifiers),
        ("eve", EVE),
    ) == [waits(ben, cyd), waits(cyd, guy, hidden=[guy]), same(eve)]


def test_a_number_beside_another_of_its_series_waits(known: dict[str, UUID], now: datetime) -> None:
    """The row agrees in everything but one of two numbers."""
    both = said("Ida", "Jolly", "2006-06-06", "6 Top Field", upn="Z999999999993", nhs="9990000034")
    ida, eve = children.child(both, at=now), known["eve"]
    contradicts = but(both, identifiers=both.identifiers | {"upn": ("Z999999999994",)})
    hidden = but(EVE, identifiers={"upn": ("Z999999999995",)} | EVE.identifiers)
    assert judged(contradicts, hidden, ("guy", GUY)) == [waits(ida), same(eve), same(known["guy"])]
    children.shield(ida, at=now)
    assert judged(contradicts, ("guy", GUY)) == [waits(ida, hidden=[ida]), same(known["guy"])]


def test_nothing_is_joined_to_a_closed_record(known: dict[str, UUID]) -> None:
    """R-REC-7: neither by its key nor by its number nor by its description."""
    ann, ben, cyd = known["ann"], known["ben"], known["cyd"]
    Child.objects.filter(pk__in=[ann, ben, cyd]).update(status=Status.CLOSED)
    assert judged(("cyd", CYD), BEN, ANN) == [waits(cyd), waits(ben), waits(ann)]


def test_a_number_of_a_record_that_closed_for_a_new_identity_waits_whomever_else_it_fits(
    known: dict[str, UUID], now: datetime
) -> None:
    """R-REC-7: under the key of another child, too."""
    old = said("Una", "Vickers", "2007-07-17", nhs="9990000042")
    closing = Closing.objects.create(child_id=known["cyd"], authority=people.liverpool(), at=now)
    net.cast({closing.pk: describe(old, shares=NOBODY)})
    bears = but(ANN, identifiers=old.identifiers)
    assert judged(("ann", bears), bears, ("ben", BEN)) == [
        waits(closing.pk, hidden=[closing.pk]),
        waits(closing.pk, hidden=[closing.pk]),
        same(known["ben"]),
    ]


def test_a_row_joins_whom_it_describes_and_one_that_describes_nobody_is_new(known: dict[str, UUID]) -> None:
    assert judged(ANN, STRANGER) == [same(known["ann"]), NEW]


def test_a_row_without_a_name_is_nobody_new(known: dict[str, UUID]) -> None:
    assert judged(but(STRANGER, names=())) == [waits()]


def test_a_row_that_comes_near_a_hidden_child_waits_however_well_it_fits_another(
    known: dict[str, UUID], now: datetime
) -> None:
    """R-SHIELD-3."""
    near_eve = said("Eve", "Norton", "2004-08-24", "7 Far Close")
    norton = children.child(but(near_eve, identifiers={}), at=now)
    assert judged(near_eve, said("Eve", "Pym", "2004-08-24"), ("guy", GUY)) == [
        waits(norton, known["eve"], hidden=[known["eve"]]),
        waits(known["eve"], hidden=[known["eve"]]),
        same(known["guy"]),
    ]


LIAM = said("Liam", "Smyth", "2000-05-14", "12 Oak Drive")
LIKE_LIAM = said("Liam", "Smith", "2000-05-14", "12 Oak Drive")


def test_whom_else_a_row_resembles_is_found_where_everybody_has_to_be_known(
    known: dict[str, UUID], now: datetime
) -> None:
    """Not for a row that agrees with one child; but if the day is an estimate, or the child is to be hidden."""
    liam, like = children.child(LIAM, at=now), children.child(LIKE_LIAM, at=now)
    for row, near in (
        (LIAM, {liam}),
        (but(LIAM, birth_date_estimated=True), {liam, like}),
        (but(LIAM, restricted=True), {liam, like}),
    ):
        (found,) = judged(row)
        assert found.near == near
    children.shield(children.child(said("Liam", "Quill", "2000-05-14"), at=now, key="hidden"), at=now)
    (found,) = judged(LIAM)
    assert found.near == {liam, like, *found.hidden}
    assert len(found.hidden) == 1


def test_only_a_row_with_neither_a_known_key_nor_a_known_number_is_looked_for_by_description(
    known: dict[str, UUID],
) -> None:
    asked = [Asked(1, "ann", ANN), Asked(2, "x", BEN), Asked(3, "cyd", CYD), Asked(4, "y", STRANGER)]
    batch = judged_now(asked, source=children.source())
    assert batch.sought == {4}
    assert not batch.pairs.get(1)


def test_a_hidden_child_whom_a_description_finds_all_the_same_keeps_the_row_waiting(
    known: dict[str, UUID], weighing: Callable[[Weights], None]
) -> None:
    """R-SHIELD-3: whether or not the net has caught the row as well."""
    ann, eve, guy = known["ann"], known["eve"], known["guy"]
    weighing([(eve, 30.0, "same"), (ann, 8.0, "waiting")])
    assert judged(STRANGER, ("guy", GUY)) == [waits(ann, eve, hidden=[eve]), same(guy)]
    assert judged(said("Eve", "Pym", "2004-08-24"), ("guy", GUY)) == [waits(ann, eve, hidden=[eve]), same(guy)]


def test_a_new_row_that_resembles_one_which_is_held_comes_later(known: dict[str, UUID]) -> None:
    """R-SHIELD-3: what the held row is the first to say may be the hidden child's own. No row asks to be hidden."""
    held, like = said("Eve", "Pym", "2004-08-24"), said("Otto", "Pym", "2004-08-24")
    assert [one.verdict for one in judged(held, like)] == [Verdict.WAITING, Verdict.LATER]
    assert judged(like) == [NEW]


def test_only_new_rows_hold_each_other_up(known: dict[str, UUID]) -> None:
    """One that joins its child, or waits, makes no record that another could be about."""
    ann, ben = same(known["ann"]), same(known["ben"])
    assert judged(ANN, but(ANN, restricted=True), BEN, BEN) == [ann, ann, ben, ben]
