"""From the invitation to the active account: each step by the right person, nobody's own by themselves (R-USER-1)."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client, TestCase

from accounts import access, agreement, codes, joining, roles
from accounts.access import NotYours, Refused
from accounts.granting import NotDone, give_role, take_role
from accounts.joining import AlreadyHere, Newcomer, invite
from accounts.leaving import close, restore, suspend, suspend_by_rule
from accounts.models import AccountState, Because, Kind, Organisation, Practitioner
from accounts.moving import accept_transfer, propose_transfer
from accounts.scope import OwnAccount
from accounts.vetting import NotSeen, Seen, record_seen
from contactpoint.jobs import queue
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import give_password, is_signed_in, last_event, sign_in_by_pages

pytestmark = pytest.mark.django_db
LONG = "three unrelated words and 7 apples"


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    """Liverpool has three administrators."""
    for name in ("Abe", "Abi"):
        people.person(name, "account_administrator", at=clock.at)
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def mona(clock: Clock) -> Practitioner:
    return people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)


def newcomer(**more: Any) -> Newcomer:
    new = {"email": "Wilma.Worker@Example.org", "forename": "Wilma", "surname": "Worker", "job_title": "Social worker"}
    return Newcomer(**{**new, "role": "practitioner", "organisation": people.liverpool().pk, **more})


def everything(clock: Clock, number: str = "123456789012") -> Seen:
    today = clock.at.date()
    return Seen(today, number, date(today.year, 1, 1), today)


def link(person: Practitioner) -> str:
    return f"/invitation/{person.pk}/{joining.tokens.make_token(person)}"


def test_an_invited_person_becomes_active_by_the_last_step_whoever_does_it(
    client: Client, clock: Clock, ada: Practitioner
) -> None:
    wilma = invite(newcomer(), by=ada, at=clock.at)
    assert (wilma.email, wilma.account_state) == ("wilma.worker@example.org", AccountState.INVITED)
    assert client.get(link(wilma))["Location"] == "/welcome"
    assert client.post("/welcome", {"password": LONG, "again": LONG})["Location"] == "/sign-in"
    assert give_password(client, wilma, LONG).status_code == 302
    assert client.get("/")["Location"] == "/account/second-factor"
    codes.add_app(wilma, people.SECRET)
    assert client.get("/")["Location"] == "/account/rules"
    client.post("/account/rules", {"accepted": "on"})
    assert client.get("/")["Location"] == "/account/first-steps"
    page = client.get("/account/first-steps").content.decode()
    assert page.count("Not done") == 4  # identity, clearance, training, active
    record_seen(wilma.pk, everything(clock), by=ada, at=clock.at)
    assert client.get("/").status_code == 200
    assert last_event("practitioner.activated").actor == ada.pk


def test_the_link_of_an_invitation_works_once(client: Client, clock: Clock, ada: Practitioner) -> None:
    wilma = invite(newcomer(), by=ada, at=clock.at)
    address = link(wilma)
    client.get(address)
    client.post("/welcome", {"password": LONG, "again": LONG})
    again = Client()
    again.get(address)
    assert again.get("/welcome").status_code == 410
    assert again.post("/welcome", {"password": LONG + "!", "again": LONG + "!"}).status_code == 410
    assert Practitioner.objects.get(pk=wilma.pk).check_password(LONG)


def test_the_letter_leaves_after_ten_minutes_with_the_link(
    client: Client, clock: Clock, ada: Practitioner, mailoutbox: list[EmailMessage]
) -> None:
    with TestCase.captureOnCommitCallbacks():
        invite(newcomer(), by=ada, at=clock.at)
    queue.run_due(at=clock.at + timedelta(minutes=9, seconds=59))
    assert mailoutbox == []
    clock.pass_by(minutes=10)
    queue.run_due(at=clock.at)
    assert mailoutbox[0].to == ["wilma.worker@example.org"]
    found = re.search(r"http://localhost:8000(/invitation/\S+)", str(mailoutbox[0].body))
    assert found
    client.get(found[1])
    assert client.get("/welcome").status_code == 200


def test_an_older_link_is_over_when_another_letter_leaves(client: Client, clock: Clock, ada: Practitioner) -> None:
    wilma = invite(newcomer(), by=ada, at=clock.at)
    old = link(wilma)
    joining.invite_again(wilma.pk, by=ada, at=clock.at)
    client.get(old)
    assert client.get("/welcome").status_code == 410
    client.get(link(wilma))
    assert client.get("/welcome").status_code == 200


def test_a_withdrawn_invitation_opens_nothing(client: Client, clock: Clock, ada: Practitioner) -> None:
    wilma = invite(newcomer(), by=ada, at=clock.at)
    address = link(wilma)
    joining.withdraw(wilma.pk, by=ada, at=clock.at)
    client.get(address)
    assert client.get("/welcome").status_code == 410


def test_an_email_address_has_one_account(clock: Clock, ada: Practitioner, mona: Practitioner) -> None:
    invite(newcomer(), by=ada, at=clock.at)
    with pytest.raises(AlreadyHere, match="has an account already"):
        invite(newcomer(), by=ada, at=clock.at)
    with pytest.raises(AlreadyHere, match="another organisation"):
        invite(newcomer(organisation=people.manchester().pk), by=mona, at=clock.at)


def test_nobody_invites_into_another_organisation(clock: Clock, ada: Practitioner) -> None:
    with pytest.raises(Refused):
        invite(newcomer(organisation=people.manchester().pk), by=ada, at=clock.at)
    assert not Practitioner.objects.filter(forename="Wilma").exists()


@pytest.mark.parametrize("seen", [Seen(date(2009, 6, 4), "", None, None), Seen(None, "", None, date(2009, 6, 4))])
def test_what_was_seen_was_not_seen_tomorrow(clock: Clock, ada: Practitioner, seen: Seen) -> None:
    with pytest.raises(NotSeen):
        record_seen(people.social_worker(at=clock.at).pk, seen, by=ada, at=clock.at)


def test_an_old_disclosure_and_one_of_somebody_else_are_not_recorded(clock: Clock, ada: Practitioner) -> None:
    pat, tom = people.social_worker(at=clock.at), people.person("Tom", "practitioner", at=clock.at)
    with pytest.raises(NotSeen, match="last 3 years"):
        record_seen(pat.pk, Seen(None, "123456789012", date(2006, 6, 3), None), by=ada, at=clock.at)
    record_seen(pat.pk, Seen(None, "123456789012", date(2006, 6, 4), None), by=ada, at=clock.at)
    with pytest.raises(NotSeen, match="somebody else"):
        record_seen(tom.pk, Seen(None, "123456789012", date(2008, 6, 4), None), by=ada, at=clock.at)


def test_an_administrator_changes_nothing_of_the_own_account(clock: Clock, ada: Practitioner) -> None:
    own = ada.pk
    for act in (
        lambda: give_role(own, "practitioner", ada.organisation_id, by=ada, at=clock.at),
        lambda: take_role(own, "account_administrator", ada.organisation_id, by=ada, at=clock.at),
        lambda: record_seen(own, everything(clock), by=ada, at=clock.at),
        lambda: agreement.record_paper(own, by=ada, at=clock.at),
        lambda: suspend(own, because=Because.CONCERN, by=ada, at=clock.at),
        lambda: close(own, because=Because.LEFT, by=ada, at=clock.at),
        lambda: propose_transfer(own, people.manchester().pk, by=ada, at=clock.at),
    ):
        with pytest.raises(OwnAccount):
            act()


def test_a_neighbours_administrator_finds_nobody_here(clock: Clock, ada: Practitioner, mona: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    with pytest.raises(NotYours):
        suspend(pat.pk, because=Because.CONCERN, by=mona, at=clock.at)
    with pytest.raises(NotYours):
        give_role(pat.pk, "override", pat.organisation_id, by=mona, at=clock.at)


def test_duties_are_kept_apart(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    with pytest.raises(NotDone, match="at once"):
        give_role(pat.pk, "account_administrator", pat.organisation_id, by=ada, at=clock.at)
    give_role(pat.pk, "override", pat.organisation_id, by=ada, at=clock.at)
    with pytest.raises(Refused):  # a role of the national team
        give_role(pat.pk, "national_team", pat.organisation_id, by=ada, at=clock.at)


def test_an_organisation_keeps_two_administrators(clock: Clock) -> None:
    ada, abe, abi = (people.person(name, "account_administrator", at=clock.at) for name in ("Ada", "Abe", "Abi"))
    take_role(abi.pk, "account_administrator", abi.organisation_id, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="must keep 2 administrators"):
        take_role(abe.pk, "account_administrator", abe.organisation_id, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="must keep 2 administrators"):
        suspend(abe.pk, because=Because.CONCERN, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="must keep 2 administrators"):
        close(abe.pk, because=Because.LEFT, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="must keep 2 administrators"):
        propose_transfer(abe.pk, people.manchester().pk, by=ada, at=clock.at)
    suspend_by_rule(abe, because=Because.SEVERE, at=clock.at, source="test")  # safety comes first
    assert Practitioner.objects.get(pk=abe.pk).account_state == AccountState.SUSPENDED


def test_a_suspended_person_is_out_at_once_and_stays_out_of_the_old_sign_in_when_restored(
    client: Client, clock: Clock, ada: Practitioner
) -> None:
    pat = people.social_worker(at=clock.at)
    sign_in_by_pages(client, pat)
    assert is_signed_in(client)
    suspend(pat.pk, because=Because.CONCERN, by=ada, at=clock.at)
    restore(pat.pk, by=ada, at=clock.at)
    assert access.lapses(pat, at=clock.at) == ()
    assert not is_signed_in(client)


def test_a_closed_account_keeps_no_role_no_password_and_no_second_factor(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    close(pat.pk, because=Because.LEFT, by=ada, at=clock.at)
    left = Practitioner.objects.get(pk=pat.pk)
    assert roles.held(left) == ()
    assert not left.has_usable_password()
    assert not access.has_second_factor(left)


def test_who_comes_back_starts_over(clock: Clock, ada: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    close(pat.pk, because=Because.LEFT, by=ada, at=clock.at)
    joining.reopen(pat.pk, "practitioner", by=ada, at=clock.at)
    back = Practitioner.objects.get(pk=pat.pk)
    assert back.account_state == AccountState.INVITED
    assert access.SECOND_FACTOR in access.lapses(back, at=clock.at)


def test_a_transfer_takes_two_organisations_and_leaves_no_role_behind(
    client: Client, clock: Clock, ada: Practitioner, mona: Practitioner
) -> None:
    pat = people.person("Pat", "override", at=clock.at)
    sign_in_by_pages(client, pat)
    offer = propose_transfer(pat.pk, people.manchester().pk, by=ada, at=clock.at)
    with pytest.raises(NotYours):
        accept_transfer(offer.pk, "practitioner", by=ada, at=clock.at)
    accept_transfer(offer.pk, "practitioner", by=mona, at=clock.at)
    pat.refresh_from_db()
    assert pat.organisation == people.manchester()
    assert [role.code for role in roles.held(pat)] == ["practitioner"]
    assert not is_signed_in(client)
    with pytest.raises(NotYours):
        suspend(pat.pk, because=Because.CONCERN, by=ada, at=clock.at)


def team(of: Organisation) -> Organisation:
    return people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=of)


def test_a_delegated_administrator_looks_after_the_practitioners_of_the_team_alone(
    clock: Clock, ada: Practitioner
) -> None:
    duty = team(people.liverpool())
    dee = people.person("Dee", "readiness_lead", at=clock.at)
    give_role(dee.pk, "account_administrator", duty.pk, by=ada, at=clock.at)
    inside = invite(newcomer(team=duty.pk), by=dee, at=clock.at)
    suspend(inside.pk, because=Because.CONCERN, by=dee, at=clock.at)
    with pytest.raises(Refused):
        give_role(inside.pk, "override", people.liverpool().pk, by=dee, at=clock.at)
    with pytest.raises(Refused):
        invite(newcomer(email="other@example.org"), by=dee, at=clock.at)  # not into the team
    with pytest.raises(NotYours):
        suspend(people.social_worker(at=clock.at).pk, because=Because.CONCERN, by=dee, at=clock.at)
    Practitioner.objects.filter(pk=ada.pk).update(team=duty)
    with pytest.raises(Refused):  # an administrator of the whole is nobody's team member to suspend
        suspend(ada.pk, because=Because.CONCERN, by=dee, at=clock.at)


def test_the_early_adopters_take_no_more_practitioners_than_they_may(
    clock: Clock, ada: Practitioner, settings: Any
) -> None:
    settings.EARLY_ADOPTER_PRACTITIONERS = 1
    first, second = (_ready_but_for_the_clearance(name, clock) for name in ("One", "Two"))
    record_seen(first.pk, Seen(None, "123456789012", date(2009, 1, 1), None), by=ada, at=clock.at)
    record_seen(second.pk, Seen(None, "123456789013", date(2009, 1, 1), None), by=ada, at=clock.at)
    assert access.lapses(first, at=clock.at) == ()
    assert access.lapses(second, at=clock.at) == (access.INVITED,)


def _ready_but_for_the_clearance(name: str, clock: Clock) -> Practitioner:
    person = people.person(name, "practitioner", lacks="invited", at=clock.at)
    person.clearances.all().delete()
    return person


def test_an_account_that_slept_for_90_days_is_suspended_when_it_wakes(client: Client, clock: Clock) -> None:
    pat = people.social_worker(at=clock.at)
    clock.pass_by(days=89, hours=23)
    sign_in_by_pages(client, pat)
    assert is_signed_in(client)
    client.post("/sign-out")
    clock.pass_by(days=90)
    assert give_password(client, pat).status_code == 403
    assert Practitioner.objects.get(pk=pat.pk).account_state == AccountState.SUSPENDED
    assert last_event("practitioner.suspended").because == "unused"
