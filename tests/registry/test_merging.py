"""Two records become one and two again: nothing is deleted, everything returns (R-FEED-6, R-SHIELD-3)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from accounts.access import Refused
from accounts.models import Notice, Practitioner
from audit.models import Event
from registry import merge_asking, risk, splitting
from registry.assertion import Name, Place
from registry.confirming import WaitsForColleague
from registry.deciding import Changed
from registry.disclosure import NotThere, give_reason, open_record
from registry.fingerprints import prints
from registry.involving import flag_caf, name_lead, record_involvement
from registry.keeping_apart import kept_apart_among, still_apart
from registry.merged import led_to, standing
from registry.merging import Moved, NotPossible, join, part
from registry.models import Child, Identifier, Involvement, Merge, Reason, SourceRecord, Status
from registry.record import Decision, apply_assertions, rebuild
from registry.shields import is_shielded
from registry.shown import FullRecord
from registry.witnesses import witnesses_of
from tests import people
from tests.registry import children
from tests.registry.matching import everything_about
from tests.registry.work import NURSING

pytestmark = pytest.mark.django_db
TWICE = replace(
    children.JOHN,
    names=(Name("current", "John", "", "Smith"),),
    gender="",
    identifiers={"nhs_number": ("9990000026",)},
    services=(),
    caf=None,
)


@pytest.fixture(autouse=True)
def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in twenty pairs goes to a second person, chosen by ids that are random here."""
    monkeypatch.setattr(risk, "SECOND_LOOKS", 0)


@pytest.fixture
def dora(db: None) -> Practitioner:
    return people.person("Dora", "data_officer")


@pytest.fixture
def dan(db: None) -> Practitioner:
    return people.person("Dan", "data_officer")


@pytest.fixture
def twice(now: datetime) -> tuple[UUID, UUID]:
    """John, and the record that another system made of him."""
    older, newer = children.john(at=now), children.child(TWICE, at=now, key="again")
    Child.objects.filter(pk=older).update(made_at=now - timedelta(days=300))
    return older, newer


def numbers(*who: UUID) -> list[str]:
    return [Child.objects.get(pk=child).number for child in who]


def same(one: UUID, other: UUID, *, by: Practitioner, at: datetime) -> Merge:
    seen = {str(child): one for child, one in prints([one, other]).items()}
    return merge_asking.say_same(one, other, because="One boy", seen=seen, by=by, at=at)


def merged(twice: tuple[UUID, UUID], *people_: Practitioner, at: datetime) -> Merge:
    for who in people_:
        merge = same(*twice, by=who, at=at)
    merge.refresh_from_db()
    assert merge.at == at
    return merge


