"""Before an override, an export or a change of role, the second factor is asked for again (SEC-14, ux 2(a))."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from accounts.stepup import NOTHING_DONE
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import give_code, give_password, last_event, sign_in_by_pages, verbs
from tests.browser import open_page

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.exporting")]
PROVE = "/prove/code?next=%2Fexport%3Fof%3Dpeople"


def test_whoever_has_just_signed_in_with_a_code_is_not_asked_again(client: Client, clock: Clock) -> None:
    sign_in_by_pages(client, people.social_worker())
    clock.pass_by(minutes=4, seconds=59)
    assert client.get("/export").status_code == 200
    clock.pass_by(seconds=1)
    assert client.get("/export")["Location"] == "/prove/code?next=%2Fexport"


def test_a_code_leads_back_to_the_page_for_five_minutes(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    clock.pass_by(minutes=10)
    assert client.get("/export?of=people")["Location"] == PROVE
    wrong = client.post(PROVE, {"code": "000000"})
    assert wrong.status_code == 422
    assert client.get("/export?of=people")["Location"] == PROVE
    assert client.post(PROVE, {"code": people.code(pat)})["Location"] == "/export?of=people"
    assert client.get("/export?of=people").status_code == 200
    assert client.post("/export").content == b"exported"
    clock.pass_by(minutes=5)
    assert client.get("/export?of=people")["Location"] == PROVE


def test_a_form_that_is_sent_without_a_proof_does_nothing_and_says_so(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    clock.pass_by(minutes=6)
    answer = client.post("/export?of=people")
    assert answer["Location"] == PROVE
    assert "test.exported" not in verbs()
    assert NOTHING_DONE in client.get(answer["Location"]).content.decode()
    assert client.post(PROVE, {"code": people.code(pat)})["Location"] == "/export?of=people"
    assert "test.exported" not in verbs(), "the form is not sent again behind the person's back"


def test_a_password_is_no_proof_where_there_is_a_factor(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    sign_in_by_pages(client, pat)
    clock.pass_by(minutes=6)
    answer = client.post("/prove/password?next=/export", {"password": people.PASSWORD})
    assert answer["Location"].startswith("/prove/code?next=")
    assert client.get("/export").status_code == 302


def test_a_password_alone_is_no_proof_at_sign_in_either(client: Client) -> None:
    people.sign_in(client, people.social_worker())
    assert client.get("/export")["Location"] == "/prove/code?next=%2Fexport"


def test_the_proof_is_of_one_person_and_one_sign_in(client: Client, clock: Clock) -> None:
    pat, hana = people.social_worker(), people.health_visitor()
    sign_in_by_pages(client, pat)
    assert client.get("/export").status_code == 200
    client.post("/sign-out")
    people.sign_in(client, pat)
    assert client.get("/export").status_code == 302
    client.post("/sign-out")
    people.sign_in(client, hana)
    people.prove(client, pat)
    assert client.get("/export").status_code == 302


def test_a_used_code_proves_nothing(client: Client, clock: Clock) -> None:
    pat = people.social_worker()
    give_password(client, pat)
    code = people.code(pat)
    give_code(client, code)
    clock.pass_by(seconds=20)
    assert client.post("/prove/code?next=/export", {"code": code}).status_code == 422
    assert last_event("second_factor.failed").because == "replayed"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_whoever_has_a_passkey_proves_it_with_that(live_server: Any, browser: Browser) -> None:
    """With the browser's own make-believe authenticator; a passkey comes before recovery codes."""
    fay = people.social_worker(lacks="second_factor")
    with open_page(browser, alone=True) as page:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{live_server.url}/sign-in")
        page.get_by_label("Email address").fill(fay.email)
        page.get_by_label("Password", exact=True).fill(people.PASSWORD)
        page.get_by_role("button", name="Continue").click()
        page.goto(f"{live_server.url}/account/second-factor/key")
        page.get_by_role("button", name="Make a passkey").click()
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        page.goto(f"{live_server.url}/export")
        assert page.url.startswith(f"{live_server.url}/prove/key")
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("heading", name="What would you like to export?").wait_for()
    assert last_event("second_factor.used").facts == {"type": "webauthn", "again": True}
