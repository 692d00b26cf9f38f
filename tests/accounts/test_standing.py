"""Access stops on the next request when anything lapsed, and the log says what (R-USER-1, SEC-13)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import access, roles
from accounts.middleware import client_address
from accounts.models import AccountState, Agreement, Clearance, Identity, Organisation, Practitioner, Stage, Training
from audit.models import Event
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import is_signed_in, last_event

pytestmark = pytest.mark.django_db


TAKEN_AWAY: dict[str, Callable[[Practitioner], object]] = {
    "account": lambda who: Practitioner.objects.update(account_state=AccountState.SUSPENDED),
    "invited": lambda who: Practitioner.objects.update(account_state=AccountState.INVITED),
    "unused": lambda who: Practitioner.objects.update(
        invited_at=timezone.now() - timedelta(days=90), last_used_at=timezone.now() - timedelta(days=90)
    ),
    "registry_closed": lambda who: people.closed(None),
    "organisation_closed": lambda who: people.closed(who.organisation),
    "identity": lambda who: Identity.objects.all().delete(),
    "clearance": lambda who: Clearance.objects.all().delete(),
    "training": lambda who: Training.objects.all().delete(),
    "agreement": lambda who: Agreement.objects.all().delete(),
    "second_factor": lambda who: Authenticator.objects.filter(type="totp").delete(),
    "stage": lambda who: Organisation.objects.update(stage=Stage.MANAGEMENT_TEAM),
}


OF_THE_MOMENT = {"account", "unused", "registry_closed", "organisation_closed"}  # see test_sign_in, test_switches


def test_every_lapse_that_there_is_is_tried_here() -> None:
    known = {thing.code for thing in vars(access).values() if isinstance(thing, access.Lapse)}
    assert known == set(TAKEN_AWAY)


@pytest.mark.parametrize("lapse", TAKEN_AWAY)
def test_what_lapses_stops_access_on_the_next_request(client: Client, lapse: str) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    assert is_signed_in(client)
    TAKEN_AWAY[lapse](pat)
    answer = client.get("/account")
    assert answer.status_code in (302, 403)
    assert pat.email not in answer.content.decode()
    event = last_event("access.refused")
    assert (event.actor, event.facts) == (pat.pk, {"lapses": [lapse]})
    assert event.address == "127.0.0.1"


@pytest.mark.parametrize("lapse", sorted(TAKEN_AWAY.keys() - OF_THE_MOMENT))
def test_what_was_always_missing_is_named_when_somebody_signs_in(client: Client, lapse: str) -> None:
    where = people.organisation("Leeds", "383", stage=Stage.SHIELDING) if lapse == "stage" else None
    people.sign_in(client, people.social_worker(lacks=lapse, where=where))
    answer = client.get("/account")
    assert last_event("access.refused").facts == {"lapses": [lapse]}
    if lapse in ("second_factor", "agreement", "invited"):
        assert answer["Location"] in ("/account/second-factor", "/account/rules", "/account/first-steps")
    else:
        assert answer.status_code == 403
        assert "0151" in answer.content.decode()
        assert "0808" in answer.content.decode()


@pytest.mark.parametrize("lapse", ["account", "clearance"])
def test_a_closed_account_and_an_ended_clearance_end_the_session_too(client: Client, lapse: str) -> None:
    people.sign_in(client, people.social_worker(lacks=lapse))
    assert client.get("/account").status_code == 403
    assert client.get("/account")["Location"].startswith("/sign-in")
    assert last_event("sign_in.ended").because == "lapsed"


def test_a_clearance_ends_at_midnight_in_london_on_its_third_anniversary(client: Client, clock: Clock) -> None:
    """No job runs: the hour alone decides, and London is an hour ahead of UTC in July."""
    clock.set("2009-07-09T22:50:00+00:00")
    pat = people.social_worker()
    Clearance.objects.update(issued_on="2006-07-10")
    people.sign_in(client, pat)
    clock.set("2009-07-09T22:59:59+00:00")
    assert is_signed_in(client)
    clock.set("2009-07-09T23:00:00+00:00")
    assert client.get("/account").status_code == 403
    assert last_event("access.refused").facts == {"lapses": ["clearance"]}


def test_without_a_second_factor_only_the_pages_that_set_one_up_are_open(client: Client) -> None:
    people.sign_in(client, people.social_worker(lacks="second_factor"))
    assert client.get("/account/second-factor").status_code == 200
    assert client.get("/account/second-factor/app").status_code == 200
    for path in ("/account", "/account/rules", "/account/password", "/account/second-factor/codes"):
        assert client.get(path)["Location"] == "/account/second-factor", path


def test_without_an_agreement_the_rules_are_asked_for_and_then_all_is_open(client: Client) -> None:
    ruth = people.social_worker(lacks="agreement")
    people.sign_in(client, ruth)
    assert client.get("/account")["Location"] == "/account/rules"
    assert "Confirm that you have read the rules" in client.post("/account/rules").content.decode()
    assert client.post("/account/rules", {"accepted": "on"})["Location"] == "/"
    assert is_signed_in(client)
    assert last_event("agreement.accepted").actor == ruth.pk


def test_an_agreement_to_an_older_version_does_not_count(client: Client) -> None:
    people.sign_in(client, people.social_worker())
    Agreement.objects.update(version="2008-06")
    assert client.get("/account")["Location"] == "/account/rules"


def test_several_lapses_are_all_named(client: Client) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    TAKEN_AWAY["training"](pat)
    TAKEN_AWAY["agreement"](pat)
    page = client.get("/account").content.decode()
    assert "You have not completed the mandatory training" in page
    assert last_event("access.refused").facts == {"lapses": ["training", "agreement"]}


@pytest.mark.urls("tests.accounts.refusing")
def test_a_refusal_stays_in_the_log_when_the_act_is_rolled_back(client: Client) -> None:
    pat = people.social_worker()
    people.sign_in(client, pat)
    answer = client.get("/lift")
    assert answer.status_code == 403
    assert "You cannot do this" in answer.content.decode()
    assert not Event.objects.filter(verb="test.begun").exists()
    event = last_event("access.refused")
    assert event.facts == {"lapses": [], "permission": "shield_children", "organisation": str(pat.organisation_id)}


@pytest.mark.urls("tests.accounts.refusing")
def test_whoever_holds_the_role_may_do_it(client: Client) -> None:
    people.sign_in(client, people.person("Shiv", "shielding_officer"))
    assert client.get("/lift").content == b"lifted"


def test_a_role_held_in_another_organisation_opens_nothing_here(client: Client) -> None:
    pat = people.social_worker()
    pat.groups.clear()
    roles.give(pat, "practitioner", people.manchester())
    people.sign_in(client, pat)
    assert client.get("/account").status_code == 403
    assert last_event("access.refused").facts == {"lapses": ["stage"]}


def test_nobody_can_be_a_superuser() -> None:
    pat = people.social_worker()
    with pytest.raises(IntegrityError, match="no_superusers"):
        Practitioner.objects.filter(pk=pat.pk).update(is_superuser=True)


@pytest.mark.parametrize(
    ("proxies", "said", "believed"),
    [(0, "198.51.100.7", "192.0.2.1"), (1, "10.0.0.1, 198.51.100.7", "198.51.100.7"), (2, "198.51.100.7", None)],
)
def test_where_a_request_came_from_is_believed_of_our_own_proxies_only(
    settings: object, proxies: int, said: str, believed: str | None
) -> None:
    settings.PROXIES = proxies  # type: ignore[attr-defined]
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": said})
    assert client_address(request) == believed


def test_what_is_dated_tomorrow_neither_counts_nor_hides_what_does() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    pat, new = people.social_worker(), people.social_worker(lacks="training")
    for person in (pat, new):
        Training.objects.create(practitioner=person, completed_on=tomorrow)
        Identity.objects.create(practitioner=person, verified_on=tomorrow)
    assert access.lapses(pat, at=timezone.now()) == ()
    assert access.lapses(new, at=timezone.now()) == (access.TRAINING,)
