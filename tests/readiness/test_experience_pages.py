"""The pages of the evaluation: who is refused, what they never show, narrow and wide, without JavaScript (R-LARA-9)."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts import demonstration as accounts_of
from accounts import load_reference as organisations
from accounts.models import Practitioner, Track
from readiness import answering_experience, evaluating, findings
from readiness import load_reference as plan
from readiness.demonstration import invent
from readiness.models import Change, ChangeKind, EvaluationClosed, Experience, Finding, PlannedPhase
from tests import people
from tests.browser import NARROW, WIDTHS, check_page, open_page, shoot
from tests.readiness.returns import derby, director, lead, national
from tests.readiness.test_experience import NOW, SYSTEM, WORDS, early, grouped, pat, reported
from tests.registry.pages.states import Scene
from tests.registry.pages.test_in_a_browser import enter

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("PICTURES")
REPORT = {"part": "records", "severity": "2", "process": "Opening a record", "words": WORDS}


def signed_in(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def published() -> Finding:
    nat = national("Nat", at=NOW)
    found = grouped(reported())
    findings.say_what_was_done(found.pk, SYSTEM, by=nat, at=NOW)
    findings.publish(found.pk, by=nat, at=NOW)
    return found


def test_a_report_is_typed_and_listed_with_its_answer() -> None:
    client, where = signed_in(pat()), reverse("report_experience")
    assert "Name no child" in text(client.get(where))
    wrong = client.post(where, {"part": "records"})
    assert (wrong.status_code, "Enter what happened" in text(wrong)) == (422, True)
    done = client.post(where, REPORT, follow=True)
    assert "Not answered yet" in text(done)
    one = Experience.objects.get()
    answer = reverse("answer_experience", args=[one.pk])
    nat = signed_in(national("Nat", at=NOW))
    assert WORDS in text(nat.get(answer))
    assert nat.post(answer, {"words": ""}).status_code == 422
    nat.post(answer, {"words": "Your line was overloaded"})
    assert "somebody has answered" in text(nat.post(answer, {"words": "Again"})).lower()
    assert "Your line was overloaded" in text(client.get(reverse("list_experience")))


def test_a_part_that_is_not_offered_is_refused() -> None:
    wrong = signed_in(pat()).post(reverse("report_experience"), {**REPORT, "part": "shielding"})
    assert (wrong.status_code, Experience.objects.exists()) == (422, False)


def test_organisations_of_the_other_track_are_refused_and_neighbours_find_nothing() -> None:
    """R-LARA-9."""
    one, derbys = reported(), derby()
    assert derbys.track == Track.OTHER
    for who in (director(at=NOW), people.social_worker(where=derbys)):
        for name in ("list_experience", "report_experience"):
            assert signed_in(who).get(reverse(name)).status_code == 403
        assert signed_in(who).get(reverse("view_experience", args=[one.pk])).status_code == 403
    neighbour = signed_in(director(at=NOW, where=early("Sefton", "343")))
    assert neighbour.get(reverse("view_experience", args=[one.pk])).status_code == 404
    assert WORDS not in text(neighbour.get(reverse("list_experience")))


def test_the_pages_of_the_national_team_are_its_own() -> None:
    one, found = reported(), grouped()
    about = {"answer_experience": one.pk, "view_finding": found.pk, "group_experience": found.pk}
    about |= {"record_change": found.pk, "publish_finding": found.pk}
    for who in (pat(), lead(at=NOW, where=early())):
        client = signed_in(who)
        for name, key in about.items():
            assert client.post(reverse(name, args=[key])).status_code in (403, 405)
        for name in ("experience_queue", "list_findings", "add_finding"):
            assert client.get(reverse(name)).status_code == 403


def test_what_is_published_shows_nothing_of_a_report() -> None:
    """R-LARA-9: the number of reports, the title and what was done; not the words, the process or the organisation."""
    published()
    one = Experience.objects.select_related("by").get()
    answering_experience.answer(one.pk, words="Your line was overloaded", by=national("Nat", at=NOW), at=NOW)
    assert one.by is not None
    for who in (
        lead(at=NOW),
        director(at=NOW),
        national("Nina", at=NOW),
        people.person("Will", "practitioner", where=early("Wigan", "359")),
    ):
        shown = text(signed_in(who).get(reverse("said_and_done")))
        assert "Pages stand still" in shown
        assert "1 report." in shown
        assert SYSTEM.words in shown
        hidden = (WORDS, one.process, one.by.name, "Your line was overloaded", "In the afternoon", "Technical")
        assert [words for words in (*hidden, "Liverpool") if words in shown] == []
    assert signed_in(people.social_worker(where=derby())).get(reverse("said_and_done")).status_code == 403


def test_what_is_not_published_is_not_shown() -> None:
    nat = national("Nat", at=NOW)
    found = grouped(reported())
    findings.say_what_was_done(found.pk, SYSTEM, by=nat, at=NOW)
    assert "Nothing is published yet" in text(signed_in(lead(at=NOW)).get(reverse("said_and_done")))
    publish = signed_in(nat).post(reverse("publish_finding", args=[found.pk]), follow=True)
    assert "The finding is published" in text(publish)


def test_the_page_says_what_is_missing_and_a_post_closes_nothing() -> None:
    """R-LARA-9."""
    one, where = reported(), reverse("close_evaluation")
    nat = signed_in(national("Nat", at=NOW))
    assert "neither answered nor grouped under a finding: 1" in text(nat.get(where))
    wrong = nat.post(where, {"because": "Done"})
    assert (wrong.status_code, EvaluationClosed.objects.exists()) == (422, False)
    answering_experience.answer(one.pk, words="We look", by=national("Nina", at=NOW), at=NOW)
    nat.post(where, {"because": "They found what they need"})
    assert "They found what they need" in text(nat.get(where))
    assert "Your report is read and answered all the same" in text(signed_in(pat()).get(reverse("report_experience")))


def test_a_change_of_the_guidance_needs_its_version() -> None:
    found, nat = grouped(reported()), signed_in(national("Nat", at=NOW))
    where = reverse("record_change", args=[found.pk])
    wrong = nat.post(where, {"kind": "guidance", "words": "It says more"})
    assert "Select the version of the guidance" in text(wrong)
    done = nat.post(where, {"kind": "guidance", "guidance": "clearance 2", "words": "It says more"}, follow=True)
    assert "was changed, version 2" in text(done)
    assert Change.objects.get().slug == "clearance"


def test_the_home_page_of_an_early_adopter_leads_there() -> None:
    for who, leads in ((pat(), True), (people.social_worker(where=derby()), False)):
        assert (reverse("list_experience") in text(signed_in(who).get(reverse("home")))) is leads


def invented() -> None:
    organisations.load(invent_numbers=True)
    plan.load()
    accounts_of.make([one for one in accounts_of.accounts() if one.role == "national_team"], at=NOW)
    invent()


def test_the_demonstration_has_reports_and_findings_and_an_open_evaluation() -> None:
    invented()
    rows = Experience.objects.all()
    assert rows.count() == 40
    assert {row.organisation.track for row in rows} == {Track.EARLY_ADOPTER}
    days = [timezone.localdate(row.at) for row in rows]
    assert date(2009, 5, 1) <= min(days) <= max(days) <= date(2009, 6, 30)
    assert (Finding.objects.count(), Finding.objects.exclude(published_at=None).count()) == (6, 4)
    assert {change.kind for change in Change.objects.all()} == set(ChangeKind) - {ChangeKind.FRAMEWORK}
    assert not evaluating.evaluation_closed()
    assert len(evaluating.missing()) == 2
    assert PlannedPhase.objects.filter(actual_on=None).count() == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_evaluation_is_accessible(width: int, browser: Browser, live_server: Any) -> None:
    plan.load()
    mine, nat, now = lead(at=NOW, where=early()), national("Nina", at=NOW), timezone.now()
    found, waiting = published(), reported(mine)
    other = grouped()
    answered = reported(mine)
    answering_experience.answer(answered.pk, words="We look", by=nat, at=now)
    both = [reverse("said_and_done"), reverse("view_rollout")]
    theirs = ["list_experience", "report_experience"]
    his = [*map(reverse, theirs), *(reverse("view_experience", args=[one.pk]) for one in (waiting, answered)), *both]
    named = ["experience_queue", "list_findings", "add_finding", "close_evaluation", "moderate_home"]
    hers = [
        *map(reverse, named),
        *(reverse("answer_experience", args=[one.pk]) for one in (waiting, answered)),
        *(reverse("view_finding", args=[one.pk]) for one in (found, other)),
        reverse("group_experience", args=[other.pk]),
        reverse("record_change", args=[other.pk]),
        reverse("record_phase", args=[3]),
        *both,
    ]
    for who, pages in ((mine, his), (nat, hers)):
        with open_page(browser, width=width) as page:
            enter(page, Scene(who, signed_in(who)), live_server.url)
            for where in pages:
                page.goto(live_server.url + where)
                check_page(page)
                if PICTURES:
                    name = where.strip("/").replace("/", "-")
                    shoot(page, Path(PICTURES) / f"{name}-{who.forename}-{width}.png")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_a_report_to_what_was_done_without_javascript(browser: Browser, live_server: Any) -> None:
    mine, nat = pat(), national("Nat", at=NOW)
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(mine, signed_in(mine)), live_server.url)
        page.goto(live_server.url + reverse("home"))
        page.get_by_role("link", name="Tell the national team").click()
        page.get_by_role("link", name="Report what happened").click()
        page.get_by_role("group", name="Where did it happen?").get_by_label("Technical").check()
        page.get_by_role("group", name="How bad was it?").get_by_label("It slowed somebody down").check()
        page.get_by_label("What were you doing?").fill("Opening a record")
        page.get_by_label("What happened?").fill(WORDS)
        page.get_by_role("button", name="Report").click()
        page.get_by_text("The report is with the national team").wait_for()
    with open_page(browser, width=NARROW, javascript=False) as page:
        enter(page, Scene(nat, signed_in(nat)), live_server.url)
        page.goto(live_server.url + reverse("add_finding"))
        page.get_by_label("What was found, in one line?").fill("Pages stand still")
        page.get_by_label("What was found?", exact=True).fill("In the afternoon")
        page.get_by_role("button", name="Add the finding").click()
        page.get_by_label("Liverpool: Opening a record").check()
        page.get_by_role("button", name="Add to the finding").click()
        page.get_by_role("link", name="Say what was done").click()
        page.get_by_label("Nothing was changed").check()
        page.get_by_label("What is different now?").fill("the line of the office was overloaded")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Publish").click()
        page.get_by_text("The finding is published").wait_for()
    assert "Nothing was changed, because: the line" in text(signed_in(mine).get(reverse("said_and_done")))
