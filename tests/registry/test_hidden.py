"""What a shield hides lies sealed in the database, and comes back whole when it is lifted (R-SHIELD-7, SEC-47)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.forms.models import model_to_dict

from accounts.models import Practitioner
from bench.at_rest import found_at_rest
from contactpoint.vault.box import CannotOpen
from registry import statements
from registry.assertion import Place, but
from registry.involving import Consent, Work, flag_caf, name_lead, record_involvement
from registry.known import known
from registry.merging import join, part
from registry.models import (
    Caf,
    Child,
    ConsentBasis,
    Group,
    HiddenStatement,
    Involvement,
    LeadProfessional,
    SourceRecord,
)
from registry.record import Decision, apply_assertions, confirm_assertions, rebuild
from registry.record.parts import Parts, parts_of
from registry.shields import take_off
from tests import people
from tests.registry import children

MINE = Work(Group.SOCIAL_CARE, "Youth support", "Key worker", "0151 496 0077", "pat@example.org", date(2025, 6, 2))
HIDDEN = (
    "Fern Bank", "L18 5TE", "Mo Ali", "mo.ali@example.org", "0151 496 0033", "Z999999999991", "9990000018",
    "07700 900123", "Okafor", "mother", "Youth support", "Key worker", "0151 496 0077", "Liverpool City Council",
)  # fmt: skip


@pytest.fixture
def entered(john: UUID, pat: Practitioner, now: datetime) -> UUID:
    """John, with what Pat entered on the pages: the own work, who leads, and an assessment."""
    record_involvement(john, MINE, by=pat, at=now)
    leads = Involvement.objects.get(child=john, source__isnull=False)
    name_lead(john, leads.pk, by=pat, at=now)
    flag_caf(john, completed_on=date(2025, 7, 1), holder="Kim Park", by=pat, at=now)
    rebuild([john])
    return john


def unshield(who: UUID, *, at: datetime) -> None:
    take_off(who, because="test", by=people.social_worker(), at=at)
    rebuild([who])


def everything(child: UUID) -> dict[str, list[dict[str, Any]]]:
    """All of the record but the ids of rows that are made anew."""
    parts = parts_of([child])[child]
    lists = {name: value for name, value in vars(parts).items() if isinstance(value, tuple)}
    return {name: [plain(row) for row in rows] for name, rows in lists.items()} | {"caf": [plain(parts.caf)]}


def plain(row: Any) -> dict[str, Any]:
    told = model_to_dict(row) if row else {}
    keep = ("id",) if isinstance(row, Involvement) else ()
    return {name: value for name, value in told.items() if name not in ("id", "sealed") or name in keep}


def test_nothing_that_a_shield_hides_lies_in_the_clear(entered: UUID, now: datetime) -> None:
    assert {value for _, value in found_at_rest(HIDDEN)} == set(HIDDEN)

    children.shield(entered, at=now)

    assert found_at_rest([*HIDDEN, "Kim Park"]) == set()


def test_what_was_hidden_can_be_read_whole_by_whoever_may(entered: UUID, now: datetime) -> None:
    before = everything(entered)

    children.shield(entered, at=now)

    assert everything(entered) == before


def test_what_was_hidden_comes_back_as_it_was(entered: UUID, now: datetime) -> None:
    before = everything(entered)
    said = list(SourceRecord.objects.filter(child=entered).order_by("id").values())
    children.shield(entered, at=now)

    unshield(entered, at=now)

    assert everything(entered) == before
    assert list(SourceRecord.objects.filter(child=entered).order_by("id").values()) == said
    assert not HiddenStatement.objects.exists()
    for model in (Involvement, LeadProfessional, Caf):
        assert not model.objects.exclude(sealed=None).exists()
    assert found_at_rest(HIDDEN)  # the measure of the first test can see


def test_a_delivery_about_a_shielded_child_is_sealed_with_the_rest(entered: UUID, now: datetime) -> None:
    children.shield(entered, at=now)
    key = "kept-key"
    moved = but(children.JOHN, addresses=(Place("current", "9 Quiet Mews", "Liverpool", "L18 9ZZ"),))

    apply_assertions([Decision(key, moved, now, entered)], source=children.source("health", "Health"), at=now)

    assert found_at_rest(("Quiet Mews", "L18 9ZZ", key, *HIDDEN)) == set()
    assert "9 Quiet Mews" in {place.lines for place in parts_of([entered])[entered].addresses}
    assert known([entered])[entered].parties[0].postcode is not None


def test_a_child_who_arrives_restricted_lies_sealed(db: None, now: datetime) -> None:
    children.surroundings()
    hidden = but(children.JOHN, restricted=True)

    apply_assertions(
        [Decision("restricted-key", hidden, now, None, people.liverpool().pk)],
        source=children.source(),
        at=now,
    )

    child = Child.objects.get()
    assert found_at_rest(("restricted-key", *HIDDEN[:10])) == set()
    assert parts_of([child.pk])[child.pk].addresses[0].postcode == "L18 5TE"


def test_the_same_said_again_later_stays_sealed(entered: UUID, now: datetime) -> None:
    children.shield(entered, at=now)
    statement = HiddenStatement.objects.get()

    kept = statements.of([entered])[0]
    later = now + timedelta(days=1)

    confirm_assertions({kept.key: later}, source=children.source())

    assert statements.of([entered])[0].as_at == later
    assert HiddenStatement.objects.get().pk == statement.pk


def test_a_sealed_value_opens_in_no_other_row(entered: UUID, now: datetime) -> None:
    other = children.john(at=now, names=children.JOHN.names[:1])
    children.shield(entered, at=now)
    children.shield(other, at=now)
    one, two = HiddenStatement.objects.order_by("id")
    HiddenStatement.objects.filter(pk=two.pk).update(sealed=one.sealed, content_key=one.content_key)

    with pytest.raises(CannotOpen):
        parts_of([entered, other])


def test_parts_of_nobody_are_no_parts(db: None) -> None:
    assert parts_of([]) == {}
    assert Parts().names == ()


def test_a_sensitive_service_stays_out_of_sight_of_the_shield(john: UUID, pat: Practitioner, now: datetime) -> None:
    consent = Consent(ConsentBasis.CHILD, date(2025, 6, 1), "John")
    record_involvement(john, replace(MINE, consent=consent), by=pat, at=now)

    children.shield(john, at=now)

    assert found_at_rest(("Youth support", "Key worker")) == set()
    assert Involvement.objects.get(practitioner=pat).service == "Youth support"


def test_a_merge_of_which_one_is_shielded_leaves_nothing_in_the_clear_and_parts_again(
    entered: UUID, pat: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: both hold what is said of one child."""
    moved_on = but(children.JOHN, addresses=(Place("current", "9 Quiet Mews", "Liverpool", "L18 9ZZ"),))
    other = children.child(moved_on, at=now, key="again")
    record_involvement(other, MINE, by=pat, at=now)
    before = {child: everything(child) for child in (entered, other)}
    children.shield(entered, at=now)

    moved = join(entered, other, at=now)

    assert found_at_rest([*HIDDEN, "Quiet Mews", "L18 9ZZ"]) == set()
    assert {place.postcode for place in parts_of([entered])[entered].addresses} == {"L18 5TE", "L18 9ZZ"}

    part(entered, other, moved)

    assert {child: everything(child) for child in (entered, other)} == before
    assert found_at_rest(["Kim Park"]) == set()  # who was shielded stays so
    assert {table for table, _ in found_at_rest(["Quiet Mews"])}


def test_a_merge_into_a_shielded_record_shields_the_one_that_stays(entered: UUID, now: datetime) -> None:
    other = children.john(at=now)
    children.shield(other, at=now)

    join(entered, other, at=now)

    assert found_at_rest(HIDDEN) == set()


def test_a_home_that_another_source_gives_leaves_the_dictionary_with_the_shield(john: UUID, now: datetime) -> None:
    """R-SHIELD-7: search had filed John there, before a newer source was believed."""
    moved = but(children.JOHN, addresses=(Place("current", "9 Zqxwick Rise", "Liverpool", "L18 9QX"),))
    other = children.source("practices", "Practice records")
    apply_assertions([Decision("new", moved, now, john)], source=other, at=now)
    assert found_at_rest(["fern bank"])
    children.shield(john, at=now)
    assert found_at_rest(["fern bank", "zqxwick", "L185TE", "L189QX"]) == set()
