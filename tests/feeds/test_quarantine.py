"""Is a bad row kept, put right and taken in, with every row counted once? (R-FEED-4)"""

import pytest
from django.utils import timezone

from accounts.access import NotYours
from accounts.models import Kind, Organisation
from audit.log import words_of
from audit.models import Event
from feeds.models import Delivery, DeliveryState, Fix, FixWay, ReplayKind, StagedRow
from feeds.quarantine.causes import causes, probably, sources_with_quarantine
from feeds.quarantine.content import is_at, wrong_cells
from feeds.quarantine.correcting import OnlyTried, correct, give_up, look
from feeds.quarantine.replaying import NothingToDo, begin
from feeds.reasons import Reason
from feeds.sealing import Said
from registry.models import Child, Source, SourceRecord
from tests import people
from tests.feeds import files
from tests.feeds.conftest import Load, counts, load_now
from tests.feeds.quarantined import (
    again,
    birth,
    births,
    check_counts,
    delivered,
    in_quarantine,
    operator,
    scope,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
NOW = timezone.now


def test_a_bad_row_is_kept_sealed_as_it_came() -> None:
    delivery = delivered(birth(1), birth(2, postcode="nowhere"))
    row = in_quarantine(delivery)
    assert (row.reason_code, row.field, row.line) == (Reason.POSTCODE_INVALID, "postcode", 3)
    assert b"nowhere" not in bytes(row.sealed or b"")
    looked = look(row.pk, by=operator(), at=NOW())
    assert isinstance(looked.content, dict)
    assert looked.content["postcode"] == "nowhere"
    event = Event.objects.get(verb="feed.row_looked_at")
    assert event.facts == {"delivery": str(delivery.pk), "row": 2}


def test_a_cell_put_right_takes_the_row_in() -> None:
    opal = operator()
    delivery = delivered(birth(1), birth(2, postcode="nowhere"))
    outcome = correct(in_quarantine(delivery).pk, {"postcode": "L1 8JQ"}, by=opal, at=NOW())
    assert outcome.is_good
    check_counts(delivery)
    assert (delivery.state, delivery.pending) == (DeliveryState.APPLYING, 1)
    assert counts(again(delivery)) == {"created": 2}
    assert Child.objects.count() == 2
    fix = Fix.objects.get()
    assert (fix.way, fix.reason_code, fix.field, fix.columns, fix.became) == (
        FixWay.CELL, Reason.POSTCODE_INVALID, "postcode", ["postcode"], "",
    )  # fmt: skip
    event = Event.objects.get(verb="feed.row_corrected")
    assert (event.actor, event.facts["columns"]) == (opal.pk, ["postcode"])


def test_workers_take_a_corrected_row_in_without_being_asked() -> None:
    delivery = delivered(birth(1), birth(2, postcode="nowhere"))
    work()
    correct(in_quarantine(delivery).pk, {"postcode": "L1 8JQ"}, by=operator(), at=NOW())
    work()
    check_counts(delivery)
    assert delivery.state == DeliveryState.DONE
    assert counts(delivery) == {"created": 2}


def test_a_row_that_is_still_wrong_stays_with_its_new_reason_and_what_was_typed() -> None:
    opal = operator()
    delivery = delivered(birth(1), birth(2, postcode="nowhere", birth_date="01/02/2003"))
    outcome = correct(in_quarantine(delivery).pk, {"birth_date": "2003-02-01"}, by=opal, at=NOW())
    assert (outcome.is_good, outcome.reason) == (False, Reason.POSTCODE_INVALID)
    row = in_quarantine(delivery)
    content = look(row.pk, by=opal, at=NOW()).content
    assert isinstance(content, dict)
    assert (row.field, content["birth_date"]) == ("postcode", "2003-02-01")
    check_counts(delivery)
    assert delivery.state == DeliveryState.DONE


def test_a_correction_is_as_old_as_its_delivery() -> None:
    """R-FEED-3: older never overwrites newer."""
    old = delivered(birth(1, postcode="nowhere", registered_on="2008-02-01"))
    delivered(birth(1, surname="Newer", registered_on="2008-03-01"))
    correct(in_quarantine(old).pk, {"postcode": "L1 8JQ"}, by=operator(), at=NOW())
    assert counts(again(old)) == {"unchanged": 1}
    assert StagedRow.objects.get(delivery=old).reason_code == Reason.STALE


def test_a_corrected_row_says_what_staging_would_have_said() -> None:
    delivery = delivered(birth(1, postcode="nowhere"))
    correct(in_quarantine(delivery).pk, {"postcode": "L15 3HQ"}, by=operator(), at=NOW())
    again(delivery)
    corrected = SourceRecord.objects.get()
    corrected_digest = bytes(corrected.digest)
    whole = delivered(birth(1, postcode="L15 3HQ"))
    assert counts(whole) == {"unchanged": 1}
    assert bytes(SourceRecord.objects.get().digest) == corrected_digest


def test_a_row_given_up_is_refused_and_emptied() -> None:
    delivery = delivered(birth(1), birth(2, postcode="nowhere"))
    row = in_quarantine(delivery)
    give_up(row.pk, because="A test row of the supplier", by=operator(), at=NOW())
    check_counts(delivery)
    assert counts(delivery) == {"created": 1, "refused": 1}
    row.refresh_from_db()
    assert (row.reason_code, row.sealed) == (Reason.NOT_WANTED, None)
    assert words_of(Event.objects.get(verb="feed.row_given_up")) == "A test row of the supplier"


def test_rows_that_contradict_each_other_wait_for_a_person_to_choose() -> None:
    opal = operator()
    delivery = delivered(birth(1, surname="Smith"), birth(1, surname="Jones"))
    assert counts(delivery) == {"quarantined": 2}
    first, second = StagedRow.objects.filter(delivery=delivery).order_by("number")
    assert isinstance(look(first.pk, by=opal, at=NOW()).content, Said)
    assert correct(first.pk, {}, by=opal, at=NOW()).is_good
    assert counts(again(delivery)) == {"created": 1, "quarantined": 1}
    refused = correct(second.pk, {}, by=opal, at=NOW())
    assert (refused.is_good, refused.reason) == (False, Reason.DUP_ROW)
    check_counts(delivery)
    assert Fix.objects.filter(way=FixWay.TAKEN, became="").count() == 1


def test_a_corrected_row_that_contradicts_another_stays() -> None:
    delivery = delivered(birth(1), birth(1, postcode="nowhere", surname="Jones"))
    outcome = correct(in_quarantine(delivery).pk, {"postcode": "L1 8JQ"}, by=operator(), at=NOW())
    assert outcome.reason == Reason.DUP_ROW
    assert counts(again(delivery)) == {"created": 1, "quarantined": 1}


def test_rows_of_an_unknown_authority_are_replayed_once_it_is_known(load: Load) -> None:
    Source.objects.filter(code="social-care").update(error_share_allowed=1)
    row = files.involvement(la_code="999", born="2004-05-14")
    delivery = load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))
    assert counts(delivery) == {"quarantined": 1}
    opal, chosen = operator(), scope(delivery, Reason.LA_UNKNOWN, "la_code")
    begin(chosen, ReplayKind.AGAIN, by=opal, at=NOW())
    work()
    check_counts(delivery)
    assert counts(delivery) == {"quarantined": 1}
    Organisation.objects.create(kind=Kind.AUTHORITY, code="999", name="Newtown", stage="live")
    begin(chosen, ReplayKind.AGAIN, by=opal, at=NOW())
    work()
    assert counts(again(delivery)) == {"created": 1}


