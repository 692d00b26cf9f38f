"""Whoever sees that a value is wrong says so; the next viewer is told, and only the right officers decide (R-REC-6)."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Refused
from accounts.models import Message, Notice, Practitioner
from audit.models import Event
from registry import correcting, dispute_queue, disputing, on_behalf
from registry.creation import create_hidden
from registry.disclosure import NotThere, ReasonNeeded, override
from registry.dispute_words import words_of
from registry.fields import code_of, fields_of
from registry.merging import join, part
from registry.models import Child, Dispute, Item
from registry.record.pins import FIELDS
from registry.shown import BriefRecord
from tests import people
from tests.registry import children
from tests.registry.disputes import WRONG, field, reported, seen
from tests.registry.matching import TWICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def shona(db: None) -> Practitioner:
    """A shielding officer of Liverpool."""
    return people.person("Shona", "shielding_officer")


def queued(who: Practitioner, at: datetime) -> set[UUID]:
    return {row.id for row in dispute_queue.queue_of(who, at=at).rows}


def test_a_report_waits_for_the_data_officers_of_the_authority_and_flags_the_value_for_the_next_viewer(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    dispute = reported(john, Item.BIRTH_DATE, by=pat, at=now)
    assert queued(dora, now) == {dispute}
    hana = people.health_visitor()
    shown = seen(john, by=hana, at=now)
    flagged = [fields_of(shown).named(flag.field) for flag in shown.flags]
    assert [one.label if one else None for one in flagged] == ["Date of birth"]
    assert [flag.on for flag in shown.flags] == [timezone.localdate(now)]
    case = dispute_queue.open_case(dispute, by=dora, at=now)
    assert (case.value, case.should, case.phone, case.said_by) == (
        "4 March 2017",
        WRONG.should,
        WRONG.phone,
        "A parent or carer",
    )
    assert case.reporter == pat.name
    assert Event.objects.get(verb="dispute.reported").child_number == Child.objects.get(pk=john).number
    assert Event.objects.filter(verb="child.opened", because="dispute", actor=dora.pk).count() == 1


def test_the_words_lie_sealed_and_no_value_stands_in_the_row_the_log_or_a_message(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    reported(john, Item.ADDRESSES, by=pat, at=now)
    row = Dispute.objects.get()
    assert "14 Fern Bank" in words_of(row).value
    with connection.cursor() as cursor:
        for table in ("registry_dispute", "audit_event", "accounts_message", "accounts_notice"):
            cursor.execute(f"SELECT string_agg({table}::text, ' ') FROM {table}")
            (text,) = cursor.fetchone()
            assert "Fern" not in (text or "")
            assert b"Fern".hex() not in (text or "")


def test_nobody_reports_what_they_do_not_see(john: UUID, pat: Practitioner, now: datetime) -> None:
    with pytest.raises(ReasonNeeded):
        disputing.field_to_report(john, code_of(john, Item.BIRTH_DATE, "4 March 2017"), viewer=pat, at=now)
    seen(john, by=pat, at=now)
    for code in ("0" * 32, code_of(john, Item.IDENTIFIERS, "9990000018"), code_of(uuid4(), Item.GENDER, "Male")):
        with pytest.raises(NotThere):
            disputing.report(john, code, WRONG, by=pat, at=now)
    children.shield(john, at=now)
    hidden = code_of(john, Item.ADDRESSES, "Address, 14 Fern Bank, Liverpool, L18 5TE")
    with pytest.raises(NotThere):
        disputing.report(john, hidden, WRONG, by=pat, at=now)
    assert not Dispute.objects.exists()


def test_under_override_a_record_is_read_and_nothing_is_reported(john: UUID, now: datetime) -> None:
    olga = people.override_holder()
    children.shield(john, at=now)
    seen(john, by=olga, at=now)
    override(john, because="She was taken from school", viewer=olga, at=now)
    for item in (Item.ADDRESSES, Item.BIRTH_DATE):
        with pytest.raises(NotThere):
            reported(john, item, by=olga, at=now)


def test_of_a_shielded_child_only_the_shielding_officers_of_the_authority_see_the_case(
    john: UUID, pat: Practitioner, dora: Practitioner, shona: Practitioner, now: datetime
) -> None:
    """R-SHIELD-1: the list and its count read as if nothing waited, the case's address as what is not there."""
    reported(john, Item.ADDRESSES, by=pat, at=now)
    children.shield(john, at=now)
    dispute = reported(john, Item.BIRTH_DATE, by=pat, at=now)
    mona = people.person("Mona", "shielding_officer", where=people.manchester())
    assert isinstance(seen(john, by=pat, at=now), BriefRecord)
    assert [queued(who, now) for who in (dora, mona)] == [set(), set()]
    assert dispute_queue.count_for(dora, at=now) == 0
    assert queued(shona, now) == set(Dispute.objects.values_list("pk", flat=True))
    for who in (dora, mona):
        with pytest.raises(NotThere):
            dispute_queue.open_case(dispute, by=who, at=now)
        with pytest.raises(NotThere):
            correcting.refuse(dispute, because="No", by=who, at=now)
    assert dispute_queue.open_case(dispute, by=shona, at=now).value == "4 March 2017"


