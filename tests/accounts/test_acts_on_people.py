"""Each act on an account, by the right person, on the own account, and by a neighbour (R-USER-1, 3 and 4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import roles
from accounts.comparing import postcode_token
from accounts.models import AccountState, Clearance, Practitioner, Transfer
from accounts.moving import propose_transfer
from accounts.vetting import Seen, vet
from audit.log import words_of
from audit.models import Event
from contactpoint.jobs import queue
from tests import people
from tests.accounts.administering import act, page, sign_in_with_fresh_factor, state, three_administrators, when
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import is_signed_in, last_event, sign_in_by_pages

pytestmark = pytest.mark.django_db
WILMA = {
    "email": "wilma@example.org",
    "forename": "Wilma",
    "surname": "Worker",
    "job_title": "Social worker",
    "phone": "0151 496 0007",
    "role": "practitioner",
}


@pytest.fixture
def ada(client: Client, clock: Clock) -> Practitioner:
    made = three_administrators()
    sign_in_with_fresh_factor(client, made)
    return made


@pytest.fixture
def pat(ada: Practitioner) -> Practitioner:
    return people.social_worker()


def wilma(**more: Any) -> dict[str, Any]:
    return {**WILMA, "employer": str(people.liverpool().pk), **more}


def test_somebody_is_invited_and_the_ten_minutes_are_told(client: Client, ada: Practitioner) -> None:
    shown = act(client, "/people/invite", **wilma(line_manager=people.person("Lin", "practitioner").email))
    assert "The letter leaves in 10 minutes" in shown
    assert "The letter leaves at 9:10am" in shown
    made = Practitioner.objects.get(email="wilma@example.org")
    assert made.line_manager
    assert made.line_manager.forename == "Lin"
    assert (made.employer, made.organisation) == (people.liverpool(), people.liverpool())


def test_an_invitation_says_at_its_box_what_is_wrong(client: Client, ada: Practitioner) -> None:
    answer = client.post("/people/invite", wilma(email="wilma", role="", line_manager="nobody@example.org"))
    assert answer.status_code == 422
    for words in ("name@example.com", "Select a role"):
        assert words in answer.content.decode()
    answer = client.post("/people/invite", wilma(line_manager="nobody@example.org"))
    assert "Enter the email address of a colleague whose account is active" in answer.content.decode()
    assert not Practitioner.objects.filter(forename="Wilma").exists()
    answer = client.post("/people/invite", wilma(email=ada.email))
    assert "Ada Example has an account already" in answer.content.decode()


def test_an_invitation_is_sent_again_and_withdrawn_before_anybody_is_told(
    client: Client, clock: Clock, ada: Practitioner, mailoutbox: list[Any]
) -> None:
    act(client, "/people/invite", **wilma())
    made = Practitioner.objects.get(email="wilma@example.org")
    assert "The letter to Wilma Worker leaves in 10 minutes" in act(client, f"/people/{made.pk}/send-again")
    assert "is withdrawn" in act(client, f"/people/{made.pk}/withdraw")
    clock.pass_by(minutes=11)
    queue.run_due(at=clock.at)
    assert mailoutbox == []
    assert state(made) == AccountState.CLOSED


def test_what_was_seen_is_recorded_with_a_token_of_the_postcode_alone(
    client: Client, clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    today = clock.at.date()
    answers = {
        **when("identity_on", today),
        "home_postcode": "l18 5te",
        "disclosure_number": "1234 5678 9012",
        **when("issued_on", date(2009, 1, 5)),
        **when("trained_on", date(2009, 2, 6)),
    }
    shown = act(client, f"/people/{pat.pk}/seen", **answers)
    assert "•••• •••• 9012, issued 5 January 2009" in shown
    assert "123456789012" not in shown
    seen = Clearance.objects.get(disclosure_number="123456789012")
    assert (seen.practitioner, seen.seen_by, seen.seen_at) == (pat, ada, clock.at)
    kept = Practitioner.objects.get(pk=pat.pk).home_postcode_token
    assert bytes(kept or b"") == postcode_token("L18 5TE")
    for event in Event.objects.all():
        assert "L18" not in str(event.facts)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Enter the date of at least one thing that you have seen"),
        ({"disclosure_number": "123456789012"}, "Enter the date the check was issued"),
        ({"disclosure_number": "12345", **when("issued_on", date(2009, 1, 5))}, "must be 12 numbers"),
        (when("issued_on", date(2009, 1, 5)), "Enter the disclosure number"),
        (
            {"disclosure_number": "123456789012", **when("issued_on", date(2006, 6, 3))},
            "Check must have been issued in the last 3 years",
        ),
        (when("identity_on", date(2009, 6, 4)), "Date of the identity check must be today or in the past"),
        ({"home_postcode": "L18 5TE"}, "Enter the date of the identity check"),
    ],
)
def test_what_cannot_have_been_seen_is_not_recorded(
    client: Client, pat: Practitioner, answers: dict[str, str], words: str
) -> None:
    before = Event.objects.filter(verb="practitioner.vetted").count()
    answer = client.post(f"/people/{pat.pk}/seen", answers)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Event.objects.filter(verb="practitioner.vetted").count() == before


def test_a_wrong_disclosure_leaves_no_half_recorded_identity(client: Client, clock: Clock, pat: Practitioner) -> None:
    other = people.person("Tom", "practitioner")
    vet(other, Seen(None, "123456789012", date(2009, 1, 5), None), by=None, at=clock.at)
    identity = when("identity_on", clock.at.date())
    answers = {**identity, "disclosure_number": "123456789012", **when("issued_on", date(2009, 1, 5))}
    answer = client.post(f"/people/{pat.pk}/seen", {**answers, "home_postcode": "L18 5TE"})
    assert "recorded for somebody else" in answer.content.decode()
    assert not pat.identities.filter(verified_on=clock.at.date()).exists()
    assert Practitioner.objects.get(pk=pat.pk).home_postcode_token is None


def test_the_signed_paper_is_the_last_step(client: Client, ada: Practitioner) -> None:
    ruth = people.person("Ruth", "practitioner", lacks="agreement")
    Practitioner.objects.filter(pk=ruth.pk).update(account_state=AccountState.INVITED)
    assert "The account is active" in act(client, f"/people/{ruth.pk}/paper")
    assert state(ruth) == AccountState.ACTIVE


def test_particulars_are_changed(client: Client, pat: Practitioner) -> None:
    duty = people.organisation("Duty team", "T1", kind="team", parent=people.liverpool())
    now = wilma(surname="Married", team=str(duty.pk), employer=str(people.school().pk))
    shown = act(client, f"/people/{pat.pk}/particulars", **now)
    assert "Wilma Married" in shown
    assert "Mossley Hill School" in shown
    changed = last_event("practitioner.changed").facts["changed"]
    assert {"surname", "team", "employer", "phone"} <= set(changed)


def test_a_role_is_given_and_taken_with_its_words(client: Client, pat: Practitioner) -> None:
    form = page(client, f"/people/{pat.pk}/roles")
    assert "review who looked at which record, and why" in form
    shown = act(client, f"/people/{pat.pk}/roles", role="auditor")
    assert "Review the own accesses" in shown
    assert roles.Auditor in roles.held(pat)
    act(client, f"/people/{pat.pk}/roles/auditor/{pat.organisation_id}")
    assert roles.Auditor not in roles.held(pat)


def test_duties_that_do_not_go_together_are_refused_in_words(client: Client, pat: Practitioner) -> None:
    answer = client.post(f"/people/{pat.pk}/roles", {"role": "account_administrator"})
    assert "Nobody can be account administrator and practitioner at once" in answer.content.decode()


ROLE_PAGES = ("/people/{pk}/roles", "/people/{pk}/roles/practitioner/{where}", "/people/{pk}/open-again")
EXPORTS = ("/people/export", "/people/expiring/export")


@pytest.mark.parametrize("address", [*ROLE_PAGES, *EXPORTS])
def test_roles_and_files_ask_for_the_second_factor_first(pat: Practitioner, ada: Practitioner, address: str) -> None:
    client = Client()
    people.sign_in(client, ada)
    answer = client.get(address.format(pk=pat.pk, where=pat.organisation_id))
    assert answer["Location"].startswith("/prove/")


def test_a_suspended_person_is_out_at_once_and_the_note_is_kept_sealed(
    client: Client, ada: Practitioner, pat: Practitioner
) -> None:
    theirs = Client()
    sign_in_by_pages(theirs, pat)
    assert "Select why the account is suspended" in client.post(f"/people/{pat.pk}/suspend", {}).content.decode()
    shown = act(client, f"/people/{pat.pk}/suspend", because="concern", note="Shared the password")
    assert "Pat Example is suspended and signed out" in shown
    assert not is_signed_in(theirs)
    event = last_event("practitioner.suspended")
    assert (event.because, words_of(event)) == ("concern", "Shared the password")
    assert "Shared the password" in shown
    assert "Concern about how the account is used" in shown


def test_a_restored_person_is_back_if_every_step_is_in_place(client: Client, clock: Clock, pat: Practitioner) -> None:
    act(client, f"/people/{pat.pk}/suspend", because="long_absence")
    assert "can use the service again" in act(client, f"/people/{pat.pk}/restore")
    act(client, f"/people/{pat.pk}/suspend", because="long_absence")
    pat.trainings.all().delete()
    assert "when the steps that are left are done" in act(client, f"/people/{pat.pk}/restore")
    assert state(pat) == AccountState.INVITED


def test_an_account_is_closed_and_opened_again(client: Client, pat: Practitioner) -> None:
    assert "account is closed" in act(client, f"/people/{pat.pk}/close", because="left")
    assert state(pat) == AccountState.CLOSED
    assert "is open again" in act(client, f"/people/{pat.pk}/open-again", role="practitioner")
    assert state(pat) == AccountState.INVITED


def test_the_work_of_a_closed_account_goes_to_nobody_else(client: Client, pat: Practitioner) -> None:
    hana = people.health_visitor()
    answer = client.post(f"/people/{pat.pk}/close", {"because": "left", "colleague": hana.email})
    assert "Enter the email address of a colleague" in answer.content.decode()
    assert state(pat) == AccountState.ACTIVE


def test_a_transfer_is_proposed_accepted_and_refused(client: Client, ada: Practitioner, pat: Practitioner) -> None:
    tom = people.person("Tom", "practitioner")
    to = str(people.manchester().pk)
    assert "waits for the other organisation" in act(client, f"/people/{pat.pk}/transfer", organisation=to)
    act(client, f"/people/{tom.pk}/transfer", organisation=to)
    theirs = Client()
    sign_in_with_fresh_factor(theirs, people.person("Mona", "account_administrator", where=people.manchester()))
    assert "Pat Example" in page(theirs, "/people/transfers")
    first, second = Transfer.objects.order_by("pk")
    assert "works for Manchester now" in act(theirs, f"/people/transfers/{first.pk}/accept", role="override")
    pat.refresh_from_db()
    assert pat.organisation == people.manchester()
    assert "is refused" in act(theirs, f"/people/transfers/{second.pk}/refuse")
    page(client, f"/people/{pat.pk}", status=404)


def test_a_transfer_is_withdrawn(client: Client, pat: Practitioner) -> None:
    act(client, f"/people/{pat.pk}/transfer", organisation=str(people.manchester().pk))
    assert "is withdrawn" in act(client, f"/people/{pat.pk}/transfer/withdraw")
    assert Transfer.objects.filter(ended_at=None).count() == 0


def test_only_the_organisation_that_is_asked_decides_a_transfer(
    client: Client, clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    offered = propose_transfer(pat.pk, people.manchester().pk, by=ada, at=clock.at)
    for way in ("accept", "refuse"):
        page(client, f"/people/transfers/{offered.pk}/{way}", status=404)
        assert client.post(f"/people/transfers/{offered.pk}/{way}", {"role": "practitioner"}).status_code == 404
    assert last_event("access.refused").actor == ada.pk
    assert Transfer.objects.filter(ended_at=None).exists()


def test_the_own_page_is_read_and_says_why_nothing_can_be_done(client: Client, ada: Practitioner) -> None:
    shown = page(client, f"/people/{ada.pk}")
    assert "nobody changes anything of the own account" in shown
    assert f"/people/{ada.pk}/" not in shown


def test_the_page_of_a_person_counts_searches_and_never_names_a_child(
    client: Client, clock: Clock, ada: Practitioner, pat: Practitioner
) -> None:
    number = "9999999999"
    for days, times in ((0, 4), (20, 3), (50, 3), (80, 3), (300, 50)):
        Event.objects.bulk_create(
            Event(verb="search.run", actor=pat.pk, at=clock.at - timedelta(days=days)) for _ in range(times)
        )
    Event.objects.create(verb="child.opened", actor=pat.pk, at=clock.at, child_number=number)
    shown = page(client, f"/people/{pat.pk}")
    assert "4; usually 3 in a month" in shown
    assert number not in shown
    assert "child.opened" not in shown
    assert "Searches this month" not in page(client, f"/people/{ada.pk}")  # who searches for no child


def test_the_history_says_who_did_what_to_the_account(client: Client, ada: Practitioner, pat: Practitioner) -> None:
    act(client, f"/people/{pat.pk}/roles", role="auditor")
    assert "Role given" in page(client, f"/people/{pat.pk}")
    theirs = page(client, f"/people/{ada.pk}")
    assert "Role given: Pat Example" in theirs
    assert timezone.localtime(last_event("role.given").at).strftime("%Y-%m-%dT%H:%M") in theirs