def test_a_trial_cannot_be_corrected() -> None:
    """R-FEED-2: it changes nothing."""
    delivery = delivered(birth(1), birth(2, postcode="nowhere"))
    Delivery.objects.update(trial=True)
    with pytest.raises(OnlyTried):
        correct(in_quarantine(delivery).pk, {"postcode": "L1 8JQ"}, by=operator(), at=NOW())
    with pytest.raises(NothingToDo):
        begin(scope(delivery), ReplayKind.AGAIN, by=operator(), at=NOW())


def test_a_stopped_delivery_is_corrected_and_stays_stopped() -> None:
    delivery = load_now("births", births(birth(1), birth(2, postcode="nowhere")))
    assert delivery.state == DeliveryState.STOPPED
    correct(in_quarantine(delivery).pk, {"postcode": "L1 8JQ"}, by=operator(), at=NOW())
    check_counts(delivery)
    assert (delivery.state, delivery.pending, delivery.quarantined) == (DeliveryState.STOPPED, 2, 0)


def test_causes_are_the_largest_first_with_what_probably_lies_behind() -> None:
    rows = [birth(n, birth_date="14/05/2003") for n in range(19)]
    delivery = delivered(*rows, birth(20, postcode="nowhere"))
    found = causes(scope(delivery))
    assert [(one.reason, one.field, one.rows) for one in found] == [
        (Reason.DATE_INVALID, "birth_date", 19), (Reason.POSTCODE_INVALID, "postcode", 1),
    ]  # fmt: skip
    assert "column was renamed" in found[0].probably
    assert found[1].probably == ""
    assert "day, month, year" in probably(scope(delivery, Reason.DATE_INVALID, "birth_date"))
    assert [(one.source.code, one.rows) for one in sources_with_quarantine(Source.objects.all())] == [("births", 20)]


def test_a_replay_needs_rows() -> None:
    delivery = delivered(birth(1))
    with pytest.raises(NothingToDo):
        begin(scope(delivery), ReplayKind.AGAIN, by=operator(), at=NOW())


def test_a_neighbours_row_reads_like_none() -> None:
    Source.objects.filter(code="births").update(area=people.liverpool())
    delivery = delivered(birth(1, postcode="nowhere"))
    row = in_quarantine(delivery)
    dan = people.person("Dan", "data_officer", where=people.liverpool())
    dora = people.person("Dora", "data_officer", where=people.manchester())
    for who in (dora, operator(), people.social_worker()):
        with pytest.raises(NotYours):
            look(row.pk, by=who, at=NOW())
        with pytest.raises(NotYours):
            correct(row.pk, {"postcode": "L1 8JQ"}, by=who, at=NOW())
        with pytest.raises(NotYours):
            give_up(row.pk, because="no", by=who, at=NOW())
        with pytest.raises(NotYours):
            begin(scope(delivery), ReplayKind.AGAIN, by=who, at=NOW())
    assert correct(row.pk, {"postcode": "L1 8JQ"}, by=dan, at=NOW()).is_good


@pytest.mark.parametrize(
    ("where", "field", "is_there"),
    [
        ("postcode", "postcode", True),
        ("Address/PostCode", "PostCode", True),
        ("name[0].given[1]", "name.given", True),
        ("identifier[0].value", "identifier", True),
        ("former_surname", "surname", False),
        ("contact[0].name.family", "birthDate", False),
    ],
)
def test_a_reason_leads_to_its_cell_in_every_format(where: str, field: str, is_there: bool) -> None:
    assert is_at(where, field) is is_there


def test_what_is_missing_has_a_place_too() -> None:
    assert wrong_cells(StagedRow(field="DOB"), {"UPN": "x"}) == ["DOB"]
    assert wrong_cells(StagedRow(field=""), {"surname": "x", "extra 1": "y"}) == ["extra 1"]
