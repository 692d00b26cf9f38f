"""What was corrected stays, whatever sources say later; what they say else a person decides, once (R-REC-6)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Practitioner
from registry import correcting, dispute_queue
from registry.assertion import Assertion, CarerSaid, Name, Place, PracticeSaid, SettingSaid, but, told
from registry.disclosure import NotThere
from registry.dispute_words import words_of
from registry.merging import join, part
from registry.models import (
    Address,
    Attendance,
    Carer,
    Child,
    ChildName,
    Dispute,
    HiddenStatement,
    Item,
    Practice,
    Provenance,
    Source,
    SourceRecord,
)
from registry.record import Outcome
from registry.record.compute import compute
from registry.record.parts import parts_of
from registry.record.pins import FIELDS, correction
from registry.record.saying import Saying
from registry.shown import FullRecord
from registry.values import Value
from tests import people
from tests.registry import children
from tests.registry.children import JOHN
from tests.registry.disputes import reported, says, seen
from tests.registry.matching import TWICE

pytestmark = pytest.mark.django_db
RIGHT = date(2017, 3, 14)


def corrected(
    child: UUID, item: str, new: Value | None, *, pat: Practitioner, dora: Practitioner, at: datetime, value: str = ""
) -> None:
    dispute = reported(child, item, by=pat, at=at, value=value)
    correcting.correct(dispute, new, because="As the letter says", by=dora, at=at)


def open_cases() -> list[Dispute]:
    return list(Dispute.objects.filter(decision="", reported_by=None).select_related("words_key"))


def test_the_corrected_value_is_shown_with_its_origin_and_every_source_s_word_is_kept(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.BIRTH_DATE, RIGHT, pat=pat, dora=dora, at=now)
    child = Child.objects.get(pk=john)
    assert (child.date_of_birth, child.status) == (RIGHT, "open")
    shown = seen(john, by=pat, at=now)
    assert isinstance(shown, FullRecord)
    born = next(one for one in shown.details if one.item == Item.BIRTH_DATE)
    assert (born.value, born.origin and born.origin.said_by) == ("14 March 2017", "Corrected by the local authority")
    kept = SourceRecord.objects.get(child=john, source__code="schools")
    assert kept.assertion["date_of_birth"] == "2017-03-04"
    assert shown.flags == ()


def test_each_item_can_be_corrected_and_what_was_wrong_is_gone_not_kept_as_former(
    pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    john = children.john(at=now, date_of_death=date(2026, 1, 2))
    Practice.objects.create(ods_code="Z99992", name="Dingle Surgery")
    for item, value, new in (
        (Item.NAMES, "John Peter", Name("current", "Jon", "", "Smith")),
        (Item.GENDER, "", "female"),
        (Item.DEATH_DATE, "", None),
        (Item.ADDRESSES, "14 Fern", Place("current", "41 Fern Bank", "Liverpool", "L18 5TE")),
        (Item.CARERS, "Ann", CarerSaid("Anne Smith", "mother", True, "07700 900125")),
        (Item.SETTING, "Mossley", SettingSaid("otherwise")),
        (Item.PRACTICE, "", PracticeSaid("Z99992")),
    ):
        corrected(john, item, new, pat=pat, dora=dora, at=now, value=value)
    child = Child.objects.get(pk=john)
    assert (child.gender, child.date_of_death) == ("female", None)
    names = set(ChildName.objects.filter(child=john).values_list("kind", "forename", "surname"))
    assert names == {("current", "Jon", "Smith"), ("former", "John", "Okafor")}
    assert list(Address.objects.filter(child=john).values_list("kind", "lines")) == [("current", "41 Fern Bank")]
    assert list(Carer.objects.filter(child=john).values_list("name", "phone")) == [("Anne Smith", "07700 900125")]
    schooling = Attendance.objects.get(child=john)
    assert (schooling.statement, schooling.setting) == ("otherwise", None)
    assert child.registrations.get().practice_id == "Z99992"
    assert not Provenance.objects.filter(child=john, item=Item.DEATH_DATE).exists()


def test_a_value_that_should_not_be_there_is_taken_away(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.NAMES, None, pat=pat, dora=dora, at=now, value="Okafor")
    corrected(john, Item.CARERS, None, pat=pat, dora=dora, at=now)
    assert list(ChildName.objects.filter(child=john).values_list("surname", flat=True)) == ["Smith"]
    assert not Carer.objects.filter(child=john).exists()


def test_an_estimate_is_kept_as_one(john: UUID, pat: Practitioner, dora: Practitioner, now: datetime) -> None:
    dispute = reported(john, Item.BIRTH_DATE, by=pat, at=now)
    correcting.correct(dispute, date(2016, 7, 1), estimated=True, by=dora, at=now)
    child = Child.objects.get(pk=john)
    assert (child.date_of_birth, child.birth_date_estimated) == (date(2016, 7, 1), True)


def test_a_source_that_says_else_later_raises_a_case_and_changes_nothing(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.BIRTH_DATE, RIGHT, pat=pat, dora=dora, at=now)
    later = now + timedelta(days=3)
    health = children.source("health", "NHS records")
    Source.objects.filter(pk=health.pk).update(precedence={"birth_date": -7})  # believed before everybody
    assert says(john, but(JOHN, date_of_birth=date(2018, 1, 1)), at=later, code="health") == Outcome.UPDATED
    assert Child.objects.get(pk=john).date_of_birth == RIGHT
    (case,) = open_cases()
    shown = dispute_queue.open_case(case.pk, by=dora, at=later)
    assert (shown.by_source, shown.now, [one.source for one in shown.statements if one.objects]) == (
        True,
        ("14 March 2017",),
        ["NHS records"],
    )


def test_what_was_said_when_it_was_corrected_is_not_brought_up_again(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.BIRTH_DATE, RIGHT, pat=pat, dora=dora, at=now)
    key = SourceRecord.objects.get(child=john, source__code="schools").key
    moved = but(JOHN, addresses=(Place("current", "2 Elm Row", "Liverpool", "L18 1AA"),))
    says(john, moved, at=now + timedelta(days=1), key=key)  # with the wrong day again
    assert Address.objects.get(child=john, kind="current").lines == "2 Elm Row"
    says(john, JOHN, at=now + timedelta(days=1), code="health")  # and another that repeats it
    assert open_cases() == []
    assert Child.objects.get(pk=john).date_of_birth == RIGHT


def test_decided_against_once_the_same_is_never_raised_again_and_something_else_is(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.BIRTH_DATE, RIGHT, pat=pat, dora=dora, at=now)
    other = but(JOHN, date_of_birth=date(2018, 1, 1))
    says(john, other, at=now + timedelta(days=1), code="health")
    correcting.refuse(open_cases()[0].pk, because="The certificate was seen", by=dora, at=now + timedelta(days=2))
    says(john, but(other, gender="female"), at=now + timedelta(days=3), code="health")
    says(john, other, at=now + timedelta(days=3), code="social")
    assert open_cases() == []
    says(john, but(other, date_of_birth=date(2018, 1, 2)), at=now + timedelta(days=4), code="health")
    assert [words_of(case).said for case in open_cases()] == ["2018-01-02"]
    assert Child.objects.get(pk=john).date_of_birth == RIGHT


def test_a_case_waits_once_and_ends_when_nobody_says_so_any_more(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.BIRTH_DATE, RIGHT, pat=pat, dora=dora, at=now)
    other = but(JOHN, date_of_birth=date(2018, 1, 1))
    says(john, other, at=now + timedelta(days=1), code="health")
    says(john, other, at=now + timedelta(days=1), code="social")
    assert len(open_cases()) == 1
    says(john, but(other, date_of_birth=RIGHT), at=now + timedelta(days=2), code="health")
    assert len(open_cases()) == 1  # the other one still says so
    says(john, Assertion(withdrawn=True), at=now + timedelta(days=2), code="social")
    assert open_cases() == []
    assert Dispute.objects.get(reported_by=None).decision == "moot"


def test_when_the_sources_are_believed_again_the_record_is_theirs(
    john: UUID, pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    corrected(john, Item.ADDRESSES, Place("current", "1 Oak Road", "", "L18 2AB"), pat=pat, dora=dora, at=now)
    moved = but(JOHN, addresses=(Place("current", "2 Elm Row", "Liverpool", "L18 1AA"),))
    says(john, moved, at=now + timedelta(days=30), code="health")
    assert Address.objects.get(child=john).lines == "1 Oak Road"
    correcting.believe(open_cases()[0].pk, because="They moved", by=dora, at=now + timedelta(days=31))
    assert Address.objects.get(child=john, kind="current").lines == "2 Elm Row"
    says(john, JOHN, at=now + timedelta(days=40), code="health")
    assert Address.objects.get(child=john, kind="current").lines == "14 Fern Bank"
    assert open_cases() == []


def test_only_what_a_source_says_can_be_believed_and_nothing_is_decided_twice(
    john: UUID, pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    dispute = reported(john, Item.GENDER, by=pat, at=now)
    with pytest.raises(NotThere):
        correcting.believe(dispute, because="No", by=dora, at=now)
    correcting.correct(dispute, "female", by=dora, at=now)
    with pytest.raises(NotThere):
        correcting.refuse(dispute, because="No", by=dan, at=now)
    with pytest.raises(NotThere):
        correcting.correct(dispute, "male", by=dan, at=now)
    assert Child.objects.get(pk=john).gender == "female"


def test_a_correction_and_a_case_of_a_shielded_child_lie_sealed(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-SHIELD-7: nor does the row of the case say which source it was."""
    children.shield(john, at=now)
    shona = people.person("Shona", "shielding_officer")
    dispute = reported(john, Item.GENDER, by=pat, at=now)
    correcting.correct(dispute, "female", because="Seen", by=shona, at=now)
    says(john, but(JOHN, gender="not_specified"), at=now + timedelta(days=1), code="health")
    assert not SourceRecord.objects.filter(child=john).exists()
    assert HiddenStatement.objects.filter(child=john).count() == 3
    assert Child.objects.get(pk=john).gender == "female"
    assert open_cases() == []  # not specified is none against it
    corrected_address = on_address(john, shona, people.person("Sara", "shielding_officer"), now)
    says(john, JOHN, at=now + timedelta(days=2), code="health")
    assert parts_of([john])[john].addresses[0].lines == corrected_address
    assert not Address.objects.filter(child=john).exists()


