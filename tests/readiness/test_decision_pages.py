"""The pages on which the national team answers and decides: refused to others, accessible, and true (R-LARA-4)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.models import Stage
from readiness import appealing, deciding
from readiness.in_force import framework
from readiness.models import Condition, Decision, Return, State
from tests import people
from tests.browser import WIDTHS, check_page, open_page, shoot
from tests.readiness.returns import ALL_MET, accepted, derby, director, lead, national, signed
from tests.readiness.test_deciding import at as at_stage
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")


def signed_in(who: Any) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_return_goes_back_only_with_comments() -> None:
    now = timezone.now()
    one = signed(at=now)
    client, where = signed_in(national("Nat", at=now)), reverse("moderate_return", args=[one.pk])
    assert "What the answers come to" in text(client.get(where))
    wrong = client.post(where, {"answer": "no"})
    assert (wrong.status_code, "Enter what has to change" in text(wrong)) == (422, True)
    client.post(where, {"answer": "no", "comments": "Which deputy?"})
    assert Return.objects.get().sent_back_because == "Which deputy?"
    assert "Which deputy?" in text(signed_in(lead(at=now)).get(reverse("view_return", args=[one.pk])))


def test_who_moderates_reads_what_the_registry_knows_before_the_return_is_accepted() -> None:
    """R-LARA-6: nobody is an auditor there, and they say that every review was signed in time."""
    now = timezone.now()
    one = signed(at=now, level=4)
    client, where = signed_in(national("Nat", at=now)), reverse("moderate_return", args=[one.pk])
    said = "AUD1: they say 4. <strong>Contradicts: the registry supports 0 at most.</strong>"
    assert said in text(client.get(where))
    client.post(where, {"answer": "yes"})
    assert said in text(client.get(reverse("view_area", args=[one.organisation_id])))


def test_below_a_threshold_the_form_asks_why_and_the_reason_is_shown_for_ever() -> None:
    now = timezone.now()
    area = at_stage(Stage.PREPARING)
    accepted(at=now, level=1)
    nat, where = signed_in(national("Nat", at=now)), reverse("recommend", args=[area.pk])
    assert "A threshold is not met" in text(nat.get(where))
    said = {"because": "Ready", **judged("not_met", note="No deputy")}
    wrong = nat.post(where, {**said, "against_because": ""})
    assert (wrong.status_code, Decision.objects.exists()) == (422, False)
    nat.post(where, {**said, "against_because": "Children wait"})
    decide = reverse("decide_readiness", args=[Decision.objects.get().pk])
    signed_in(national("Nina", at=now)).post(decide, {"answer": "yes", "because": "Yes"})
    assert derby().stage == Stage.SHIELDING
    theirs = text(signed_in(lead(at=now)).get(reverse("view_area", args=[area.pk])))
    assert "Against the figures: Children wait" in theirs


def judged(verdict: str, *, note: str = "") -> dict[str, str]:
    """Every check that the shielding stage needs."""
    needed = framework().stages_of("early_adopter")[0].checks
    return {f"{name}_{n}": said for n in range(1, needed + 1) for name, said in (("judged", verdict), ("note", note))}


def test_each_check_is_judged_and_what_is_missing_is_said_and_stays() -> None:
    """ux.md 2(i): each criterion met, partly or not met, with a note."""
    now = timezone.now()
    area = at_stage(Stage.PREPARING)
    accepted(at=now, level=4)
    nat, where = signed_in(national("Nat", at=now)), reverse("recommend", args=[area.pk])
    unjudged = nat.post(where, {"because": "Ready"})
    assert "Select whether RA1 is met" in text(unjudged)
    unsaid = nat.post(where, {"because": "Ready", **judged("partly")})
    assert "Enter what is missing from RA1" in text(unsaid)
    assert not Decision.objects.exists()
    nat.post(where, {"because": "Ready", **judged("partly", note="The deputy starts in May")})
    theirs = text(nat.get(reverse("view_decision", args=[Decision.objects.get().pk])))
    assert "judged partly met" in theirs
    assert "The deputy starts in May" in theirs


def test_a_check_that_is_judged_not_met_needs_the_reason_for_ever_although_the_figures_are() -> None:
    now = timezone.now()
    area = at_stage(Stage.PREPARING)
    accepted(at=now, level=4)
    nat, where = signed_in(national("Nat", at=now)), reverse("recommend", args=[area.pk])
    said = {"because": "Ready", **judged("not_met", note="The evidence is of last year")}
    assert "Enter why it moves on against the figures" in text(nat.post(where, said))
    nat.post(where, {**said, "against_because": "Children wait"})
    theirs = text(nat.get(reverse("view_decision", args=[Decision.objects.get().pk])))
    assert "Against what was judged:</strong> Children wait" in theirs


def test_a_condition_needs_its_date() -> None:
    now = timezone.now()
    area = at_stage(Stage.PREPARING)
    accepted(at=now, level=4)
    nat, where = signed_in(national("Nat", at=now)), reverse("recommend", args=[area.pk])
    said = {"because": "Ready", **judged("met"), "condition_1": "Train the deputies"}
    wrong = nat.post(where, said)
    assert "Enter the date by which condition 1 has to be met" in text(wrong)
    due = {"due_1_day": "13", "due_1_month": "1", "due_1_year": "2030"}
    done = nat.post(where, {**said, **due}, follow=True)
    assert "Train the deputies, by 13 January 2030" in text(done)
    assert str(Condition.objects.get().due_on) == "2030-01-13"


def test_who_recommended_is_shown_no_button_and_a_post_decides_nothing() -> None:
    now = timezone.now()
    area = at_stage(Stage.PREPARING)
    accepted(at=now, level=4)
    nat = national("Nat", at=now)
    made = deciding.recommend(area.pk, because="Ready", judged=ALL_MET, by=nat, at=now)
    client = signed_in(nat)
    decide = reverse("decide_readiness", args=[made.pk])
    assert decide not in text(client.get(reverse("view_decision", args=[made.pk])))
    wrong = client.post(decide, {"answer": "yes", "because": "Yes"})
    assert (wrong.status_code, derby().stage) == (422, Stage.PREPARING)


def test_who_recommends_and_who_decides_can_read_the_return_and_its_evidence() -> None:
    """R-LARA-4: also once it is accepted."""
    now = timezone.now()
    one, nat, nina = accepted(at=now, level=4), national("Nat", at=now), national("Nina", at=now)
    area = at_stage(Stage.PREPARING)
    the_return = reverse("moderate_return", args=[one.pk])
    assert the_return in text(signed_in(nat).get(reverse("recommend", args=[area.pk])))
    made = deciding.recommend(area.pk, because="Ready", judged=ALL_MET, by=nat, at=now)
    assert the_return in text(signed_in(nina).get(reverse("decide_readiness", args=[made.pk])))
    assert "Return, accepted" in text(signed_in(nina).get(the_return))


def test_an_area_reads_its_own_page_and_not_its_neighbours() -> None:
    now = timezone.now()
    area = at_stage(Stage.PREPARING)
    client = signed_in(lead(at=now))
    assert client.get(reverse("view_area", args=[area.pk])).status_code == 200
    assert client.get(reverse("view_area", args=[people.manchester().pk])).status_code == 404
    for name in ("recommend", "withdraw_readiness"):
        assert client.get(reverse(name, args=[area.pk])).status_code == 403
    assert client.get(reverse("moderate_home")).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_national_team_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    area = at_stage(Stage.SHIELDING)
    earlier = accepted(at=now, level=2)
    nat, nina = national("Nat", at=now), national("Nina", at=now)
    due = deciding.Bound("Train the deputies", timezone.localdate() - timedelta(days=1))
    made = deciding.recommend(
        area.pk, because="Ready", judged=ALL_MET, against_because="Now", conditions=[due], by=nat, at=now
    )
    deciding.decide(made.pk, granted=True, because="Yes", by=nina, at=now)
    back = deciding.withdraw(area.pk, to=Stage.PREPARING, because="Unsafe", by=nat, at=now)
    appealing.appeal(back.pk, words="It is safe", by=director(at=now), at=now)
    waiting = signed(at=now, where=people.manchester())
    assert {row.state for row in Return.objects.all()} == {State.ACCEPTED, State.SIGNED}
    again = deciding.recommend(area.pk, because="Ready", judged=ALL_MET, against_because="Now", by=nat, at=now)
    pages = [
        reverse("moderate_home"),
        reverse("moderate_return", args=[waiting.pk]),
        reverse("moderate_return", args=[earlier.pk]),
        reverse("close_evaluation"),
        reverse("view_area", args=[area.pk]),
        reverse("recommend", args=[area.pk]),
        reverse("withdraw_readiness", args=[people.manchester().pk]),
        reverse("view_decision", args=[made.pk]),
        reverse("view_decision", args=[back.pk]),
        reverse("decide_readiness", args=[again.pk]),
        reverse("answer_appeal", args=[back.pk]),
    ]
    with open_page(browser, width=width) as page:
        enter(page, Scene(nina, signed_in(nina)), live_server.url)
        for number, where in enumerate(pages):
            page.goto(live_server.url + where)
            check_page(page)
            if PICTURES:
                shoot(page, Path(PICTURES) / f"national-{number}-{width}.png")
