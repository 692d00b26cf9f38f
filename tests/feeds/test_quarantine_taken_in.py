"""Does a corrected row meet the very same checks as every other: the shielded net, review, areas, all formats?"""

from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Practitioner
from feeds import foresee
from feeds.models import Delivery, DeliveryState, FixRule, ReplayKind, RuleKind, StagedRow
from feeds.quarantine.correcting import correct, look
from feeds.quarantine.replaying import begin
from feeds.quarantine.rules import Rule
from feeds.reasons import Reason
from registry.models import Address, Child, ShieldEvent, Source, WaitingRow
from registry.record import rebuild
from tests import people
from tests.feeds import files
from tests.feeds.conftest import NOON, Load, counts
from tests.feeds.quarantined import again, check_counts, in_quarantine, scope, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
NOW = timezone.now
GRACE = {"forename": "Grace", "surname": "Okafor", "born": "2004-03-14"}


@pytest.fixture(autouse=True)
def however_many_are_wrong(world: None) -> None:
    Source.objects.update(error_share_allowed=1)


@pytest.fixture
def grace(load: Load) -> UUID:
    """A child whose record is shielded."""
    load("health-demographics", files.ndjson(files.patient(**GRACE, number=files.nhs_of(9))))
    child = Child.objects.get().pk
    ShieldEvent.objects.create(child_id=child, shielded=True, at=NOON, because="risk")
    rebuild([child])
    return child


def wrong(load: Load, born: str = "14/03/2004") -> Delivery:
    return load("pupil-data", files.ctf(files.pupil(forename="Gracie", surname="Okafur", born=born, sex="F")))


def check_held(delivery: Delivery) -> None:
    assert counts(again(delivery)) == {"waiting": 1}
    assert Child.objects.count() == 1
    assert WaitingRow.objects.get(delivery=delivery.pk).for_shielding


def test_a_corrected_row_near_a_shielded_child_is_held_for_a_shielding_officer(
    grace: UUID, load: Load, opal: Practitioner
) -> None:
    """R-SHIELD-3; security.md 3.3: the second person for a row that is near a shield."""
    delivery = wrong(load)
    assert counts(delivery) == {"quarantined": 1}
    assert correct(in_quarantine(delivery).pk, {"DOB": "2004-03-14"}, by=opal, at=NOW()).is_good
    check_held(delivery)


def test_a_rule_leads_no_row_past_the_shielded_net(grace: UUID, load: Load, opal: Practitioner) -> None:
    delivery = wrong(load)
    day_first = Rule("DOB", RuleKind.DAY_FIRST)
    begin(scope(delivery, Reason.DATE_INVALID, "DOB"), ReplayKind.RULE, rule=day_first, by=opal, at=NOW())
    work()
    check_held(delivery)
    later = load("pupil-data", files.ctf(files.pupil(surname="Okafor", born="14/03/2004", upn=files.upn_of(5))))
    assert (later.mended, counts(later)) == (1, {"waiting": 1})


def test_what_a_restricted_patient_says_of_whereabouts_is_never_in_quarantine(load: Load, opal: Practitioner) -> None:
    """R-SHIELD-7, R-SHIELD-9."""
    patient = files.patient(**(GRACE | {"born": "2004-13-14"}), restricted=True)
    patient["address"] = [{"use": "home", "line": ["5 Elm Row"], "postalCode": "M14 5RG"}]
    delivery = load("health-demographics", files.ndjson(patient))
    content = look(in_quarantine(delivery).pk, by=opal, at=NOW()).content
    assert isinstance(content, dict)
    assert content["birthDate"] == "2004-13-14"
    assert not [text for text in content.values() if "Elm" in text or "M14" in text]


