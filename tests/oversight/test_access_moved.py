"""A request for what is held goes with its record to another authority, and the old one sees that it went (R-REC-4)"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.granting import NotDone
from accounts.models import Notice, Practitioner
from oversight.my_work import waiting_for
from oversight.subject_access import agreeing, asking, deciding
from oversight.subject_access.models import AccessRequest, FileKind
from oversight.subject_access.seeing import MOVED, WITH_OFFICERS, due_on, listed
from registry import moves
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

pytestmark = pytest.mark.django_db


def of_manchester(forename: str, role: str = "data_officer") -> Practitioner:
    return people.person(forename, role, where=people.manchester())


def john(at: datetime) -> UUID:
    return children.john(at=at - timedelta(days=5))


def move(child: UUID, *, by: Practitioner, to: Practitioner, at: datetime) -> None:
    proposed = moves.propose(child, to=to.organisation_id, because="They moved in May", by=by, at=at)
    moves.accept(proposed, by=to, at=at)


def test_the_new_authority_answers_and_the_clock_goes_on() -> None:
    at, who, milo, mona = timezone.now(), dora(), of_manchester("Milo"), of_manchester("Mona", "shielding_officer")
    child = john(at)
    row = taken(child, by=who, at=at)
    decide_all(row, by=who, at=at)
    deciding.pass_on(row.pk, by=who, at=at)
    due, decided = due_on(row), [(item.pk, item.decision) for item in items(row)]
    move(child, by=who, to=milo, at=at)
    row.refresh_from_db()
    assert (row.authority, row.passed_on_by, due_on(row)) == (people.manchester(), None, due)
    assert [(item.pk, item.decision) for item in items(row)] == decided
    assert Notice.objects.get(kind="access_moved").practitioner == milo
    with pytest.raises(NotDone, match="second person"):
        agreeing.agree(row.pk, by=mona, at=at)
    row = answered(row, first=milo, second=mona, at=at)
    text = text_of(file(row, FileKind.WHOLE, by=mona, at=at))
    assert "Manchester" in text


def test_the_old_authority_sees_that_it_went_and_no_more() -> None:
    at, who, second, milo = timezone.now(), dora(), shona(), of_manchester("Milo")
    child = john(at)
    row = taken(child, by=who, at=at)
    move(child, by=who, to=milo, at=at)
    for person in (who, second):
        (one,) = listed(person, at=at)
        assert (one.step, one.reference, one.due_on, one.elsewhere, one.over) == (MOVED, "", None, True, True)
        with pytest.raises(NotThere):
            deciding.review(row.pk, by=person, at=at)
        counts = {words: many for words, _, many in waiting_for(person, at=at)}
        assert counts["Requests for what is held"] == 0
    client = Client()
    people.sign_in(client, who)
    page = client.get(reverse("access_requests")).content.decode()
    assert MOVED in page
    assert str(row.pk) not in page
    assert "Not shown" in page
    before = listed(who, at=at)
    children.shield(child, at=at)  # there: nobody here learns of it
    assert listed(who, at=at) == before


def test_of_a_shielded_child_only_the_two_shielding_teams_see_it_go() -> None:
    at, who, second = timezone.now(), dora(), shona()
    milo, mona = of_manchester("Milo"), of_manchester("Mona", "shielding_officer")
    child = john(at)
    children.shield(child, at=at)
    row = taken(child, by=second, at=at)
    move(child, by=second, to=mona, at=at)
    assert (listed(who, at=at), listed(milo, at=at)) == ((), ())
    assert [one.step for one in listed(second, at=at)] == [MOVED]
    assert [one.id for one in listed(mona, at=at)] == [row.pk]
    assert Notice.objects.get(kind="access_moved").practitioner == mona


def test_what_was_taken_in_without_a_number_reads_as_before_and_comes_to_no_other_data_officer() -> None:
    """R-SHIELD-2: it tells nobody that a record was found, nor that one moved."""
    at, who, second = timezone.now(), dora(), shona()
    milo, mona = of_manchester("Milo"), of_manchester("Mona", "shielding_officer")
    child = john(at)
    children.shield(child, at=at)
    made = asking.take(asked("", child_name="Jo"), by=who, at=at)
    before = listed(who, at=at)
    asking.set_number(made, number_of(child), by=second, at=at)
    work(at=at)
    move(child, by=second, to=mona, at=at)
    assert ([one.step for one in before], listed(who, at=at)) == ([WITH_OFFICERS], before)
    assert ([one.step for one in listed(second, at=at)], listed(milo, at=at)) == ([MOVED], ())
    assert [one.id for one in listed(mona, at=at)] == [made]
    move(child, by=mona, to=second, at=at)  # and back
    assert ([one.id for one in listed(second, at=at)], listed(who, at=at), listed(milo, at=at)) == ([made], before, ())


def test_documents_that_are_ready_are_handed_out_by_the_new_authority() -> None:
    at, who, second = timezone.now(), dora(), shona()
    milo, mona = of_manchester("Milo"), of_manchester("Mona", "shielding_officer")
    child = john(at)
    row = answered(taken(child, by=who, at=at), first=who, second=second, at=at)
    move(child, by=who, to=milo, at=at)
    assert file(row, FileKind.WHOLE, by=mona, at=at).startswith(b"%PDF")
    with pytest.raises(NotThere):
        file(row, FileKind.WHOLE, by=second, at=at)
    assert AccessRequest.objects.get().made_at == row.made_at
