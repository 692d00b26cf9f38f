"""Do the pages lead from the report of a trial to a decision of both sides? (R-FEED-2)"""

import pytest
from django.test import Client

from accounts.models import Practitioner
from feeds.accrediting import ask
from feeds.models import Accreditation, Delivery
from registry.models import Source
from tests import people
from tests.feeds import officers
from tests.feeds.conftest import NOON, Load
from tests.feeds.officers import Clock
from tests.feeds.officers import clock as clock
from tests.feeds.test_accreditation import WHY, source
from tests.feeds.test_accreditation import trial as trial

pytestmark = pytest.mark.django_db


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def test_by_the_pages_it_is_asked_for_and_accepted(trial: Delivery, clock: Clock) -> None:
    dot, nat = officers.dot(), officers.nat()
    where = f"/feeds/sources/{source().pk}"
    client = signed_in(dot)
    ask_page = f"/feeds/deliveries/{trial.pk}/accreditation"
    assert ask_page in client.get(f"/feeds/deliveries/{trial.pk}").content.decode()
    assert ask_page in client.get(where).content.decode()
    assert "Would make a new record" in client.get(ask_page).content.decode()
    assert client.post(ask_page)["Location"] == where
    assert ask_page not in client.get(where).content.decode()
    client = signed_in(nat)
    decide = f"/feeds/accreditations/{Accreditation.objects.get().pk}"
    assert decide in client.get("/feeds/sources").content.decode()
    assert "You decide for the national team" in client.get(decide).content.decode()
    assert client.post(decide)["Location"] == where
    page = client.get(where).content.decode()
    assert "Accepted for Liverpool by Dot Example" in page
    assert "Accepted for the national team by Nat Example" in page
    assert client.post(f"{where}/withdraw", {"because": ""}).status_code == 422
    assert client.post(f"{where}/withdraw", {"because": WHY})["Location"] == where
    assert WHY in client.get(where).content.decode()


def test_by_the_pages_it_is_refused_and_a_source_stopped_and_started(trial: Delivery, clock: Clock) -> None:
    dot, nat = officers.dot(), officers.nat()
    decide = f"/feeds/accreditations/{ask(trial.pk, by=nat, at=clock.at).pk}"
    where = f"/feeds/sources/{source().pk}"
    client = signed_in(nat)
    assert client.get(f"{decide}/refuse").status_code == 403
    assert "Accept the report" not in client.get(decide).content.decode()
    client = signed_in(dot)
    assert client.post(f"{decide}/refuse", {"because": WHY})["Location"] == where
    assert WHY in client.get(where).content.decode()
    assert client.post(f"{where}/stop", {"because": "Files are mixed up"})["Location"] == where
    page = client.get(where).content.decode()
    assert "Files are mixed up" in page
    assert "Stopped by us" in page
    assert client.post(f"{where}/start")["Location"] == where
    assert "Stopped by us" not in client.get(where).content.decode()


def test_a_trial_that_cannot_be_asked_with_says_so(client: Client, load: Load, clock: Clock) -> None:
    Source.objects.filter(code="births").update(accredited_at=None)
    bad = load("births", b"nothing of the kind", at=NOON)
    people.sign_in(client, officers.opal())
    answer = client.get(f"/feeds/deliveries/{bad.pk}/accreditation")
    assert answer.status_code == 409
    assert "Only a trial that was read to its end" in answer.content.decode()


def test_the_home_page_leads_whom_it_concerns_to_what_waits(trial: Delivery, clock: Clock) -> None:
    ask(trial.pk, by=officers.dot(), at=clock.at)
    assert "1 source to accredit" in signed_in(officers.nat()).get("/").content.decode()
    assert "none waits for you" in signed_in(officers.opal()).get("/").content.decode()
    assert "/feeds/sources" not in signed_in(people.social_worker()).get("/").content.decode()
