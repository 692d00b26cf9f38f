"""Consent to record a sensitive service is withdrawn: it ends at once, unseen, for good (R-INV-2)."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from accounts.access import NotYours
from accounts.models import Practitioner
from audit.models import Event
from registry.assertion import ServiceSaid, but
from registry.disclosure import NotThere, give_reason
from registry.involving import record_involvement
from registry.merge_asking import words_place
from registry.merging import join, part
from registry.models import Involvement, Merge, Reason, WhoWithdrew, Withdrawal
from registry.record import Decision, apply_assertions, rebuild
from registry.record.parts import parts_of
from registry.statements import owner
from registry.withdrawals import keep_for
from registry.withdrawing import own_sensitive, sensitive_of_area, withdraw_for_service, withdraw_own
from tests import people
from tests.registry import children
from tests.registry.children import JOHN, SENSITIVE
from tests.registry.work import COUNSELLING, NURSING

pytestmark = pytest.mark.django_db


@pytest.fixture
def shona(db: None) -> Practitioner:
    return people.person("Shona", "shielding_officer")


def counselled(child: UUID, who: Practitioner, at: datetime) -> UUID:
    give_reason(child, reason=Reason.PROVIDING, viewer=who, at=at)
    return record_involvement(child, COUNSELLING, by=who, at=at)


def said(key: str, *services: ServiceSaid, at: datetime) -> UUID:
    """The school's system speaks of this child, who is known to it by that key."""
    children.surroundings()
    assertion = but(JOHN, services=(*JOHN.services, *services))
    apply_assertions([Decision(key, assertion, at, None, people.liverpool().pk)], source=children.source(), at=at)
    child = owner(key, source=children.source())
    assert child
    return child


def sensitive_of(child: UUID) -> list[str]:
    rows = Involvement.objects.filter(child=child, sensitive=True, ended_on=None)
    return sorted(rows.values_list("service", flat=True))


def ended_for(child: UUID, by: Practitioner, at: datetime) -> None:
    row = Involvement.objects.get(child=child, service=SENSITIVE.service, ended_on=None)
    withdraw_for_service(child, row.pk, who=WhoWithdrew.PARENT, by=by, at=at)


def test_the_service_s_practitioner_ends_it_at_once(john: UUID, pat: Practitioner, now: datetime) -> None:
    mine = counselled(john, pat, now)
    assert own_sensitive(mine, by=pat, at=now).service == "Drug counselling"
    withdraw_own(mine, who=WhoWithdrew.CHILD, by=pat, at=now)
    assert sensitive_of(john) == []
    event = Event.objects.get(verb="consent.withdrawn")
    assert (event.because, event.facts, event.actor) == ("child", {"id": str(mine)}, pat.pk)
    with pytest.raises(NotThere):
        withdraw_own(mine, who=WhoWithdrew.CHILD, by=pat, at=now)


def test_with_new_consent_a_person_records_it_anew(john: UUID, pat: Practitioner, now: datetime) -> None:
    withdraw_own(counselled(john, pat, now), who=WhoWithdrew.CHILD, by=pat, at=now)
    counselled(john, pat, now)
    assert sensitive_of(john) == ["Drug counselling"]


def test_it_is_for_the_own_sensitive_service_alone(john: UUID, pat: Practitioner, now: datetime) -> None:
    tara = people.teacher()
    theirs = counselled(john, tara, now)
    ordinary = record_involvement(john, NURSING, by=pat, at=now)
    for involvement in (theirs, ordinary, uuid4()):
        with pytest.raises(NotThere):
            withdraw_own(involvement, who=WhoWithdrew.CHILD, by=pat, at=now)
    assert Involvement.objects.filter(pk__in=[theirs, ordinary], ended_on=None).count() == 2


def test_an_officer_of_the_responsible_team_records_it(shona: Practitioner, now: datetime) -> None:
    child = said("4711", SENSITIVE, at=now)
    row = Involvement.objects.get(child=child, sensitive=True)
    assert sensitive_of_area(child, row.pk, by=shona, at=now).organisation == "The Bridge"
    mark = people.person("Mark", "shielding_officer", where=people.manchester())
    for who, refusal in ((mark, NotThere), (people.person("Dora", "data_officer"), NotYours)):
        with pytest.raises(refusal):
            withdraw_for_service(child, row.pk, who=WhoWithdrew.PARENT, by=who, at=now)
    ended_for(child, shona, now)
    assert sensitive_of(child) == []


