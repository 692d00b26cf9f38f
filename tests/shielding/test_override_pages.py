"""The override as a person meets it over HTTP: warning, second factor, words, alert, and its end (SEC-7, SEC-14)."""

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Message, Practitioner
from registry import overrides
from registry.disclosure import give_reason
from registry.models import Ending, Override, Reason
from shielding.models import Investigation
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import sign_in_by_pages
from tests.registry import children
from tests.shielding.overriding import WHY, mail

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.django_db]
CONSEQUENCE = "An investigation starts straight away and your manager is told."
STATUS = "Opened under override at 9:0"


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.at


@pytest.fixture
def hidden(john: UUID, now: datetime) -> UUID:
    children.shield(john, at=now)
    return john


@pytest.fixture
def olgas(client: Client, olga: Practitioner, hidden: UUID, clock: Clock) -> Client:
    """Her browser, some time after she signed in and gave her reason."""
    sign_in_by_pages(client, olga)
    give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=olga, at=clock.at)
    clock.pass_by(minutes=6)
    return client


def where(name: str, child: UUID) -> str:
    return reverse(name, args=[child])


def look(client: Client, child: UUID) -> str:
    return client.get(where("view_child", child)).content.decode()


def is_whole(page: str) -> bool:
    return "Fern Bank" in page


def prove(client: Client, who: Practitioner, child: UUID) -> None:
    address = where("override_reason", child)
    answer = client.get(address)
    assert answer["Location"] == f"/prove/code?next={address.replace('/', '%2F')}"
    assert client.post(answer["Location"], {"code": people.code(who)})["Location"] == address


def go_through(client: Client, who: Practitioner, child: UUID) -> None:
    prove(client, who, child)
    sent = client.post(where("override_reason", child), {"because": WHY})
    assert (sent.status_code, sent["Location"]) == (303, where("view_child", child))


def test_the_way_is_warning_then_second_factor_then_words_then_the_record(
    olgas: Client, olga: Practitioner, shona: Practitioner, hidden: UUID
) -> None:
    """Nothing is shown and nobody is troubled before the last step; with it the team knows."""
    brief = look(olgas, hidden)
    assert where("open_under_override", hidden) in brief
    warning = olgas.get(where("open_under_override", hidden)).content.decode()
    assert CONSEQUENCE in warning
    prove(olgas, olga, hidden)
    asked = olgas.get(where("override_reason", hidden)).content.decode()
    assert CONSEQUENCE in asked
    for empty in ("", "   "):
        refused = olgas.post(where("override_reason", hidden), {"because": empty})
        assert refused.status_code == 422
        assert "Enter why you need to see this record now" in refused.content.decode()
    for page in (brief, warning, asked, look(olgas, hidden)):
        assert not is_whole(page)
    assert not Investigation.objects.exists()
    assert not Message.objects.exists()
    olgas.post(where("override_reason", hidden), {"because": WHY})
    assert mail(shona) == ["override"]
    page = look(olgas, hidden)
    assert is_whole(page)
    assert STATUS in page
    assert "Mo Ali" in page


def test_no_page_of_it_says_what_hides_the_record(olgas: Client, olga: Practitioner, hidden: UUID) -> None:
    """ux.md c3."""
    pages = [look(olgas, hidden), olgas.get(where("open_under_override", hidden)).content.decode()]
    prove(olgas, olga, hidden)
    pages.append(olgas.get(where("override_reason", hidden)).content.decode())
    olgas.post(where("override_reason", hidden), {"because": WHY})
    pages.append(look(olgas, hidden))
    for page in pages:
        assert "shield" not in page.lower()


def test_without_the_second_factor_the_form_does_nothing(olgas: Client, hidden: UUID) -> None:
    answer = olgas.post(where("override_reason", hidden), {"because": WHY})
    assert answer["Location"].startswith("/prove/code")
    assert not Override.objects.exists()
    assert not is_whole(look(olgas, hidden))


def test_it_ends_when_it_is_closed_and_the_next_look_starts_over(
    olgas: Client,
    olga: Practitioner,
    hidden: UUID,
    clock: Clock,
) -> None:
    """Reason, second factor, warning: a proof serves once, however fresh it is."""
    go_through(olgas, olga, hidden)
    closed = olgas.post(where("close_record", hidden))
    assert (closed.status_code, closed["Location"]) == (303, "/")
    assert "cache" in closed["Clear-Site-Data"]
    assert not is_whole(look(olgas, hidden))
    answer = olgas.post(where("override_reason", hidden), {"because": WHY})
    assert answer["Location"].startswith("/prove/code")
    assert not is_whole(look(olgas, hidden))
    clock.pass_by(minutes=1)
    go_through(olgas, olga, hidden)
    assert is_whole(look(olgas, hidden))
    assert Investigation.objects.count() == 2


@pytest.mark.parametrize("name", ["home", "find_child", "my_children", "notices", "your_account"])
def test_going_to_another_page_ends_it_in_every_tab(name: str, olgas: Client, olga: Practitioner, hidden: UUID) -> None:
    go_through(olgas, olga, hidden)
    assert is_whole(look(olgas, hidden))
    assert olgas.get(reverse(name)).status_code == 200
    assert not is_whole(look(olgas, hidden))
    assert Override.objects.get().ending == Ending.LEFT


