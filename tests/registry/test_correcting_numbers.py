"""A wrong number of another system is corrected and stays so, and nobody reads more for it (R-REC-6, R-REC-2)"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.http import QueryDict

from accounts.models import Kind, Practitioner
from registry import correcting, dispute_queue
from registry.assertion import Assertion, but
from registry.forms.correct import FORMS
from registry.models import Dispute, Identifier, Item, MatchRow
from registry.to_return import to_return
from tests import people
from tests.registry import children
from tests.registry.children import JOHN
from tests.registry.disputes import reported, says

pytestmark = pytest.mark.django_db
WRONG, RIGHT, THIRD = "Z999999999991", "Z999999999992", "Z999999999993"
NHS = "9990000018"


def numbers(child: UUID) -> set[tuple[str, str]]:
    return set(Identifier.objects.filter(child=child).values_list("scheme", "value"))


def corrected(child: UUID, new: str | None, *, by: Practitioner, tara: Practitioner, at: datetime) -> None:
    correcting.correct(reported(child, Item.IDENTIFIERS, by=tara, at=at), new, by=by, at=at)


def open_cases() -> list[Dispute]:
    return list(Dispute.objects.filter(decision="", reported_by=None))


def pupil(number: str, scheme: str = "upn") -> Assertion:
    return but(JOHN, identifiers={scheme: (number,)})


def test_the_right_number_takes_the_place_of_the_wrong_one_and_the_record_is_matched_by_it(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, RIGHT, by=dora, tara=tara, at=now)
    assert numbers(john) == {("upn", RIGHT), ("nhs_number", NHS)}
    assert set(MatchRow.objects.filter(child_id=john).values_list("upn", "nhs_number")) == {(RIGHT, NHS)}


@pytest.mark.parametrize("scheme", ["upn", "former_upn"])
def test_a_source_that_says_another_raises_a_case_and_changes_nothing(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime, scheme: str
) -> None:
    corrected(john, RIGHT, by=dora, tara=tara, at=now)
    assert open_cases() == []
    says(john, pupil(THIRD, scheme), at=now + timedelta(days=1), code="local")
    assert numbers(john) == {("upn", RIGHT), ("nhs_number", NHS)}
    (case,) = open_cases()
    shown = dispute_queue.open_case(case.pk, by=dora, at=now)
    assert [one.values for one in shown.statements if one.objects] == [(THIRD,)]
    says(john, pupil(RIGHT, scheme), at=now + timedelta(days=2), code="local")
    assert open_cases() == []


def test_a_number_that_is_nobodys_here_is_taken_away_and_does_not_come_back(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, None, by=dora, tara=tara, at=now)
    assert numbers(john) == {("nhs_number", NHS)}
    says(john, pupil(WRONG), at=now + timedelta(days=1), code="local")
    assert numbers(john) == {("nhs_number", NHS)}
    says(john, pupil(THIRD), at=now + timedelta(days=2), code="local")
    assert numbers(john) == {("nhs_number", NHS)}
    assert len(open_cases()) == 1


def test_numbers_of_another_series_come_and_go_as_before(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, RIGHT, by=dora, tara=tara, at=now)
    says(john, but(JOHN, identifiers={"local_case": ("LC-1",)}), at=now + timedelta(days=1), code="local")
    assert numbers(john) == {("upn", RIGHT), ("nhs_number", NHS), ("local_case", "LC-1")}
    assert open_cases() == []


def test_what_a_source_says_else_is_corrected_in_its_own_series(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, RIGHT, by=dora, tara=tara, at=now)
    says(john, pupil(THIRD), at=now + timedelta(days=1), code="local")
    (case,) = open_cases()
    correcting.correct(case.pk, THIRD, by=dora, at=now + timedelta(days=2))
    assert numbers(john) == {("upn", THIRD), ("nhs_number", NHS)}
    assert open_cases() == []


def test_the_officer_reads_no_other_number_of_the_child(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    """R-REC-2: it was allocated for the work of others."""
    dispute = reported(john, Item.IDENTIFIERS, by=tara, at=now)
    case = dispute_queue.open_case(dispute, by=dora, at=now)
    assert (case.value, case.now, case.can_correct) == (WRONG, (WRONG,), True)
    assert {value for one in case.statements for value in one.values} == {WRONG}


def test_a_supplier_is_told_no_number_of_a_series_that_it_does_not_send(
    john: UUID, tara: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, RIGHT, by=dora, tara=tara, at=now)
    trust = people.organisation("Mersey Trust", "RZ1", kind=Kind.SUPPLYING_BODY, sector="health")
    nurse = people.person("Nora", "practitioner", employer=trust)
    correcting.correct(reported(john, Item.IDENTIFIERS, by=nurse, at=now), "9990000026", by=dora, at=now)
    says(john, pupil(WRONG), at=now + timedelta(days=1), code="local")
    told = {(one.says, one.should) for one in to_return(children.source("local"))}
    assert told == {(WRONG, RIGHT)}


def test_an_nhs_number_is_checked_where_one_is_typed(db: None) -> None:
    form = FORMS[Item.IDENTIFIERS](QueryDict("number=999+000+0019"), old=("nhs_number", NHS))
    assert "10 digits" in str(form.errors)
    good = FORMS[Item.IDENTIFIERS](QueryDict("number=999+000+0026"), old=("nhs_number", NHS))
    assert good.is_valid()
    assert good.new == "9990000026"
    assert FORMS[Item.IDENTIFIERS](QueryDict("removed=on"), old=None).is_valid()
    assert not FORMS[Item.IDENTIFIERS](QueryDict(""), old=None).is_valid()
