"""Operators: named, cleared, two for a first administrator, and no account above the others (R-USER-8)."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts import access, agreement, codes, roles
from accounts.models import AccountState, Appointment, Organisation, Practitioner
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event, verbs

pytestmark = pytest.mark.django_db
NEW = {"forename": "Fran", "surname": "First", "job_title": "Manager"}
PAPERS = {"identity_seen": "2009-06-01", "disclosure": "123456789012", "issued": "2009-01-05", "trained": "2009-05-01"}
FRAN = "fran@example.org"
COLUMNS = (
    "email,forename,surname,job_title,identity_seen_on,disclosure_number,"
    "disclosure_issued_on,training_completed_on,seen_by"
)


@pytest.fixture
def opal(clock: Clock) -> Practitioner:
    people.liverpool()
    return people.person("Opal", "operator", where=people.national_team(), at=clock.at)


@pytest.fixture
def oscar(clock: Clock) -> Practitioner:
    return people.person("Oscar", "operator", where=people.national_team(), at=clock.at)


def run(command: str, *words: str, **options: Any) -> str:
    """As from the shell: each word is parsed."""
    flags = [part for name, value in options.items() for part in (f"--{name.strip('_').replace('_', '-')}", str(value))]
    call_command(command, *words, *flags, stdout=(said := StringIO()))
    return said.getvalue()


def appoint(by: Practitioner, email: str = FRAN, organisation: str = "341", **options: str) -> str:
    return run("appoint_administrator", email, as_=by.email, organisation=organisation, **options)


def test_two_operators_appoint_the_first_administrator(clock: Clock, opal: Practitioner, oscar: Practitioner) -> None:
    assert "Another operator agrees" in appoint(opal, **NEW, **PAPERS)
    fran = Practitioner.objects.get(email=FRAN)
    assert (roles.held(fran), fran.messages.count()) == ((), 0)
    with pytest.raises(CommandError, match="Another operator must agree"):
        appoint(opal)
    assert "is an administrator of Liverpool now" in appoint(oscar)
    assert [role.code for role in roles.held(fran)] == ["account_administrator"]
    assert fran.messages.get().template == "invited"
    agreed = last_event("appointment.agreed")
    assert (agreed.actor, agreed.facts["practitioner"]) == (oscar.pk, str(fran.pk))
    assert verbs(opal)[-3:] == ["command.run", "practitioner.vetted", "appointment.proposed"]


def test_the_first_administrator_needs_everything_that_everybody_needs(
    clock: Clock, opal: Practitioner, oscar: Practitioner
) -> None:
    appoint(opal, **NEW)
    appoint(oscar)
    fran = Practitioner.objects.get(email=FRAN)
    fran.set_password("three unrelated words and 7 apples")
    fran.save(update_fields=["password"])
    codes.add_app(fran, people.SECRET)
    agreement.accept(fran, at=clock.at)
    missing = {access.INVITED, access.IDENTITY, access.CLEARANCE, access.TRAINING}
    assert set(access.lapses(fran, at=clock.at)) == missing


def test_an_organisation_with_two_administrators_appoints_the_next_one_itself(
    clock: Clock, opal: Practitioner, oscar: Practitioner
) -> None:
    for name in ("Ada", "Abe"):
        people.person(name, "account_administrator", at=clock.at)
    with pytest.raises(CommandError, match="has 2 administrators already"):
        appoint(opal, **NEW)
    people.person("Bea", "partner_administrator", where=people.barnardos(), at=clock.at)
    appoint(opal, organisation="BARNARDOS", **NEW)
    appoint(oscar, organisation="BARNARDOS")
    with pytest.raises(CommandError, match="has 2 administrators already"):  # though Fran has not signed in yet
        appoint(opal, "gus@example.org", organisation="BARNARDOS", **NEW)


def test_somebody_with_duties_that_clash_is_not_appointed(clock: Clock, opal: Practitioner) -> None:
    pat = people.social_worker(at=clock.at)
    with pytest.raises(CommandError, match="at once"):
        appoint(opal, pat.email)
    hana = people.health_visitor(at=clock.at)
    with pytest.raises(CommandError, match="another organisation"):
        appoint(opal, hana.email)


def test_no_operator_appoints_the_own_account(clock: Clock, opal: Practitioner, oscar: Practitioner) -> None:
    with pytest.raises(CommandError, match="Nobody appoints themselves"):
        appoint(opal, opal.email, organisation="NATIONAL")
    appoint(opal, oscar.email, organisation="NATIONAL")
    with pytest.raises(CommandError, match="Nobody appoints themselves"):
        appoint(oscar, oscar.email, organisation="NATIONAL")
    for name, changed in (
        ("two_operators_appoint", {"agreed_by": opal}),
        ("nobody_appoints_themselves", {"agreed_by": oscar}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Appointment.objects.update(**changed, agreed_at=clock.at)


def test_a_proposal_ends_with_the_access_of_who_made_it(clock: Clock, opal: Practitioner, oscar: Practitioner) -> None:
    appoint(opal, **NEW)
    opal.clearances.update(issued_on="2006-06-03")
    assert "Another operator agrees" in appoint(oscar)
    assert Appointment.objects.get().proposed_by == oscar


@pytest.mark.parametrize("lacks", ["clearance", "training", "agreement", "second_factor", "account"])
def test_an_operator_whose_access_has_lapsed_commands_nothing(clock: Clock, lacks: str) -> None:
    people.liverpool()
    lapsed = people.person("Olaf", "operator", where=people.national_team(), lacks=lacks, at=clock.at)
    with pytest.raises(CommandError, match="may not operate"):
        appoint(lapsed, **NEW)
    assert not Practitioner.objects.filter(email=FRAN).exists()
    assert last_event("access.refused").source == "appoint_administrator"


def test_an_administrator_is_no_operator(clock: Clock, opal: Practitioner) -> None:
    ada = people.person("Ada", "account_administrator", at=clock.at)
    with pytest.raises(CommandError, match="may not operate"):
        appoint(ada, **NEW)


def test_an_operator_suspends_even_the_last_administrator(clock: Clock, opal: Practitioner) -> None:
    ada = people.person("Ada", "account_administrator", at=clock.at)
    assert "suspended" in run("suspend_account", ada.email, as_=opal.email, because="concern")
    ada.refresh_from_db()
    assert ada.account_state == AccountState.SUSPENDED
    assert ada.state_changes.get().by == opal
    with pytest.raises(CommandError, match="is not active"):
        run("suspend_account", ada.email, as_=opal.email, because="concern")


def test_no_operator_suspends_the_own_account(clock: Clock, opal: Practitioner) -> None:
    with pytest.raises(CommandError, match="may not do this"):
        run("suspend_account", opal.email, as_=opal.email, because="concern")
    assert last_event("access.refused").actor == opal.pk


def enrol(folder: Path, *rows: str) -> str:
    file = folder / "operators.csv"
    file.write_text("\n".join([COLUMNS, *rows]), encoding="utf-8")
    return run("enrol_operators", str(file))


def row(name: str, seen_by: str, number: str, issued: str = "2009-01-05") -> str:
    return f"{name}@example.org,{name},Operator,Engineer,2009-06-01,{number},{issued},2009-05-01,{seen_by}@example.org"


def test_two_people_see_each_others_papers_and_are_the_first_operators(clock: Clock, tmp_path: Path) -> None:
    people.national_team()
    said = enrol(tmp_path, row("opal", "oscar", "123456789012"), row("oscar", "opal", "123456789013"))
    assert said == "Invited: opal Operator, oscar Operator.\n"
    opal = Practitioner.objects.get(email="opal@example.org")
    assert [role.code for role in roles.held(opal)] == ["operator"]
    assert opal.clearances.get().seen_by == Practitioner.objects.get(email="oscar@example.org")
    assert opal.messages.get().template == "invited"
    own = {access.INVITED, access.AGREEMENT, access.SECOND_FACTOR}  # what only opal can do
    assert set(access.lapses(opal, at=clock.at)) == own
    with pytest.raises(CommandError, match="operators already"):
        enrol(tmp_path, row("olga", "omar", "123456789014"), row("omar", "olga", "123456789015"))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row("opal", "opal", "123456789012"), row("oscar", "opal", "123456789013")], "seen by another person"),
        ([row("opal", "oscar", "123456789012")], "at least 2"),
        ([row("opal", "opal", "123456789012"), row("opal", "opal", "123456789013")], "at least 2"),
        ([row("opal", "zoe", "123456789012"), row("oscar", "opal", "123456789013")], "seen by another person"),
        ([row("opal", "oscar", "123456789012", "2006-06-03"), row("oscar", "opal", "123456789013")], "last 3 years"),
        ([row("opal", "oscar", "123456789012"), row("oscar", "opal", "123456789012")], "somebody else"),
        ([row("opal", "oscar", "12345"), row("oscar", "opal", "123456789013")], "12 digits"),
        ([row("opal", "oscar", "123456789012", "5/1/09"), row("oscar", "opal", "123456789013")], "Row 2: 5/1/09"),
    ],
)
def test_operators_are_enrolled_all_or_none(clock: Clock, tmp_path: Path, rows: list[str], why: str) -> None:
    people.national_team()
    with pytest.raises(CommandError, match=why):
        enrol(tmp_path, *rows)
    assert not Practitioner.objects.exists()


def test_operators_are_enrolled_into_the_national_team_that_is_there(clock: Clock, tmp_path: Path) -> None:
    assert not Organisation.objects.exists()
    with pytest.raises(CommandError, match="load_reference_data"):
        enrol(tmp_path, row("opal", "oscar", "123456789012"), row("oscar", "opal", "123456789013"))
    (tmp_path / "wrong.csv").write_text("email\n", encoding="utf-8")
    with pytest.raises(CommandError, match="columns"):
        run("enrol_operators", str(tmp_path / "wrong.csv"))
