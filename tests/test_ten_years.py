"""What becomes of every record in ten simulated years? (R-REC-3, R-REC-5, R-AUDIT-6)

The calendar jumps to the days that matter: to each border and to the day before it. Each night runs twice. A record is
looked for where it may be, and where it must not be.
"""

import base64
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection

from audit.log import words_of
from audit.models import Event
from audit.sealing import seal
from audit.signing import read_keys
from audit.verifying import verify
from bench.at_rest import found_at_rest, rows_at_rest
from contactpoint import nightly
from contactpoint.vault.models import DataKey
from registry import archiving, destroying
from registry.archive import archived_of
from registry.models import Archived, Child, Destroying, Extension, MatchRow, SearchRow, Status
from registry.retention import is_over_age
from registry.visible import children_visible_to
from tests import lives
from tests.lives import ADAM, BEGIN, BETH, END, EVE, EVERYBODY, MARY, SAM, TOLD, WILL, Life, World, noon

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
ACTS: Final[dict[date, Callable[[World], object]]] = {
    date(2027, 1, 4): lambda world: lives.consent_of(EVE, WILL, world=world, on=date(2027, 1, 4)),
    date(2027, 2, 28): lambda world: lives.has_left(TOLD, world, on=date(2027, 2, 28)),
    date(2029, 5, 5): lambda world: lives.withdraws(WILL, world, on=date(2029, 5, 5)),
}
Clock = Callable[[datetime], None]
BORDERS: Final = {day for life in EVERYBODY for day in (life.archived, life.destroyed) if day}
DAYS: Final = sorted({BEGIN, END, *ACTS, *BORDERS, *(day - timedelta(days=1) for day in BORDERS)})


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is noon on that day, whoever asks."""

    def to(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return to


def night(day: date) -> Counter[str]:
    """Every rule, as the command runs them."""
    outcomes = nightly.run_rules(at=noon(day))
    assert [(one.rule.name, one.failed) for one in outcomes if one.failed] == []
    return Counter({one.rule.name: one.count for one in outcomes})


def test_every_record_is_where_the_rules_say_on_each_of_their_days(turn: Clock) -> None:
    turn(noon(BEGIN))
    world = lives.made()
    for day in DAYS:
        turn(noon(day))
        if day in ACTS:
            ACTS[day](world)
        first, again = night(day), night(day)
        due = [life for life in EVERYBODY if life.archived == day and life is not WILL]  # his withdrawal did it
        assert first["archive_due"] == len(due), day
        assert first["destroy_due"] == sum(life.destroyed == day for life in EVERYBODY), day
        assert (again["archive_due"], again["destroy_due"], again["destroy_old_files"]) == (0, 0, 0)
        for life in EVERYBODY:
            look(life, world, on=day)
    assert not Destroying.objects.exists()
    assert Extension.objects.count() == 1  # Eve's, whose record is in the archive still


def look(life: Life, world: World, *, on: date) -> None:
    """Visible exactly while it should be, in the archive exactly then, and after that nowhere at all."""
    child = world.of[life]
    visible = children_visible_to(world.pat, at=noon(on)).filter(pk=child).exists()
    status = Child.objects.filter(pk=child).values_list("status", flat=True).first()
    archived, destroyed = (day is not None and day <= on for day in (life.archived, life.destroyed))
    assert visible == (not archived), (life, on)
    assert status == (None if destroyed else Status.ARCHIVED if archived else Status.OPEN), (life, on)
    assert SearchRow.objects.filter(child_id=child).exists() == (not archived), (life, on)
    as_child = life.archived is not None and not is_over_age(life.born, on=life.archived)
    compared = not archived or (as_child and not destroyed)  # no row may make a second record of a child
    assert MatchRow.objects.filter(child_id=child).exists() == (compared and life is not SAM), (life, on)
    if destroyed and life.destroyed == on:
        assert_nothing_is_left(life, world)


def assert_nothing_is_left(life: Life, world: World) -> None:
    """Of nothing that was said, of no id and no key: only the number, and that in the log alone."""
    number = world.numbers[life]
    assert found_at_rest(life.words) == set(), life
    assert found_at_rest([number]) == {("audit_event", number)}
    assert tables_with(world.of[life]) == set(), life
    assert not Event.objects.filter(child_number=number, verb="record.destroyed").exclude(source="nightly").exists()
    words = [words_of(event) for event in Event.objects.filter(child_number=number).exclude(words=None)]
    assert words
    assert set(words) == {None}


def tables_with(child: UUID) -> set[str]:
    return {table for table, line in rows_at_rest() if str(child) in line or child.hex in line}


def test_what_is_destroyed_was_there_before(turn: Clock) -> None:
    """Or the test above could not fail."""
    turn(noon(BEGIN))
    world = lives.made()
    for life in EVERYBODY:
        if life is not BETH:  # whose row in a file says less
            shown = {word for _, word in found_at_rest(life.words)}
            assert shown >= ({life.forename, life.surname} if life is SAM else {life.surname, life.carer}), life
        assert tables_with(world.of[life])
        assert "audit_event" in {table for table, _ in found_at_rest([world.numbers[life]])}


def test_the_log_is_whole_after_what_it_speaks_of_is_destroyed(turn: Clock) -> None:
    """R-AUDIT-6: the seal covers what is written, and what is written stays as it was."""
    keys = read_keys(base64.b64encode(b"k" * 32).decode(), [])
    turn(noon(BEGIN))
    world = lives.made()
    event = Event.objects.get(verb="reason.stated", child_number=world.numbers[ADAM])
    seal(at=noon(BEGIN), keys=keys)
    assert words_of(event) == f"About {ADAM.surname}"
    for day in (ADAM.archived, ADAM.destroyed):
        assert day
        turn(noon(day))
        night(day)
    seal(at=noon(END), keys=keys)
    assert words_of(event) is None
    assert event.words_key not in DataKey.objects.values_list("pk", flat=True)
    report = verify(keys=keys)
    assert (report.findings, report.waiting) == ([], 0)


class Killed(Exception):
    """As if the machine had lost its power."""


def dies_the_second_time(act: Callable[..., Any], what: Any) -> Callable[..., Any]:
    """That it is done to `what`, its first argument."""
    calls = Counter[str]()

    def counted(*args: Any, **kwargs: Any) -> Any:
        calls["made"] += args[0] == what
        if calls["made"] == 2:
            raise Killed
        return act(*args, **kwargs)

    return counted


def test_a_night_that_was_killed_in_the_middle_is_gone_on_with(turn: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are due that day. The second is half put away when it happens, and years later all but destroyed."""
    turn(noon(BEGIN))
    world = lives.made()
    both = {world.of[ADAM], world.of[BETH]}
    assert ADAM.archived == BETH.archived
    assert ADAM.archived
    assert ADAM.destroyed
    archived = Child.objects.filter(pk__in=both, status=Status.ARCHIVED)
    before = night_before(ADAM.archived, turn)
    with monkeypatch.context() as patch:
        patch.setattr(archiving, "_log", dies_the_second_time(archiving._log, "record.archived"))
        night_of_failure(ADAM.archived, "archive_due")
    assert (archived.count(), Archived.objects.count()) == (1, before + 1)
    night(ADAM.archived)
    assert archived.count() == 2
    assert Event.objects.filter(verb="record.archived").count() == Archived.objects.count()
    night_before(ADAM.destroyed, turn)
    with monkeypatch.context() as patch:
        patch.setattr(destroying, "AT_ONCE", 1)
        patch.setattr(destroying, "_delete", dies_the_second_time(destroying._delete, Child))
        night_of_failure(ADAM.destroyed, "destroy_due")
    (left,) = (life for life in (ADAM, BETH) if Child.objects.filter(pk=world.of[life]).exists())
    assert Child.objects.get(pk=world.of[left]).names.exists()  # whole as it was
    assert not Destroying.objects.exists()
    night(ADAM.destroyed)
    for life in (ADAM, BETH):
        assert_nothing_is_left(life, world)
        assert Event.objects.filter(verb="record.destroyed", child_number=world.numbers[life]).count() == 1


