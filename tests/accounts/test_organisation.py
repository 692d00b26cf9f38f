"""An administrator's own organisation: how its team is reached, its teams, and to whom they are delegated (R-ORG-3)."""

import pytest
from django.test import Client

from accounts import roles
from accounts.models import Kind, Organisation, Practitioner
from tests import people
from tests.accounts.administering import act, page, sign_in_with_fresh_factor, three_administrators
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event

pytestmark = pytest.mark.django_db
REACHED = {"team_phone": "01514960999", "team_phone_out_of_hours": "08081570999", "team_email": "team@example.org"}


@pytest.fixture
def ada(client: Client, clock: Clock) -> Practitioner:
    made = three_administrators()
    sign_in_with_fresh_factor(client, made)
    return made


@pytest.fixture
def duty(ada: Practitioner) -> Organisation:
    return people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())


@pytest.fixture
def dee(duty: Organisation) -> Practitioner:
    """Whom the duty team is delegated to."""
    made = people.person("Dee", "readiness_lead")
    roles.give(made, "account_administrator", duty)
    return made


def test_the_numbers_of_the_team_are_changed_and_shown_to_who_is_refused(client: Client, ada: Practitioner) -> None:
    shown = act(client, f"/organisation/{ada.organisation_id}", **REACHED)
    assert "0151\N{NO-BREAK SPACE}496\N{NO-BREAK SPACE}0999" in shown
    assert last_event("organisation.changed").facts["changed"] == sorted(REACHED)
    theirs = Client()
    people.sign_in(theirs, people.social_worker())
    assert "0999" in page(theirs, "/people", status=403)


def test_a_team_without_a_number_has_no_way_back_in(client: Client, ada: Practitioner) -> None:
    answer = client.post(f"/organisation/{ada.organisation_id}", {**REACHED, "team_phone_out_of_hours": ""})
    assert "Enter the telephone number at any other time" in answer.content.decode()


def test_a_team_is_made_once(client: Client, ada: Practitioner) -> None:
    address = f"/organisation/{ada.organisation_id}/teams"
    assert "Fostering is a team of Liverpool now" in act(client, address, name="Fostering")
    made = Organisation.objects.get(name="Fostering")
    assert (made.kind, made.parent) == (Kind.TEAM, people.liverpool())
    assert "has a team with this name already" in client.post(address, {"name": "fostering"}).content.decode()


def test_a_team_is_delegated_in_words_to_somebody_who_sees_no_child(
    client: Client, ada: Practitioner, duty: Organisation
) -> None:
    dee, pat = people.person("Dee", "readiness_lead"), people.social_worker()
    address = f"/organisation/{duty.pk}/delegate"
    form = page(client, address)
    assert "Invite practitioners into the team" in form
    assert "See any child" in form
    assert "Nobody can be" in client.post(address, {"email": pat.email}).content.decode()
    stranger = people.health_visitor().email
    assert "Enter the email address of a colleague" in client.post(address, {"email": stranger}).content.decode()
    assert "Delegated to Dee Example" in act(client, address, email=dee.email)
    assert (roles.AccountAdministrator, duty.pk) in roles.held_where(dee)


def test_nobody_delegates_a_team_to_themselves(client: Client, ada: Practitioner, duty: Organisation) -> None:
    assert client.post(f"/organisation/{duty.pk}/delegate", {"email": ada.email}).status_code == 403
    assert roles.held_where(ada) == ((roles.AccountAdministrator, ada.organisation_id),)


def test_a_neighbour_changes_nothing_here(clock: Clock, ada: Practitioner, duty: Organisation) -> None:
    theirs = Client()
    mona = people.person("Mona", "account_administrator", where=people.manchester())
    sign_in_with_fresh_factor(theirs, mona)
    for where in (people.liverpool(), duty):
        for part in ("", "/teams", "/delegate"):
            answer = theirs.post(f"/organisation/{where.pk}{part}", {**REACHED, "name": "Own", "email": mona.email})
            assert answer.status_code == 404
    assert last_event("access.refused").actor == mona.pk
    assert "Liverpool" not in page(theirs, "/organisation")


def test_a_delegated_administrator_sees_and_invites_the_team_alone(
    clock: Clock, dee: Practitioner, duty: Organisation
) -> None:
    theirs, pat, tom = Client(), people.social_worker(), people.person("Tom", "practitioner")
    Practitioner.objects.filter(pk=pat.pk).update(team=duty)
    sign_in_with_fresh_factor(theirs, dee)
    shown = page(theirs, "/people")
    assert "Pat Example" in shown
    assert "Tom Example" not in shown
    page(theirs, f"/people/{tom.pk}", status=404)
    assert "Duty team" in page(theirs, "/organisation")
    assert theirs.get(f"/organisation/{duty.pk}/delegate").status_code == 404
    form = page(theirs, "/people/invite")
    assert 'value="practitioner"' in form
    assert 'value="override"' not in form
    new = {"email": "w@example.org", "forename": "Wilma", "surname": "Worker", "job_title": "Social worker"}
    new |= {"role": "practitioner", "employer": str(people.liverpool().pk)}
    assert "Select a team" in theirs.post("/people/invite", new).content.decode()
    act(theirs, "/people/invite", **new, team=str(duty.pk))
    assert Practitioner.objects.get(forename="Wilma").team == duty


def test_a_delegated_administrator_does_nothing_about_somebody_with_another_role(
    clock: Clock, dee: Practitioner, duty: Organisation
) -> None:
    theirs, olga = Client(), people.override_holder()
    Practitioner.objects.filter(pk=olga.pk).update(team=duty)
    sign_in_with_fresh_factor(theirs, dee)
    assert f"/people/{olga.pk}/" not in page(theirs, f"/people/{olga.pk}")
    page(theirs, f"/people/{olga.pk}/suspend", status=403)
