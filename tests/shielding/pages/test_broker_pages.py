"""The pages of a brokered request: what each says to whom, and what it never says (R-INV-2, R-SHIELD-1)."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from registry.models import Involvement
from shielding import checking
from shielding.models import ContactRequest, ServiceAsked
from shielding.requesting import release
from tests import people
from tests.registry import children
from tests.registry.pages.refusing import refuse
from tests.registry.pages.states import Scene
from tests.shielding.contact_requests import CALL_BACK, WHY
from tests.shielding.pages.broker_states import (
    STATES,
    Cast,
    asked,
    browser_of,
    cast,
    child_of,
    handled,
    hers,
    opened,
    to_ring,
    url,
)

pytestmark = pytest.mark.django_db
ASK = {"why": WHY, "urgency": "today", "call_back": CALL_BACK}


@pytest.fixture
def them(db: None) -> Cast:
    return cast()


def page(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_request_goes_its_whole_way(them: Cast) -> None:
    """Asked, checked, passed on, asked of the service, answered, released."""
    pat, shona, mark, connie = map(browser_of, (them.pat, them.shona, them.mark, them.connie))
    child = child_of(them, area="other")
    sent = pat.post(url("ask_whether_involved", opened(them.pat, child)), ASK)
    assert (sent.status_code, sent.headers["Location"]) == (303, url("my_requests"))
    assert "Your team has your request" in page(pat, url("my_requests"))
    request = ContactRequest.objects.get()
    assert shona.post(url("view_contact_request", request.pk), {"genuine": "on"}).status_code == 303
    where = url("view_contact_request", request.pk)
    chosen = re.findall(r'value="(involvement\|[^"]+)"', page(mark, where))
    assert mark.post(where, {"services": chosen}).status_code == 303
    answer = {"answer": "contacts", "tell": ["kind"]}
    assert connie.post(url("answer_request", hers(request, them).pk), answer).headers["Location"] == url("home")
    assert "Asked. The answer is here on" in page(pat, url("my_requests"))
    long_ago = timezone.now() - timedelta(hours=9)
    ContactRequest.objects.update(asked_at=long_ago, pass_on_by=long_ago, due_at=timezone.now())
    release(request.pk, at=timezone.now())
    assert f"A health professional will ring you on {CALL_BACK}" in page(pat, url("my_requests"))


def test_the_form_is_filled_in_as_the_account_says(them: Cast) -> None:
    them.pat.phone = "0151 496 0500"
    them.pat.save(update_fields=["phone"])
    shown = page(browser_of(them.pat), url("ask_whether_involved", opened(them.pat, child_of(them))))
    assert 'value="0151 496 0500"' in shown
    assert "Liverpool ContactPoint team" in shown


def test_what_a_form_lacks_is_said(them: Cast) -> None:
    pat, shona = Scene(them.pat, browser_of(them.pat)), Scene(them.shona, browser_of(them.shona))
    connie, request = Scene(them.connie, browser_of(them.connie)), handled(them)
    lacks = ["Enter why you need contact", "Select when you need it", "Enter the number to call you back on"]
    refuse(pat, url("ask_whether_involved", opened(them.pat, child_of(them))), {}, lacks)
    genuine = "Confirm that you have checked that this request is genuine"
    refuse(shona, url("view_contact_request", asked(them, area="other").pk), {}, [genuine])
    nobody = "Select whom you ask, or that you ask nobody"
    both = asked(them)
    refuse(shona, url("view_contact_request", both.pk), {}, [genuine, nobody])
    key = f"involvement|{Involvement.objects.get(child=both.child, practitioner=them.connie).pk}"
    twice: Any = {"genuine": "on", "services": [key, "nobody"]}
    refuse(shona, url("view_contact_request", both.pk), twice, [f"{nobody}, not both"])
    refuse(shona, url("turn_away_request", both.pk), {}, ["Select why you do not pass it on"])
    number = "Enter the telephone number that they may have"
    for scene, where in (
        (connie, url("answer_request", hers(request, them).pk)),
        (shona, url("record_answer", to_ring(request).pk)),
    ):
        refuse(scene, where, {}, ["Select the answer"])
        refuse(scene, where, {"answer": "details"}, [number])
    refuse(connie, STATES["withdraw own"][1](them), {}, ["Select who withdrew consent"])
    refuse(shona, STATES["withdraw"][1](them), {}, ["Select who withdrew consent"])


def test_asking_twice_sends_once_and_says_so(them: Cast) -> None:
    pat, child = browser_of(them.pat), opened(them.pat, child_of(them))
    for words in ("Your team has your request", "You have asked about this child already"):
        assert words in pat.post(url("ask_whether_involved", child), ASK, follow=True).content.decode()
    assert ContactRequest.objects.count() == 1


def test_a_brief_record_offers_to_ask_the_own_team(them: Cast) -> None:
    """ux.md c3."""
    child = child_of(them, area="other", shielded=True)
    shown = page(browser_of(them.pat), url("view_child", opened(them.pat, child)))
    assert (
        f'<a href="{url("ask_whether_involved", child)}" class="govuk-button">Ask my team to contact you</a>' in shown
    )


def test_the_pages_of_the_asker_and_the_own_team_name_no_place(them: Cast) -> None:
    """R-SHIELD-1: nor the word for it."""
    request = asked(them, area="other", shielded=True)
    pat = browser_of(them.pat)
    shown = [page(pat, url("ask_whether_involved", request.child_id)) if opened(them.pat, request.child_id) else ""]
    shown += [page(pat, url("my_requests")), page(browser_of(them.shona), url("view_contact_request", request.pk))]
    for words in shown:
        main = words.split("<main")[1].lower()
        for hidden in (*children.HIDDEN, "Manchester", "Okafor", "shield", "Drug counselling", "The Bridge", "Brook"):
            assert hidden.lower() not in main.replace("/shielding/", "/"), hidden


def test_notices_say_nothing_about_a_child(them: Cast) -> None:
    request = handled(them)
    release(request.pk, at=request.due_at)
    for who in (them.pat, them.shona, them.connie):
        words = page(browser_of(who), url("notices"))
        for about in ("John", "Smith", str(request.child_id), WHY, "counselling"):
            assert about not in words.split("<main")[1], about
    assert not Notice.objects.exclude(facts={}).exists()


@pytest.mark.parametrize(
    "name", ["contact_requests", "view_contact_request", "turn_away_request", "sensitive_services"]
)
def test_to_everybody_else_the_pages_of_the_team_are_not_there(name: str, them: Cast) -> None:
    request = asked(them)
    about = {"contact_requests": [], "sensitive_services": [request.child_id]}.get(name, [request.pk])
    dora = people.person("Dora", "data_officer")
    for who in (them.pat, them.connie, dora):
        assert browser_of(who).get(url(name, *about)).status_code == 404
    if name != "contact_requests":
        assert browser_of(them.mark).get(url(name, *about)).status_code == 404
        assert browser_of(them.shona).get(url(name, uuid4())).status_code == 404


def test_an_officer_ends_a_sensitive_service(them: Cast) -> None:
    where = STATES["withdraw"][1](them)
    answer = browser_of(them.shona).post(where, {"who": "child"}, follow=True)
    assert answer.status_code == 200
    assert "Young people’s clinic" not in answer.content.decode().split("<main")[1]
    assert not Involvement.objects.filter(service="Young people’s clinic").exists()


def test_the_service_s_practitioner_ends_it(them: Cast) -> None:
    where, connie = STATES["withdraw own"][1](them), browser_of(them.connie)
    assert f'href="{where}"' in page(connie, url("my_children"))
    assert connie.post(where, {"who": "child"}).status_code == 303
    assert "You have not recorded that you work with a child" in page(connie, url("my_children"))


def test_a_refused_answer_or_one_too_late_reads_like_nothing(them: Cast) -> None:
    request = handled(them)
    mine = hers(request, them)
    assert browser_of(them.pat).get(url("answer_request", mine.pk)).status_code == 404
    ServiceAsked.objects.filter(pk=mine.pk).update(answer="declined")
    assert browser_of(them.connie).get(url("answer_request", mine.pk)).status_code == 404


def test_a_long_list_has_pages(them: Cast, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("shielding.contact_queue.ON_A_PAGE", 1)
    monkeypatch.setattr("shielding.requesting.ON_A_PAGE", 1)
    asked(them)
    asked(them)
    for who, name in ((them.shona, "contact_requests"), (them.pat, "my_requests")):
        client = browser_of(who)
        assert "2 of 2" in page(client, url(name))
        assert page(client, f"{url(name)}?page=2") != page(client, url(name))
        assert client.get(f"{url(name)}?page=no").status_code == 200


def test_what_was_passed_on_unchecked_says_so(them: Cast) -> None:
    request = asked(them, hours_ago=5)
    checking.pass_on_unchecked(request.pk, at=timezone.now())
    assert "nobody has checked that it is genuine" in page(
        browser_of(them.shona), url("view_contact_request", request.pk)
    )