def test_of_a_shielded_child_too_of_whom_no_table_holds_it(shona: Practitioner, now: datetime) -> None:
    """R-SHIELD-7: what a source says of it lies sealed, and so does which source that is."""
    child = said("4711", SENSITIVE, at=now - timedelta(days=1))
    (its,) = [one for one in parts_of([child])[child].involvements if one.sensitive]
    children.shield(child, at=now)
    withdraw_for_service(child, its.pk, who=WhoWithdrew.PARENT, by=shona, at=now)
    assert not [one for one in parts_of([child])[child].involvements if one.sensitive]
    assert said("4711", SENSITIVE, but(SENSITIVE, service="Counselling"), at=now) == child
    (other,) = [one for one in parts_of([child])[child].involvements if one.sensitive]
    assert other.service == "Counselling"


@pytest.mark.parametrize(
    "again",
    [
        SENSITIVE,
        but(SENSITIVE, contact_name="Jo Field"),
        but(SENSITIVE, started_on=date(2025, 7, 1), consent_on=date(2025, 7, 1)),
        but(SENSITIVE, service=" YOUNG people’s  drug service"),
    ],
)
def test_no_later_row_of_its_source_brings_it_back(again: ServiceSaid, shona: Practitioner, now: datetime) -> None:
    child = said("4711", SENSITIVE, at=now - timedelta(days=1))
    ended_for(child, shona, now)
    assert said("4711", again, at=now) == child
    assert sensitive_of(child) == []
    rebuild([child])
    assert sensitive_of(child) == []
    assert Involvement.objects.filter(child=child, sensitive=False).count() == 1


def test_another_sensitive_service_of_the_source_stays(shona: Practitioner, now: datetime) -> None:
    clinic = but(SENSITIVE, service="Young people’s clinic")
    child = said("4711", SENSITIVE, clinic, at=now - timedelta(days=1))
    ended_for(child, shona, now)
    said("4711", SENSITIVE, clinic, but(clinic, service="Counselling"), at=now)
    assert sensitive_of(child) == ["Counselling", "Young people’s clinic"]


def test_a_merge_takes_the_withdrawal_along_and_a_split_returns_it(shona: Practitioner, now: datetime) -> None:
    kept, closed = children.john(at=now), said("4711", SENSITIVE, at=now - timedelta(days=1))
    ended_for(closed, shona, now)
    with transaction.atomic():
        moved = join(kept, closed, at=now)
        merged(kept, closed, moved.as_dict(), by=shona, at=now)
        rebuild([kept])
        assert sensitive_of(kept) == []
        part(kept, closed, moved)
    assert sensitive_of(kept) == sensitive_of(closed) == []


def test_what_is_withdrawn_while_two_records_are_one_holds_for_both(shona: Practitioner, now: datetime) -> None:
    kept, closed = children.john(at=now), said("4711", SENSITIVE, at=now - timedelta(days=1))
    with transaction.atomic():
        moved = join(kept, closed, at=now)
        assert sensitive_of(kept) == [SENSITIVE.service]
        ended_for(kept, shona, now)
        keep_for(kept, closed, since=now)
        part(kept, closed, moved)
    assert sensitive_of(closed) == []


def merged(kept: UUID, closed: UUID, moved: dict[str, object], *, by: Practitioner, at: datetime) -> None:
    row = Merge(kept_id=kept, closed_id=closed, asked_by=by, asked_at=at, by=by, at=at, moved=moved)
    row.because = row.kept.words_key.seal("One boy", place=words_place(row))
    row.save(force_insert=True)


def test_a_withdrawal_is_never_changed(john: UUID, pat: Practitioner, now: datetime) -> None:
    withdraw_own(counselled(john, pat, now), who=WhoWithdrew.CHILD, by=pat, at=now)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Withdrawal.objects.update(who=WhoWithdrew.PARENT)


def test_a_withdrawal_says_nothing_of_the_service(john: UUID, pat: Practitioner, now: datetime) -> None:
    withdraw_own(counselled(john, pat, now), who=WhoWithdrew.CHILD, by=pat, at=now)
    assert b"counselling" not in bytes(Withdrawal.objects.get().service_token)
