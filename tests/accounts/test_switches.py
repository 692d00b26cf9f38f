"""A switch closes one organisation, or the whole registry, to all its users at their next click (R-USER-6, SEC-16)."""

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import access, roles, switches
from accounts.access import Refused
from accounts.models import Closure, Practitioner
from accounts.switches import NotSwitched
from audit.log import words_of
from audit.models import Event
from tests import people
from tests.accounts.signing_in import give_password, is_signed_in, last_event, sign_in_by_pages

pytestmark = pytest.mark.django_db
BECAUSE = "A laptop was stolen"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def opal() -> Practitioner:
    return people.operator()


@pytest.fixture
def oscar() -> Practitioner:
    """Another operator than Opal."""
    return people.person("Oscar", "operator", where=people.national_team())


def visitor(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def test_fifty_sessions_in_two_organisations_of_which_one_is_closed(opal: Practitioner, now: datetime) -> None:
    """SEC-16."""
    liverpool = [visitor(people.social_worker()) for _ in range(25)]
    manchester = [visitor(people.health_visitor()) for _ in range(25)]
    assert all(is_signed_in(client) for client in liverpool + manchester)
    switches.close(people.liverpool(), because=BECAUSE, by=opal, at=now)
    before = Event.objects.filter(verb="access.refused").count()
    assert [client.get("/account").status_code for client in liverpool] == [403] * 25
    assert [client.get("/account").status_code for client in manchester] == [200] * 25
    assert Event.objects.filter(verb="access.refused").count() == before + 25
    assert last_event("access.refused").facts == {"lapses": ["organisation_closed"]}
    assert not any(is_signed_in(client) for client in liverpool), "their sessions have ended"


def test_the_whole_registry_is_closed_to_all_but_operators(opal: Practitioner, now: datetime) -> None:
    clients = [visitor(people.social_worker()), visitor(people.person("Ada", "account_administrator"))]
    by_opal = visitor(opal)
    switches.close(None, because=BECAUSE, by=opal, at=now)
    assert [client.get("/account").status_code for client in clients] == [403, 403]
    assert by_opal.get("/account").status_code == 200


def test_an_operator_who_could_also_see_children_is_closed_out(opal: Practitioner, now: datetime) -> None:
    """SEC-20: it is not that person's account that should open the registry again."""
    roles.give(opal, "practitioner", opal.organisation)
    people.closed(None, at=now)
    assert access.lapses(opal, at=now) == (access.REGISTRY_CLOSED,)


def test_the_page_says_what_happened_and_whom_to_ring_at_night_too(opal: Practitioner, now: datetime) -> None:
    """R-ORG-3."""
    client = visitor(people.social_worker())
    switches.close(None, because=BECAUSE, by=opal, at=now)
    page = client.get("/account").content.decode()
    assert "ContactPoint is closed to everybody at the moment" in page
    assert "This is not about you or your account" in page
    assert BECAUSE not in page
    for number in ("0151", "0808"):
        assert number in page


def test_who_signs_in_while_it_is_closed_gets_no_further(client: Client, now: datetime) -> None:
    pat = people.social_worker()
    people.closed(pat.organisation, at=now)
    sign_in_by_pages(client, pat)
    assert client.get("/account").status_code == 403
    assert last_event("sign_in.ended").because == "lapsed"
    assert give_password(client, pat, "not the password").status_code == 422
    assert last_event("sign_in.failed"), "the log is written as ever"


def test_a_job_that_acts_for_somebody_is_refused_too(now: datetime) -> None:
    ada = people.person("Ada", "account_administrator")
    access.require(ada, "manage_users", ada.organisation, at=now)
    people.closed(ada.organisation, at=now)
    with pytest.raises(Refused) as refusal:
        access.require(ada, "manage_users", ada.organisation, at=now)
    assert refusal.value.lapses == (access.ORGANISATION_CLOSED,)
    assert not ada.has_perm("accounts.manage_users", ada.organisation)


def test_opened_again_everybody_is_let_in(opal: Practitioner, oscar: Practitioner, now: datetime) -> None:
    closure = switches.close(None, because=BECAUSE, by=opal, at=now)
    client = visitor(people.social_worker())
    switches.reopen(closure.pk, because="It was found", by=oscar, at=now)
    assert is_signed_in(client)
    event = last_event("switch.reopened")
    assert (event.actor, event.facts["closed"], words_of(event)) == (oscar.pk, "everything", "It was found")


def test_who_closed_it_does_not_open_it(opal: Practitioner, now: datetime) -> None:
    closure = switches.close(None, because=BECAUSE, by=opal, at=now)
    with pytest.raises(NotSwitched, match="Another operator"):
        switches.reopen(closure.pk, because="Never mind", by=opal, at=now)
    with pytest.raises(IntegrityError, match="another_one_reopens"), transaction.atomic():
        Closure.objects.update(reopened_by=opal, reopened_at=now)


def test_only_an_operator_throws_a_switch(opal: Practitioner, now: datetime) -> None:
    ada = people.person("Ada", "account_administrator")
    closure = switches.close(people.manchester(), because=BECAUSE, by=opal, at=now)
    for act in (
        lambda: switches.close(ada.organisation, because=BECAUSE, by=ada, at=now),
        lambda: switches.reopen(closure.pk, because=BECAUSE, by=ada, at=now),
    ):
        with pytest.raises(Refused):
            act()


def test_it_is_closed_once_and_opened_once(opal: Practitioner, oscar: Practitioner, now: datetime) -> None:
    for what in (None, people.liverpool()):
        closure = switches.close(what, because=BECAUSE, by=opal, at=now)
        with pytest.raises(NotSwitched, match="is closed already"):
            switches.close(what, because=BECAUSE, by=oscar, at=now)
        switches.reopen(closure.pk, because="It was found", by=oscar, at=now)
        with pytest.raises(NotSwitched, match="open already"):
            switches.reopen(closure.pk, because="It was found", by=oscar, at=now)


def test_what_was_done_is_not_rewritten(opal: Practitioner, oscar: Practitioner, now: datetime) -> None:
    closure = switches.close(None, because=BECAUSE, by=opal, at=now)
    rows = Closure.objects.filter(pk=closure.pk)
    for rewrite in (rows.delete, lambda: rows.update(closed_by=oscar), lambda: rows.update(because="Other")):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            rewrite()
    switches.reopen(closure.pk, because="It was found", by=oscar, at=now)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        rows.update(reopened_at=None, reopened_by=None)


def test_asking_costs_no_query_more_than_before(now: datetime) -> None:
    """It is asked at every request: the switches ride along with the other facts."""
    pat = people.social_worker()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        access.lapses(pat, at=now)
    assert len([query for query in asked.captured_queries if "accounts_closure" in query["sql"]]) == 1
    assert len(asked) == 4


def test_an_operator_closes_and_another_opens_on_the_pages(opal: Practitioner, oscar: Practitioner) -> None:
    by_opal, by_oscar = Client(), Client()
    sign_in_by_pages(by_opal, opal)
    sent = {"what": str(people.liverpool().pk), "because": BECAUSE, "sure": "on"}
    page = by_opal.post("/switches", sent, follow=True).content.decode()
    assert "Closed: Liverpool" in page
    assert "another operator opens it again" in page
    closure = Closure.objects.get()
    assert "Another operator" in by_opal.post(f"/switches/{closure.pk}/reopen", {"because": "Found"}).content.decode()
    sign_in_by_pages(by_oscar, oscar)
    assert "Open it again" in by_oscar.get("/switches").content.decode()
    page = by_oscar.post(f"/switches/{closure.pk}/reopen", {"because": "Found"}, follow=True).content.decode()
    assert "Open again: Liverpool" in page
    assert "Nothing is closed" in page
    assert by_oscar.get(f"/switches/{closure.pk}/reopen").status_code == 404


def test_what_is_missing_is_said(client: Client, opal: Practitioner) -> None:
    sign_in_by_pages(client, opal)
    page = client.post("/switches").content.decode()
    for words in ("Select what to close", "Enter why it is closed", "Confirm that you know what happens to its users"):
        assert words in page
    client.post("/switches", {"what": "everything", "because": BECAUSE, "sure": "on"})
    again = client.post("/switches", {"what": "everything", "because": BECAUSE, "sure": "on"})
    assert "The whole registry is closed already" in again.content.decode()
    wrong = client.post("/switches", {"what": "liverpool", "because": BECAUSE, "sure": "on"})
    assert "Select what to close from the list" in wrong.content.decode()
    page = client.post(f"/switches/{Closure.objects.get().pk}/reopen").content.decode()
    assert "Enter why it can be opened again" in page


def test_the_pages_ask_who_it_is_again_and_let_nobody_else_in(opal: Practitioner) -> None:
    """SEC-14."""
    assert visitor(opal).get("/switches")["Location"].startswith("/prove/")
    assert visitor(people.social_worker()).get("/switches").status_code == 403
    assert visitor(people.person("Ada", "account_administrator")).post("/switches").status_code == 403


def run(command: str, who: str, **more: Any) -> str:
    call_command(command, email=who, because=BECAUSE, stdout=(said := StringIO()), **more)
    return said.getvalue()


def test_the_commands_act_as_a_named_operator(opal: Practitioner, oscar: Practitioner) -> None:
    """R-USER-8."""
    people.liverpool()
    assert "Liverpool is closed" in run("close_registry", opal.email, organisation="341")
    assert last_event("switch.closed").actor == opal.pk
    with pytest.raises(CommandError, match="Another operator"):
        run("reopen_registry", opal.email, organisation="341")
    assert "Liverpool is open again" in run("reopen_registry", oscar.email, organisation="341")
    assert "The whole registry is closed" in run("close_registry", opal.email)
    assert "The whole registry is open again" in run("reopen_registry", oscar.email)


def test_the_commands_refuse_whoever_may_not_and_write_it_down() -> None:
    """R-USER-8."""
    pat, lapsed = people.social_worker(), people.operator(lacks="clearance")
    for who in (pat, lapsed):
        with pytest.raises(CommandError, match="may not operate"):
            run("close_registry", who.email)
        event = last_event("access.refused")
        assert (event.actor, event.source) == (who.pk, "close_registry")
    assert event.facts == {"permission": "operate", "lapses": ["clearance"]}
    with pytest.raises(CommandError, match="Nobody has an account"):
        run("reopen_registry", "nobody@example.org")
    assert words_of(last_event("access.refused")) == "nobody@example.org"
    assert not Closure.objects.exists()


def test_the_commands_say_what_they_cannot_find(opal: Practitioner) -> None:
    people.school()
    with pytest.raises(CommandError, match="0 organisations that give access"):
        run("close_registry", opal.email, organisation="3412001")
    with pytest.raises(CommandError, match="open already"):
        run("reopen_registry", opal.email)
