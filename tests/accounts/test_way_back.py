"""The way back in at night: two named persons, one hour, one use, and never past a lapse (R-ORG-3, R-USER-4)."""

import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client, TestCase

from accounts import access, way_back
from accounts.access import NotYours, Refused
from accounts.granting import NotDone, give_role
from accounts.leaving import suspend_by_rule
from accounts.models import Because, Clearance, Kind, Practitioner, WayBack, WhatIsLost, WhyLost
from accounts.scope import OwnAccount
from accounts.way_back import LinkIsOver, ask, confirm, refuse, tokens, use, waiting_for
from contactpoint.jobs import queue
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import give_code, give_password, is_signed_in, last_event, sign_in_by_pages

pytestmark = pytest.mark.django_db
LONG = "three unrelated words and 7 apples"


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def abe(clock: Clock) -> Practitioner:
    return people.person("Abe", "account_administrator", at=clock.at)


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    return people.social_worker(at=clock.at)


def asked(pat: Practitioner, ada: Practitioner, clock: Clock, what: WhatIsLost = WhatIsLost.BOTH) -> WayBack:
    return ask(pat.pk, what, WhyLost.LOST, by=ada, at=clock.at)


def confirmed(pat: Practitioner, ada: Practitioner, abe: Practitioner, clock: Clock, **more: Any) -> WayBack:
    row = asked(pat, ada, clock, **more)
    confirm(row.pk, by=abe, at=clock.at)
    return row


def link(row: WayBack) -> str:
    return f"/come-back/{row.pk}/{token(row)}"


def token(row: WayBack) -> str:
    return tokens.make_token(Practitioner.objects.get(pk=row.practitioner_id))


def test_somebody_locked_out_is_let_back_in_by_two_people_at_three_in_the_morning(
    client: Client,
    clock: Clock,
    ada: Practitioner,
    abe: Practitioner,
    pat: Practitioner,
    mailoutbox: list[EmailMessage],
) -> None:
    clock.set("2009-06-07T03:00:00+01:00")
    sign_in_by_pages(client, pat)
    for _ in range(10):
        give_password(Client(), pat, "not the password")
    assert "You can try again at" in give_password(Client(), pat).content.decode()
    with TestCase.captureOnCommitCallbacks():
        confirmed(pat, ada, abe, clock)
    queue.run_due(at=clock.at)
    letter = next(mail for mail in mailoutbox if "way back" in mail.subject)
    assert letter.to == [pat.email]
    found = re.search(r"http://localhost:8000(/come-back/\S+)", str(letter.body))
    assert found
    phone = Client()
    assert phone.get(found[1])["Location"] == "/come-back"
    assert phone.post("/come-back", {"password": LONG, "again": LONG})["Location"] == "/sign-in"
    assert not is_signed_in(client)  # where somebody else may sit
    assert give_password(phone, pat, LONG).status_code == 302
    assert phone.get("/")["Location"] == "/account/second-factor"
    assert last_event("way_back.used").actor == pat.pk
    assert not Practitioner.objects.get(pk=pat.pk).check_password(people.PASSWORD)


