"""Is a source believed only after two persons of two sides accepted the report of a trial? (R-FEED-2)"""

from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.access import NotYours, Refused
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import words_of
from audit.models import Event
from contactpoint.jobs.queue import run_due
from feeds.accrediting import accept, ask, refuse, waiting_for, withdraw
from feeds.advance import step
from feeds.models import Accreditation, Delivery, DeliveryState, EndedHow
from feeds.receive import receive
from feeds.registering import Delivers, change_delivers
from feeds.stopping import start, stop
from registry.models import Child, Item, Source
from tests import people
from tests.feeds import files, officers
from tests.feeds.children import FORMATS
from tests.feeds.conftest import Load, counts
from tests.feeds.officers import Clock
from tests.feeds.officers import clock as clock

pytestmark = pytest.mark.django_db
WHY = "The school numbers are those of last year"


@pytest.fixture
def trial(load: Load, clock: Clock) -> Delivery:
    """Of Liverpool's own social care, not accredited yet."""
    Source.objects.filter(code="social-care").update(area=people.liverpool(), accredited_at=None)
    return load("social-care", FORMATS["social-care"](12), at=clock.at)


def source(code: str = "social-care") -> Source:
    return Source.objects.get(code=code)


def accredited(trial: Delivery, clock: Clock) -> tuple[Practitioner, Practitioner]:
    dot, nat = officers.dot(), officers.nat()
    accept(ask(trial.pk, by=dot, at=clock.at).pk, by=nat, at=clock.at)
    return dot, nat


def test_a_source_is_believed_when_both_sides_accepted_and_not_before(
    trial: Delivery, load: Load, clock: Clock
) -> None:
    dot, dan, nat, ned = officers.dot(), officers.dot("Dan"), officers.nat(), officers.nat("Ned")
    asked = ask(trial.pk, by=dot, at=clock.at)
    assert (asked.keeper, asked.national, asked.in_force) == (dot, None, False)
    assert (officers.told(nat), officers.told(ned), officers.told(dan)) == (
        ["accreditation_asked"], ["accreditation_asked"], [],
    )  # fmt: skip
    assert load("social-care", FORMATS["social-care"](12), at=clock.pass_by(hours=1)).trial
    assert not Child.objects.exists()
    with pytest.raises(NotDone, match="other side"):
        accept(asked.pk, by=dan, at=clock.at)
    assert source().accredited_at is None
    assert accept(asked.pk, by=nat, at=clock.at).in_force
    assert source().accredited_at == clock.at
    assert officers.told(dot) == ["accreditation_accepted"]
    event = Event.objects.get(verb="source.accredited")
    assert (event.actor, event.source) == (nat.pk, "social-care")
    assert event.facts == {"accreditation": str(asked.pk), "delivery": str(trial.pk)}
    assert counts(load("social-care", FORMATS["social-care"](12), at=clock.pass_by(hours=1))) == {"created": 12}


def test_the_national_team_may_ask_first(trial: Delivery, clock: Clock) -> None:
    dot, nat = officers.dot(), officers.nat()
    asked = ask(trial.pk, by=nat, at=clock.at)
    assert officers.told(dot) == ["accreditation_asked"]
    assert waiting_for(dot, at=clock.at) == [asked]
    assert waiting_for(nat, at=clock.at) == []
    accept(asked.pk, by=dot, at=clock.at)
    assert source().accredited_at


