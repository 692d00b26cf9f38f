"""What becomes of a batch of decisions: kept, computed, counted, and never doubled (R-FEED-3, R-FEED-6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation, Stage
from registry.assertion import Assertion, CafSaid, Name, Place, ServiceSaid, but
from registry.models import Child, ChildName, Involvement, Item, ShieldEvent, Source, SourceRecord
from registry.number import parse
from registry.record import Decision, Outcome, apply_assertions, confirm_assertions, rebuild
from registry.shields import is_shielded
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

JOHN = Assertion(
    names=(Name("current", "John", "", "Smith"),),
    date_of_birth=date(2017, 3, 4),
    gender="male",
    addresses=(Place("current", "1 Acacia\tRoad \\ Flat 2", "Liverpool", "L1 1AA"),),
    services=(
        ServiceSaid("social_care", "Social care", date(2025, 1, 1), "Liverpool", contact_name="Mo Ali", lead=True),
    ),
    caf=CafSaid(date(2025, 2, 2), "Mo Ali"),
    identifiers={"upn": ("A1",)},
)


@pytest.fixture
def liverpool() -> Organisation:
    return people.organisation("Liverpool", "341", stage=Stage.LIVE)


@pytest.fixture
def schools(liverpool: Organisation) -> Source:
    return source("schools", liverpool)


def source(code: str, body: Organisation) -> Source:
    return Source.objects.create(
        code=code, name=f"The {code}", body=body, legal_basis="required", format="ctf", asserts=Item.values
    )


def decide(said: Assertion, *, of: Source, key: str = "k1", child: Child | None = None, days: int = 0) -> Decision:
    return Decision(key, said, NOW + timedelta(days=days), child.pk if child else None, of.body_id)


def load(*decisions: Decision, of: Source) -> list[Outcome]:
    with transaction.atomic():
        return list(apply_assertions(decisions, source=of, at=NOW).values())


def test_a_new_child_has_a_number_and_everything_that_was_said_with_its_origin(schools: Source) -> None:
    assert load(decide(JOHN, of=schools), of=schools) == [Outcome.CREATED]
    child = Child.objects.get()
    assert parse(child.number) == child.number
    assert (child.date_of_birth, child.gender) == (date(2017, 3, 4), "male")
    assert child.addresses.get().lines == "1 Acacia\tRoad \\ Flat 2"
    assert child.names.get().source == schools
    assert {row.item for row in child.provenance.all()} == {"birth_date", "gender"}
    assert child.leads.get().involvement == child.involvements.get()
    assert child.caf.holder == "Mo Ali"


def test_the_same_again_is_unchanged_and_keeps_the_involvements_identity(schools: Source) -> None:
    load(decide(JOHN, of=schools), of=schools)
    before = Involvement.objects.get().pk
    assert load(decide(JOHN, of=schools, days=1), of=schools) == [Outcome.UNCHANGED]
    rebuild([Child.objects.get().pk])
    assert Involvement.objects.get().pk == before


def test_a_newer_assertion_updates_and_an_older_one_changes_nothing(schools: Source) -> None:
    load(decide(JOHN, of=schools, days=2), of=schools)
    older = but(JOHN, names=(Name("current", "Jack", "", "Smith"),))
    assert load(decide(older, of=schools, days=1), of=schools) == [Outcome.UNCHANGED]
    assert ChildName.objects.get().forename == "John"
    assert load(decide(older, of=schools, days=3), of=schools) == [Outcome.UPDATED]
    assert ChildName.objects.get().forename == "Jack"


def test_a_key_stays_with_its_child_whatever_the_decision_says(schools: Source) -> None:
    load(decide(JOHN, of=schools), of=schools)
    renamed = but(JOHN, names=(Name("current", "Johnny", "", "Smith"),))
    assert load(decide(renamed, of=schools, days=1), of=schools) == [Outcome.UPDATED]
    assert Child.objects.count() == 1


def test_a_second_source_joins_the_record_and_each_assertion_is_kept(schools: Source, liverpool: Organisation) -> None:
    load(decide(JOHN, of=schools), of=schools)
    health = source("health", liverpool)
    said = Assertion(names=(Name("current", "Jon", "", "Smith"),), identifiers={"nhs_number": ("999",)})
    assert load(decide(said, of=health, child=Child.objects.get()), of=health) == [Outcome.UPDATED]
    child = Child.objects.get()
    kept = {row.source.code: Assertion.from_dict(row.assertion) for row in SourceRecord.objects.all()}
    assert kept == {"schools": JOHN, "health": said}
    assert {row.scheme for row in child.identifiers.all()} == {"upn", "nhs_number"}


def test_a_restricted_child_arrives_shielded_and_no_later_word_unshields(schools: Source) -> None:
    load(decide(but(JOHN, restricted=True), of=schools), of=schools)
    child = Child.objects.get()
    assert is_shielded(child.pk)
    load(decide(JOHN, of=schools, days=1), of=schools)
    assert is_shielded(child.pk)
    assert ShieldEvent.objects.count() == 1


def test_a_shield_event_can_be_neither_changed_nor_removed(schools: Source) -> None:
    load(decide(but(JOHN, restricted=True), of=schools), of=schools)
    for attempt in (lambda: ShieldEvent.objects.update(shielded=False), lambda: ShieldEvent.objects.all().delete()):
        with pytest.raises(Exception, match=r"permission denied|Cannot"), transaction.atomic():
            attempt()


def test_numbers_are_never_given_twice(schools: Source) -> None:
    load(*[decide(JOHN, of=schools, key=f"k{number}") for number in range(20)], of=schools)
    assert Child.objects.values("number").distinct().count() == 20
    with pytest.raises(IntegrityError), transaction.atomic():
        Child.objects.filter(pk=Child.objects.first().pk).update(number=Child.objects.last().number)  # type: ignore[union-attr]


def test_only_what_a_source_says_anew_is_written_again(schools: Source, liverpool: Organisation) -> None:
    load(decide(JOHN, of=schools), of=schools)
    child, name = Child.objects.get(), ChildName.objects.get().pk
    health = source("health", liverpool)
    load(decide(Assertion(identifiers={"nhs_number": ("999",)}), of=health, child=child), of=health)
    assert ChildName.objects.get().pk == name
    assert set(child.identifiers.values_list("value", flat=True)) == {"A1", "999"}
    renamed = but(JOHN, names=(Name("current", "Johnny", "", "Smith"),))
    load(decide(renamed, of=schools, days=1), of=schools)
    assert ChildName.objects.get().forename == "Johnny"


def test_what_is_said_again_later_is_the_newest_again(schools: Source, liverpool: Organisation) -> None:
    """R-FEED-3, R-FEED-6: of two sources of one rank the newer statement counts, whichever came first."""
    load(decide(JOHN, of=schools), of=schools)
    child, health = Child.objects.get(), source("health", liverpool)
    load(decide(Assertion(gender="female"), of=health, child=child, days=1), of=health)
    child.refresh_from_db()
    assert child.gender == "female"
    with transaction.atomic():
        assert confirm_assertions({"k1": NOW + timedelta(hours=1)}, source=schools) == set()
        assert confirm_assertions({"k1": NOW + timedelta(days=2)}, source=schools) == {child.pk}
        rebuild([child.pk])
    child.refresh_from_db()
    assert child.gender == "male"
