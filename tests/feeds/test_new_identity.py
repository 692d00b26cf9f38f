"""What comes with the old names, numbers or keys of a child with a new identity? It waits, and joins nobody (R-REC-7).

Grace Okafor was adopted: her record closed in Liverpool, and Grace Merriweather has another.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Practitioner
from feeds.models import Delivery, StagedRow
from registry.assertion import but
from registry.confirming import WaitsForColleague
from registry.deciding import Given, Kinds, Result, decide, open_row
from registry.models import Child, KeptOut, Status, WaitingRow
from registry.queueing import count_for, queue_of
from tests import people
from tests.feeds import files
from tests.feeds.conftest import Load, counts
from tests.registry.matching import answer, same
from tests.shielding.identity import NEW, begun, closed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
GRACE = {"number": files.nhs_of(9), "forename": "Grace", "surname": "Okafor", "born": "2001-03-14", "gender": "female"}
OLD = "health-demographics"
CASE = {"case": "LIV-000009", "forename": "Grace", "surname": "Okafor", "born": "2001-03-14", "gender": "F"}
KEEP_OUT = Given(Kinds.KEEP_OUT, because="Her old name")
NOT_CLOSED = Given(Kinds.NOT_CLOSED, because="Another girl: I know both")


@dataclass(frozen=True)
class Two:
    old: UUID
    new: UUID
    shona: Practitioner
    simon: Practitioner

    def both(self, row: UUID, given: Given) -> list[Result]:
        return [answer(row, given, by=officer, at=NOW) for officer in (self.shona, self.simon)]


@pytest.fixture
def two(load: Load) -> Two:
    load(OLD, patients())
    load("social-care", files.csv_file(files.SOCIAL_CARE, [files.involvement(**CASE)]))
    old = Child.objects.get().pk
    shona, simon = (people.person(name, "shielding_officer", at=NOW) for name in ("Shona", "Simon"))
    said = but(
        NEW,
        names=(but(NEW.names[0], forename="Grace"),),
        date_of_birth=date(2001, 3, 14),
        gender="female",
        addresses=(but(NEW.addresses[0], postcode="L1 1AA"),),
    )
    new = begun(shona, simon, at=NOW, said=said)
    closed(old, shona, simon, at=NOW)
    return Two(old, new, shona, simon)


def patients(**said: object) -> bytes:
    return files.ndjson(files.patient(**{**GRACE, **said}))


def only_row() -> UUID:
    return WaitingRow.objects.get(ended_at=None).pk


MOVED = {"street": "5 Elm Row", "as_at": "2009-01-25T00:00:00Z"}
PUPIL = {"forename": "Grace", "surname": "Okafor", "born": "2001-03-14", "sex": "F", "street": ""}
FROM_OLD = {
    "the old key": (OLD, patients(**MOVED)),
    "the old key, taken back": (
        "social-care",
        files.csv_file(f"{files.SOCIAL_CARE},purge", [f"{files.involvement(**CASE, as_at='2009-01-20')},Y"]),
    ),
    "the old key with the new name": (OLD, patients(**MOVED, surname="Merriweather")),
    "the old name": ("pupil-data", files.ctf(files.pupil(**PUPIL))),
    "the old name, misspelt": ("pupil-data", files.ctf(files.pupil(**{**PUPIL, "surname": "Okafur"}))),
    "the old number with the new name": (
        "social-care",
        files.csv_file(
            files.SOCIAL_CARE,
            [
                files.involvement(
                    forename="Grace", surname="Merriweather", born="2001-03-14", nhs_number=files.nhs_of(9)
                )
            ],
        ),
    ),
}


@pytest.mark.parametrize("what", FROM_OLD)
def test_it_waits_for_shielding_officers_and_makes_and_joins_no_record(what: str, two: Two, load: Load) -> None:
    source, content = FROM_OLD[what]
    assert counts(load(source, content)) == {"waiting": 1}
    row = WaitingRow.objects.get()
    assert (row.for_shielding, row.authority) == (True, people.liverpool())
    assert set(Child.objects.values_list("pk", flat=True)) == {two.old, two.new}
    assert StagedRow.objects.get(delivery=row.delivery).reason_code == "needs_person"
    dora = people.person("Dora", "data_officer", at=NOW)
    assert queue_of(dora, at=NOW).total == 0
    assert count_for(two.shona, at=NOW) == 1


def test_what_was_said_of_it_and_not_believed_makes_a_row_wait_too(load: Load) -> None:
    """The health service was believed about the day; a school may have followed the slip of social care."""
    load(OLD, patients())
    slip = {**CASE, "born": "2001-03-24", "nhs_number": files.nhs_of(9)}
    load("social-care", files.csv_file(files.SOCIAL_CARE, [files.involvement(**CASE, nhs_number=files.nhs_of(9))]))
    load("social-care", files.csv_file(files.SOCIAL_CARE, [files.involvement(**slip, as_at="2009-01-14")]))
    old = Child.objects.get()
    assert old.date_of_birth == date(2001, 3, 14)
    closed(old.pk, *(people.person(name, "shielding_officer", at=NOW) for name in ("Shona", "Simon")), at=NOW)

    row = files.pupil(**{**PUPIL, "surname": "Newname", "born": "2001-03-24"})

    assert counts(load("pupil-data", files.ctf(row))) == {"waiting": 1}


def test_what_a_source_says_again_says_nothing_new_and_opens_nothing(two: Two, load: Load) -> None:
    assert counts(load(OLD, patients(as_at="2009-01-25T00:00:00Z"))) == {"unchanged": 1}
    assert Child.objects.get(pk=two.old).date_of_birth is None
    assert not Child.objects.get(pk=two.old).names.exists()


@pytest.mark.parametrize("what", ["the old key", "the old name", "the old number with the new name"])
def test_officers_are_asked_of_the_closed_record_beside_no_other(what: str, two: Two, load: Load) -> None:
    load(*FROM_OLD[what])
    opened = open_row(only_row(), by=two.shona, at=NOW)
    assert opened.closed
    assert opened.compared is not None
    assert opened.compared.records == ()
    assert opened.bound == (what != "the old name")


@pytest.mark.parametrize("what", ["the old key", "the old number with the new name"])
def test_what_bears_an_old_number_or_key_is_given_to_no_record(what: str, two: Two, load: Load) -> None:
    load(*FROM_OLD[what])
    row = only_row()
    for given in (NOT_CLOSED, same(two.new), same(two.old), replace(NOT_CLOSED, kind=Kinds.DIFFERENT)):
        with pytest.raises(ValueError):  # noqa: PT011 - deciding says what it allows not
            decide(row, given, seen={}, by=two.shona, at=NOW)
    with pytest.raises(ValueError):  # noqa: PT011
        decide(row, Given(Kinds.REFER, authority=str(people.manchester().pk)), seen={}, by=two.shona, at=NOW)


def test_two_officers_keep_it_out_and_are_never_asked_of_that_key_again(two: Two, load: Load) -> None:
    first = load(*FROM_OLD["the old key"])
    assert two.both(only_row(), KEEP_OUT) == [Result.SECOND, Result.DONE]
    assert counts(Delivery.objects.get(pk=first.pk)) == {"refused": 1}
    again = load(OLD, patients(street="6 Elm Row", as_at="2009-01-26T00:00:00Z"))
    assert counts(again) == {"refused": 1}
    told = StagedRow.objects.filter(delivery__in=[first.pk, again.pk]).values_list("reason_code", "sealed")
    assert list(told) == [("not_wanted", None)] * 2
    assert not WaitingRow.objects.filter(ended_at=None).exists()
    assert KeptOut.objects.count() == 1


def test_another_key_is_asked_about_again(two: Two, load: Load) -> None:
    load(*FROM_OLD["the old key"])
    two.both(only_row(), KEEP_OUT)
    assert counts(load(*FROM_OLD["the old name"])) == {"waiting": 1}


def test_one_officer_alone_keeps_nothing_out(two: Two, load: Load) -> None:
    load(*FROM_OLD["the old key"])
    assert answer(only_row(), KEEP_OUT, by=two.shona, at=NOW) == Result.SECOND
    assert not KeptOut.objects.exists()


def test_another_child_of_that_name_goes_on_to_the_next_question(two: Two, load: Load, settings: Any) -> None:
    settings.INCLUDED_UNTIL_YEARS = 40  # a child when the row came, and decided about today
    load(*FROM_OLD["the old name"])
    row = only_row()
    assert two.both(row, NOT_CLOSED) == [Result.SECOND, Result.GOES_ON]
    assert not open_row(row, by=two.shona, at=NOW).closed
    two.both(row, Given(Kinds.DIFFERENT, because="Another girl"))
    assert Child.objects.exclude(pk__in=[two.old, two.new]).count() == 1
    assert WaitingRow.objects.get(pk=row).not_about == []


def test_what_comes_with_the_new_name_is_never_said_to_resemble_the_old_record(two: Two, load: Load) -> None:
    """She kept her first name and her birthday: both nets catch the row, and officers compare it with the new alone."""
    pupil = files.pupil(**{**PUPIL, "surname": "Merriweather", "upn": files.upn_of(7)})
    assert counts(load("pupil-data", files.ctf(pupil))) == {"waiting": 1}
    opened = open_row(only_row(), by=two.shona, at=NOW)
    assert not opened.closed
    assert opened.compared is not None
    assert [side.child for side in opened.compared.records] == [two.new]


def test_the_new_record_takes_what_bears_its_own_number(two: Two, load: Load) -> None:
    pupil = files.pupil(**{**PUPIL, "surname": "Merriweather", "upn": files.upn_of(7)})
    load("pupil-data", files.ctf(pupil))
    two.both(only_row(), same(two.new))
    assert Child.objects.get(pk=two.new).status == Status.OPEN
    moved = files.pupil(**{**PUPIL, "surname": "Merriweather", "upn": files.upn_of(7), "street": "2 Sea View"})
    assert counts(load("pupil-data", files.ctf(moved, made_at="2009-01-25T06:00:00"))) == {"updated": 1}


def test_a_known_key_that_brings_an_old_number_waits(two: Two, load: Load) -> None:
    """Otherwise the new record would bear the old number: an identifier that joins the two."""
    row = files.involvement(forename="Grace", surname="Merriweather", born="2001-03-14", case="LIV-000077")
    load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))
    two.both(only_row(), same(two.new))
    later = files.involvement(
        forename="Grace", surname="Merriweather", born="2001-03-14", case="LIV-000077", nhs_number=files.nhs_of(9)
    )
    assert counts(load("social-care", files.csv_file(files.SOCIAL_CARE, [later]))) == {"waiting": 1}


def test_officers_of_the_area_where_it_closed_are_asked_before_others(two: Two, load: Load) -> None:
    """A shielded child of Manchester with the same names: nobody there learns of a closed record."""
    load(*FROM_OLD["the old name"])
    row = only_row()
    WaitingRow.objects.filter(pk=row).update(authority=people.manchester())
    mark = people.person("Mark", "shielding_officer", where=people.manchester(), at=NOW)
    with pytest.raises(WaitsForColleague):
        open_row(row, by=mark, at=NOW)
    assert WaitingRow.objects.get(pk=row).authority == people.liverpool()
    assert open_row(row, by=two.shona, at=NOW).closed