@pytest.mark.parametrize(
    ("source", "content", "cells"),
    [
        ("pupil-data", files.ctf(files.pupil(born="14/05/2004")), {"DOB": "2004-05-14"}),
        ("pupil-data", files.ctf(files.pupil(born="")), {"DOB": "2004-05-14"}),
        ("health-demographics", files.ndjson(files.patient(born="2004-13-14")), {"birthDate": "2004-05-14"}),
        (
            "social-care",
            files.csv_file(files.SOCIAL_CARE, [files.involvement(born="2004-05-14", phone="none")]),
            {"worker_phone": "0151 496 0123"},
        ),
    ],
)
def test_rows_of_every_format_are_put_right(
    source: str, content: bytes, cells: dict[str, str], load: Load, opal: Practitioner
) -> None:
    delivery = load(source, content)
    assert counts(delivery) == {"quarantined": 1}
    assert correct(in_quarantine(delivery).pk, cells, by=opal, at=NOW()).is_good
    assert counts(again(delivery)) == {"created": 1}


def test_a_corrected_pupil_is_as_old_as_the_header_of_its_file(load: Load, opal: Practitioner) -> None:
    """R-FEED-3: the older file, corrected later, overwrites nothing."""
    old = load("pupil-data", files.ctf(files.pupil(born="14/05/2004"), made_at="2009-01-10T06:00:00"))
    load("pupil-data", files.ctf(files.pupil(born="2004-05-14", street="5 Elm Row"), made_at="2009-01-15T06:00:00"))
    assert correct(in_quarantine(old).pk, {"DOB": "2004-05-14"}, by=opal, at=NOW()).is_good
    assert counts(again(old)) == {"unchanged": 1}
    assert StagedRow.objects.get(delivery=old).reason_code == Reason.STALE
    assert Address.objects.get(kind="current").lines == "5 Elm Row"


def test_a_report_that_waits_for_approval_foresees_the_corrected_row_too(load: Load, opal: Practitioner) -> None:
    Source.objects.filter(code="pupil-data").update(review_required=True)
    first, second = files.pupil(born="2004-05-14"), files.pupil(upn=files.upn_of(2), forename="Zainab", born="soon")
    delivery = load("pupil-data", files.ctf(first, second))
    assert (delivery.state, delivery.pending, delivery.quarantined) == (DeliveryState.REVIEW, 1, 1)
    assert correct(in_quarantine(delivery).pk, {"DOB": "2006-11-02"}, by=opal, at=NOW()).is_good
    work()
    check_counts(delivery)
    assert (delivery.state, delivery.pending, sum(delivery.foreseen.values())) == (DeliveryState.REVIEW, 2, 2)
    assert not Child.objects.exists()


def test_only_what_stands_near_a_corrected_row_is_foreseen_again(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    """A report of a million rows is not made anew for one of them."""
    monkeypatch.setattr(foresee, "AT_ONCE", 2)
    Source.objects.filter(code="pupil-data").update(review_required=True)
    pupils = [files.pupil(upn=files.upn_of(n), born="soon" if n == 4 else "2004-05-14") for n in range(1, 6)]
    delivery = load("pupil-data", files.ctf(*pupils))
    before = {piece.first: piece.pk for piece in delivery.pieces.all()}
    foresee.plan_again(delivery, [4])
    after = {piece.first: piece for piece in delivery.pieces.all()}
    assert set(before) == set(after) == {1, 3, 5}
    assert {first for first, piece in after.items() if piece.pk != before[first]} == {3}
    assert [after[first].found is None for first in (1, 3, 5)] == [False, True, False]


def test_a_correction_speaks_only_of_the_own_area(load: Load) -> None:
    """R-FEED-8."""
    Source.objects.filter(code="social-care").update(area=people.liverpool())
    dan = people.person("Dan", "data_officer", where=people.liverpool())
    row = files.involvement(la_code="352", born="2004-05-14", phone="none")
    delivery = load("social-care", files.csv_file(files.SOCIAL_CARE, [row]))
    outcome = correct(in_quarantine(delivery).pk, {"worker_phone": ""}, by=dan, at=NOW())
    assert outcome.reason == Reason.NOT_ITS_AREA
    check_counts(delivery)
    assert counts(delivery) == {"refused": 1}
    assert not FixRule.objects.exists()