def night_before(day: date, turn: Clock) -> int:
    """So that those two alone are due on that day. How many are archived already."""
    turn(noon(day - timedelta(days=1)))
    night(day - timedelta(days=1))
    turn(noon(day))
    return Archived.objects.count()


def night_of_failure(day: date, name: str) -> None:
    outcomes = {one.rule.name: one.failed for one in nightly.run_rules(at=noon(day))}
    assert outcomes[name] == "Killed"


def test_nights_that_were_missed_are_caught_up_with(turn: Clock) -> None:
    """Nothing ran for ten years: what is long over goes to the archive first, and six years count from then."""
    turn(noon(BEGIN))
    world = lives.made()
    turn(noon(END))
    late = night(END)
    over = [life for life in EVERYBODY if life.archived and life.archived <= END and life is not TOLD]
    assert late["archive_due"] == len(over)
    assert late["destroy_due"] == 0
    assert Child.objects.filter(pk=world.of[MARY], status=Status.ARCHIVED).exists()


def test_the_archive_of_an_authority_is_empty_a_year_later(turn: Clock) -> None:
    turn(noon(BEGIN))
    world = lives.made()
    assert ADAM.archived
    turn(noon(ADAM.archived))
    night(ADAM.archived)
    named = {one.child for one in archived_of(lives.officer(ADAM.archived), at=noon(ADAM.archived)).records}
    assert named >= {world.of[ADAM], world.of[BETH]}
    last = date(2029, 6, 9)
    turn(noon(last))
    assert archived_of(lives.officer(last), at=noon(last)).total
    turn(noon(date(2029, 6, 10)))
    assert not archived_of(lives.officer(date(2029, 6, 10)), at=noon(date(2029, 6, 10))).total


def test_nothing_but_destroying_its_record_deletes_what_is_never_deleted(turn: Clock) -> None:
    """A shield's history goes with an archived record, and no statement of ours takes it from an open one."""
    turn(noon(BEGIN))
    world = lives.made()
    with pytest.raises(Exception, match="an open record is not destroyed"):
        Destroying.objects.create(child_id=world.of[SAM])
    which = [str(row) for row in world.shields_of(SAM)]
    assert which
    with pytest.raises(Exception, match="Cannot delete rows"), connection.cursor() as cursor:
        cursor.execute("SELECT registry_destroy_rows('registry_shieldevent', %s, %s)", [str(world.of[SAM]), which])
