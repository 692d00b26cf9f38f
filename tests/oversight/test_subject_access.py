"""How is a request for what is held taken in, decided by two and answered? (R-AUDIT-4)"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.access import NotYours
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.models import Event
from bench.at_rest import found_at_rest
from contactpoint.jobs.models import Job, State
from contactpoint.vault.models import DataKey
from oversight.subject_access import agreeing, asking, collecting, deciding, making
from oversight.subject_access.destroying import destroy_bundles
from oversight.subject_access.models import (
    AccessFile,
    AccessItem,
    AccessRequest,
    Asker,
    Decision,
    Exemption,
    FileKind,
    Kind,
    Part,
)
from oversight.subject_access.reminding import remind_of_requests
from oversight.subject_access.seeing import due_on, listed, step_of
from registry.destroying import destroy_due
from registry.disclosure import NotThere
from tests import people
from tests.oversight.access import (
    answered,
    asked,
    decide_all,
    dora,
    file,
    items,
    number_of,
    shona,
    taken,
    text_of,
    work,
)
from tests.registry import children
from tests.registry.test_destroying import put_away

pytestmark = pytest.mark.django_db


def john(at: datetime) -> UUID:
    return children.john(at=at - timedelta(days=5))


def test_two_people_answer_a_parent_and_the_acts_are_in_the_log() -> None:
    at, who, second = timezone.now(), dora(), shona()
    row = answered(taken(john(at), by=who, at=at), first=who, second=second, at=at, include=(Kind.THIRD_PARTY,))
    assert step_of(row) == "Ready"
    assert set(making.kinds_for(row, by=second, at=at)) == set(FileKind)
    table = file(row, FileKind.TABLE, by=second, at=at).decode()
    for words in ("John Peter Smith", "14 Fern Bank", "Ann Smith", "07700 900123", "Mossley Hill School", "Mo Ali"):
        assert words in table, words
    events = Event.objects.filter(verb__startswith="subject_access.").order_by("pk")
    assert list(dict.fromkeys(event.verb.partition(".")[2] for event in events)) == [
        "asked",
        "collected",
        "decided",
        "passed_on",
        "agreed",
        "made",
        "downloaded",
    ]
    told = " ".join(str(event.facts) + event.because for event in events)
    assert not any(kind in told for kind in ("third_party", "sensitive", "shielded", "serious_harm"))


def test_nobody_is_the_second_person_of_their_own_answer() -> None:
    at, first, second = timezone.now(), shona(), shona("Sian")
    row = taken(john(at), by=first, at=at)
    decide_all(row, by=first, at=at)
    deciding.pass_on(row.pk, by=first, at=at)
    with pytest.raises(NotDone, match="passed this on yourself"):
        agreeing.agree(row.pk, by=first, at=at)
    with pytest.raises(NotYours):
        agreeing.agree(row.pk, by=dora(), at=at)
    agreeing.agree(row.pk, by=second, at=at)


def test_who_includes_something_does_not_agree_to_it() -> None:
    at, first, second, third = timezone.now(), dora(), shona(), shona("Sian")
    row = taken(john(at), by=first, at=at)
    decide_all(row, by=first, at=at)
    deciding.pass_on(row.pk, by=first, at=at)
    carer = next(item for item in items(row) if item.kind == Kind.THIRD_PARTY)
    deciding.decide(carer.pk, Decision.INCLUDE, None, by=second, at=at)
    with pytest.raises(NotDone, match="decided yourself"):
        agreeing.agree(row.pk, by=second, at=at)
    agreeing.agree(row.pk, by=third, at=at)


def test_everything_about_somebody_else_needs_a_decision_and_a_reason_to_leave_it_out() -> None:
    at, who = timezone.now(), dora()
    row = taken(john(at), by=who, at=at)
    others = [item for item in items(row) if item.kind == Kind.THIRD_PARTY]
    assert len(others) == 2
    assert {item.decision for item in others} == {""}
    with pytest.raises(NotDone, match="Decide about everything"):
        deciding.pass_on(row.pk, by=who, at=at)
    with pytest.raises(NotDone, match="why the law"):
        deciding.decide(others[0].pk, Decision.LEAVE_OUT, None, by=who, at=at)
    deciding.decide(others[0].pk, Decision.LEAVE_OUT, Exemption.OTHER_PERSON, by=who, at=at)
    assert AccessItem.objects.get(pk=others[0].pk).decided_by == who


def test_the_second_person_sends_it_back_with_words() -> None:
    at, first, second = timezone.now(), dora(), shona()
    row = taken(john(at), by=first, at=at)
    decide_all(row, by=first, at=at)
    deciding.pass_on(row.pk, by=first, at=at)
    with pytest.raises(NotDone):
        deciding.decide(items(row)[0].pk, Decision.INCLUDE, None, by=first, at=at)  # it is with the second person
    agreeing.send_back(row.pk, because="The aunt's number is in it", by=second, at=at)
    row.refresh_from_db()
    assert agreeing.returned_because(row) == "The aunt's number is in it"
    assert b"aunt" not in bytes(row.returned_because or b"")
    deciding.pass_on(row.pk, by=first, at=at)


@pytest.mark.parametrize(("asked_after", "days"), [(0, 40), (9, 49)])
def test_it_is_due_after_40_days_without_those_in_which_identity_was_waited_for(asked_after: int, days: int) -> None:
    at, who = timezone.now(), dora()
    told = asked(number_of(john(at)), identity="" if asked_after else "Passport")
    made = asking.take(replace(told, received_on=timezone.localdate(at)), by=who, at=at)
    row = AccessRequest.objects.get(pk=made)
    if asked_after:
        assert (due_on(row), step_of(row)) == (None, "Waiting for proof of identity")
        work(at=at)
        assert items(row) == []
        later = at + timedelta(days=asked_after)
        who = dora_until(later)
        asking.identity_seen(made, evidence="Passport", authority="Order", by=who, at=later)
        row.refresh_from_db()
        assert asking.said_of(row).identity == "Passport"
        at = later
    assert due_on(row) == row.received_on + timedelta(days=days)
    work(at=at)
    assert items(row) != []


def dora_until(at: datetime) -> Practitioner:
    return people.person("Dot", "data_officer", at=at)


def test_the_days_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    at, who = timezone.now(), dora()
    monkeypatch.setattr(settings, "SUBJECT_ACCESS_DAYS", 30)
    assert due_on(taken(john(at), by=who, at=at)) == date(2026, 4, 1)


def test_a_job_that_dies_between_two_parts_goes_on_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    at, who = timezone.now(), dora()
    made = asking.take(asked(number_of(john(at))), by=who, at=at)
    before = collecting._WORK[Part.LOOKS]
    monkeypatch.setitem(collecting._WORK, Part.LOOKS, broken)
    for _ in range(4):
        work(at=at + timedelta(hours=1))
        at += timedelta(hours=1)
    row = AccessRequest.objects.get(pk=made)
    assert (row.parts_done, row.failed_part, row.collected_at) == ([Part.RECORD], Part.LOOKS, None)
    assert Job.objects.get(name=collecting.COLLECT).state == State.DEAD
    kept = [item.pk for item in items(row)]
    monkeypatch.setitem(collecting._WORK, Part.LOOKS, before)
    agreeing.retry(made, by=who, at=timezone.now())
    work(at=at)
    row.refresh_from_db()
    assert (row.failed_part, row.collected_at is not None) == ("", True)
    assert [item.pk for item in items(row) if item.part == Part.RECORD] == kept


def broken(*_: object) -> None:
    raise ValueError("14 Fern Bank")


def test_the_documents_are_destroyed_after_30_days_with_what_was_collected_and_its_key() -> None:
    at, who, second = timezone.now(), dora(), shona()
    row = answered(taken(john(at), by=who, at=at), first=who, second=second, at=at)
    assert row.made_at is not None
    assert destroy_bundles(at=row.made_at + timedelta(days=29, hours=23)) == 0
    assert destroy_bundles(at=row.made_at + timedelta(days=30)) == 1
    assert destroy_bundles(at=row.made_at + timedelta(days=31)) == 0
    assert (AccessFile.objects.count(), AccessItem.objects.count()) == (0, 0)
    assert not DataKey.objects.filter(pk__in=[row.content_key]).exists()
    row.refresh_from_db()
    assert step_of(row) == "Answered; the documents are destroyed"
    with pytest.raises(NotThere):
        file(row, FileKind.WHOLE, by=second, at=at)


def test_what_was_collected_goes_with_the_record_and_an_open_request_ends() -> None:
    """R-REC-5: destroyed means everywhere."""
    at, who = timezone.now(), dora()
    child = john(at)
    row = taken(child, by=who, at=at)
    put_away(child, at)
    assert destroy_due(at=at) == 1
    assert (AccessItem.objects.count(), DataKey.objects.filter(pk__in=[row.content_key, row.words_key]).count()) == (
        0,
        0,
    )
    row.refresh_from_db()
    assert row.withdrawn_at == row.destroyed_at is not None
    assert found_at_rest(("Fern Bank", "Okafor", "9990000018")) == set()
    with pytest.raises(NotThere):
        deciding.pass_on(row.pk, by=who, at=at)


def test_a_request_that_is_withdrawn_keeps_nothing_that_was_collected() -> None:
    at, who = timezone.now(), dora()
    row = taken(john(at), by=who, at=at)
    asking.withdraw(row.pk, by=who, at=at)
    assert items(row) == []
    with pytest.raises(NotDone):
        deciding.pass_on(row.pk, by=who, at=at)


def test_where_no_record_was_found_a_shielding_officer_looks_and_a_letter_says_so() -> None:
    at, who, second = timezone.now(), dora(), shona()
    made = asking.take(asked("", child_name="Jo Bloggs"), by=who, at=at)
    row = AccessRequest.objects.get(pk=made)
    with pytest.raises(NotThere):
        asking.withdraw(made, by=who, at=at)
    assert [one.step for one in listed(who, at=at)] == ["With your shielding officers, who answer it"]
    agreeing.agree(made, by=second, at=at)
    work(at=at)
    row.refresh_from_db()
    text = text_of(file(row, FileKind.WHOLE, by=second, at=at))
    assert "we found nothing to send you" in text
    assert "Ann Smith" in text
    assert making.kinds_for(row, by=second, at=at) == [FileKind.WHOLE, FileKind.LARGE]


def test_whoever_can_answer_is_reminded_once_a_day_by_a_count() -> None:
    at, who, second = timezone.now(), dora(), shona()
    told = replace(asked(number_of(john(at))), received_on=timezone.localdate(at) - timedelta(days=34))
    asking.take(told, by=who, at=at)
    assert (remind_of_requests(at=at), remind_of_requests(at=at)) == (1, 0)
    for person in (who, second):
        assert person.notices.get(kind="access_due").facts == {"requests": 1}


def test_the_database_refuses_a_child_who_did_not_say() -> None:
    """R-INV-2: whether the child agreed is never simply unknown."""
    at = timezone.now()
    row = taken(john(at), by=dora(), at=at)
    with pytest.raises(Exception, match=r"access_asked_once"):
        AccessRequest.objects.filter(pk=row.pk).update(asker=Asker.CHILD)


def test_what_was_typed_is_sealed() -> None:
    at = timezone.now()
    row = taken(john(at), by=dora(), at=at)
    for kept in (row.said, *(item.sealed for item in items(row))):
        assert not any(word in bytes(kept) for word in (b"Ann", b"Fern", b"Passport", b"Mo Ali"))
