"""Who may act on an account, whatever is sent? Nobody on the own, no neighbour, no other role (R-USER-3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccountState, Practitioner, StateChange, Transfer
from accounts.roles import ROLES
from audit.models import Event
from tests import people
from tests.accounts.administering import page, sign_in_with_fresh_factor, state, three_administrators, when
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client, clock: Clock) -> Practitioner:
    made = three_administrators()
    sign_in_with_fresh_factor(client, made)
    return made


@pytest.fixture
def pat(ada: Practitioner) -> Practitioner:
    return people.social_worker()


ACTS: dict[str, dict[str, str]] = {
    "send-again": {},
    "withdraw": {},
    "seen": when("identity_on", date(2009, 6, 1)),
    "paper": {},
    "particulars": {},
    "roles": {"role": "auditor"},
    "suspend": {"because": "concern"},
    "restore": {},
    "close": {"because": "left"},
    "open-again": {"role": "practitioner"},
    "transfer": {},
    "transfer/withdraw": {},
}


def changes() -> tuple[Any, ...]:
    """What any of the acts would leave behind."""
    return (
        list(Practitioner.objects.order_by("pk").values()),
        StateChange.objects.count(),
        Transfer.objects.count(),
        sorted(Practitioner.objects.values_list("groups__name", flat=True), key=str),
        Event.objects.exclude(verb="access.refused").count(),
    )


@pytest.mark.parametrize("name", ACTS)
def test_nobody_acts_on_the_own_account_by_any_request(client: Client, ada: Practitioner, name: str) -> None:
    before = changes()
    for ask in (client.get, client.post):
        answer = ask(f"/people/{ada.pk}/{name}", ACTS[name])
        assert answer.status_code == 403
    assert changes() == before
    assert last_event("access.refused").actor == ada.pk


def _main(shown: str) -> str:
    return shown.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("name", [*ACTS, ""])
def test_a_neighbour_finds_nobody_by_any_request(client: Client, pat: Practitioner, name: str) -> None:
    theirs = Client()
    mona = people.person("Mona", "account_administrator", where=people.manchester())
    sign_in_with_fresh_factor(theirs, mona)
    before = changes()
    missing = page(theirs, "/people/00000000-0000-4000-8000-000000000000", status=404)
    address = f"/people/{pat.pk}/{name}".rstrip("/")
    assert theirs.get(address).status_code == 404
    assert _main(theirs.get(address).content.decode()) == _main(missing)
    assert theirs.post(address, ACTS.get(name, {})).status_code == (404 if name else 405)
    assert changes() == before
    assert last_event("access.refused").actor == mona.pk


@pytest.mark.parametrize("role", [code for code in ROLES if "administrator" not in code])
def test_nobody_but_an_administrator_acts_on_an_account(pat: Practitioner, role: str) -> None:
    client = Client()
    where = people.national_team() if role in ("national_team", "national_auditor", "operator") else None
    sign_in_with_fresh_factor(client, people.person("Otto", role, where=where))
    before = changes()
    for name in ACTS:
        assert client.post(f"/people/{pat.pk}/{name}", ACTS[name]).status_code == 403
    assert changes() == before


def test_two_administrators_stay_whatever_is_sent(client: Client, clock: Clock) -> None:
    ada, abe = (people.person(name, "account_administrator") for name in ("Ada", "Abe"))
    sign_in_with_fresh_factor(client, ada)
    own = f"roles/account_administrator/{abe.organisation_id}"
    to = {"organisation": str(people.manchester().pk)}
    for name, answers in (("suspend", ACTS["suspend"]), ("close", ACTS["close"]), (own, {}), ("transfer", to)):
        answer = client.post(f"/people/{abe.pk}/{name}", answers)
        assert answer.status_code == 422, name
        assert "Liverpool must keep 2 administrators" in answer.content.decode()
    answer = client.post("/people/suspend", {"person": [abe.pk], "because": "concern", "confirmed": "yes"})
    assert "Abe Example is not suspended: Liverpool must keep 2 administrators" in page(client, answer["Location"])
    assert state(abe) == AccountState.ACTIVE


def test_several_are_suspended_after_their_names_were_read(client: Client, pat: Practitioner) -> None:
    tom = people.person("Tom", "practitioner")
    chosen = {"person": [str(pat.pk), str(tom.pk)]}
    answer = client.post("/people/suspend", chosen)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Suspend 2 people" in shown
    assert "Pat Example, Social worker" in shown
    assert state(pat) == AccountState.ACTIVE
    confirmed = client.post("/people/suspend", {**chosen, "confirmed": "yes"})
    assert "Select why the account is suspended" in confirmed.content.decode()
    confirmed = client.post("/people/suspend", {**chosen, "confirmed": "yes", "because": "new_work"})
    assert "2 people are suspended and signed out" in page(client, confirmed["Location"])
    assert (state(pat), state(tom)) == (AccountState.SUSPENDED, AccountState.SUSPENDED)


def test_nobody_selected_is_a_mistake_on_the_list(client: Client, ada: Practitioner) -> None:
    for answers in ({}, {"person": "nonsense"}):
        answer = client.post("/people/suspend?group=later", answers)
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert "There is a problem" in shown
        assert 'href="#id_person_0"' in shown
        assert 'id="id_person_0"' in shown
    assert "Select at least one person" in client.post("/people/suspend", {}).content.decode()


def _somebody_else() -> Practitioner:
    return people.health_visitor()


def _herself() -> Practitioner:
    return Practitioner.objects.get(forename="Ada")


@pytest.mark.parametrize(("forged", "status"), [(_somebody_else, 404), (_herself, 403)])
def test_a_forged_id_among_those_selected_suspends_nobody(
    client: Client, pat: Practitioner, forged: Callable[[], Practitioner], status: int
) -> None:
    other = forged()
    answers = {"person": [str(pat.pk), str(other.pk)], "confirmed": "yes", "because": "concern"}
    assert client.post("/people/suspend", answers).status_code == status
    assert (state(pat), state(other)) == (AccountState.ACTIVE, AccountState.ACTIVE)