def test_never_the_same_person_for_both_sides(load: Load, clock: Clock) -> None:
    """Who operates may be of the national team, too."""
    Source.objects.filter(code="births").update(accredited_at=None)
    trial = load("births", FORMATS["births"](3), at=clock.at)
    both = officers.opal()
    roles.give(both, "national_team", people.national_team())
    asked = ask(trial.pk, by=both, at=clock.at)
    assert waiting_for(both, at=clock.at) == []
    with pytest.raises(NotDone):
        accept(asked.pk, by=both, at=clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.filter(pk=asked.pk).update(national=both, national_at=clock.at)
    accept(asked.pk, by=officers.nat(), at=clock.at)
    assert source("births").accredited_at


def test_there_is_one_open_at_a_time(trial: Delivery, clock: Clock) -> None:
    asked = ask(trial.pk, by=officers.dot(), at=clock.at)
    with pytest.raises(NotDone, match="already"):
        ask(trial.pk, by=officers.nat(), at=clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.create(source=source(), trial=trial, asked_by=asked.asked_by, asked_at=clock.at)
    accept(asked.pk, by=officers.nat(), at=clock.at)
    with pytest.raises(NotDone, match="accredited already"):
        ask(trial.pk, by=officers.dot("Dan"), at=clock.at)


def test_either_side_refuses_with_a_reason_that_the_other_reads(trial: Delivery, clock: Clock) -> None:
    dot, nat = officers.dot(), officers.nat()
    asked = ask(trial.pk, by=dot, at=clock.at)
    refuse(asked.pk, because=WHY, by=nat, at=clock.at)
    asked.refresh_from_db()
    assert (asked.ended_how, asked.ended_by, asked.because) == (EndedHow.REFUSED, nat, WHY)
    assert (source().accredited_at, officers.told(dot)) == (None, ["accreditation_refused"])
    assert WHY not in str(Event.objects.get(verb="source.accreditation_refused").facts)
    with pytest.raises(NotDone, match="decided already"):
        accept(asked.pk, by=nat, at=clock.at)
    again = ask(trial.pk, by=nat, at=clock.at)
    refuse(again.pk, because=WHY, by=dot, at=clock.at)
    assert source().accredited_at is None


def test_a_trial_that_was_bad_or_is_of_before_a_change_cannot_be_asked_with(
    trial: Delivery, load: Load, clock: Clock
) -> None:
    dot = officers.dot()
    bad = load("social-care", b"not a table", at=clock.at)
    with pytest.raises(NotDone):
        ask(bad.pk, by=dot, at=clock.at)
    ours = source()
    new = Delivers("social-care", (Item.NAMES, Item.BIRTH_DATE), {})
    change_delivers(ours.pk, new, by=dot, at=clock.pass_by(minutes=1))
    with pytest.raises(NotDone):
        ask(trial.pk, by=dot, at=clock.at)
    fresh = load("social-care", FORMATS["social-care"](12), at=clock.pass_by(minutes=1))
    assert ask(fresh.pk, by=dot, at=clock.at).keeper == dot


def test_a_change_while_it_is_asked_for_ends_the_asking(trial: Delivery, clock: Clock) -> None:
    dot, nat = officers.dot(), officers.nat()
    asked = ask(trial.pk, by=dot, at=clock.at)
    change_delivers(source().pk, Delivers("social-care", (Item.NAMES,), {}), by=dot, at=clock.at)
    asked.refresh_from_db()
    assert asked.ended_how == EndedHow.CHANGED
    with pytest.raises(NotDone):
        accept(asked.pk, by=nat, at=clock.at)


@pytest.mark.parametrize("side", [0, 1])
def test_either_side_withdraws_with_a_reason_and_then_there_are_only_trials(
    side: int, trial: Delivery, load: Load, clock: Clock
) -> None:
    pair = accredited(trial, clock)
    by, other = pair[side], pair[1 - side]
    withdraw(source().pk, because=WHY, by=by, at=clock.pass_by(hours=1))
    assert source().accredited_at is None
    assert officers.told(other)[-1] == "accreditation_withdrawn"
    event = Event.objects.get(verb="source.accreditation_withdrawn")
    assert (event.actor, words_of(event)) == (by.pk, WHY)
    assert load("social-care", FORMATS["social-care"](12), at=clock.at).trial
    assert not Child.objects.exists()
    with pytest.raises(NotDone):
        withdraw(source().pk, because=WHY, by=by, at=clock.at)


def test_a_neighbour_reads_it_as_missing_and_others_who_see_it_decide_nothing(trial: Delivery, clock: Clock) -> None:
    asked = ask(trial.pk, by=officers.dot(), at=clock.at)
    with pytest.raises(NotYours):
        accept(asked.pk, by=officers.mia(), at=clock.at)
    with pytest.raises(NotYours):
        ask(uuid4(), by=officers.mia(), at=clock.at)
    opal = officers.opal()  # sees it, and is no side of an area's source
    with pytest.raises(Refused):
        accept(asked.pk, by=opal, at=clock.at)
    with pytest.raises(Refused):
        ask(trial.pk, by=opal, at=clock.at)
    with pytest.raises(Refused):
        withdraw(source().pk, because=WHY, by=opal, at=clock.at)


def under_way(clock: Clock) -> Delivery:
    """Staged, and not applied."""
    one = receive(BytesIO(FORMATS["births"](12)), source=source("births"), file_name="births.csv", at=clock.at)
    for _ in range(2):  # read, then judged as a whole
        step(one.pk, at=clock.at)
    return Delivery.objects.get(pk=one.pk)


def state(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).state


def test_a_delivery_that_runs_stops_at_the_next_step_when_accreditation_is_withdrawn(load: Load, clock: Clock) -> None:
    opal, nat = officers.opal(), officers.nat()
    running = under_way(clock)
    withdraw(source("births").pk, because=WHY, by=opal, at=clock.at)
    run_due(at=clock.at)
    assert not Child.objects.exists()
    trial = load("births", FORMATS["births"](3), at=clock.pass_by(hours=1))  # is not kept waiting by it
    assert (trial.trial, counts(trial)) == (True, {"created": 3})
    accept(ask(trial.pk, by=opal, at=clock.at).pk, by=nat, at=clock.at)
    run_due(at=clock.at)
    assert (state(running), Child.objects.count()) == (DeliveryState.DONE, 12)


def test_a_stopped_source_waits_and_goes_on_where_it_was(world: None, clock: Clock) -> None:
    opal = officers.opal()
    running, births = under_way(clock), source("births")
    stop(births.pk, because="The files are mixed up", by=opal, at=clock.at)
    run_due(at=clock.at)
    assert not Child.objects.exists()
    event = Event.objects.get(verb="source.stopped")
    assert (event.actor, words_of(event)) == (opal.pk, "The files are mixed up")
    with pytest.raises(NotDone):
        stop(births.pk, because="Again", by=opal, at=clock.at)
    start(births.pk, by=opal, at=clock.pass_by(hours=1))
    run_due(at=clock.at)
    assert (state(running), Child.objects.count()) == (DeliveryState.DONE, 12)
    with pytest.raises(NotDone):
        start(births.pk, by=opal, at=clock.at)


def test_a_source_of_an_area_is_stopped_by_its_officers_or_an_operator(trial: Delivery, clock: Clock) -> None:
    dot, opal = officers.dot(), officers.opal()
    stop(source().pk, because="Late", by=opal, at=clock.at)
    assert officers.told(dot) == ["source_stopped"]
    start(source().pk, by=dot, at=clock.at)
    assert source().stopped_at is None
    with pytest.raises(Refused):
        stop(source().pk, because="Late", by=officers.nat(), at=clock.at)
    with pytest.raises(NotYours):
        stop(source().pk, because="Late", by=officers.mia(), at=clock.at)
    with pytest.raises(Refused):
        stop(source("births").pk, because="Late", by=dot, at=clock.at)


def test_a_file_of_a_source_that_was_never_accredited_changes_nothing(load: Load, clock: Clock) -> None:
    Source.objects.update(accredited_at=None)
    tried = load("births", files.csv_file(files.BIRTHS, [files.birth(1)]), at=clock.at)
    assert (tried.trial, counts(tried)) == (True, {"created": 1})
    assert not Child.objects.exists()
