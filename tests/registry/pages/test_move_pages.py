"""The pages on which a record moves between authorities: accessible, usable without JavaScript, quiet (R-REC-4)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from registry import moves
from registry.models import Child, Move
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page
from tests.registry import children
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db


def signed_in_as(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def milo(db: None) -> Practitioner:
    return people.person("Milo", "data_officer", where=people.manchester())


def proposed(child: UUID, by: Practitioner) -> UUID:
    return moves.propose(child, to=people.manchester().pk, because="They moved", by=by, at=timezone.now())


def test_proposed_by_its_number_and_accepted(john: UUID, dora: Practitioner, milo: Practitioner) -> None:
    officer, number = signed_in_as(dora), Child.objects.get(pk=john).number
    for typed in ("1", "1234567890"):
        assert "there is no record with this number" in text(officer.post(reverse("find_move"), {"number": typed}))
    where = officer.post(reverse("find_move"), {"number": number}).headers["Location"]
    assert "Move this record to another authority" in text(officer.get(where))
    wrong = officer.post(where, {})
    for words in ("Select authority", "Enter why the record moves"):
        assert words in text(wrong), words
    assert officer.post(where, {"to": people.manchester().pk, "because": "They moved"}).status_code == 303
    assert "waits for an answer" in text(officer.post(where, {"to": people.manchester().pk, "because": "Again"}))
    other = signed_in_as(milo)
    assert "1 record to take over" in text(other.get("/"))
    move = Move.objects.get().pk
    assert "They moved" in text(other.get(reverse("view_move", args=[move])))
    assert officer.post(reverse("accept_move", args=[move])).status_code == 404
    assert other.post(reverse("accept_move", args=[move])).status_code == 303
    assert "Accepted: the record has moved" in text(officer.get(reverse("view_move", args=[move])))
    assert Child.objects.get(pk=john).responsible_authority == people.manchester()


def test_what_is_not_this_officer_s_reads_as_what_is_not_there(
    john: UUID, dora: Practitioner, milo: Practitioner, pat: Practitioner, now: datetime
) -> None:
    move, wim = proposed(john, dora), people.person("Wim", "data_officer", where=people.organisation("Wigan", "359"))
    for who, status in ((wim, 404), (pat, 403)):
        client = signed_in_as(who)
        assert client.get(reverse("view_move", args=[move])).status_code == status
        assert client.post(reverse("accept_move", args=[move])).status_code == status
        assert client.post(reverse("decline_move", args=[move]), {"because": "No"}).status_code == status
    children.shield(john, at=now)
    for who in (dora, milo):
        client = signed_in_as(who)
        for name, thing in (("view_move", move), ("decline_move", move), ("propose_move", john)):
            assert client.get(reverse(name, args=[thing])).status_code == 404
        hidden, missing = (text(client.get(reverse("view_move", args=[one]))) for one in (move, uuid4()))
        assert main(hidden) == main(missing)
        assert "No record waits to move" in text(client.get(reverse("moves")))
    assert Move.objects.get().state == "proposed"


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def every_page(dora: Practitioner, milo: Practitioner) -> dict[Practitioner, list[str]]:
    at = timezone.now()
    john, kate, mary = (children.john(at=at) for _ in range(3))
    waiting, done = proposed(john, dora), proposed(kate, dora)
    moves.decline(done, because="The house stands empty", by=milo, at=at)
    shona, mara = people.person("Shona", "shielding_officer"), people.person("Mara", "shielding_officer")
    hidden = children.john(at=at)
    children.shield(hidden, at=at)
    theirs = proposed(hidden, mara)
    everyone = [reverse("moves"), reverse("view_move", args=[waiting]), reverse("decline_move", args=[waiting])]
    return {
        dora: [
            "/",
            *everyone,
            reverse("view_move", args=[done]),
            reverse("find_move"),
            reverse("propose_move", args=[mary]),
        ],
        milo: ["/", *everyone, reverse("propose_move", args=[mary])],
        shona: ["/", reverse("moves"), reverse("view_move", args=[theirs])],
    }


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_move_is_accessible(
    width: int, browser: Browser, live_server: Any, dora: Practitioner, milo: Practitioner
) -> None:
    with open_page(browser, width=width) as page:
        for person, pages in every_page(dora, milo).items():
            page.context.clear_cookies()
            enter(page, Scene(person, signed_in_as(person)), live_server.url)
            for where in pages:
                answer = page.goto(live_server.url + where)
                assert answer is not None
                assert answer.status == 200, where
                check_page(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_one_authority_to_the_other_without_javascript(
    browser: Browser, live_server: Any, dora: Practitioner, milo: Practitioner
) -> None:
    john = children.john(at=timezone.now())
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(dora, signed_in_as(dora)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="Records that move").click()
        page.get_by_role("link", name="Propose a move").click()
        page.get_by_label("ContactPoint number").fill(Child.objects.get(pk=john).number)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Which authority takes the record?").select_option("Manchester")
        page.get_by_role("button", name="Propose the move").click()
        page.get_by_role("link", name="Enter why the record moves").wait_for()
        page.get_by_label("Why").fill("They moved in May")
        page.get_by_role("button", name="Propose the move").click()
        page.get_by_text("The move is proposed").wait_for()
        page.context.clear_cookies()
        enter(page, Scene(milo, signed_in_as(milo)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="1 record to take over").click()
        page.get_by_role("link", name="Number").click()
        page.get_by_text("They moved in May").wait_for()
        page.get_by_role("button", name="Accept the record").click()
        page.get_by_text("The record is your authority’s from now on").wait_for()
    assert Child.objects.get(pk=john).responsible_authority == people.manchester()
