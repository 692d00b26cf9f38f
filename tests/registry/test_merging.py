"""Two records become one and two again: nothing is deleted, everything returns (R-FEED-6, R-SHIELD-3)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, Practitioner
from audit.models import Event
from registry import splitting
from registry.assertion import Place, but
from registry.disclosure import give_reason, open_record
from registry.involving import flag_caf, name_lead, record_involvement
from registry.merged import led_to, standing
from registry.merging import Moved, NotPossible, join, part
from registry.models import Child, Identifier, Involvement, Reason, SourceRecord, Status
from registry.record import Decision, apply_assertions, rebuild
from registry.shown import FullRecord
from registry.witnesses import witnesses_of
from tests import people
from tests.registry import children
from tests.registry.matching import TWICE, everything_about, merged
from tests.registry.work import NURSING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_look")]


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
    moved_on = but(TWICE, addresses=(Place("current", "3 Elm Row", "Liverpool", "L18 2AA"),))
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
        assert lead.involvement
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


def test_who_saw_the_mixed_record_is_listed_from_the_log(
    twice: tuple[UUID, UUID], pat: Practitioner, dora: Practitioner, dan: Practitioner, now: datetime
) -> None:
    kept, _ = twice
    now = timezone.localtime(now).replace(hour=12)  # an hour ago is today
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
