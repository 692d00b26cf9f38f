"""An override is looked into by another person, explained, and judged (R-SHIELD-5, H8, R-USER-6)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import roles
from accounts.access import NotYours
from accounts.granting import NotDone
from accounts.models import AccountState, Case, Practitioner
from audit.log import words_of
from audit.models import Event
from registry import overrides
from registry.disclosure import NotThere, open_record
from registry.models import Child, Ending
from shielding.investigating import Step, asked_of, explain, take_step
from shielding.investigations import investigation_to_read, investigations_of, waiting_for
from shielding.models import Investigation, InvestigationNote
from tests import people
from tests.registry import children
from tests.shielding.overriding import WHY, notices, opened, override

pytestmark = pytest.mark.django_db
FOUND = "The inspector confirms it"


@pytest.fixture
def looked(john: UUID, olga: Practitioner, now: datetime) -> Investigation:
    """Olga has opened John's record."""
    children.shield(john, at=now)
    row = override(john, olga, now)
    open_record(john, viewer=olga, at=now)
    return row


def state(who: Practitioner) -> str:
    return Practitioner.objects.get(pk=who.pk).account_state


def test_the_page_says_who_when_why_and_what_was_opened(
    looked: Investigation, shona: Practitioner, olga: Practitioner, now: datetime
) -> None:
    overrides.end(olga, Ending.CLOSED, at=now + timedelta(minutes=3))
    shown = investigation_to_read(looked.pk, by=shona, at=now)
    assert (shown.listed.name, shown.job_title, shown.words) == ("Olga Example", "Police officer", WHY)
    assert (shown.listed.opened_at, shown.until) == (now, now + timedelta(minutes=3))
    assert shown.child is not None
    assert shown.child.name == "John Peter Smith"
    [look] = shown.opened
    assert "Addresses" in look.groups
    assert look.under_override
    assert Event.objects.filter(verb="investigation.read", actor=shona.pk).exists()


def test_it_says_what_else_the_person_opened_of_this_child(
    looked: Investigation, shona: Practitioner, olga: Practitioner, john: UUID, now: datetime
) -> None:
    opened(children.john(at=now), olga, now)
    opened(john, olga, now - timedelta(days=3))
    opened(john, shona, now)
    shown = investigation_to_read(looked.pk, by=shona, at=now)
    assert [one.at for one in shown.others] == [now - timedelta(days=3)], "of this child alone, and by her alone"
    assert not shown.others[0].under_override


@pytest.mark.parametrize("who", ["olga", "mark", "pat", "administrator", "auditor"])
def test_to_everybody_but_the_team_there_is_no_such_page(
    who: str, looked: Investigation, request: Any, now: datetime
) -> None:
    made = {
        "administrator": lambda: people.person("Ada", "account_administrator"),
        "auditor": lambda: people.person("Austin", "auditor"),
    }
    person = made[who]() if who in made else request.getfixturevalue(who)
    for ask in (
        lambda: investigation_to_read(looked.pk, by=person, at=now),
        lambda: take_step(looked.pk, Step.JUSTIFIED, words=FOUND, by=person, at=now),
    ):
        with pytest.raises(NotYours):
            ask()


def test_never_to_the_one_who_looked_even_as_an_officer(
    looked: Investigation, olga: Practitioner, now: datetime
) -> None:
    roles.give(olga, "shielding_officer", people.liverpool())
    both = Practitioner.objects.get(pk=olga.pk)
    assert investigations_of(both, at=now) == ()
    assert waiting_for(both, at=now)[0][2] == 0
    for step in Step:
        with pytest.raises(NotYours):
            take_step(looked.pk, step, words=FOUND, by=both, at=now)


