"""A practitioner asks whether anyone else is involved, and learns no more than a service gave (R-INV-2)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.access import Refused
from accounts.models import Notice, Practitioner
from audit.models import Event
from contactpoint.jobs.models import Job
from registry.disclosure import NotThere
from shielding import answering, asking_services, checking, requesting
from shielding.answering import Given, Tell
from shielding.contact_queue import queue_of
from shielding.models import Answer, ContactRequest, Passed, ServiceAsked, TurnedAway, Urgency
from shielding.requesting import NO_CONTACT, release, requests_of
from shielding.said import Said
from shielding.times import ANSWER_TODAY, PASS_ON_TODAY
from tests import people
from tests.registry import children
from tests.shielding.contact_requests import (
    CALL_BACK,
    TWO_SENSITIVE,
    WHY,
    asks,
    counsellor,
    counsels,
    reads,
    statements,
)

pytestmark = pytest.mark.django_db
YES = Given(Answer.CONTACTS, frozenset({Tell.KIND}))


def kinds(who: Practitioner) -> list[str]:
    return sorted(Notice.objects.filter(practitioner=who).values_list("kind", flat=True))


def the_counsellor_agrees(request: ContactRequest, connie: Practitioner, shona: Practitioner, at: datetime) -> None:
    opened = asking_services.open_to_broker(request.pk, by=shona, at=at)
    hers = next(one.key for one in opened.to_ask if one.practitioner == str(connie.pk))
    asking_services.ask_services(request.pk, [hers], by=shona, at=at)
    answering.answer(ServiceAsked.objects.get().pk, YES, by=connie, at=at)


def test_the_own_team_is_told_and_reads_who_asks(
    john: UUID, pat: Practitioner, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    request = asks(pat, john, at=now)
    assert kinds(shona) == ["contact_request_waits"]
    assert kinds(mark) == []
    (queued,) = queue_of(shona, at=now).rows
    assert (queued.asker, queued.urgent, queued.step, queued.by) == ("Pat Example", True, "check", request.pass_on_by)


def test_a_request_is_sent_once_however_often_it_is_sent(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    request = asks(pat, john, at=now)
    again, sent = requesting.ask(john, Said("Again", CALL_BACK), urgency=Urgency.WEEK, by=pat, at=now)
    assert (again.pk, sent) == (request.pk, False)
    assert ContactRequest.objects.count() == 1
    assert kinds(shona) == ["contact_request_waits"]


def test_the_database_refuses_a_second_open_request(john: UUID, pat: Practitioner, now: datetime) -> None:
    request = asks(pat, john, at=now)
    request.pk = uuid4()
    with pytest.raises(IntegrityError, match="one_open_request_each"), transaction.atomic():
        request.save(force_insert=True)


def test_after_its_answer_one_can_ask_again(john: UUID, pat: Practitioner, now: datetime) -> None:
    """Also where the release is late: the asker reads the first answer and the second request."""
    asks(pat, john, at=now)
    later = now + ANSWER_TODAY
    asks(pat, john, at=later)
    assert [one.answers for one in requests_of(pat, at=later).rows] == [(), (NO_CONTACT,)]
    assert kinds(pat) == ["contact_answered"]


def test_a_yes_reads_as_the_service_chose(john: UUID, pat: Practitioner, shona: Practitioner, now: datetime) -> None:
    connie = counsellor()
    counsels(connie, john, at=now)
    the_counsellor_agrees(asks(pat, john, at=now), connie, shona, now)
    assert reads(pat, at=now + ANSWER_TODAY).answers == (f"A health professional will ring you on {CALL_BACK}",)


def test_a_yes_is_released_no_earlier_than_nothing_is(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    """Else silence would come to mean no, and waiting time which authority it is (docs/adr/0009)."""
    connie = counsellor()
    counsels(connie, john, at=now)
    the_counsellor_agrees(asks(pat, john, at=now), connie, shona, now)
    before = now + ANSWER_TODAY - timedelta(seconds=1)
    assert reads(pat, at=before).answers == ()
    assert not release(ContactRequest.objects.get().pk, at=before)
    assert kinds(pat) == []
    assert release(ContactRequest.objects.get().pk, at=now + ANSWER_TODAY)
    assert kinds(pat) == ["contact_answered"]


def test_the_database_refuses_an_answer_before_it_is_due(john: UUID, pat: Practitioner, now: datetime) -> None:
    request = asks(pat, john, at=now)
    with pytest.raises(IntegrityError, match="no_answer_before_it_is_due"), transaction.atomic():
        ContactRequest.objects.filter(pk=request.pk).update(ended_at=now)


def the_team_does(what: str, request: ContactRequest, shona: Practitioner, connie: Practitioner, at: datetime) -> None:
    if what == "asks nobody":
        asking_services.ask_services(request.pk, [], by=shona, at=at)
    elif what != "does nothing":
        opened = asking_services.open_to_broker(request.pk, by=shona, at=at)
        asking_services.ask_services(request.pk, [one.key for one in opened.to_ask], by=shona, at=at)
    if what == "is declined":
        hers = ServiceAsked.objects.get(contact_request=request, practitioner=connie)
        answering.answer(hers.pk, Given(Answer.DECLINED), by=connie, at=at)


def test_nobody_and_declined_and_no_answer_read_the_same(shona: Practitioner, now: datetime) -> None:
    """R-INV-2: and take the same time, with the same notice and the same statements to the database."""
    connie, due, found = counsellor(), now + ANSWER_TODAY, {}
    asks(people.social_worker(), children.john(at=now), at=now)  # Shona has her e-mail of the day
    for what in ("asks nobody", "does nothing", "is declined", "gets no answer"):
        pat, child = people.social_worker(), children.john(at=now)
        if what in ("is declined", "gets no answer"):
            counsels(connie, child, at=now)
        request = asks(pat, child, at=now)
        the_team_does(what, request, shona, connie, now)
        with CaptureQueriesContext(connection) as released:
            release(request.pk, at=due)
        with CaptureQueriesContext(connection) as asked:
            mine = reads(pat, at=due)
        found[what] = (mine.answers, mine.due_at, kinds(pat), statements(released), statements(asked))
    first = found["asks nobody"]
    assert first[:3] == ((NO_CONTACT,), due, ["contact_answered"])
    assert [what for what, one in found.items() if one != first] == []


@pytest.mark.parametrize("area", ["own", "another"])
def test_an_asker_cannot_tell_which_authority_is_responsible(
    area: str, pat: Practitioner, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    """R-SHIELD-1: the same states at the same times, while one team or two do the work."""
    where = people.liverpool() if area == "own" else people.manchester()
    child = children.child(at=now, area=where)
    children.shield(child, at=now)
    request = asks(pat, child, at=now)
    if area == "another":
        checking.check(request.pk, by=shona, at=now)
    asking_services.ask_services(request.pk, [], by=shona if area == "own" else mark, at=now)
    assert (reads(pat, at=now).answers, reads(pat, at=now).turned_away) == ((), "")
    assert reads(pat, at=now + ANSWER_TODAY).answers == (NO_CONTACT,)
    assert reads(pat, at=now).due_at == now + ANSWER_TODAY


def test_a_request_that_is_not_genuine_is_turned_away_with_a_reason(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    request = asks(pat, john, at=now)
    checking.turn_away(request.pk, TurnedAway.NOT_REACHED, by=shona, at=now)
    assert reads(pat, at=now).turned_away == "Your ContactPoint team could not reach you to check it"
    assert kinds(pat) == ["contact_turned_away"]
    assert not release(request.pk, at=now + ANSWER_TODAY)
    assert not checking.pass_on_unchecked(request.pk, at=now + PASS_ON_TODAY)
    asks(pat, john, at=now)  # and again, better


def test_what_nobody_checks_in_time_goes_to_the_responsible_team(
    pat: Practitioner, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    child = children.child(at=now, area=people.manchester())
    request = asks(pat, child, at=now)
    assert queue_of(mark, at=now).rows == ()
    assert not checking.pass_on_unchecked(request.pk, at=now + PASS_ON_TODAY - timedelta(seconds=1))
    late = now + PASS_ON_TODAY
    assert checking.pass_on_unchecked(request.pk, at=late)
    assert [one.step for one in queue_of(mark, at=late).rows] == ["ask"]
    assert queue_of(shona, at=late).rows == ()
    assert asking_services.open_to_broker(request.pk, by=mark, at=late).checked == Passed.LATE.label
    assert kinds(shona) == ["contact_request_late", "contact_request_waits"]
    with pytest.raises(NotThere):  # too late to turn it away: by then its services may be asked
        checking.turn_away(request.pk, TurnedAway.NO_NEED, by=shona, at=late)


def test_a_partner_without_an_officer_asks_the_responsible_team_straight(
    john: UUID, shona: Practitioner, now: datetime
) -> None:
    """Not while the partner's worker waits for the page: whom it goes to takes no time there."""
    bea = people.person("Bea", "practitioner", where=people.barnardos())
    request = asks(bea, john, at=now)
    assert kinds(shona) == []
    assert Job.objects.get(name=requesting.ON_TIME).due_at == now
    assert checking.pass_on_unchecked(request.pk, at=now)
    checking.tell_responsible(request.pk, at=now)
    assert kinds(shona) == ["contact_request_waits"]
    assert asking_services.open_to_broker(request.pk, by=shona, at=now).checked == Passed.STRAIGHT.label