def on_address(child: UUID, by: Practitioner, other: Practitioner, at: datetime) -> str:
    dispute = reported(child, Item.ADDRESSES, by=by, at=at)  # a shielding officer sees it
    correcting.correct(dispute, Place("current", "1 Oak Road", "", "M1 2AB"), by=other, at=at)
    return "1 Oak Road"


def test_a_correction_goes_with_a_merge_and_with_a_split_and_a_source_of_the_other_record_is_heard(
    pat: Practitioner, dora: Practitioner, now: datetime
) -> None:
    older, newer = children.john(at=now), children.child(TWICE, at=now, key="again")
    corrected(newer, Item.GENDER, "female", pat=pat, dora=dora, at=now)
    with transaction.atomic():
        moved = join(older, newer, at=now)
    assert Child.objects.get(pk=older).gender == "female"
    assert [(case.child_id, case.item) for case in open_cases()] in ([], [(older, "gender")])
    with transaction.atomic():
        part(older, newer, moved)
    genders = dict(Child.objects.values_list("pk", "gender"))
    assert (genders[older], genders[newer]) == ("male", "female")


def test_no_feed_can_say_that_it_corrects(john: UUID) -> None:
    """What a delivery's formats are read into has no place for it: it is made by correcting alone."""
    assert {name for names in FIELDS.values() for name in names} <= set(told(Assertion()))
    record = compute([Saying(None, {}, datetime(2026, 1, 1, tzinfo=UTC), correction(Item.GENDER, ["female"]))])
    assert record.gender is not None
    assert record.gender.value == "female"