def test_a_search_ends_it_and_so_does_another_record(
    olgas: Client,
    olga: Practitioner,
    hidden: UUID,
    clock: Clock,
) -> None:
    other = children.john(at=clock.at)
    go_through(olgas, olga, hidden)
    olgas.get(where("state_reason", other))
    assert not is_whole(look(olgas, hidden))
    clock.pass_by(minutes=1)
    go_through(olgas, olga, hidden)
    olgas.post(reverse("find_child"), {"forename": "John", "surname": "Smith", "born_year": "2017"})
    assert not is_whole(look(olgas, hidden))


def test_pages_of_the_record_itself_and_a_page_that_keeps_the_sign_in_alive_do_not_end_it(
    olgas: Client, olga: Practitioner, hidden: UUID
) -> None:
    go_through(olgas, olga, hidden)
    olgas.get(where("state_reason", hidden))
    olgas.get(where("ask_whether_involved", hidden))
    assert olgas.post(reverse("stay_signed_in")).status_code == 200
    assert is_whole(look(olgas, hidden))


def test_after_fifteen_minutes_the_record_is_brief_again(
    olgas: Client,
    olga: Practitioner,
    hidden: UUID,
    clock: Clock,
) -> None:
    """Also in a browser without scripts: it is told when to ask again."""
    go_through(olgas, olga, hidden)
    clock.pass_by(minutes=14, seconds=59)
    answer = olgas.get(where("view_child", hidden))
    assert is_whole(answer.content.decode())
    assert answer["Refresh"] == "2"
    clock.pass_by(seconds=1)
    later = olgas.get(where("view_child", hidden))
    assert not is_whole(later.content.decode())
    assert "Refresh" not in later
    assert CONSEQUENCE in olgas.get(where("open_under_override", hidden)).content.decode()


def test_signing_out_and_in_again_ends_it(olgas: Client, olga: Practitioner, hidden: UUID, clock: Clock) -> None:
    go_through(olgas, olga, hidden)
    olgas.post("/sign-out")
    assert Override.objects.get().ending == Ending.SIGNED_OUT
    clock.pass_by(minutes=1)
    sign_in_by_pages(olgas, olga)
    assert not is_whole(look(olgas, hidden))


def test_a_sign_in_elsewhere_ends_it_too(olgas: Client, olga: Practitioner, hidden: UUID, clock: Clock) -> None:
    go_through(olgas, olga, hidden)
    clock.pass_by(minutes=1)
    elsewhere = Client()
    sign_in_by_pages(elsewhere, olga)
    assert not is_whole(look(elsewhere, hidden))
    assert olgas.get(where("view_child", hidden))["Location"].startswith("/sign-in")


def test_nothing_of_the_page_may_be_kept(olgas: Client, olga: Practitioner, hidden: UUID) -> None:
    go_through(olgas, olga, hidden)
    assert "no-store" in olgas.get(where("view_child", hidden))["Cache-Control"]


def test_others_still_see_the_brief_record(
    olgas: Client,
    olga: Practitioner,
    pat: Practitioner,
    hidden: UUID,
    clock: Clock,
) -> None:
    go_through(olgas, olga, hidden)
    pats = Client()
    people.sign_in(pats, pat)
    give_reason(hidden, reason=Reason.SAFEGUARDING, viewer=pat, at=clock.at)
    page = look(pats, hidden)
    assert not is_whole(page)
    assert "override" not in page
    assert is_whole(look(olgas, hidden)), "and what Pat does ends nothing of Olga's"
    for method, name in (
        (pats.get, "open_under_override"),
        (pats.get, "override_reason"),
        (pats.post, "override_reason"),
    ):
        assert method(where(name, hidden)).status_code == 403


def test_nothing_can_be_changed_on_a_record_that_is_only_looked_at(
    olgas: Client, olga: Practitioner, hidden: UUID
) -> None:
    go_through(olgas, olga, hidden)
    page = look(olgas, hidden)
    for act in ("record_involvement", "name_lead", "flag_caf", "record_colleague_involvement"):
        assert where(act, hidden) not in page
    assert olgas.get(where("name_lead", hidden))["Location"] == where("view_child", hidden)


def test_where_nothing_is_hidden_the_pages_lead_to_the_record(olgas: Client, olga: Practitioner, clock: Clock) -> None:
    plain = children.john(at=clock.at)
    give_reason(plain, reason=Reason.SAFEGUARDING, viewer=olga, at=clock.at)
    for name in ("open_under_override", "override_reason"):
        assert olgas.get(where(name, plain))["Location"] == where("view_child", plain)
    assert where("open_under_override", plain) not in look(olgas, plain)


def test_without_a_reason_of_the_day_the_reason_is_asked_first(
    olgas: Client,
    hidden: UUID,
    clock: Clock,
) -> None:
    other = children.john(at=clock.at)
    children.shield(other, at=clock.at)
    assert olgas.get(where("open_under_override", other))["Location"] == where("state_reason", other)


def test_one_too_many_in_a_day_is_out_with_that_very_answer(
    olgas: Client, olga: Practitioner, hidden: UUID, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-USER-6."""
    monkeypatch.setattr(overrides, "SEVERE_IN_A_DAY", 2)
    go_through(olgas, olga, hidden)
    clock.pass_by(minutes=1)
    prove(olgas, olga, hidden)
    answer = olgas.post(where("override_reason", hidden), {"because": WHY})
    assert answer.status_code == 403
    assert "Your account is not active" in answer.content.decode()
    assert olgas.get(where("view_child", hidden))["Location"].startswith("/sign-in")
