"""Who registers a source, who sees and who changes it, and what does a change end? (R-FEED-2)"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.access import NotYours, Refused
from accounts.models import Organisation, Practitioner
from audit.models import Event
from contactpoint.jobs.models import Job
from contactpoint.jobs.queue import run_due
from feeds.believed import believed
from feeds.models import Rebuilding
from feeds.naming import FORMATS
from feeds.registering import Body, Delivers, Particulars, change_delivers, change_mapping, change_particulars, register
from feeds.scope import source_to_change, source_to_see, sources_of
from feeds.sources import load_sources
from registry.assertion import Assertion, Name
from registry.models import ChildName, Item, Source
from registry.record import Decision, apply_assertions
from tests import people
from tests.feeds import officers
from tests.feeds.conftest import NOON
from tests.feeds.officers import Clock
from tests.feeds.officers import clock as clock

pytestmark = pytest.mark.django_db
BODY = Body(None, "Liverpool Youth Offending Service", "youth_offending")
NAMES_AND_ADDRESSES = Delivers("social-care", (Item.NAMES, Item.ADDRESSES), {"names": 50})


def particulars(**instead: Any) -> Particulars:
    said: dict[str, Any] = {
        "name": "Youth offending",
        "contact": "data@liverpool.example.org",
        "legal_basis": "permitted",
        "every_days": 30,
        "complete": False,
        "control_total_required": True,
        "review_required": True,
        "error_share_allowed": Decimal("0.02"),
        "jump_allowed": Decimal("0.05"),
    }
    return Particulars(**{**said, **instead})


def of_liverpool(by: Practitioner, clock: Clock) -> Source:
    return register(particulars(), NAMES_AND_ADDRESSES, BODY, by=by, at=clock.at)


def codes(by: Practitioner, clock: Clock) -> set[str]:
    return set(sources_of(by, at=clock.at).values_list("code", flat=True))


def last_event(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("id")


def test_a_data_officer_registers_a_source_of_the_own_area_that_changes_nothing_yet(clock: Clock, world: None) -> None:
    dot = officers.dot()
    made = of_liverpool(dot, clock)
    assert (made.code, made.area, made.accredited_at) == ("liverpool-youth-offending", people.liverpool(), None)
    assert (made.body.name, made.body.sector) == ("Liverpool Youth Offending Service", "youth_offending")
    event = last_event("source.registered")
    assert (event.actor, event.source) == (dot.pk, made.code)
    assert of_liverpool(dot, clock).code == "liverpool-youth-offending-2"
    assert Organisation.objects.filter(name="Liverpool Youth Offending Service").count() == 1


def test_an_operator_registers_a_national_source_and_the_national_team_registers_none(
    clock: Clock, world: None
) -> None:
    made = of_liverpool(officers.opal(), clock)
    assert (made.code, made.area) == ("youth-offending", None)
    with pytest.raises(Refused):
        of_liverpool(officers.nat(), clock)


def test_each_sees_the_own_sources_and_the_national_ones_and_a_neighbours_read_as_missing(
    clock: Clock, world: None
) -> None:
    dot, mia = officers.dot(), officers.mia()
    ours = of_liverpool(dot, clock)
    national = set(
        Source.objects.filter(area=None).exclude(code__in=("by-hand", "corrected")).values_list("code", flat=True)
    )
    assert codes(mia, clock) == national
    assert codes(dot, clock) == {*national, ours.code}
    assert codes(officers.opal(), clock) == codes(officers.nat(), clock) >= {*national, ours.code}
    with pytest.raises(NotYours):
        source_to_see(ours.pk, by=mia, at=clock.at)
    with pytest.raises(NotYours):
        source_to_see(uuid4(), by=mia, at=clock.at)


@pytest.mark.parametrize("role", ["practitioner", "shielding_officer", "account_administrator", "auditor", "director"])
def test_nobody_else_sees_any_source(role: str, clock: Clock, world: None) -> None:
    with pytest.raises(Refused) as refusal:
        sources_of(people.person("Somebody", role), at=clock.at)
    assert not isinstance(refusal.value, NotYours)


def test_a_source_is_changed_by_who_looks_after_it_alone(clock: Clock, world: None) -> None:
    dot, opal, nat = officers.dot(), officers.opal(), officers.nat()
    ours, births = of_liverpool(dot, clock), Source.objects.get(code="births")
    assert source_to_change(ours.pk, by=dot, at=clock.at) == ours
    assert source_to_change(births.pk, by=opal, at=clock.at) == births
    for source, by in ((births, dot), (ours, opal), (ours, nat), (births, nat)):
        with pytest.raises(Refused):
            change_particulars(source.pk, particulars(name="Ours now"), by=by, at=clock.at)
    assert not Source.objects.filter(name="Ours now").exists()


def test_a_change_of_particulars_keeps_the_accreditation_and_is_in_the_log_without_what_was_typed(
    clock: Clock, world: None
) -> None:
    births, opal = Source.objects.get(code="births"), officers.opal()
    changed = particulars(name="Register of births", error_share_allowed=Decimal("0.01"))
    change_particulars(births.pk, changed, by=opal, at=clock.at)
    births.refresh_from_db()
    assert (births.name, births.error_share_allowed) == ("Register of births", Decimal("0.01"))
    assert births.accredited_at
    facts = last_event("source.changed").facts
    assert facts["error_share_allowed"] == ["0.020", "0.01"]
    assert "Register" not in str(facts)
    events = Event.objects.count()
    change_particulars(births.pk, changed, by=opal, at=clock.at)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "new",
    [
        Delivers("table", (Item.NAMES, Item.ADDRESSES), {"names": 50}),
        Delivers("social-care", (Item.NAMES,), {"names": 50}),
        Delivers("social-care", (Item.NAMES, Item.ADDRESSES), {"names": 5}),
    ],
)
def test_a_change_of_format_items_or_ranks_ends_the_accreditation(new: Delivers, clock: Clock, world: None) -> None:
    dot, nat = officers.dot(), officers.nat()
    ours = of_liverpool(dot, clock)
    Source.objects.filter(pk=ours.pk).update(accredited_at=clock.at)
    assert not change_delivers(ours.pk, NAMES_AND_ADDRESSES, by=dot, at=clock.at)
    assert Source.objects.get(pk=ours.pk).accredited_at
    assert change_delivers(ours.pk, new, by=dot, at=clock.pass_by(hours=1))
    ours.refresh_from_db()
    assert (ours.accredited_at, ours.described_at) == (None, clock.at)
    assert last_event("source.accreditation_ended").because == "changed"
    assert officers.told(nat) == ["accreditation_ended"]
    assert officers.told(dot) == []


def test_a_change_of_the_mapping_ends_the_accreditation_and_the_log_names_no_header(clock: Clock, world: None) -> None:
    dot = officers.dot()
    ours = of_liverpool(dot, clock)
    Source.objects.filter(pk=ours.pk).update(accredited_at=clock.at)
    assert change_mapping(ours.pk, {"columns": {"Surname": "surname"}}, by=dot, at=clock.at)
    assert Source.objects.get(pk=ours.pk).accredited_at is None
    assert last_event("source.changed").facts == {"mapping": 1}


def test_who_is_believed_first_reads_in_words(clock: Clock, world: None) -> None:
    words = {one.item: one.words for one in believed(Source.objects.get(code="pupil-data"))}
    assert words[Item.CARERS] == "Believed first"
    assert words[Item.NAMES] == "Believed after Health records"
    assert words[Item.IDENTIFIERS] == "Kept beside what others say"
    Source.objects.filter(code="births").update(precedence={"names": 20, "addresses": 10})
    words = {one.item: one.words for one in believed(Source.objects.get(code="pupil-data"))}
    assert words[Item.ADDRESSES] == "Believed after Birth registrations and Health records"
    assert words[Item.NAMES] == (
        "Believed after Health records. Equal to Birth registrations: the newer statement counts"
    )


def said_of(number: int, surname: str, source: str, child: UUID | None) -> UUID:
    """A child of whom this source says that this is the surname."""
    said = Assertion(names=(Name("current", "John", "", surname),), date_of_birth=date(2000, 5, number + 1))
    known = Source.objects.get(code=source)
    decision = Decision(f"{source}-{number}", said, NOON, child, None if child else people.liverpool().pk)
    apply_assertions([decision], source=known, at=NOON)
    return known.records.get(key=decision.key).child_id


def test_when_another_source_is_believed_first_the_records_are_made_again_in_a_job(
    clock: Clock, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-FEED-6: the job carries an id alone, and goes on where it was."""
    monkeypatch.setattr("feeds.rebuilding.A_STEP", 2)
    for number in range(3):
        said_of(number, "Atbirth", "births", said_of(number, "Now", "health-demographics", None))
    current = ChildName.objects.filter(kind="current")
    births, opal = Source.objects.get(code="births"), officers.opal()
    new = Delivers("births", tuple(Item(item) for item in births.asserts), {**births.precedence, "names": 1})
    change_delivers(births.pk, new, by=opal, at=clock.at)
    assert set(current.values_list("surname", flat=True)) == {"Now"}
    assert list(Job.objects.get(name="feeds.rebuild").arguments) == ["rebuilding"]
    run_due(at=clock.at)
    assert list(current.values_list("surname", flat=True)) == ["Atbirth"] * 3
    walk = Rebuilding.objects.get()
    assert (walk.records, walk.finished_at) == (3, clock.at)
    assert last_event("source.records_rebuilt").facts["records"] == 3


def test_a_second_change_begins_the_walk_anew(clock: Clock, world: None) -> None:
    said_of(1, "Smith", "births", None)
    births, opal = Source.objects.get(code="births"), officers.opal()
    for rank in (1, 2):
        new = Delivers("births", tuple(Item(item) for item in births.asserts), {"names": rank})
        change_delivers(births.pk, new, by=opal, at=clock.at)
    assert Rebuilding.objects.filter(finished_at=None).count() == 1
    run_due(at=clock.at)
    assert not Rebuilding.objects.filter(finished_at=None).exists()


def test_the_demonstration_has_sources_of_every_format_and_renewing_them_undoes_no_change(
    clock: Clock, world: None
) -> None:
    load_sources(at=clock.at)
    known = Source.objects.exclude(code__in=("by-hand", "corrected"))
    assert set(known.values_list("format", flat=True)) == set(FORMATS)
    assert all(source.every_days and source.contact.partition("@")[2].endswith("example.org") for source in known)
    Source.objects.filter(code="births").update(precedence={"names": 1}, accredited_at=None)
    load_sources(at=clock.at)
    births = Source.objects.get(code="births")
    assert (births.precedence, births.accredited_at) == ({"names": 1}, None)
