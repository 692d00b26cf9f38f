"""How is a signed return corrected? (R-LARA-3)"""

import pytest

from accounts.access import Refused
from audit.log import words_of
from audit.models import Event
from readiness import returning
from readiness.models import Return, State
from readiness.reopening import reopen
from readiness.returning import Closed, Given, NoReturn
from tests import people
from tests.readiness.returns import NOW, director, lead, submitted

pytestmark = pytest.mark.django_db


def signed() -> Return:
    one = submitted(at=NOW)
    returning.sign(one.pk, by=director(at=NOW), at=NOW)
    return one


def test_a_director_opens_a_signed_return_again_and_says_why() -> None:
    one, dan = signed(), director(at=NOW)
    reopen(one.pk, because="GOV1 was too high", by=dan, at=NOW)
    row = Return.objects.get()
    assert (row.state, row.sent_back_because) == (State.OPEN, "GOV1 was too high")
    assert (row.submitted_by, row.submitted_at, row.signed_by, row.signed_at) == (None, None, None, None)
    event = Event.objects.get(verb="return.reopened")
    assert (words_of(event), event.actor, event.facts["return"]) == ("GOV1 was too high", dan.pk, str(one.pk))


def test_it_keeps_its_answers_and_is_submitted_and_signed_anew() -> None:
    one, dan, rita = signed(), director(at=NOW), lead(at=NOW)
    kept = one.answers.count()
    reopen(one.pk, because="GOV1 was too high", by=dan, at=NOW)
    returning.save(one.pk, "GOV1", Given(1), by=rita, at=NOW)
    returning.submit(one.pk, by=rita, at=NOW)
    returning.sign(one.pk, by=dan, at=NOW)
    row = Return.objects.get()
    assert (row.state, row.sent_back_because, row.answers.count()) == (State.SIGNED, "", kept)


def test_what_is_not_signed_is_not_opened_again() -> None:
    one, dan = submitted(at=NOW), director(at=NOW)
    with pytest.raises(Closed):
        reopen(one.pk, because="Too early", by=dan, at=NOW)
    returning.send_back(one.pk, because="No", by=dan, at=NOW)
    with pytest.raises(Closed):
        reopen(one.pk, because="Open already", by=dan, at=NOW)


def test_only_who_may_sign_it_opens_it_again() -> None:
    one = signed()
    with pytest.raises(Refused):
        reopen(one.pk, because="Mine", by=lead(at=NOW), at=NOW)
    with pytest.raises(Refused):
        reopen(one.pk, because="Ours", by=people.person("Nora", "national_team", where=people.national_team()), at=NOW)
    with pytest.raises(NoReturn):
        reopen(one.pk, because="Theirs", by=people.person("Max", "director", where=people.manchester()), at=NOW)
    assert Return.objects.get().state == State.SIGNED
