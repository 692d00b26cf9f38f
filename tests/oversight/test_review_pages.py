"""The pages of the monthly review: refused to others, accessible, true, and usable without JavaScript (R-AUDIT-3)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Practitioner
from audit.models import Event
from oversight import judging
from oversight.models import Review, ReviewItem, Verdict
from oversight.watching import watch
from oversight.weighing import SENTENCES, Why
from registry import disclosure
from registry.models import Child, Reason
from registry.ties import Tie
from shielding.models import Investigation
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.oversight.looking import NOON, WORK, drawn, look, looks, override
from tests.registry import children
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")


def audrey() -> Practitioner:
    return people.person("Audrey", "auditor", job_title="Auditor")


def national() -> Practitioner:
    return people.person("Nat", "national_auditor", job_title="National auditor", where=people.national_team())


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def digits(page: str) -> str:
    """Numbers stand in groups, as people read them."""
    return page.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")


def item_of(who: Practitioner, *ties: Tie, child: str = "1234567890") -> ReviewItem:
    look(who, child, *ties)
    return drawn(who).items.get()


def page_of(item: ReviewItem) -> str:
    return reverse("review_item", args=[item.pk])


def test_the_review_says_how_many_looks_there_were_and_what_is_put_before_the_auditor() -> None:
    pat = people.social_worker()
    for number in range(30):
        look(pat, f"{number:010}", WORK, at=NOON + timedelta(hours=number))
    look(pat, "1234567890", Tie.HOME)
    review = drawn(pat)
    client = signed_in(audrey())
    page = text(client.get(reverse("look_review", args=[review.pk])))
    assert "Records were opened 31 times. Work explains 30 of them. 3 accesses are put before you" in page
    assert SENTENCES[Why.HOME].replace("'", "&#x27;") in page
    assert "1234567890" in digits(page)
    assert "3 of 3" in text(client.get(reverse("look_reviews")))
    assert Event.objects.filter(verb="review.opened", facts__review=str(review.pk)).count() == 1


def test_an_item_says_who_when_why_and_what_the_registry_knew_and_reading_it_is_in_the_log() -> None:
    pat = people.social_worker()
    item, client = item_of(pat, Tie.HOME, Tie.QUEUE), signed_in(audrey())
    page = text(client.get(page_of(item)))
    for words in (pat.name, "Social worker", "Liverpool", "10 March 2026 at midday", "I have a safeguarding concern"):
        assert words in page, words
    assert "Work led to the record: a notice, a request or a queue" in page
    assert " checked" not in page
    assert Event.objects.get(verb="review.item_opened").child_number == "1234567890"


def test_a_mistake_reads_as_a_sentence_and_changes_nothing() -> None:
    item, client = item_of(people.social_worker(), Tie.HOME), signed_in(audrey())
    nothing = client.post(page_of(item), {})
    assert (nothing.status_code, "Select what you decide" in text(nothing)) == (422, True)
    for verdict, words in (
        ("in_order", "Enter why it was expected"),
        ("explained", "Enter how it was explained"),
        ("escalated", "Enter why you refer it"),
    ):
        wrong = client.post(page_of(item), {"verdict": verdict, "words": " "})
        assert (wrong.status_code, words in text(wrong)) == (422, True)
    assert ReviewItem.objects.get().verdict == ""


def test_no_page_tells_a_shielded_child_from_another() -> None:
    """R-SHIELD-1: by which right something was seen, and for which work of a team, is left out."""
    at = timezone.now()
    olga, shona, child = people.override_holder(), people.person("Shona", "shielding_officer"), children.john(at=at)
    children.shield(child, at=at)
    disclosure.give_reason(child, reason=Reason.SAFEGUARDING, viewer=olga, at=at)
    disclosure.open_record(child, viewer=olga, at=at)
    disclosure.override(child, because="She was taken from school", viewer=olga, at=at)
    disclosure.open_record(child, viewer=olga, at=at)
    look(shona, "2234567890", Tie.QUEUE, at=at, because="deciding_shield")
    review, client = drawn(olga, at=at + timedelta(days=32)), signed_in(audrey())
    assert {item.kind for item in review.items.all()} == {"override", "sample"}
    shown = [
        text(client.get(reverse("look_review", args=[review.pk]))),
        *(text(client.get(page_of(item))) for item in review.items.all()),
    ]
    number, reference = Child.objects.get().number, Investigation.objects.get().reference
    for page in shown:
        main = page.partition("<main")[2]
        assert number not in digits(main)
        assert "2234567890" not in digits(main)
        assert str(child) not in main
        assert "shield" not in main.lower()
    assert all(f"Record under override, reference {reference}" in "".join(pages) for pages in (shown[:1], shown[1:]))
    assert "Record in the work of a team" in shown[0]


def test_asked_from_the_page_the_person_answers_and_the_auditor_reads_it() -> None:
    pat, who = people.social_worker(), audrey()
    item, client = item_of(pat, Tie.HOME), signed_in(who)
    client.post(reverse("ask_about_look", args=[item.pk]))
    assert "There is no answer yet" in text(client.get(page_of(item)))
    mine, where = signed_in(pat), reverse("answer_look", args=[item.pk])
    assert "Questions about records that you opened" in text(mine.get("/"))
    page = text(mine.get(where))
    assert "1234567890" in digits(page)
    assert "postcode" not in page  # why it is listed is not the person's to know
    wrong = mine.post(where, {})
    assert (wrong.status_code, "Enter what you needed it for" in text(wrong)) == (422, True)
    assert mine.post(where, {"needed_for": "A visit", "confirmed_by": "Mia"}).status_code == 303
    assert "Questions about records that you opened" not in text(mine.get("/"))
    read = text(client.get(page_of(item)))
    assert "A visit" in read
    assert client.post(page_of(item), {"verdict": "explained"}).status_code == 303


def test_the_review_is_signed_with_a_box_to_confirm_once_nothing_is_left() -> None:
    pat, who = people.social_worker(), audrey()
    item, client = item_of(pat, Tie.HOME), signed_in(who)
    where = reverse("sign_look_review", args=[item.review_id])
    assert "You can sign when everything that is yours is judged" in text(client.get(where))
    early = client.post(where, {"confirmed": "on"})
    assert (early.status_code, "Accesses still to be judged: 1" in text(early)) == (422, True)
    assert "Accesses to review</a>: 1" in text(client.get("/"))
    client.post(page_of(item), {"verdict": "in_order", "words": "Next door"})
    assert "Monthly reviews to sign</a>: 1" in text(client.get("/"))
    assert client.post(where, {}).status_code == 422
    assert client.post(where, {"confirmed": "on"}).status_code == 303
    assert Review.objects.get().signed_by == who
    assert "Signed by Audrey Example" in text(client.get(reverse("look_review", args=[item.review_id])))


def test_the_national_auditor_sees_what_was_not_reviewed_and_judges_what_is_for_nobody_else() -> None:
    pat, hana, abel = people.social_worker(), people.health_visitor(), people.person("Abel", "auditor")
    look(pat, "1234567890", Tie.HOME)
    look(abel, "1234567890", Tie.HOME)
    item = item_of(hana, Tie.HOME, child="2234567890")
    client = signed_in(national())
    page = text(client.get(reverse("reviews_of_england")))
    assert "March 2026" in page
    assert "Drawn: 2. Not signed: 2. Accesses that nobody has judged: 3." in page
    theirs = text(client.get(reverse("items_of_england")))
    assert ("Abel Example" in theirs, pat.name in theirs) == (True, False)
    assert client.get(page_of(item)).status_code == 404
    assert "Accesses of auditors and administrators to review" in text(client.get("/"))
    about_abel = ReviewItem.objects.get(practitioner=abel)
    where = client.post(page_of(about_abel), {"verdict": "in_order", "words": "A complaint"})
    assert where.headers["Location"] == reverse("items_of_england")


def test_whoever_reviews_nothing_is_refused_and_the_refusal_is_in_the_log() -> None:
    pat = people.social_worker()
    item, client = item_of(pat, Tie.HOME), signed_in(people.teacher())
    pages = [reverse("look_reviews"), page_of(item), reverse("reviews_of_england"), reverse("items_of_england")]
    assert [client.get(page).status_code for page in pages] == [403] * 4
    assert client.get(reverse("answer_look", args=[item.pk])).status_code == 404
    assert Event.objects.filter(verb="access.refused").count() == 5
    mona = signed_in(people.person("Mona", "auditor", where=people.manchester()))
    assert [mona.get(page).status_code for page in (page_of(item), reverse("look_review", args=[item.review_id]))] == [
        404,
        404,
    ]


def every_page() -> dict[Practitioner, list[str]]:
    """With an access of each kind and in each state, by who reads it."""
    pat, olga, who, nat, at = people.social_worker(), people.override_holder(), audrey(), national(), timezone.now()
    for peer in range(6):
        look(people.person(f"Peer{peer}", "practitioner"), "1234567890", WORK)
    for number in range(45):
        look(pat, f"{number:010}", WORK, at=NOON + timedelta(minutes=number))
    look(pat, "1234567890", Tie.HOME)
    override(olga, "2234567890", uuid4())
    look(people.person("Ada", "account_administrator"), "1234567890", Tie.HOME)
    look(people.person("Mick", "account_administrator", where=people.manchester()), "1234567890", Tie.HOME)
    review, mona = drawn(pat), people.person("Mona", "auditor", where=people.manchester())
    ready = Review.objects.get(organisation=mona.organisation)
    hard, amount = review.items.get(practitioner=pat, child_number="1234567890"), review.items.get(child_number="")
    judging.ask(amount.pk, by=who, at=at)
    judging.ask(hard.pk, by=who, at=at)
    judging.answer(hard.pk, needed_for="A visit", confirmed_by="Mia", by=pat, at=at)
    judging.judge(review.items.get(kind="override").pk, Verdict.IN_ORDER, words="Justified", by=who, at=at)
    looks(pat, 9, start=at - timedelta(minutes=30))
    watch(at=at)
    flagged = page_of(ReviewItem.objects.get(kind="unusual"))
    own, mine = reverse("look_review", args=[review.pk]), reverse("my_activity")
    items = [page_of(item) for item in review.items.exclude(for_national=True)]
    hers = page_of(review.items.get(for_national=True))
    return {
        who: [
            "/",
            reverse("look_reviews"),
            reverse("unusual_activity"),
            f"{reverse('unusual_activity')}?judged",
            flagged,
            own,
            f"{own}?judged",
            reverse("sign_look_review", args=[review.pk]),
            *items,
        ],
        mona: [reverse("look_review", args=[ready.pk]), reverse("sign_look_review", args=[ready.pk])],
        nat: ["/", reverse("reviews_of_england"), reverse("items_of_england"), hers],
        pat: ["/", reverse("answer_look", args=[amount.pk]), mine, f"{mine}?page=2"],
    }


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_review_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    ways = every_page()
    with open_page(browser, width=width) as page:
        for person, pages in ways.items():
            page.context.clear_cookies()
            enter(page, Scene(person, signed_in(person)), live_server.url)
            for number, where in enumerate(pages):
                answer = page.goto(live_server.url + where)
                assert answer is not None
                assert answer.status == 200, where
                check_page(page)
                if PICTURES:
                    shoot(page, Path(PICTURES) / f"review-{person.forename}-{number}-{width}.png")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_the_first_page_to_the_signature_without_javascript(browser: Browser, live_server: Any) -> None:
    pat, who = people.social_worker(), audrey()
    item_of(pat, Tie.HOME)
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(who, signed_in(who)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="Accesses to review").click()
        page.get_by_role("link", name="March 2026").click()
        page.get_by_role("link", name="Child number").click()
        page.get_by_role("button", name="Ask the user").click()
        page.get_by_text("The person is asked").wait_for()
        page.get_by_label("Expected").check()
        page.get_by_role("button", name="Record this").click()
        page.get_by_role("link", name="Enter why it was expected").wait_for()
        page.get_by_label("Why you decide this").fill("A home visit next door")
        page.get_by_role("button", name="Record this").click()
        page.get_by_role("link", name="Sign the review").click()
        page.get_by_label("I confirm").check()
        page.get_by_role("button", name="Sign the review").click()
        page.get_by_text("The monthly review is signed").wait_for()
    assert Review.objects.get().signed_by == who