def test_passing_on_takes_the_same_statements_whoever_is_responsible(
    pat: Practitioner, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    """R-SHIELD-1: the own team does not learn it either. Whoever is responsible is told afterwards, and once."""
    people.person("Mary", "shielding_officer", where=people.manchester())
    found, bury = [], people.organisation("Bury", "351")
    for area in (people.manchester(), bury):
        request = asks(pat, children.child(at=now, area=area), at=now)
        with CaptureQueriesContext(connection) as passing:
            checking.check(request.pk, by=shona, at=now)
        found.append(statements(passing))
        checking.tell_responsible(request.pk, at=now)
    assert found[0] == found[1]
    assert kinds(mark) == ["contact_request_waits"]
    assert kinds(shona) == ["contact_request_waits", "contact_request_waits"]


def test_an_area_without_an_officer_hears_of_it_through_its_administrators(pat: Practitioner, now: datetime) -> None:
    bury = people.organisation("Bury", "351")
    ada = people.person("Ada", "account_administrator", where=bury)
    request = asks(pat, children.child(at=now, area=bury), at=now)
    checking.pass_on_unchecked(request.pk, at=now)
    checking.tell_responsible(request.pk, at=now)
    assert kinds(ada) == ["contact_request_for_nobody"]


def test_words_about_a_child_are_sealed_with_the_record(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SHIELD-7."""
    request = asks(pat, john, at=now)
    kept = [bytes(request.said), *(str(event.facts).encode() for event in Event.objects.all())]
    assert not any(WHY.encode() in one or CALL_BACK.encode() in one for one in kept)
    assert Event.objects.get(verb="contact_request.asked").facts == {"request": str(request.pk), "urgency": "today"}


def test_asking_takes_the_same_statements_whatever_the_child_has(shona: Practitioner, now: datetime) -> None:
    """SEC-9: none, two sensitive services, a shield."""
    found = []
    asks(people.social_worker(), children.john(at=now), at=now)  # Shona has her e-mail of the day
    for services, shielded in (((), False), (TWO_SENSITIVE, False), (TWO_SENSITIVE, True)):
        pat, child = people.social_worker(), children.john(at=now, services=services)
        if shielded:
            children.shield(child, at=now)
        with CaptureQueriesContext(connection) as asked:
            asks(pat, child, at=now)
        found.append(statements(asked))
    assert found[0] == found[1] == found[2]


def test_who_is_not_there_cannot_be_asked_about(pat: Practitioner, now: datetime) -> None:
    with pytest.raises(NotThere):
        asks(pat, uuid4(), at=now)
    with pytest.raises(Refused):
        asks(people.social_worker(lacks="clearance"), uuid4(), at=now)