def test_the_database_lets_nobody_judge_the_own_look(looked: Investigation, olga: Practitioner, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Investigation.objects.filter(pk=looked.pk).update(found="justified", closed_by=olga, closed_at=now)


def test_a_justified_look_is_closed_with_words(
    looked: Investigation, shona: Practitioner, simon: Practitioner, olga: Practitioner, john: UUID, now: datetime
) -> None:
    assert waiting_for(shona, at=now) == [("Overrides to look into", "/investigations", 1)]
    take_step(looked.pk, Step.JUSTIFIED, words=FOUND, by=shona, at=now)
    assert waiting_for(simon, at=now) == [("Overrides to look into", "/investigations", 0)]
    [listed] = investigations_of(simon, at=now)
    assert listed.found == "Justified"
    event = Event.objects.get(verb="investigation.closed")
    assert (event.actor, event.because, words_of(event)) == (shona.pk, "justified", FOUND)
    assert event.child_number == Child.objects.get(pk=john).number
    assert state(olga) == AccountState.ACTIVE
    assert notices(olga) == []
    with pytest.raises(NotDone, match="Somebody else has closed"):
        take_step(looked.pk, Step.NOT_JUSTIFIED, words=FOUND, by=simon, at=now)


def test_a_look_without_a_reason_suspends_the_account_and_opens_a_case(
    looked: Investigation, shona: Practitioner, olga: Practitioner, now: datetime
) -> None:
    """H8: suspended, the manager told, a case that her own administrators close."""
    ada = people.person("Ada", "account_administrator")
    take_step(looked.pk, Step.NOT_JUSTIFIED, words=FOUND, by=shona, at=now)
    assert state(olga) == AccountState.SUSPENDED
    case = Case.objects.get(practitioner=olga)
    assert (case.rule, case.facts) == ("override_not_justified", {"reference": looked.reference})
    assert "case_opened" in notices(ada)


def test_one_that_needs_more_stays_open_and_its_time_goes_on(
    looked: Investigation, shona: Practitioner, now: datetime
) -> None:
    take_step(looked.pk, Step.MORE, words="Waiting for the station's log", by=shona, at=now)
    shown = investigation_to_read(looked.pk, by=shona, at=now)
    assert [(note.kind, note.words) for note in shown.notes] == [("Needs more", "Waiting for the station's log")]
    assert shown.listed.closed_at is None
    assert Investigation.objects.get().due_at == looked.due_at


def test_the_person_explains_what_they_were_asked_and_learns_no_more(
    looked: Investigation, shona: Practitioner, olga: Practitioner, pat: Practitioner, now: datetime
) -> None:
    with pytest.raises(NotThere):
        asked_of(looked.pk, by=olga, at=now)
    take_step(looked.pk, Step.ASK, words="Her unit has no such case", by=shona, at=now)
    assert notices(olga) == ["explanation_asked"]
    asked = asked_of(looked.pk, by=olga, at=now)
    assert (asked.reference, asked.looked_at) == (looked.reference, now)
    for other in (pat, shona):
        with pytest.raises(NotThere):
            explain(looked.pk, words="I know", by=other, at=now)
    explain(looked.pk, words="It came in at night", by=olga, at=now)
    assert "explanation_given" in notices(shona)
    shown = investigation_to_read(looked.pk, by=shona, at=now)
    assert [(note.kind, note.by, note.words) for note in shown.notes][-1] == (
        "Explained",
        "Olga Example",
        "It came in at night",
    )
    with pytest.raises(NotThere):
        explain(looked.pk, words="Once more", by=olga, at=now)


def test_words_are_kept_sealed_and_never_rewritten(looked: Investigation, shona: Practitioner, now: datetime) -> None:
    """SEC-47."""
    take_step(looked.pk, Step.MORE, words=FOUND, by=shona, at=now)
    note = InvestigationNote.objects.get()
    assert FOUND.encode() not in bytes(note.words)
    for statement in (
        "UPDATE shielding_investigationnote SET kind = 'closed'",
        "DELETE FROM shielding_investigationnote",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_investigation_goes_with_the_child(
    looked: Investigation, mark: Practitioner, john: UUID, now: datetime
) -> None:
    """The team that is responsible now looks into it."""
    Child.objects.filter(pk=john).update(responsible_authority=people.manchester())
    assert investigation_to_read(looked.pk, by=mark, at=now).listed.reference == looked.reference


def test_a_record_that_is_not_open_any_more_is_not_named(
    looked: Investigation, shona: Practitioner, john: UUID, now: datetime
) -> None:
    Child.objects.filter(pk=john).update(status="archived")
    assert investigation_to_read(looked.pk, by=shona, at=now).child is None