def test_a_flag_of_a_hidden_value_is_not_shown_with_what_may_be_seen(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    for item in (Item.ADDRESSES, Item.GENDER):
        reported(john, item, by=pat, at=now)
    children.shield(john, at=now)
    shown = seen(john, by=pat, at=now)
    assert [one.label for flag in shown.flags if (one := fields_of(shown).named(flag.field))] == ["Gender"]
    assert len(shown.flags) == 1


def test_another_area_s_officer_and_whoever_decides_nothing_get_nowhere(
    john: UUID, pat: Practitioner, now: datetime
) -> None:
    dispute = reported(john, Item.GENDER, by=pat, at=now)
    milo = people.person("Milo", "data_officer", where=people.manchester())
    with pytest.raises(NotThere):
        dispute_queue.open_case(dispute, by=milo, at=now)
    for act in (correcting.refuse, correcting.put_right, correcting.believe):
        with pytest.raises(NotThere):
            act(dispute, because="No", by=milo, at=now)
    with pytest.raises(NotThere):
        correcting.correct(dispute, "female", by=milo, at=now)
    with pytest.raises(Refused):
        dispute_queue.queue_of(pat, at=now)
    with pytest.raises(Refused):
        correcting.refuse(dispute, because="No", by=pat, at=now)


def test_reported_twice_by_one_person_it_waits_once_and_by_two_persons_twice(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    assert reported(john, Item.GENDER, by=pat, at=now) == reported(john, Item.GENDER, by=pat, at=now)
    reported(john, Item.GENDER, by=people.teacher(), at=now)
    assert len(queued(dora, now)) == 2


def test_an_officer_reports_for_a_parent_and_another_one_decides(
    john: UUID, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    """R-USER-3: nobody approves the own request."""
    number = Child.objects.get(pk=john).number
    child = on_behalf.child_with(f"{number[:3]} {number[3:]}", by=dora, at=now)
    values = on_behalf.values_of(child, by=dora, at=now)
    code = next(one.code for one in values.fields.each if one.item == Item.BIRTH_DATE)
    dispute = on_behalf.report(child, code, WRONG, by=dora, at=now)
    with pytest.raises(correcting.NotTheSecond):
        correcting.refuse(dispute, because="No", by=dora, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.update(decision="put_right", decided_by=dora, decided_at=now)
    correcting.refuse(dispute, because="The certificate says the 4th", by=dan, at=now)
    (own,) = disputing.own_reports(dora, at=now).reports
    assert (own.decision, own.because) == ("Not changed", "The certificate says the 4th")


def test_by_number_an_officer_opens_the_records_of_the_own_authority_alone_and_hidden_ones_read_as_missing(
    john: UUID, dora: Practitioner, shona: Practitioner, now: datetime
) -> None:
    theirs = children.john(at=now)
    Child.objects.filter(pk=theirs).update(responsible_authority=people.manchester())
    children.shield(john, at=now)
    numbers = dict(Child.objects.values_list("pk", "number"))
    for typed in (numbers[john], numbers[theirs], "123", "1234567890"):
        with pytest.raises(on_behalf.NotFound):
            on_behalf.child_with(typed, by=dora, at=now)
    for child in (john, theirs, uuid4()):
        with pytest.raises(NotThere):
            on_behalf.values_of(child, by=dora, at=now)
    assert on_behalf.child_with(numbers[john], by=shona, at=now) == john
    assert any(one.item == Item.ADDRESSES for one in on_behalf.values_of(john, by=shona, at=now).fields.each)


def test_the_one_who_reported_is_told_without_a_word_of_the_child_in_the_mail(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    dispute = reported(john, Item.GENDER, by=pat, at=now)
    Notice.objects.all().delete()
    correcting.refuse(dispute, because="The school says so too", by=dora, at=now)
    notice = Notice.objects.get(practitioner=pat)
    assert (notice.kind, notice.path, notice.facts) == ("report_answered", "/my-reports", {})
    assert Message.objects.filter(practitioner=pat, template="news").count() == 1
    (own,) = disputing.own_reports(pat, at=now).reports
    assert (own.item, own.decision, own.because, own.child) == ("Gender", "Not changed", "The school says so too", john)
    assert seen(john, by=pat, at=now).flags == ()


def test_of_a_child_who_is_hidden_by_now_the_own_team_says_what_became_of_it(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    """The reason may repeat what is hidden: 'they moved to the refuge in Bury'."""
    dispute = reported(john, Item.ADDRESSES, by=pat, at=now)
    children.shield(john, at=now)
    correcting.refuse(dispute, because="They live in Bury now", by=shona, at=now)
    (own,) = disputing.own_reports(pat, at=now).reports
    assert (own.decision, own.because, own.ask_team, own.child) == ("", "", True, john)
    Child.objects.filter(pk=john).update(status="closed")  # as for a new identity
    (own,) = disputing.own_reports(pat, at=now).reports
    assert (own.decision, own.because, own.ask_team, own.child) == ("", "", True, None)


def test_the_list_asks_the_database_the_same_whether_hidden_children_wait_or_not(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    reported(john, Item.GENDER, by=pat, at=now)
    other = children.john(at=now)
    with CaptureQueriesContext(
        connection,
    ) as before:
        dispute_queue.queue_of(dora, at=now)
    reported(other, Item.GENDER, by=pat, at=now)
    children.shield(other, at=now)
    with CaptureQueriesContext(connection) as after:
        page = dispute_queue.queue_of(dora, at=now)
    assert [one["sql"] for one in before] == [one["sql"] for one in after]
    assert (page.total, len(page.rows)) == (1, 1)


def test_a_hidden_record_that_waits_for_a_second_officer_can_be_disputed_by_its_team(
    shona: Practitioner, dora: Practitioner, now: datetime
) -> None:
    children.surroundings()
    hidden = create_hidden(children.JOHN, key=uuid4(), by=shona, at=now)
    number = Child.objects.get(pk=hidden).number
    assert on_behalf.child_with(number, by=shona, at=now) == hidden
    with pytest.raises(on_behalf.NotFound):
        on_behalf.child_with(number, by=dora, at=now)


def test_reports_go_with_a_merged_record_and_come_back_when_it_is_parted(
    pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    older, newer = children.john(at=now), children.child(TWICE, at=now, key="again")
    dispute = reported(newer, Item.GENDER, by=pat, at=now)
    with transaction.atomic():
        moved = join(older, newer, at=now)
    assert dispute_queue.open_case(dispute, by=dora, at=now).child == older
    with transaction.atomic():
        part(older, newer, moved)
    assert dispute_queue.open_case(dispute, by=dora, at=now).child == newer


def test_every_value_that_a_record_shows_can_be_found_again_by_the_officer_who_corrects_it(
    pat: Practitioner, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    child = children.john(at=now, date_of_death=(now - timedelta(days=3)).date())
    # A social worker sees no pupil number, a teacher does (R-REC-2).
    every = [(one, who) for who in (pat, tara) for one in fields_of(seen(child, by=who, at=now)).each]
    correctable = [(one, who) for one, who in every if one.item in FIELDS]
    assert {one.item for one, _ in correctable} == set(FIELDS)
    for one, who in correctable:
        dispute = disputing.report(child, one.code, replace(WRONG, should=one.value), by=who, at=now)
        item, old = correcting.to_correct(dispute, by=dora, at=now)
        assert (item, old is not None) == (one.item, True), one


def test_what_practitioners_entered_is_put_right_where_it_was_entered(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    dispute = reported(john, Item.SERVICES, by=pat, at=now)
    with pytest.raises(correcting.CannotCorrect):
        correcting.correct(dispute, "other", by=dora, at=now)
    correcting.put_right(dispute, because="Mo has changed the number", by=dora, at=now)
    assert field(john, Item.SERVICES, by=pat, at=now)
    (own,) = disputing.own_reports(pat, at=now).reports
    assert own.decision == "Put right where it was entered"
