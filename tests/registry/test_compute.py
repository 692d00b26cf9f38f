"""The record is computed from what all sources say; no source's word is lost, and order does not matter (R-FEED-6)."""

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

from registry.assertion import Assertion, CarerSaid, Name, Place, ServiceSaid
from registry.record.compute import compute
from registry.record.saying import Saying

SCHOOL, HEALTH, CARE = (UUID(int=number) for number in (1, 2, 3))


def saying(source: UUID, day: int, *, ranks: dict[str, int] | None = None, **said: object) -> Saying:
    return Saying(source, ranks or {}, datetime(2026, 6, day, tzinfo=UTC), Assertion(**said))  # type: ignore[arg-type]


def called(forename: str, surname: str, kind: str = "current") -> Name:
    return Name(kind, forename, "", surname)


def test_the_best_ranked_source_gives_the_name_and_the_others_are_names_also_used() -> None:
    record = compute(
        [
            saying(HEALTH, 2, ranks={"names": 20}, names=(called("Jon", "Smith"),)),
            saying(SCHOOL, 1, ranks={"names": 10}, names=(called("John", "Smith"), called("John", "Jones", "former"))),
        ]
    )
    assert [(one.value.kind, one.value.forename, one.value.surname) for one in record.names] == [
        ("current", "John", "Smith"),
        ("also_used", "Jon", "Smith"),
        ("former", "John", "Jones"),
    ]
    assert [one.by.source for one in record.names] == [SCHOOL, HEALTH, SCHOOL]


def test_of_equal_rank_the_newest_address_is_now_and_the_older_one_is_kept() -> None:
    old, new = Place("current", "1 Old Lane", "Wigan", "WN1 1AA"), Place("current", "2 New Road", "Wigan", "WN2 2BB")
    record = compute([saying(HEALTH, 1, addresses=(old,)), saying(SCHOOL, 2, addresses=(new,))])
    assert [(one.value.kind, one.value.lines) for one in record.addresses] == [
        ("current", "2 New Road"),
        ("former", "1 Old Lane"),
    ]


def test_a_source_that_knows_only_a_former_address_gives_no_place_now() -> None:
    record = compute([saying(HEALTH, 1, addresses=(Place("former", "1 Old Lane", "", "WN1 1AA"),))])
    assert [one.value.kind for one in record.addresses] == ["former"]


def test_carers_of_all_sources_are_one_list_without_doubles() -> None:
    record = compute(
        [
            saying(SCHOOL, 2, carers=(CarerSaid("Grace Okafor", phone="01632 960001"),)),
            saying(HEALTH, 1, carers=(CarerSaid("grace  okafor"), CarerSaid("Ben Okafor"))),
        ]
    )
    assert [(one.value.name, one.value.phone) for one in record.carers] == [
        ("Grace Okafor", "01632 960001"),
        ("Ben Okafor", ""),
    ]


def test_the_same_service_told_twice_is_one_involvement_and_an_ended_one_stays() -> None:
    team = ServiceSaid("social_care", "Social care", date(2025, 1, 2), "Wigan Council", contact_name="Mo Ali")
    before = ServiceSaid("health", "Health visiting", date(2020, 1, 2), "Wigan NHS", ended_on=date(2022, 1, 1))
    record = compute([saying(CARE, 1, services=(team, before)), saying(HEALTH, 2, services=(before,))])
    assert sorted(one.value.service for one in record.services) == ["Health visiting", "Social care"]


def test_the_order_in_which_sources_arrive_makes_no_difference() -> None:
    sayings = [
        saying(SCHOOL, 3, names=(called("Amina", "Hassan"),), date_of_birth=date(2018, 4, 1), gender="female"),
        saying(HEALTH, 1, names=(called("Aminah", "Hasan"),), date_of_birth=date(2018, 1, 4)),
        saying(CARE, 2, identifiers={"local_case": ("7",)}, addresses=(Place("none_known"),)),
    ]
    records = [compute(order) for order in itertools.permutations(sayings)]
    assert all(record == records[0] for record in records)
    assert records[0].date_of_birth is not None
    assert records[0].date_of_birth.value == date(2018, 4, 1)
