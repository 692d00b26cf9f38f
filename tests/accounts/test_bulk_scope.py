"""Whose file is it, and what may a delegated administrator do with one? (R-USER-3, R-USER-5)"""

import pytest

from accounts.access import NotYours, Refused
from accounts.bulk import checking, sending, uploading
from accounts.granting import give_role
from accounts.models import Kind, Practitioner, RowState
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.files import Cells, checked, newcomer, reasons, sent, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def abe(clock: Clock) -> Practitioner:
    return people.person("Abe", "account_administrator", at=clock.at)


@pytest.fixture
def dee(clock: Clock, ada: Practitioner) -> Practitioner:
    """Administers the duty team and nothing else."""
    duty = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())
    dee = people.person("Dee", "readiness_lead", at=clock.at)
    give_role(dee.pk, "account_administrator", duty.pk, by=ada, at=clock.at)
    return dee


def test_a_delegated_administrator_sees_what_the_own_role_does_not_allow(clock: Clock, dee: Practitioner) -> None:
    rows: list[Cells] = [newcomer(1, team="T1"), newcomer(2), newcomer(3, team="T1", role="auditor")]
    bulk = sent("invite", rows, by=dee, at=clock.at)
    assert states(bulk) == {2: RowState.DONE, 3: RowState.NOT_ALLOWED, 4: RowState.NOT_ALLOWED}
    assert list(reasons(bulk, 3)) == ["team"]
    assert reasons(bulk, 4) == {"role": "You cannot make somebody auditor"}


def test_a_file_belongs_to_its_organisation(
    clock: Clock, ada: Practitioner, abe: Practitioner, dee: Practitioner
) -> None:
    mona = people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    bulk = checked("invite", [newcomer(1, email="x")], by=ada, at=clock.at)
    row = bulk.rows.get()
    for stranger in (mona, dee):
        for act in (sending.send, sending.undo, sending.go_on):
            with pytest.raises(NotYours):
                act(bulk.pk, by=stranger, at=clock.at)
        with pytest.raises(NotYours):
            checking.change_row(bulk.pk, row.pk, newcomer(1), by=stranger, at=clock.at)
    assert list(uploading.files_of(abe, at=clock.at)) == [bulk]
    with pytest.raises(Refused):
        uploading.upload("invite", b"", file_name="a.csv", by=people.social_worker(at=clock.at), at=clock.at)
