"""A form that arrives after its sender was signed out is not lost (ux 2(a), goal 21)."""

import logging
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import kept_answers, roles
from accounts.models import KeptAnswers, Practitioner
from accounts.sent_late import MOST_KEPT, SECRET
from audit.models import Event
from registry.disclosure import give_reason
from registry.models import Involvement, Reason
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event, sign_in_by_pages, verbs
from tests.registry import children

pytestmark = pytest.mark.django_db
WORK = {
    "group": "health",
    "service": "School nursing",
    "role": "School nurse",
    "phone": "0151 496 0055",
    "started_on_day": "1",
    "started_on_month": "9",
    "started_on_year": "2008",
}
PAGE = "/kept-answers"


@pytest.fixture
def careful(clock: Clock) -> Client:
    """A browser whose forms are looked at as in life: the test client lets them pass unasked."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def pat(careful: Client, clock: Clock) -> Practitioner:
    who = people.social_worker()
    people.sign_in(careful, who)
    return who


@pytest.fixture
def john(pat: Practitioner) -> UUID:
    child = children.john(at=timezone.now())
    give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=timezone.now())
    return child


def involvement_page(child: UUID) -> str:
    return reverse("record_involvement", args=[child])


def token(client: Client, address: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())
    assert found
    return {"csrfmiddlewaretoken": found[1]}


def send_late(client: Client, clock: Clock, address: str, typed: dict[str, Any], **more: Any) -> Any:
    """Opens the page, lets sixteen minutes pass, and sends its form."""
    sent = {**token(client, address), **typed}
    clock.pass_by(minutes=16)
    return client.post(address, sent, **more)


def come_back(client: Client, who: Practitioner) -> Any:
    """Signed in again, by the pages of it, in the same browser."""
    client.handler.enforce_csrf_checks = False
    answer = sign_in_by_pages(client, who)
    client.handler.enforce_csrf_checks = True
    return answer


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_what_was_typed_is_kept_and_sent_after_signing_in_again(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    answer = send_late(careful, clock, involvement_page(john), WORK)
    assert answer["Location"] == "/sign-in?because=idle&kept=yes"
    assert "We kept your answers" in careful.get(answer["Location"]).content.decode()
    assert come_back(careful, pat)["Location"] == PAGE
    page = careful.get(PAGE).content.decode()
    assert "Record involvement" in page
    assert "Sent at 9:16am. Kept until 9:46am." in page
    offered = hidden(page)
    assert offered.items() >= WORK.items()
    waiting = KeptAnswers.objects.get()
    done = careful.post(reverse("go_on_with_answers", args=[waiting.pk]), offered, follow=True)
    assert done.redirect_chain[0] == (involvement_page(john), 307)
    assert "Your involvement is recorded" in done.content.decode()
    assert Involvement.objects.get(practitioner=pat).service == "School nursing"
    assert not KeptAnswers.objects.exists()
    assert [verb for verb in verbs(pat) if verb.startswith("answers.")] == [
        "answers.kept",
        "answers.offered",
        "answers.used",
    ]
    assert last_event("answers.kept").facts == {"page": "record_involvement"}


def test_they_are_used_once(careful: Client, clock: Clock, pat: Practitioner, john: UUID) -> None:
    send_late(careful, clock, involvement_page(john), WORK)
    come_back(careful, pat)
    offered, waiting = hidden(careful.get(PAGE).content.decode()), KeptAnswers.objects.get()
    address = reverse("go_on_with_answers", args=[waiting.pk])
    careful.post(address, offered)
    again = careful.post(address, offered, follow=True)
    assert again.redirect_chain == [(PAGE, 302)]
    assert "No answers are kept" in again.content.decode()


def test_thrown_away_they_are_gone(careful: Client, clock: Clock, pat: Practitioner, john: UUID) -> None:
    send_late(careful, clock, involvement_page(john), WORK)
    come_back(careful, pat)
    waiting = KeptAnswers.objects.get()
    sent = token(careful, PAGE)
    assert careful.post(reverse("throw_away_answers", args=[waiting.pk])).status_code == 403  # no token
    page = careful.post(reverse("throw_away_answers", args=[waiting.pk]), sent, follow=True).content.decode()
    assert "The answers are thrown away" in page
    assert "No answers are kept" in page
    assert not Involvement.objects.filter(practitioner=pat).exists()
    assert last_event("answers.thrown_away").actor == pat.pk


def test_another_person_at_the_same_browser_never_sees_them(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    tara = people.teacher()
    send_late(careful, clock, involvement_page(john), WORK)
    assert come_back(careful, tara)["Location"] == "/"
    page = careful.get(PAGE).content.decode()
    assert "No answers are kept" in page
    assert "School nursing" not in page
    waiting = KeptAnswers.objects.get()
    for act in ("go_on_with_answers", "throw_away_answers"):
        answer = careful.post(reverse(act, args=[waiting.pk]), token(careful, "/account"))
        assert answer["Location"] == PAGE
    assert KeptAnswers.objects.filter(practitioner=pat).exists()


def test_a_form_forged_by_another_site_is_not_kept(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    careful.get(involvement_page(john))  # the browser holds the cookie of the token
    clock.pass_by(minutes=16)
    answer = careful.post(involvement_page(john), {**WORK, "csrfmiddlewaretoken": "a" * 64})
    assert answer["Location"] == "/sign-in?because=idle"
    assert not KeptAnswers.objects.exists()


def test_a_form_with_the_token_from_another_site_is_not_kept(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    send_late(careful, clock, involvement_page(john), WORK, headers={"Origin": "https://elsewhere.example.org"})
    assert not KeptAnswers.objects.exists()


def test_after_half_an_hour_nothing_is_offered_and_the_night_deletes_it(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    send_late(careful, clock, involvement_page(john), WORK)
    waiting = KeptAnswers.objects.get()
    clock.pass_by(minutes=30)
    assert come_back(careful, pat)["Location"] == "/"
    page = careful.get(PAGE).content.decode()
    assert "No answers are kept" in page
    answer = careful.post(reverse("go_on_with_answers", args=[waiting.pk]), {**WORK, **token(careful, "/account")})
    assert answer["Location"] == PAGE
    assert kept_answers.forget_old(at=clock.at - timedelta(seconds=1)) == 0
    assert kept_answers.forget_old(at=clock.at) == 1
    assert not KeptAnswers.objects.exists()
    assert last_event("answers.forgotten").facts == {"number": 1}


def test_they_are_kept_too_when_the_person_signed_in_elsewhere(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    sent = {**token(careful, involvement_page(john)), **WORK}
    elsewhere = Client()
    sign_in_by_pages(elsewhere, pat)
    assert careful.post(involvement_page(john), sent)["Location"] == "/sign-in?because=elsewhere&kept=yes"
    assert "Record involvement" in elsewhere.get(PAGE).content.decode()


def test_who_may_not_any_more_gets_no_further_with_kept_answers(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    """The page itself asks, as it asks everybody (R-USER-1)."""
    send_late(careful, clock, involvement_page(john), WORK)
    come_back(careful, pat)
    offered, waiting = hidden(careful.get(PAGE).content.decode()), KeptAnswers.objects.get()
    pat.groups.clear()
    roles.give(pat, "account_administrator", pat.organisation)
    answer = careful.post(reverse("go_on_with_answers", args=[waiting.pk]), offered, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (403, [(involvement_page(john), 307)])
    assert not Involvement.objects.filter(practitioner=pat).exists()


@pytest.mark.parametrize(
    "address", ["/account/password", "/prove/code", "/stay-signed-in", "/sign-out", "/no-such-page"]
)
def test_what_is_secret_or_no_work_is_not_kept(careful: Client, clock: Clock, pat: Practitioner, address: str) -> None:
    sent = {**token(careful, "/account"), "oldpassword": people.PASSWORD, "code": "123456", "words": "words"}
    clock.pass_by(minutes=16)
    assert "kept" not in careful.post(address, sent)["Location"]
    assert not KeptAnswers.objects.exists()


def test_a_field_with_a_secret_is_left_out_and_one_of_the_work_is_not() -> None:
    secret = ["password1", "oldpassword", "code", "credential", "csrfmiddlewaretoken", "api_token"]
    work = ["postcode", "forename", "born_day", "barcode", "footprint", "because"]
    assert [name for name in secret + work if SECRET.search(name)] == secret


def test_of_a_file_is_said_only_that_it_must_be_chosen_again(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    file = SimpleUploadedFile("list.csv", b"John Smith", "text/csv")
    send_late(careful, clock, involvement_page(john), {**WORK, "file": file})
    come_back(careful, pat)
    page = careful.get(PAGE).content.decode()
    assert "You will be asked to choose it again" in page
    assert "list.csv" not in page


def test_more_than_a_person_types_is_not_kept(careful: Client, clock: Clock, pat: Practitioner, john: UUID) -> None:
    send_late(careful, clock, involvement_page(john), {**WORK, "service": "x" * MOST_KEPT})
    assert not KeptAnswers.objects.exists()


def test_more_fields_than_a_form_has_are_not_kept(careful: Client, clock: Clock, pat: Practitioner, john: UUID) -> None:
    answer = send_late(careful, clock, involvement_page(john), {f"field{number}": "x" for number in range(1001)})
    assert answer["Location"] == "/sign-in?because=idle"


def test_a_body_that_is_no_form_is_not_kept(careful: Client, clock: Clock, pat: Practitioner, john: UUID) -> None:
    headers = {"X-CSRFToken": token(careful, involvement_page(john))["csrfmiddlewaretoken"]}
    clock.pass_by(minutes=16)
    careful.post(involvement_page(john), WORK, content_type="application/json", headers=headers)
    assert not KeptAnswers.objects.exists()


def test_nothing_of_them_is_readable_in_the_database_or_the_logs(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = send_late(careful, clock, involvement_page(john), {**WORK, "service": "Canary nursing"})
        come_back(careful, pat)
        careful.get(PAGE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text || encode(k.sealed, 'escape') FROM accounts_keptanswers k")
        kept = cursor.fetchall()
    events = list(Event.objects.values())
    assert len(kept) == 1
    assert "Canary" not in f"{kept} {events} {caplog.text} {answer['Location']}"


def test_a_row_moved_to_another_person_opens_for_nobody(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    tara = people.teacher()
    send_late(careful, clock, involvement_page(john), WORK)
    KeptAnswers.objects.update(practitioner=tara)
    assert kept_answers.offer(tara, at=clock.at) == []


def test_a_browser_whose_time_is_up_has_its_answers_kept_and_nothing_done(
    careful: Client, clock: Clock, pat: Practitioner, john: UUID
) -> None:
    """Its clock may be a second ahead of ours: even then the form is not taken for a decision."""
    sent = {**token(careful, involvement_page(john)), **WORK}
    answer = careful.post(f"{involvement_page(john)}?only-keep=", sent)
    assert answer["Location"] == "/sign-in?because=idle&kept=yes"
    assert not Involvement.objects.filter(practitioner=pat).exists()
    come_back(careful, pat)
    assert kept_answers.offer(pat, at=clock.at)[0].answers.query == ""


def test_nobody_is_signed_out_by_a_forged_wish_to_keep(careful: Client, pat: Practitioner, john: UUID) -> None:
    assert careful.post(f"{involvement_page(john)}?only-keep=", WORK).status_code == 403
    assert careful.get("/account").status_code == 200