def test_who_lost_the_phone_alone_keeps_the_password(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    row = confirmed(pat, ada, abe, clock, what=WhatIsLost.SECOND_FACTOR)
    client.get(link(row))
    assert client.get("/come-back").status_code == 200
    assert access.has_second_factor(pat)  # looking changes nothing
    assert client.post("/come-back").status_code == 302
    assert not access.has_second_factor(pat)
    give_password(client, pat)
    assert client.get("/")["Location"] == "/account/second-factor"


def test_who_forgot_the_password_alone_still_needs_the_code(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    row = confirmed(pat, ada, abe, clock, what=WhatIsLost.PASSWORD)
    client.get(link(row))
    client.post("/come-back", {"password": LONG, "again": LONG})
    give_password(client, pat, LONG)
    assert not is_signed_in(client)
    give_code(client, people.code(pat, at=clock.at))
    assert is_signed_in(client)


def test_a_password_that_others_would_try_first_is_refused_here_too(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    client.get(link(confirmed(pat, ada, abe, clock)))
    assert client.post("/come-back", {"password": "password1234", "again": "password1234"}).status_code == 422


def test_the_link_is_good_once(clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner) -> None:
    row = confirmed(pat, ada, abe, clock)
    secret = token(row)
    use(row.pk, secret, password=LONG, at=clock.at)
    with pytest.raises(LinkIsOver):
        use(row.pk, secret, password=LONG, at=clock.at)


def test_the_link_is_good_for_an_hour(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    row = confirmed(pat, ada, abe, clock)
    client.get(link(row))
    clock.pass_by(minutes=59, seconds=59)
    assert client.get("/come-back").status_code == 200
    clock.pass_by(seconds=1)
    assert client.get("/come-back").status_code == 410
    with pytest.raises(LinkIsOver):
        use(row.pk, token(row), password=LONG, at=clock.at)


def test_nothing_opens_before_it_is_confirmed(clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    row = asked(pat, ada, clock)
    with pytest.raises(LinkIsOver):
        use(row.pk, token(row), password=LONG, at=clock.at)


def test_an_older_link_opens_nothing_of_a_newer_way_back(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    old = confirmed(pat, ada, abe, clock)
    secret = token(old)
    clock.pass_by(hours=1)
    new = confirmed(pat, ada, abe, clock)
    for row in (old, new):
        with pytest.raises(LinkIsOver):
            use(row.pk, secret, password=LONG, at=clock.at)


def test_who_asked_does_not_confirm_and_nobody_lets_themselves_in(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    with pytest.raises(OwnAccount):
        asked(ada, ada, clock)
    row = asked(abe, ada, clock)
    for one in (ada, abe):
        with pytest.raises(NotYours):
            confirm(row.pk, by=one, at=clock.at)
    for names, by in (("two_confirm_a_way_back", ada), ("nobody_lets_themselves_back_in", abe)):
        with pytest.raises(IntegrityError, match=names), transaction.atomic():
            WayBack.objects.update(confirmed_by=by, confirmed_at=clock.at)


def test_the_line_manager_or_an_operator_may_be_the_second(clock: Clock, ada: Practitioner, pat: Practitioner) -> None:
    lena, tom = people.person("Lena", "practitioner", at=clock.at), people.person("Tom", "practitioner", at=clock.at)
    otto = people.person("Otto", "operator", where=people.national_team(), at=clock.at)
    mona = people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    Practitioner.objects.filter(pk=pat.pk).update(line_manager=lena)
    row = asked(pat, ada, clock)
    assert [bool(waiting_for(one, at=clock.at)) for one in (lena, otto, tom, mona)] == [True, True, False, False]
    for one in (tom, mona):
        with pytest.raises(NotYours):
            confirm(row.pk, by=one, at=clock.at)
    confirm(row.pk, by=lena, at=clock.at)
    assert last_event("way_back.confirmed").actor == lena.pk


def test_a_second_person_whose_clearance_has_ended_confirms_nothing(
    clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    lena = people.person("Lena", "practitioner", lacks="clearance", at=clock.at)
    Practitioner.objects.filter(pk=pat.pk).update(line_manager=lena)
    row = asked(pat, ada, clock)
    with pytest.raises(NotYours):
        confirm(row.pk, by=lena, at=clock.at)


def test_a_delegated_administrator_lets_the_practitioners_of_the_team_back_in_alone(
    clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    duty = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())
    dee = people.person("Dee", "readiness_lead", at=clock.at)
    give_role(dee.pk, "account_administrator", duty.pk, by=ada, at=clock.at)
    Practitioner.objects.filter(pk__in=[pat.pk, abe.pk]).update(team=duty)
    with pytest.raises(Refused):
        asked(abe, dee, clock)
    row = asked(abe, ada, clock)
    with pytest.raises(NotYours):
        confirm(row.pk, by=dee, at=clock.at)
    confirmed(pat, ada, dee, clock)


def test_no_clearance_is_skipped(clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner) -> None:
    """It runs out between the asking, the confirming and the use: nothing happens from then on (R-USER-1)."""
    last = Clearance.objects.get(practitioner=pat)
    with transaction.atomic():
        Clearance.objects.filter(pk=last.pk).update(issued_on="2006-06-03")
        with pytest.raises(NotDone, match="would still have no access"):
            asked(pat, ada, clock)
        transaction.set_rollback(True)
    row = confirmed(pat, ada, abe, clock)
    secret = token(row)
    Clearance.objects.filter(pk=last.pk).update(issued_on="2006-06-03")
    with pytest.raises(NotDone, match="would still have no access"):
        use(row.pk, secret, password=LONG, at=clock.at)
    assert Practitioner.objects.get(pk=pat.pk).check_password(people.PASSWORD)


def test_a_suspended_account_gets_nothing(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    row = confirmed(pat, ada, abe, clock)
    client.get(link(row))
    suspend_by_rule(pat, because=Because.SEVERE, at=clock.at, source="test")
    assert client.post("/come-back", {"password": LONG, "again": LONG}).status_code == 422
    tom = people.person("Tom", "practitioner", lacks="account", at=clock.at)
    with pytest.raises(NotDone, match="does not open it"):
        asked(tom, ada, clock)


def test_it_ends_with_those_who_gave_it(clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner) -> None:
    row = confirmed(pat, ada, abe, clock)
    suspend_by_rule(ada, because=Because.SEVERE, at=clock.at, source="test")
    with pytest.raises(NotDone, match="cannot let anybody back in any more"):
        use(row.pk, token(row), password=LONG, at=clock.at)


def test_a_second_person_may_refuse(clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner) -> None:
    row = asked(pat, ada, clock)
    refuse(row.pk, by=abe, at=clock.at)
    with pytest.raises(NotYours):
        confirm(row.pk, by=abe, at=clock.at)
    asked(pat, ada, clock)  # another may be asked for at once
    with pytest.raises(NotDone, match="asked for already"):
        asked(pat, ada, clock)


def test_everybody_concerned_is_told(clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner) -> None:
    lena = people.person("Lena", "practitioner", at=clock.at)
    Practitioner.objects.filter(pk=pat.pk).update(line_manager=lena)
    row = confirmed(Practitioner.objects.get(pk=pat.pk), ada, abe, clock)
    assert set(abe.notices.values_list("kind", flat=True)) == {"way_back_asked", "way_back_confirmed"}
    use(row.pk, token(row), password=LONG, at=clock.at)
    for one in (pat, ada, abe, lena):
        assert one.notices.filter(kind="way_back_used").count() == 1, one
    templates = list(pat.messages.order_by("asked_at").values_list("template", flat=True))
    assert sorted(templates) == ["news", "way_back"]


def test_the_pages_of_asking_and_confirming(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    people.sign_in(client, ada)
    where = f"/people/{pat.pk}/way-back"
    assert f'href="{where}"' in client.get(f"/people/{pat.pk}").content.decode()
    assert client.get(where)["Location"].startswith("/prove/")
    people.prove(client, ada)
    assert client.post(where, {"what": "both", "because": "lost"}).status_code == 422
    assert client.post(where, {"what": "both", "because": "lost", "known": "on"})["Location"] == "/way-back"
    assert "must confirm it within the hour" in client.get("/way-back").content.decode()
    row = WayBack.objects.get()
    assert client.get(f"/way-back/{row.pk}").status_code == 404  # the second person is another
    second = Client()
    people.sign_in(second, abe)
    people.prove(second, abe)
    assert "1 person to let back in" in second.get("/").content.decode()
    assert second.post(f"/way-back/{row.pk}", {}).status_code == 422
    assert second.post(f"/way-back/{row.pk}", {"known": "on"}).status_code == 303
    assert second.post(f"/way-back/{row.pk}", {"known": "on"}).status_code == 404
    assert WayBack.objects.get().confirmed_by == abe


def test_a_made_up_link_opens_nothing(
    client: Client, clock: Clock, ada: Practitioner, abe: Practitioner, pat: Practitioner
) -> None:
    row = confirmed(pat, ada, abe, clock)
    client.get(f"/come-back/{row.pk}/{way_back.tokens.make_token(ada)}")
    assert client.get("/come-back").status_code == 410
    assert client.post("/come-back", {"password": LONG, "again": LONG}).status_code == 410
