"""The responsible team asks, a service decides, and chooses what is told of it (R-INV-2)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta

from accounts import roles
from accounts.access import NotYours
from accounts.models import AccountState, Notice, Practitioner
from audit.models import Event
from registry.archiving import archive_due
from registry.disclosure import NotThere
from registry.involving import end_involvement
from registry.models import Child, WhoWithdrew
from registry.withdrawing import withdraw_own
from shielding import answering, asking_services, checking
from shielding.answering import Given, Tell
from shielding.contact_queue import queue_of, waiting_for
from shielding.models import Answer, ContactRequest, ServiceAsked, Urgency
from shielding.requesting import NO_CONTACT
from shielding.times import ANSWER_TODAY
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
)

pytestmark = pytest.mark.django_db


def everybody_asked(request: ContactRequest, by: Practitioner, at: datetime) -> dict[str, ServiceAsked]:
    """By the service's name."""
    keys = [one.key for one in asking_services.open_to_broker(request.pk, by=by, at=at).to_ask]
    asking_services.ask_services(request.pk, keys, by=by, at=at)
    opened = asking_services.open_to_broker(request.pk, by=by, at=at)
    return {one.service.service: ServiceAsked.objects.get(pk=one.id) for one in opened.asked}


def test_the_responsible_team_sees_every_service_the_sensitive_ones_first(
    pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    """R-SHIELD-5: also what a shield hides; the look is given, and in the log."""
    child = children.john(at=now, services=(*children.JOHN.services, *TWO_SENSITIVE))
    children.shield(child, at=now)
    opened = asking_services.open_to_broker(asks(pat, child, at=now).pk, by=shona, at=now)
    assert [(one.service, one.sensitive) for one in opened.to_ask] == [
        ("Young people’s clinic", True),
        ("Young people’s drug service", True),
        ("School", False),
        ("GP practice", False),
        ("Children’s social care", False),
    ]
    assert opened.why == WHY
    look = Event.objects.get(verb="child.opened", actor=shona.pk)
    assert (look.because, look.facts["groups"]) == ("contact_request", ["heading", "services"])


def test_the_asker_s_own_team_sees_no_service_no_reason_and_no_authority(
    pat: Practitioner, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    """R-SHIELD-1."""
    child = children.child(at=now, area=people.manchester())
    children.shield(child, at=now)
    request = asks(pat, child, at=now)
    opened = asking_services.open_to_check(request.pk, by=shona, at=now)
    assert opened.child.name == "John Peter Smith"
    assert opened.asker.call_back == CALL_BACK
    words = repr(opened)
    for hidden in (*children.HIDDEN, "Manchester", WHY, "Okafor"):
        assert hidden not in words, hidden
    with pytest.raises(NotThere):
        asking_services.open_to_broker(request.pk, by=shona, at=now)
    with pytest.raises(NotThere):  # nor does the responsible team, before it is passed on
        asking_services.open_to_broker(request.pk, by=mark, at=now)


def test_nobody_else_sees_a_request(john: UUID, pat: Practitioner, mark: Practitioner, now: datetime) -> None:
    request = asks(pat, john, at=now)
    for who, refusal in ((mark, NotThere), (pat, NotYours), (people.person("Dora", "data_officer"), NotYours)):
        for way in (asking_services.open_to_broker, asking_services.open_to_check, checking.check):
            with pytest.raises(refusal):
                way(request.pk, by=who, at=now)
    assert waiting_for(pat, at=now) == []


def test_an_officer_decides_nothing_about_the_own_request(john: UUID, shona: Practitioner, now: datetime) -> None:
    """R-USER-3: Sheila searches too; a colleague is asked, and Simon is there."""
    sheila = people.person("Sheila", "shielding_officer")
    roles.give(sheila, "practitioner", people.liverpool())
    request = asks(sheila, john, at=now)
    assert queue_of(sheila, at=now).rows == ()
    with pytest.raises(NotThere):
        checking.check(request.pk, by=sheila, at=now)
    assert not Notice.objects.filter(practitioner=sheila).exists()
    checking.check(request.pk, by=shona, at=now)


def test_a_practitioner_is_told_without_a_word_about_the_child(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    connie = counsellor()
    counsels(connie, john, at=now)
    asked = everybody_asked(asks(pat, john, at=now), shona, now)["Drug counselling"]
    notice = Notice.objects.get(practitioner=connie)
    assert (notice.kind, notice.facts, notice.path) == ("service_asked", {}, f"/requests/asked/{asked.pk}")
    opened = answering.open_to_answer(asked.pk, by=connie, at=now)
    assert (opened.child.name, opened.why, opened.asker.name) == ("John Peter Smith", WHY, "Pat Example")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Given(Answer.CONTACTS), f"A professional will ring you on {CALL_BACK}"),
        (Given(Answer.CONTACTS, frozenset({Tell.KIND})), f"A health professional will ring you on {CALL_BACK}"),
        (
            Given(Answer.DETAILS, frozenset({Tell.NAME, Tell.SERVICE}), "0151 496 0099"),
            "Connie Example, Drug counselling, Liverpool: ring 0151 496 0099",
        ),
        (Given(Answer.DETAILS, phone="0151 496 0099"), "A professional: ring 0151 496 0099"),
        (Given(Answer.DECLINED, frozenset(Tell), "0151 496 0099"), NO_CONTACT),
    ],
)
def test_the_asker_is_told_what_the_service_chose_and_nothing_else(
    given: Given, told: str, john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    connie = counsellor()
    counsels(connie, john, at=now)
    answering.answer(
        everybody_asked(asks(pat, john, at=now), shona, now)["Drug counselling"].pk, given, by=connie, at=now
    )
    assert reads(pat, at=now + ANSWER_TODAY).answers == (told,)


def test_several_answers_stand_in_the_order_of_their_words(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    asked = everybody_asked(asks(pat, john, at=now), shona, now)
    for service in ("School", "GP practice"):
        given = Given(Answer.DETAILS, frozenset({Tell.SERVICE}), "0151 496 0011")
        answering.record_answer(asked[service].pk, given, by=shona, at=now)
    assert reads(pat, at=now + ANSWER_TODAY).answers == (
        "GP practice, Sefton Park Surgery: ring 0151 496 0011",
        "School, Mossley Hill School: ring 0151 496 0011",
    )


def test_an_officer_rings_a_service_without_an_account_and_records_its_answer(
    pat: Practitioner, shona: Practitioner, mark: Practitioner, now: datetime
) -> None:
    child = children.john(at=now, services=TWO_SENSITIVE, settings=(), practice=None)
    asked = everybody_asked(asks(pat, child, at=now), shona, now)
    assert [one.step for one in queue_of(shona, at=now).rows] == ["ring"]
    assert answering.open_to_record(asked["Young people’s clinic"].pk, by=shona, at=now).service.phone
    with pytest.raises(NotThere):
        answering.open_to_record(asked["Young people’s clinic"].pk, by=mark, at=now)
    for one in asked.values():
        answering.record_answer(one.pk, Given(Answer.DECLINED), by=shona, at=now)
    assert [one.step for one in queue_of(shona, at=now).rows] == ["wait"]
    assert waiting_for(shona, at=now) == [("Requests for contact", "/shielding/contact-requests", 0)]
    assert Event.objects.filter(verb="service.answered", actor=shona.pk).count() == 2


def test_an_officer_answers_for_nobody_who_can_answer_themselves(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    connie, rae = counsellor(), people.person("Rae", "practitioner")
    counsels(connie, john, at=now)
    counsels(rae, john, at=now)
    Practitioner.objects.filter(pk=rae.pk).update(account_state=AccountState.SUSPENDED)
    request = asks(pat, john, at=now)
    everybody_asked(request, shona, now)
    with pytest.raises(NotThere):
        answering.open_to_record(ServiceAsked.objects.get(practitioner=connie).pk, by=shona, at=now)
    assert not ServiceAsked.objects.filter(practitioner=rae).exists()  # it is rung instead
    assert request.services.filter(practitioner=None, involvement__isnull=False).count() == 2


def test_nobody_is_asked_about_themselves(john: UUID, pat: Practitioner, shona: Practitioner, now: datetime) -> None:
    counsels(pat, john, at=now)
    opened = asking_services.open_to_broker(asks(pat, john, at=now).pk, by=shona, at=now)
    assert "Drug counselling" not in [one.service for one in opened.to_ask]


def test_a_service_is_asked_once_and_answers_once(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    connie = counsellor()
    counsels(connie, john, at=now)
    request = asks(pat, john, at=now)
    hers = everybody_asked(request, shona, now)["Drug counselling"]
    key = f"involvement|{hers.involvement}"
    asking_services.ask_services(request.pk, [key], by=shona, at=now)
    assert Notice.objects.filter(practitioner=connie).count() == 1
    answering.answer(hers.pk, Given(Answer.DECLINED), by=connie, at=now)
    with pytest.raises(NotThere):
        answering.answer(hers.pk, Given(Answer.CONTACTS), by=connie, at=now)


def test_only_the_practitioner_who_works_with_the_child_answers_and_in_time(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    connie = counsellor()
    mine = counsels(connie, john, at=now)
    asked = everybody_asked(asks(pat, john, at=now), shona, now)["Drug counselling"]
    for who, at in ((pat, now), (connie, now + ANSWER_TODAY)):
        with pytest.raises(NotThere):
            answering.open_to_answer(asked.pk, by=who, at=at)
    end_involvement(mine, on=now.date(), because="Moved on", by=connie, at=now)
    with pytest.raises(NotThere):
        answering.answer(asked.pk, Given(Answer.CONTACTS), by=connie, at=now)


def test_an_answer_is_sealed(john: UUID, pat: Practitioner, shona: Practitioner, now: datetime) -> None:
    """R-SHIELD-7."""
    asked = everybody_asked(asks(pat, john, at=now), shona, now)["School"]
    answering.record_answer(asked.pk, Given(Answer.CONTACTS, frozenset({Tell.SERVICE})), by=shona, at=now)
    row = ServiceAsked.objects.get(pk=asked.pk)
    for kept in (row.service, row.told, row.service_token):
        assert b"Mossley" not in bytes(kept or b"")
        assert b"100001" not in bytes(kept or b"")


def test_consent_that_is_withdrawn_takes_an_answer_back_before_it_is_told(
    john: UUID, pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    """R-INV-2: withdrawn consent ends it at once."""
    connie = counsellor()
    mine = counsels(connie, john, at=now)
    asked = everybody_asked(asks(pat, john, at=now), shona, now)["Drug counselling"]
    answering.answer(asked.pk, Given(Answer.CONTACTS), by=connie, at=now)
    withdraw_own(mine, who=WhoWithdrew.CHILD, by=connie, at=now)
    assert reads(pat, at=now + ANSWER_TODAY).answers == (NO_CONTACT,)


def test_the_urgent_come_first_then_the_oldest(pat: Practitioner, shona: Practitioner, now: datetime) -> None:
    """And at the end what waits for a service."""
    oldest, urgent, newest, waits = (children.john(at=now) for _ in range(4))
    connie = counsellor()
    counsels(connie, waits, at=now)
    rows = {
        "waits": asks(pat, waits, at=now - timedelta(hours=3)),
        "newest": asks(pat, newest, at=now, urgency=Urgency.WEEK),
        "oldest": asks(pat, oldest, at=now - timedelta(hours=2), urgency=Urgency.WEEK),
        "urgent": asks(pat, urgent, at=now),
    }
    opened = asking_services.open_to_broker(rows["waits"].pk, by=shona, at=now)
    hers = [one.key for one in opened.to_ask if one.practitioner]
    asking_services.ask_services(rows["waits"].pk, hers, by=shona, at=now)
    names = {row.pk: name for name, row in rows.items()}
    assert [names[one.id] for one in queue_of(shona, at=now).rows] == ["urgent", "oldest", "newest", "waits"]
    assert queue_of(shona, at=now).to_do == 3


def test_a_request_about_a_record_that_goes_to_the_archive_ends_at_its_moment_like_one_that_found_nobody(
    pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    """R-REC-5: nobody asks there any more, an answer that came is taken back, and nothing is told before it is due."""
    child, connie = children.john(at=now), counsellor()
    counsels(connie, child, at=now)
    request = asks(pat, child, at=now)
    asked = everybody_asked(request, shona, now)["Drug counselling"]
    answering.answer(asked.pk, Given(Answer.CONTACTS, frozenset({Tell.NAME})), by=connie, at=now)
    Child.objects.filter(pk=child).update(date_of_birth=now.date() - relativedelta(years=18))
    assert archive_due(at=now) == 1
    assert queue_of(shona, at=now).rows == ()
    with pytest.raises(NotThere):
        asking_services.open_to_broker(request.pk, by=shona, at=now)
    assert not ServiceAsked.objects.exclude(answer=Answer.DECLINED, told=None).exists()
    assert reads(pat, at=now).answers == ()
    assert reads(pat, at=now + ANSWER_TODAY).answers == (NO_CONTACT,)


def test_no_team_is_told_of_a_request_that_is_passed_on_about_a_record_in_the_archive(
    pat: Practitioner, shona: Practitioner, now: datetime
) -> None:
    child = children.child(at=now, area=people.manchester())
    people.person("Mona", "shielding_officer", where=people.manchester())
    request = asks(pat, child, at=now)
    checking.check(request.pk, by=shona, at=now)
    Child.objects.filter(pk=child).update(date_of_birth=now.date() - relativedelta(years=18))
    assert archive_due(at=now) == 1
    checking.tell_responsible(request.pk, at=now)
    assert not Notice.objects.filter(practitioner__forename="Mona").exists()
