"""A new identity: one record closes, another begins, and nothing joins the two (R-REC-7)."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.access import NotYours, Refused
from accounts.models import Notice, Practitioner
from audit.models import Event
from bench.at_rest import found_at_rest, rows_at_rest
from registry import confirming, splitting
from registry.confirming import NotTheSecond
from registry.creation import create_hidden
from registry.deciding import open_row
from registry.disclosure import NotThere, give_reason, my_children, open_record
from registry.finding import make_search, run_search
from registry.involving import Work, record_involvement
from registry.known import known
from registry.matching.described import NOBODY, describe
from registry.matching.net import caught
from registry.merge_list import merges_for
from registry.merged import led_to
from registry.models import (
    Address,
    Carer,
    Child,
    ChildName,
    Closing,
    Group,
    Identifier,
    Involvement,
    MatchRow,
    Reason,
    SearchRow,
    SourceRecord,
    Status,
)
from registry.my_work import waiting_for
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.search.criteria import Criteria
from registry.shields import is_shielded
from shielding import identities
from shielding.models import ClosingRequest
from tests import people
from tests.registry import children
from tests.registry.matching import TWICE, merged, waiting
from tests.shielding.identity import NEW, WHY, ask, begun, closed

pytestmark = pytest.mark.django_db
NURSING = Work(Group.HEALTH, "School nursing", "School nurse", "0151 496 0055", "pat@example.org", date(2025, 9, 1))


def number_of(child: UUID) -> str:
    return Child.objects.get(pk=child).number


# The old record


def test_to_ask_hides_the_record_at_once_and_closes_nothing(john: UUID, shona: Practitioner, now: datetime) -> None:
    ask(john, by=shona, at=now)
    assert is_shielded(john)
    assert Child.objects.get(pk=john).status == Status.OPEN
    assert not SourceRecord.objects.filter(child=john).exists()


def test_another_officer_closes_it(john: UUID, shona: Practitioner, simon: Practitioner, now: datetime) -> None:
    asked = ask(john, by=shona, at=now)
    with pytest.raises(identities.NotTheSecond):
        identities.answer(asked, agrees=True, by=shona, at=now)
    assert not Closing.objects.exists()
    identities.answer(asked, agrees=True, by=simon, at=now)
    assert Child.objects.get(pk=john).status == Status.CLOSED
    with pytest.raises(identities.AskedAlready):
        identities.answer(asked, agrees=False, by=simon, at=now)


def test_the_database_knows_that_it_takes_two(john: UUID, shona: Practitioner, now: datetime) -> None:
    asked = ask(john, by=shona, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingRequest.objects.filter(pk=asked).update(answered_by=shona, answered_at=now, agreed=True)


def test_who_does_not_agree_leaves_it_open_and_hidden(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    identities.answer(ask(john, by=shona, at=now), agrees=False, by=simon, at=now)
    assert Child.objects.get(pk=john).status == Status.OPEN
    assert is_shielded(john)
    assert ask(john, by=simon, at=now)


def test_only_officers_of_its_own_area_ask_read_or_answer(
    john: UUID, shona: Practitioner, mark: Practitioner, pat: Practitioner, now: datetime
) -> None:
    with pytest.raises(identities.NotFound):
        ask(john, by=mark, at=now)
    with pytest.raises(NotYours):
        ask(john, by=pat, at=now)
    asked = ask(john, by=shona, at=now)
    for act in (
        lambda: identities.request_to_read(asked, by=mark, at=now),
        lambda: identities.answer(asked, agrees=True, by=mark, at=now),
    ):
        with pytest.raises(NotThere):
            act()
    assert identities.requests_of(mark, at=now) == ()
    assert identities.waiting_for(mark, at=now)[0][2] == 0


def test_of_a_closed_record_nothing_is_left_but_what_lies_sealed(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    closed(john, shona, simon, at=now)
    row = Child.objects.get(pk=john)
    assert (row.date_of_birth, row.gender) == (None, "not_specified")
    for model in (ChildName, Carer, Address, Identifier, SourceRecord, MatchRow, SearchRow):
        assert not model.objects.filter(child_id=john).exists(), model
    old = ("John", "Okafor", "Smith", "Fern Bank", "Ann Smith", "Mo Ali", "9990000018", "Z999999999991", "2017-03-04")
    assert found_at_rest(old) == set()


def test_whoever_computes_it_again_brings_nothing_back(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    closed(john, shona, simon, at=now)
    net = caught({0: describe(children.JOHN, shares=NOBODY)})
    with transaction.atomic():
        rebuild([john])
    assert not ChildName.objects.filter(child=john).exists()
    assert parts_of([john])[john].names == ()
    assert caught({0: describe(children.JOHN, shares=NOBODY)}) == net == {0: {Closing.objects.get().pk}}


def test_it_is_not_there_for_who_worked_with_the_child(
    john: UUID, shona: Practitioner, simon: Practitioner, pat: Practitioner, now: datetime
) -> None:
    give_reason(john, reason=Reason.PROVIDING, viewer=pat, at=now)
    record_involvement(john, NURSING, by=pat, at=now)
    told = Notice.objects.filter(practitioner=pat).count()
    closed(john, shona, simon, at=now)
    assert my_children(pat, at=now) == ()
    assert waiting_for(pat, at=now).my_children == 0
    assert not Involvement.objects.filter(practitioner=pat, ended_on=None).exists()
    with pytest.raises(NotThere):
        open_record(john, viewer=pat, at=now)
    with pytest.raises(NotThere):
        open_record(john, viewer=shona, at=now)
    assert Notice.objects.filter(practitioner=pat).count() == told


def test_its_number_and_its_address_lead_nowhere(
    john: UUID, shona: Practitioner, simon: Practitioner, pat: Practitioner, now: datetime
) -> None:
    number = number_of(john)
    closed(john, shona, simon, at=now)
    search = make_search(Criteria(number=number), by=pat, at=now)
    assert run_search(search, by=pat, at=now).hits == ()
    assert led_to(john, viewer=pat, at=now) is None


def test_a_merge_into_it_is_in_no_list_and_undone_by_nobody(
    shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    dora, dan = people.person("Dora", "data_officer"), people.person("Dan", "data_officer")
    both = children.john(at=now), children.child(TWICE, at=now + timedelta(seconds=1))
    merge = merged(both, dora, dan, at=now)
    closed(merge.kept_id, shona, simon, at=now)
    for officer in (dora, shona):
        assert merges_for(officer, at=now) == ()
        with pytest.raises(NotThere):
            splitting.undo(merge.pk, because="Cousins", by=officer, at=now)


def test_the_team_sees_that_it_closed_by_whom_and_why(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    asked = closed(john, shona, simon, at=now)
    shown = identities.request_to_read(asked, by=simon, at=now)
    assert (shown.name, shown.because, shown.listed.agreed) == ("John Peter Smith", WHY, True)
    assert (shown.listed.asked_by, shown.listed.answered_by) == ("Shona Example", "Simon Example")


def test_both_acts_on_it_are_in_the_log(john: UUID, shona: Practitioner, simon: Practitioner, now: datetime) -> None:
    closed(john, shona, simon, at=now)
    events = Event.objects.filter(verb__startswith="closing.", child_number=number_of(john)).order_by("pk")
    assert [(one.verb, one.actor) for one in events] == [("closing.asked", shona.pk), ("closing.agreed", simon.pk)]


# The new record


def test_a_record_is_added_hidden_with_what_the_officer_enters_alone(shona: Practitioner, now: datetime) -> None:
    children.surroundings()
    child = create_hidden(NEW, key=uuid4(), by=shona, at=now)
    row = Child.objects.get(pk=child)
    assert (row.status, row.responsible_authority) == (Status.UNCONFIRMED, shona.organisation)
    assert is_shielded(child)
    assert parts_of([child])[child].addresses[0].lines == "2 Harbour View"
    assert found_at_rest(["Harbour View", "L20 1AA", "900456"]) == set()
    assert caught({0: describe(NEW, shares=NOBODY)}) == {0: {child}}


def test_sent_twice_it_is_one_record(shona: Practitioner, now: datetime) -> None:
    children.surroundings()
    key = uuid4()
    made = {create_hidden(NEW, key=key, by=shona, at=now) for _ in range(2)}
    assert set(Child.objects.values_list("pk", flat=True)) == made


def test_another_officer_confirms_it_and_data_officers_never_see_it(
    shona: Practitioner, simon: Practitioner, mark: Practitioner, now: datetime
) -> None:
    children.surroundings()
    child = create_hidden(NEW, key=uuid4(), by=shona, at=now)
    dora = people.person("Dora", "data_officer")
    assert confirming.unconfirmed_of(people.liverpool(), by=dora, at=now).total == 0
    assert waiting_for(dora, at=now).unconfirmed_records == 0
    for act in (confirming.added_by_hand, confirming.confirm):
        with pytest.raises(NotThere):
            act(child, by=dora, at=now)
    with pytest.raises(NotTheSecond):
        confirming.confirm_hidden(child, by=shona, at=now)
    with pytest.raises(NotThere):
        confirming.confirm_hidden(child, by=mark, at=now)
    with pytest.raises(Refused):
        confirming.added_hidden(child, by=dora, at=now)
    assert confirming.added_hidden(child, by=simon, at=now).queued.name == "John Merriweather"
    confirming.confirm_hidden(child, by=simon, at=now)
    assert Child.objects.get(pk=child).status == Status.OPEN
    assert is_shielded(child)


# Both


def test_no_row_of_the_database_joins_the_two(
    john: UUID, shona: Practitioner, simon: Practitioner, pat: Practitioner, now: datetime
) -> None:
    """Not even in one row of a table: every id and number of one record, beside every one of the other."""
    new = begun(shona, simon, at=now)
    asked = closed(john, shona, simon, at=now + timedelta(days=1))
    olds, news = [str(john), number_of(john), str(asked), str(Closing.objects.get().pk)], [str(new), number_of(new)]
    rows = list(rows_at_rest())
    assert any(number_of(new) in row for _, row in rows)
    assert [row for row in rows if any(one in row[1] for one in olds) and any(one in row[1] for one in news)] == []
    assert known([new])[new].numbers == frozenset()


def test_nothing_of_the_new_record_says_that_it_is_a_new_identity(
    shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    """It is a record like any other that an officer adds hidden: after a call from a refuge, say."""
    new = begun(shona, simon, at=now)
    told = set(Event.objects.filter(child_number=number_of(new)).values_list("verb", "because"))
    assert told == {("child.created_by_hand", ""), ("shield.arrived", ""), ("child.confirmed", "")}
    assert not [row for _, row in rows_at_rest() if "identity" in row and number_of(new) in row]


def test_a_row_that_waits_about_the_child_is_not_compared_with_the_closed_record(
    john: UUID, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    row = waiting(children.JOHN, near=[john], at=now, for_shielding=True)
    closed(john, shona, simon, at=now)
    opened = open_row(row, by=shona, at=now)
    assert opened.closed
    assert opened.compared is not None
    assert opened.compared.records == ()
