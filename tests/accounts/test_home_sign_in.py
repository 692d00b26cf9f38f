"""A home organisation's word stands for the password and for nothing else (R-USER-1, R-USER-4, SEC-14, SEC-15)."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from playwright.sync_api import Browser

from accounts.models import AccountState, Practitioner
from audit.models import Event
from tests import people
from tests.accounts.coming_home import GO, LIVERPOOL, come_home, of, refused_because
from tests.accounts.home_stub import Home
from tests.accounts.signing_in import give_code, give_password, is_signed_in, last_event, verbs
from tests.accounts.test_pages import look
from tests.browser import WIDTHS, open_page

pytestmark = pytest.mark.django_db


def test_the_word_of_home_and_a_code_sign_somebody_in(client: Client, home: Home) -> None:
    pat = people.social_worker()
    answer = come_home(client, home, **of(pat))
    assert answer["Location"] == "/sign-in/code"
    assert not is_signed_in(client)
    assert give_code(client, people.code(pat))["Location"] == "/"
    assert is_signed_in(client)
    assert verbs(pat)[-3:] == ["home_sign_in.bound", "second_factor.used", "sign_in.completed"]
    assert last_event("sign_in.completed").facts == {"with": LIVERPOOL}


def test_signing_in_with_a_password_afterwards_is_not_put_down_to_home(client: Client, home: Home) -> None:
    pat = people.social_worker()
    come_home(client, home, **of(pat))
    session = client.session
    del session["account_login"]  # the code was not given in time
    session.save()
    give_password(client, pat)
    give_code(client, people.code(pat))
    assert last_event("sign_in.completed").facts == {}


def test_the_next_time_the_subject_counts_and_no_address(client: Client, home: Home) -> None:
    pat = people.social_worker()
    come_home(client, home, **of(pat))
    again = Client()
    answer = come_home(again, home, sub="subject of Pat", email="pat.married@example.org", email_verified=False)
    assert answer["Location"] == "/sign-in/code"
    assert verbs().count("home_sign_in.bound") == 1


def test_an_address_that_went_to_somebody_else_does_not_open_the_old_account(client: Client, home: Home) -> None:
    pat = people.social_worker()
    come_home(client, home, **of(pat))
    assert refused_because(come_home(Client(), home, **of(pat, sub="the new Pat"))) == "subject"


def test_it_leads_to_the_page_that_was_asked_for_and_to_no_other_site(client: Client, home: Home) -> None:
    for asked, led in (("/account", "/account"), ("https://elsewhere.example/", "/")):
        client, pat = Client(), people.social_worker()
        home.says = of(pat, sub=str(pat.pk))
        client.get(home.sign_in(client.post(GO, {"next": asked})["Location"]))
        assert give_code(client, people.code(pat))["Location"] == led


def test_an_employer_vouches_for_its_own_people_too(client: Client, home: Home) -> None:
    """R-USER-9: access granted by one authority, work at another."""
    hana = people.health_visitor(employer=people.liverpool())
    assert come_home(client, home, **of(hana))["Location"] == "/sign-in/code"


def test_it_vouches_for_nobody_of_another_organisation(client: Client, home: Home) -> None:
    people.liverpool()
    assert refused_because(come_home(client, home, **of(people.health_visitor()))) == "organisation"
    assert not SocialAccount.objects.exists()


def test_it_no_longer_vouches_for_somebody_who_has_moved(client: Client, home: Home) -> None:
    pat = people.social_worker()
    come_home(client, home, **of(pat))
    Practitioner.objects.filter(pk=pat.pk).update(organisation=people.manchester(), employer=people.manchester())
    assert refused_because(come_home(Client(), home, **of(pat))) == "organisation"


@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_an_address_that_it_has_not_verified_is_none(client: Client, home: Home, said: Any) -> None:
    assert refused_because(come_home(client, home, **of(people.social_worker(), email_verified=said))) == "unverified"


def test_it_makes_no_account(client: Client, home: Home) -> None:
    before = Practitioner.objects.count()
    stranger = {"sub": "s", "email": "stranger@example.org", "email_verified": True}
    assert refused_because(come_home(client, home, **stranger)) == "unknown"
    assert Practitioner.objects.count() == before


def test_everybody_who_is_refused_reads_the_same_page(client: Client, home: Home) -> None:
    """SEC-15."""
    pat, sid = people.social_worker(), people.social_worker(lacks="account")
    said = [of(people.health_visitor()), of(pat, email_verified=False), of(sid), of(pat, email="no@example.org")]
    pages = {come_home(Client(), home, **claims).content for claims in said}
    assert len(pages) == 1


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.CLOSED])
def test_an_account_that_is_not_open_stays_shut(client: Client, home: Home, state: str) -> None:
    pat = people.social_worker()
    Practitioner.objects.filter(pk=pat.pk).update(account_state=state)
    assert refused_because(come_home(client, home, **of(pat))) == "account"
    assert last_event("sign_in.refused").actor == pat.pk


def test_a_lapsed_clearance_is_as_lapsed_as_ever(client: Client, home: Home) -> None:
    """R-USER-1: home says who somebody is, not whether they may."""
    carl = people.social_worker(lacks="clearance")
    come_home(client, home, **of(carl))
    give_code(client, people.code(carl))
    page = client.get("/account")
    assert page.status_code == 403
    assert "clearance" in page.content.decode()


def test_whoever_has_no_second_factor_sets_one_up_first(client: Client, home: Home) -> None:
    fay = people.social_worker(lacks="second_factor")
    assert come_home(client, home, **of(fay))["Location"] == "/"
    assert client.get("/account")["Location"] == "/account/second-factor"


def test_a_locked_account_is_locked_on_this_way_as_well(client: Client, home: Home) -> None:
    pat = people.social_worker()
    for _ in range(10):
        give_password(client, pat, "not the password")
    assert refused_because(come_home(client, home, **of(pat))) == "locked"


def test_it_ends_the_sign_in_that_was_there_before(client: Client, home: Home) -> None:
    """R-USER-4: one at a time, also in the same browser."""
    pat, hana = people.social_worker(), people.health_visitor(employer=people.liverpool())
    people.sign_in(client, pat)
    come_home(client, home, **of(hana))
    assert not is_signed_in(client)
    give_code(client, people.code(hana))
    assert is_signed_in(client)
    assert last_event("sign_in.ended").actor == pat.pk
    other = Client()
    people.sign_in(other, hana)
    assert client.get("/account")["Location"].startswith("/sign-in?because=elsewhere")


def test_only_the_sign_in_page_may_send_a_form_home(client: Client, home: Home) -> None:
    page = client.get("/sign-in?next=/account")
    assert f"form-action 'self' {home.issuer}" in page["Content-Security-Policy"]
    assert "Liverpool staff account" in page.content.decode()
    people.sign_in(client, people.social_worker())
    assert home.issuer not in client.get("/account")["Content-Security-Policy"]


def test_without_a_home_the_page_offers_none(client: Client) -> None:
    page = client.get("/sign-in")
    assert "with your organisation" not in page.content.decode()
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"


def test_without_the_event_nobody_is_bound(client: Client, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-AUDIT-1."""

    def refuse(self: Event, **_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Event, "save", refuse)
    with pytest.raises(RuntimeError):
        come_home(client, home, **of(people.social_worker()))
    assert not SocialAccount.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_browser_goes_there_and_back(live_server: Any, browser: Browser, home: Home, width: int) -> None:
    """Under the policy that the page sends; the form leads through three sites."""
    pat, hana = people.social_worker(), people.health_visitor()
    with open_page(browser, width=width) as page:
        home.says = of(hana)
        page.goto(f"{live_server.url}/sign-in?next=/account")
        look(page, "sign-in-home")
        page.get_by_role("button", name="Liverpool staff account").click()
        page.get_by_role("heading", name="You cannot sign in with your organisation").wait_for()
        look(page, "home-refused")
        home.says = of(pat)
        page.goto(f"{live_server.url}/sign-in?next=/account")
        page.get_by_role("button", name="Liverpool staff account").click()
        page.get_by_label("Code", exact=True).fill(people.code(pat))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Your account").wait_for()