def test_a_split_returns_both_records_exactly(
    twice: tuple[UUID, UUID], pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    """R-FEED-6: names, addresses, involvements, leads, assessments, numbers and who said each."""
    kept, closed = twice
    give_reason(closed, reason=Reason.PROVIDING, viewer=pat, at=now)
    involvement = record_involvement(closed, NURSING, by=pat, at=now)
    name_lead(closed, involvement, by=pat, at=now)
    flag_caf(closed, completed_on=date(2025, 1, 8), holder="Pat", by=pat, at=now)
    rebuild(twice)
    before = everything_about(*twice)
    merge = merged(twice, dora, dan, at=now)
    assert Involvement.objects.get(pk=involvement).child_id == kept
    assert Child.objects.get(pk=closed).status == Status.CLOSED
    assert not Identifier.objects.filter(child=closed).exists()
    assert splitting.undo(merge.pk, because="Cousins", by=dora, at=now + timedelta(days=89))
    assert everything_about(*twice) == before


def test_the_merged_record_holds_what_both_said(
    twice: tuple[UUID, UUID], pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    kept, _ = twice
    merged(twice, dora, dan, at=now)
    values = set(Identifier.objects.filter(child=kept).values_list("value", flat=True))
    assert values == {"Z999999999991", "9990000018", "9990000026"}
    give_reason(kept, reason=Reason.PROVIDING, viewer=pat, at=now)
    assert isinstance(open_record(kept, viewer=pat, at=now), FullRecord)


def test_what_was_delivered_meanwhile_goes_with_its_key_and_a_new_key_waits_for_a_decision(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    kept, closed = twice
    merge = merged(twice, dora, dan, at=now)
    moved_on = replace(TWICE, addresses=(Place("current", "3 Elm Row", "Liverpool", "L18 2AA"),))
    apply_assertions([Decision("again", moved_on, now, None)], source=children.source(), at=now)
    other = children.source("practices", "Practice records")
    apply_assertions([Decision("new", TWICE, now, kept)], source=other, at=now)
    assert [one.source for one in splitting.to_undo(merge.pk, by=dora, at=now).arrived] == ["Practice records"]
    splitting.undo(merge.pk, because="Cousins", by=dora, at=now)
    assert Child.objects.get(pk=closed).addresses.get().lines == "3 Elm Row"
    assert SourceRecord.objects.get(source=other).child_id == kept


def test_a_new_statement_goes_with_the_record_that_the_person_names(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    kept, closed = twice
    merge = merged(twice, dora, dan, at=now)
    other = children.source("practices", "Practice records")
    apply_assertions([Decision("new", TWICE, now, kept)], source=other, at=now)
    splitting.undo(merge.pk, because="Cousins", going=[SourceRecord.objects.get(source=other).pk], by=dora, at=now)
    assert SourceRecord.objects.get(source=other).child_id == closed


def test_a_second_open_involvement_of_one_person_stays_and_comes_back(
    twice: tuple[UUID, UUID], pat: Practitioner, now: datetime
) -> None:
    for child in twice:
        give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=now)
        record_involvement(child, NURSING, by=pat, at=now)
    rebuild(twice)
    before = everything_about(*twice)
    with transaction.atomic():
        moved = join(*twice, at=now)
        assert pat.involvements.filter(child=twice[0]).count() == 1
        part(*twice, Moved(**moved.as_dict()))
    assert everything_about(*twice) == before


def test_a_lead_whom_a_person_named_leads_on_the_merged_record(
    twice: tuple[UUID, UUID], pat: Practitioner, now: datetime
) -> None:
    """The closed record's lead is of a source's involvement, which has another id on the record that stays."""
    closed, kept = twice
    give_reason(closed, reason=Reason.PROVIDING, viewer=pat, at=now)
    name_lead(closed, Involvement.objects.get(child=closed).pk, by=pat, at=now)
    rebuild(twice)
    before = everything_about(*twice)
    with transaction.atomic():
        moved = join(kept, closed, at=now)
        rebuild([kept])
        lead = Child.objects.get(pk=kept).leads.get(until=None)
        assert (lead.involvement.contact_name, lead.stated_by) == ("Mo Ali", pat)
        part(kept, closed, moved)
    assert everything_about(*twice) == before


def test_the_later_merge_is_undone_first(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    first = merged(twice, dora, dan, at=now)
    third = children.child(TWICE, at=now, key="third")
    Child.objects.filter(pk=third).update(made_at=now - timedelta(days=400))
    second = merged((third, twice[0]), dora, dan, at=now)
    with pytest.raises(NotPossible):
        splitting.undo(first.pk, because="Cousins", by=dora, at=now)
    assert standing([twice[1]]) == {twice[1]: third}
    splitting.undo(second.pk, because="Cousins", by=dora, at=now)
    splitting.undo(first.pk, because="Cousins", by=dora, at=now)
    assert standing(twice) == {one: one for one in twice}


def test_an_address_of_the_closed_record_leads_to_the_one_that_stayed(
    twice: tuple[UUID, UUID], pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    kept, closed = twice
    assert led_to(closed, viewer=pat, at=now) is None
    merged(twice, dora, dan, at=now)
    assert led_to(closed, viewer=pat, at=now) == kept
    children.shield(kept, at=now)
    assert led_to(closed, viewer=pat, at=now) is None


def test_a_record_that_closed_for_a_new_identity_leads_nowhere(john: UUID, pat: Practitioner, now: datetime) -> None:
    """R-REC-7."""
    Child.objects.filter(pk=john).update(status=Status.CLOSED)
    assert led_to(john, viewer=pat, at=now) is None


def test_two_numbers_that_contradict_each_other_need_two_people(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    merge = same(*twice, by=dora, at=now)
    assert (merge.at, merge.by, merge.second_by) == (None, dora, None)
    assert "numbers" in merge.two_because
    assert same(*twice, by=dora, at=now).at is None  # the same person again is still one person
    assert same(*twice, by=dan, at=now).at == now
    assert set(Event.objects.filter(verb="child.merged").values_list("child_number", flat=True)) == {*numbers(*twice)}


def test_a_record_of_another_area_is_merged_when_its_officer_agrees(now: datetime, dora: Practitioner) -> None:
    here = children.john(at=now)
    there = children.child(children.JOHN, at=now, area=people.manchester(), key="there")
    merge = same(here, there, by=dora, at=now)
    assert merge.two_because == ["other_area"]
    other = people.person("Mia", "data_officer", where=people.manchester())
    assert same(here, there, by=people.person("Dan", "data_officer"), at=now).at is None
    assert same(here, there, by=other, at=now).at == now


def test_an_officer_of_a_third_area_finds_no_such_records(now: datetime, twice: tuple[UUID, UUID]) -> None:
    other = people.person("Mia", "data_officer", where=people.manchester())
    with pytest.raises(NotThere):
        same(*twice, by=other, at=now)
    with pytest.raises(merge_asking.NotFound):
        merge_asking.pair_by_numbers(*numbers(*twice), because="One boy", by=other, at=now)


def test_whoever_is_no_officer_is_refused(now: datetime, twice: tuple[UUID, UUID], pat: Practitioner) -> None:
    with pytest.raises(Refused):
        same(*twice, by=pat, at=now)


def test_a_shielded_record_waits_for_two_shielding_officers_and_stays_shielded(
    twice: tuple[UUID, UUID], dora: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: the data officer learns no more than that it waits; parting the two lifts no shield."""
    kept, closed = twice
    children.shield(closed, at=now)
    with pytest.raises(WaitsForColleague):
        merge_asking.pair_by_numbers(*numbers(*twice), because="One boy", by=dora, at=now)
    with pytest.raises(WaitsForColleague):
        same(*twice, by=dora, at=now)
    waits = Merge.objects.get()
    assert (waits.for_shielding, waits.by, waits.asked_by) == (True, None, dora)
    with pytest.raises(NotThere):
        splitting.merge_of(waits.pk, by=dora, at=now)
    one, two = (people.person(name, "shielding_officer") for name in ("Sue", "Sam"))
    assert same(*twice, by=one, at=now).at is None
    assert same(*twice, by=two, at=now).at == now
    assert is_shielded(kept)
    assert not splitting.undo(waits.pk, because="Cousins", by=one, at=now)
    assert splitting.undo(waits.pk, because="Cousins", by=two, at=now)
    assert is_shielded(kept)
    assert is_shielded(closed)


def test_after_90_days_it_takes_two_people_to_part_them(
    twice: tuple[UUID, UUID], dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    merge = merged(twice, dora, dan, at=now)
    later = now + timedelta(days=91)
    for who in (dora, dan):
        who.last_used_at = later
        who.save(update_fields=["last_used_at"])
    assert not splitting.undo(merge.pk, because="Cousins", by=dora, at=later)
    assert not splitting.undo(merge.pk, because="Cousins", by=dora, at=later)
    assert splitting.undo(merge.pk, because="Cousins", by=dan, at=later)


def test_what_changed_since_the_page_was_opened_stops_the_merge(
    twice: tuple[UUID, UUID], dora: Practitioner, now: datetime
) -> None:
    seen = {str(child): one for child, one in prints(twice).items()}
    renamed = replace(TWICE, names=(Name("current", "Joan", "", "Smith"),))
    apply_assertions([Decision("again", renamed, now, None)], source=children.source(), at=now)
    with pytest.raises(Changed) as stopped:
        merge_asking.say_same(*twice, because="One boy", seen=seen, by=dora, at=now)
    assert stopped.value.what == {twice[1]: ["the names"]}


def test_not_the_same_is_remembered_until_data_changes(
    twice: tuple[UUID, UUID], dora: Practitioner, now: datetime
) -> None:
    """R-FEED-5, ux.md 2(f) 5: and then it is said what changed."""
    seen = {str(child): one for child, one in prints(twice).items()}
    merge_asking.say_different(*twice, because="Cousins", seen=seen, by=dora, at=now)
    assert still_apart([twice]) == {twice}
    moved = replace(TWICE, addresses=(Place("current", "3 Elm Row", "Liverpool", "L18 2AA"),))
    apply_assertions([Decision("again", moved, now, None)], source=children.source(), at=now)
    assert still_apart([twice]) == {twice}  # people move house: that says nothing about who they are
    renamed = replace(TWICE, date_of_birth=date(2017, 3, 5))
    apply_assertions([Decision("again", renamed, now, None)], source=children.source(), at=now)
    assert still_apart([twice]) == set()
    assert kept_apart_among(twice)[0].changed == ("the date of birth",)


def test_who_saw_the_mixed_record_is_listed_from_the_log(
    twice: tuple[UUID, UUID], pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    kept, _ = twice
    give_reason(kept, reason=Reason.PROVIDING, viewer=pat, at=now)
    open_record(kept, viewer=pat, at=now - timedelta(hours=1))
    merge = merged(twice, dora, dan, at=now)
    tara = people.teacher()
    give_reason(kept, reason=Reason.SAFEGUARDING, viewer=tara, at=now)
    open_record(kept, viewer=tara, at=now + timedelta(minutes=5))
    splitting.undo(merge.pk, because="Cousins", by=dora, at=now + timedelta(minutes=9))
    open_record(kept, viewer=pat, at=now + timedelta(minutes=10))
    report = witnesses_of(merge.pk, by=dora, at=now + timedelta(hours=1))
    assert [(one.name, one.what, one.why) for one in report.rows] == [
        ("Tara Example", "Opened the record", "I have a safeguarding concern")
    ]
    assert Event.objects.filter(verb="merge.witnesses_listed", actor=dora.pk).exists()


def test_whoever_works_with_the_child_is_told(
    twice: tuple[UUID, UUID], pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    give_reason(twice[1], reason=Reason.PROVIDING, viewer=pat, at=now)
    record_involvement(twice[1], NURSING, by=pat, at=now)
    merge = merged(twice, dora, dan, at=now)
    splitting.undo(merge.pk, because="Cousins", by=dora, at=now)
    assert list(Notice.objects.filter(practitioner=pat).order_by("pk").values_list("kind", flat=True)) != []
    assert set(pat.notices.values_list("kind", flat=True)) == {"records_merged", "records_split"}
