"""What changes on a record while it is shielded lies sealed like the rest (R-SHIELD-3, R-SHIELD-7)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Practitioner
from bench.at_rest import found_at_rest
from registry import handing_over
from registry.assertion import CafSaid, Place, but
from registry.involving import Work, end_involvement, record_involvement
from registry.merging import join, part
from registry.models import Group, Involvement
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.shields import is_shielded, take_off
from tests import people
from tests.registry import children

pytestmark = pytest.mark.django_db
MINE = Work(Group.SOCIAL_CARE, "Youth support", "Key worker", "0151 496 0077", "pat@example.org", date(2025, 6, 2))
ELSEWHERE = but(children.JOHN, addresses=(Place("current", "9 Quiet Mews", "Liverpool", "L18 9ZZ"),))


@pytest.fixture
def work(john: UUID, pat: Practitioner, now: datetime) -> UUID:
    """Pat's own involvement with John, who is shielded by now."""
    involvement = record_involvement(john, MINE, by=pat, at=now)
    children.shield(john, at=now)
    return involvement


def lifted(child: UUID, *, at: datetime) -> None:
    take_off(child, because="test", by=people.social_worker(), at=at)
    rebuild([child])


def test_why_work_with_a_shielded_child_ended_lies_sealed(
    work: UUID, john: UUID, pat: Practitioner, now: datetime
) -> None:
    end_involvement(work, on=timezone.localdate(now), because="Fled to Salford", by=pat, at=now)

    assert found_at_rest(["Fled to Salford"]) == set()
    (mine,) = (row for row in parts_of([john])[john].involvements if row.pk == work)
    assert (mine.end_reason, mine.service) == ("Fled to Salford", "Youth support")


def test_why_it_ended_is_there_when_the_shield_is_lifted(
    work: UUID, john: UUID, pat: Practitioner, now: datetime
) -> None:
    end_involvement(work, on=timezone.localdate(now), because="Fled to Salford", by=pat, at=now)

    lifted(john, at=now)

    assert Involvement.objects.filter(pk=work, end_reason="Fled to Salford", service="Youth support").exists()


def test_work_with_a_shielded_child_that_is_handed_over_lies_sealed(
    work: UUID, john: UUID, pat: Practitioner, now: datetime
) -> None:
    tom = people.person("Tom", "practitioner", job_title="Nightingale nurse")

    handing_over.pass_on(practitioner=pat, hand_over_to=tom, by=people.operator(), at=now)

    theirs = Involvement.objects.get(child=john, practitioner=tom)
    assert theirs.service == "Youth support"
    assert {table for table, _ in found_at_rest(["Youth support"])} == set()
    assert Involvement.objects.get(pk=work).end_reason == handing_over.ENDED_BECAUSE
    assert Involvement.objects.filter(child=john, end_reason="", contact_name="").count() == 2  # as the columns are


def test_a_split_opens_neither_record_that_was_shielded_as_one(john: UUID, now: datetime) -> None:
    """R-SHIELD-3: nobody knows which of the two the shield was meant for."""
    other = children.child(ELSEWHERE, at=now, key="again")
    moved = join(john, other, at=now)
    children.shield(john, at=now)

    part(john, other, moved)

    assert is_shielded(john)
    assert is_shielded(other)
    assert found_at_rest(["Quiet Mews", "Fern Bank"]) == set()


def test_what_stayed_on_a_record_that_was_merged_away_is_sealed_when_the_other_is_hidden(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-SHIELD-7: what a source said, and work of somebody who has the same on the record that stays."""
    (service, *_) = children.JOHN.services
    said = but(ELSEWHERE, services=(but(service, service="Zqx service", contact_name="Zqx Worker"),))
    other = children.child(but(said, caf=CafSaid(date(2025, 2, 20), "Zqx Holder")), at=now, key="again")
    record_involvement(john, MINE, by=pat, at=now)
    record_involvement(other, replace(MINE, service="Zqx mentoring"), by=pat, at=now)
    moved = join(john, other, at=now)

    children.shield(john, at=now)

    assert found_at_rest(["Zqx service", "Zqx Worker", "Zqx Holder", "Zqx mentoring"]) == set()
    part(john, other, moved)
    lifted(other, at=now)
    assert {"Zqx service", "Zqx mentoring"} <= {row.service for row in Involvement.objects.filter(child=other)}


def test_a_shield_that_was_lifted_and_put_on_again_counts_for_both(john: UUID, now: datetime) -> None:
    other = children.child(ELSEWHERE, at=now, key="again")
    children.shield(john, at=now)
    moved = join(john, other, at=now)
    lifted(john, at=now)
    children.shield(john, at=now)

    part(john, other, moved)

    assert is_shielded(other)


def test_a_record_joined_to_a_shielded_one_returns_as_it_was(john: UUID, now: datetime) -> None:
    other = children.child(ELSEWHERE, at=now, key="again")
    children.shield(john, at=now)
    moved = join(john, other, at=now)

    part(john, other, moved)

    assert not is_shielded(other)
