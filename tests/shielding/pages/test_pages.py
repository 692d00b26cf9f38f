"""What do shielding officers read and do on their pages, and what is there for everybody else? (R-SHIELD-4)"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner, Stage
from audit.models import Event
from registry.models import Child, SearchMade
from registry.shields import is_shielded
from shielding.models import Proposal, Shield
from tests import people
from tests.registry import children
from tests.shielding.pages.states import ASKED, SISTER, STATES, Team, url
from tests.shielding.requests import hidden, lift_asked, seen

pytestmark = pytest.mark.django_db
OF_A_RECORD = (
    *("child", "hidden child", "ask", "others", "unconfirmed", "lifted", "confirm", "answer"),
    *("review", "lift", "names", "found"),
)


def page(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode()


def mistakes(client: Client, where: str, sent: Mapping[str, object]) -> list[str]:
    answer = client.post(where, sent)
    assert answer.status_code == 422
    summary = answer.content.decode().split("There is a problem")[1].split("</ul>")[0]
    return [line.split("</a>")[0].split(">")[-1] for line in summary.split("</li>")[:-1]]


@pytest.mark.parametrize("name", STATES)
def test_every_page_is_there_for_an_officer(name: str, team: Team) -> None:
    shown = page(team.client, STATES[name](team))
    assert "<h1" in shown


@pytest.mark.parametrize("who", ["mark", "pat", "olga"])
def test_to_everybody_else_no_page_of_a_record_is_there(who: str, team: Team, request: pytest.FixtureRequest) -> None:
    """Another area, another role: the same page as for what does not exist, read or sent to."""
    other = Client()
    people.sign_in(other, request.getfixturevalue(who))
    nothing = main_of(other, url("view_shield", UUID(int=0)))
    for name in OF_A_RECORD:
        where = STATES[name](team)
        assert main_of(other, where) == nothing, name
        assert other.post(where, ASKED).status_code in (404, 405), name


@pytest.mark.parametrize("who", ["pat", "olga"])
def test_to_who_is_no_officer_no_list_is_there(who: str, team: Team, request: pytest.FixtureRequest) -> None:
    other = Client()
    people.sign_in(other, request.getfixturevalue(who))
    for name in ("shielding_home", "shields", "shielding_search", "shielding_deputies"):
        assert other.get(url(name)).status_code == 404
    assert url("shielding_home") not in page(other, url("home"))


def main_of(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 404, where
    return answer.content.decode().split("<main")[1].split("</main")[0]


def test_an_officer_finds_a_child_of_the_own_area_and_no_other(team: Team) -> None:
    here = team.john()
    there = children.child(at=timezone.now(), area=people.manchester())
    where = team.search(forename="Jon", surname="Smyth", born_year="2017")
    shown = page(team.client, where)
    assert url("shielding_child", here) in shown
    assert str(there) not in shown
    assert Event.objects.filter(verb="child.named", because="search").count() == 1
    assert Event.objects.get(verb="search.run").facts["own_area"] is True
    assert team.client.get(url("shielding_child", there)).status_code == 404


def test_an_area_at_the_first_stage_finds_its_children_and_nobody_else_does(team: Team, pat: Practitioner) -> None:
    """R-ORG-1: only its shielding officers, by number and by name, on these pages alone."""
    john = team.john()
    area = people.liverpool()
    area.stage = Stage.SHIELDING
    area.save(update_fields=["stage"])
    number = Child.objects.get(pk=john).number
    for typed in ({"number": number}, {"forename": "John", "surname": "Smith", "born_year": "2017"}):
        assert url("shielding_child", john) in page(team.client, team.search(**typed))
    assert team.client.get(url("find_child")).status_code == 403
    other = Client()
    people.sign_in(other, pat)
    assert other.get(url("view_child", john)).status_code == 403


def test_the_search_of_a_colleague_is_not_there(team: Team) -> None:
    team.search(forename="Jon", surname="Smyth", born_year="2017")
    search = SearchMade.objects.get().pk
    other = Client()
    people.sign_in(other, team.simon)
    assert other.get(url("shielding_found", search)).status_code == 404


def test_a_request_on_one_page_hides_at_once_and_leads_to_who_else_is_near(team: Team) -> None:
    john, sister = team.john(), children.child(SISTER, at=timezone.now())
    where = url("ask_shield", john)
    shown = page(team.client, where)
    assert "Hide this child’s record now" in shown
    for number in ("0151 496 0341", "0808 157 0341"):
        assert number.replace(" ", "\N{NO-BREAK SPACE}") in shown
    answer = team.client.post(where, ASKED)
    shield = Shield.objects.get(child=john)
    assert answer.headers["Location"] == url("shield_others", shield.pk)
    assert is_shielded(john)
    shown = page(team.client, answer.headers["Location"])
    assert "Same address" in shown
    answer = team.client.post(answer.headers["Location"], {"children": [str(sister)]})
    assert is_shielded(sister)
    assert "1 more record is hidden" in page(team.client, answer.headers["Location"])


def test_a_request_says_who_why_and_what_was_seen(team: Team) -> None:
    where = url("ask_shield", team.john())
    assert mistakes(team.client, where, {}) == [
        "Select who asks for it",
        "Enter the name of who asks",
        "Enter how to reach who asks",
        "Enter why this child must not be found",
        "Enter what evidence you saw, or that you saw none yet",
    ]
    assert not Shield.objects.exists()


def test_a_child_who_is_not_near_cannot_be_slipped_into_the_step(team: Team) -> None:
    shield, near = team.hidden(), children.child(SISTER, at=timezone.now())
    there = children.child(SISTER, at=timezone.now(), area=people.manchester())
    answer = team.client.post(url("shield_others", shield.pk), {"children": [str(near), str(there)]})
    assert answer.status_code == 422
    assert not is_shielded(near)
    assert not is_shielded(there)


def test_the_own_request_is_approved_by_somebody_else_and_the_page_says_who_can(team: Team) -> None:
    """A page, and no mistake in a field (ux.md 2(h)); the refusal is in the log."""
    shield = team.hidden(by=team.who)
    where = url("confirm_shield", shield.pk)
    for answer in (team.client.get(where), team.client.post(where, {"answer": "yes", "seen": seen(shield)})):
        shown = answer.content.decode()
        assert answer.status_code == 403
        assert "You cannot approve your own request" in shown
        assert team.simon.name in shown
        assert "Fern Bank" not in shown
    assert Event.objects.filter(verb="shield.second_refused", actor=team.who.pk).count() == 2


def test_a_second_person_agrees_or_says_why_not(team: Team) -> None:
    shield = team.hidden()
    where = url("confirm_shield", shield.pk)
    shown = page(team.client, where)
    for words in ("A court order of May", "14 Fern Bank", "Not shown", "Others see now"):
        assert words in shown, words
    assert mistakes(team.client, where, {"seen": str(seen(shield))}) == ["Select whether you agree"]
    assert mistakes(team.client, where, {"seen": str(seen(shield)), "answer": "no"}) == ["Enter why you do not agree"]
    answer = team.client.post(where, {"seen": seen(shield), "answer": "yes"})
    assert f"{team.who.name} agreed" in page(team.client, answer.headers["Location"])


def test_a_lift_is_asked_by_one_and_agreed_by_another(team: Team) -> None:
    shield = team.confirmed()
    where = url("ask_to_lift", shield.pk)
    assert mistakes(team.client, where, {"seen": str(seen(shield))}) == ["Enter why this child may be found again"]
    team.client.post(where, {"seen": seen(shield), "because": "They have moved"})
    assert is_shielded(shield.child_id)
    asked = Proposal.objects.get()
    other = Client()
    people.sign_in(other, team.simon)
    assert "They have moved" in page(other, url("decide_proposal", asked.pk))
    other.post(url("decide_proposal", asked.pk), {"seen": seen(shield), "answer": "yes"})
    assert not is_shielded(shield.child_id)


def test_who_comes_second_sees_what_the_first_did_and_overwrites_nothing(team: Team) -> None:
    shield = team.confirmed()
    asked, then = lift_asked(shield, by=team.simon, at=timezone.now()), seen(shield)
    team.client.post(url("record_appeal", shield.pk), {"seen": then, "because": "The refuge rang"})
    answer = team.client.post(url("decide_proposal", asked.pk), {"seen": then, "answer": "yes"})
    shown = page(team.client, answer.headers["Location"])
    assert "Somebody changed this after you opened the page" in shown
    assert "An appeal was received" in shown
    assert is_shielded(shield.child_id)


def test_a_review_is_kept_or_asks_to_lift(team: Team) -> None:
    shield = team.confirmed(review=-timedelta(days=3))
    where = url("review_shield", shield.pk)
    assert "Overdue" in page(team.client, url("view_shield", shield.pk))
    assert mistakes(team.client, where, {"seen": str(seen(shield))}) == [
        "Select whether it is still needed",
        "Enter what you checked, and why you decide this",
    ]
    team.client.post(where, {"seen": seen(shield), "answer": "yes", "because": "Rang the refuge"})
    assert "Overdue" not in page(team.client, url("view_shield", shield.pk))
    team.client.post(where, {"seen": seen(shield), "answer": "no", "because": "They have moved"})
    assert Proposal.objects.get().asked_by == team.who


def test_the_names_that_may_be_seen_are_chosen(team: Team) -> None:
    shield = team.confirmed()
    where = url("choose_names", shield.pk)
    form = team.client.get(where).context["form"]
    every = [token for token, _ in form.fields["names"].choices]
    sent = {"seen": seen(shield), "because": "School knows this one"}
    assert mistakes(team.client, where, sent) == ["Select at least one name that may be seen"]
    answer = team.client.post(where, {**sent, "names": every, "carers_hidden": "on"})
    shown = page(team.client, answer.headers["Location"])
    assert "Less is shown from now on. A second person decides about the rest" in shown
    assert "Parents and carers are not named" in shown


def test_the_history_is_for_the_team_of_the_area_and_has_no_button_to_print(team: Team, mark: Practitioner) -> None:
    shield = team.hidden()
    shown = page(team.client, url("view_shield", shield.pk))
    assert "A court order of May" in shown
    assert "rint" not in shown.split("<main")[1].split("</main")[0].replace("cp-no-print", "")
    assert Event.objects.filter(verb="child.named", because="shield", actor=team.who.pk).exists()
    other = Client()
    people.sign_in(other, mark)
    assert other.get(url("view_shield", shield.pk)).status_code == 404


def test_the_start_page_and_the_menu_lead_here(team: Team) -> None:
    hidden(team.john(), by=team.simon, at=timezone.now())
    shown = page(team.client, url("home"))
    assert f'href="{url("shielding_home")}"' in shown
    assert f'href="{url("shields")}?show=confirm"' in shown


def test_a_deputy_is_named_and_ended(team: Team) -> None:
    where = url("shielding_deputies")
    simon: UUID = team.simon.pk
    assert mistakes(team.client, where, {}) == ["Select a colleague"]
    team.client.post(where, {"practitioner": str(simon)})
    assert f"{team.simon.name}, named by {team.who.name}" in page(team.client, where)
    team.client.post(url("end_deputy", simon))
    assert "Nobody is named" in page(team.client, where)
