"""Does a delivery do what its report says, once, and only when it is whole? (R-FEED-3, R-FEED-4)"""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from audit.models import Event
from contactpoint.jobs.queue import run_due
from feeds import apply
from feeds.advance import finish, step
from feeds.models import DeliveryPart, DeliveryState, RowState, StagedRow
from feeds.quarantine.correcting import correct
from feeds.reasons import Reason
from feeds.receive import content, receive
from feeds.report import report
from registry.models import Child, ChildName, Source, SourceRecord
from registry.record import apply_assertions
from tests import people
from tests.feeds import files
from tests.feeds.children import FORMATS, born, digest, home, one
from tests.feeds.conftest import NOON, Load, counts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("source", FORMATS)
def test_the_children_of_a_delivery_are_there_and_the_second_time_changes_nothing(source: str, load: Load) -> None:
    first = load(source, FORMATS[source](12))
    assert (first.state, counts(first)) == (DeliveryState.DONE, {"created": 12})
    before = digest()
    assert load(source, FORMATS[source](12)).pk == first.pk
    in_another_file = load(source, FORMATS[source](12).replace(b"\n", b"\n\n" if source != "pupil-data" else b"\n "))
    assert counts(in_another_file) == {"unchanged": 12}
    assert digest() == before


def test_a_file_with_few_broken_rows_brings_the_good_ones(load: Load) -> None:
    """1.5% broken: each has a reason that a clerk understands, and no value of the child."""
    rows = [born(n) for n in range(200)]
    for broken in (20, 90, 150):
        rows[broken] = rows[broken].replace(files.nhs_of(broken), "1234567890")
    delivery = load("births", files.csv_file(files.BIRTHS, rows))
    assert delivery.state == DeliveryState.DONE
    assert counts(delivery) == {"created": 197, "quarantined": 3}
    bad = StagedRow.objects.filter(state=RowState.QUARANTINED)
    assert {(row.line, row.reason_code, row.field) for row in bad} == {
        (line, "id_checkdigit", "nhs_number") for line in (22, 92, 152)
    }
    assert all(row.sealed and b"1234567890" not in bytes(row.sealed) for row in bad)
    assert report(delivery).reasons == (("quarantined", "id_checkdigit", 3),)


@pytest.mark.parametrize("source", FORMATS)
def test_a_file_cut_in_the_middle_is_refused_whole(source: str, load: Load) -> None:
    """SEC-24."""
    whole = FORMATS[source](12)
    for cut in (len(whole) // 2, len(whole) - 9, whole.index(b"\n", len(whole) // 2) + 1):
        delivery = load(source, whole[:cut])
        assert delivery.state == DeliveryState.REFUSED, cut
        assert delivery.stopped_because in (
            Reason.TOTAL_MISSING, Reason.TOTAL_WRONG, Reason.XML_BROKEN,
        )  # fmt: skip
        assert delivery.received == delivery.refused
    assert not Child.objects.exists()
    assert not StagedRow.objects.exists()


@pytest.mark.parametrize("total", [0, 11, 13])
def test_a_control_total_that_is_not_the_number_of_rows_refuses_the_file(total: int, load: Load) -> None:
    rows = [files.birth(n) for n in range(12)]
    delivery = load("births", files.csv_file(files.BIRTHS, rows, total=total))
    assert delivery.stopped_because == Reason.TOTAL_WRONG
    assert not Child.objects.exists()


def test_what_was_older_never_overwrites_what_was_newer(load: Load) -> None:
    """SEC-28, in any order of arrival; and an equal date brings the correction."""
    new = files.patient(surname="Newname", as_at="2009-01-15T00:00:00Z")
    old = files.patient(surname="Oldname", as_at="2009-01-05T00:00:00Z")
    load("health-demographics", files.ndjson(new))
    late = load("health-demographics", files.ndjson(old))
    assert counts(late) == {"unchanged": 1}
    assert StagedRow.objects.get(delivery=late).reason_code == Reason.STALE
    assert [name.surname for name in ChildName.objects.all()] == ["Newname"]
    newest = load("health-demographics", files.ndjson(new | {"gender": "female"}))
    assert counts(newest) == {"updated": 1}


def test_a_delivery_that_contradicts_itself_about_a_child_says_nothing_of_that_child(load: Load) -> None:
    twice = [files.patient(surname="Smith"), files.patient(surname="Jones")]
    others = [files.patient(**one(n), **home(n), number=files.nhs_of(n)) for n in range(5, 120)]
    delivery = load("health-demographics", files.ndjson(*twice, *others))
    assert counts(delivery) == {"created": 115, "quarantined": 2}
    assert set(StagedRow.objects.filter(state="quarantined").values_list("reason_code", flat=True)) == {"dup_row"}


def test_within_a_delivery_the_newest_statement_counts(load: Load) -> None:
    said = [files.patient(surname=f"S{day}mith", as_at=f"2009-01-{day}T00:00:00Z") for day in (11, 13, 12)]
    assert counts(load("health-demographics", files.ndjson(*said, said[0]))) == {"created": 1, "unchanged": 3}
    assert ChildName.objects.get().surname == "S13mith"


def test_three_involvements_of_one_child_make_one_record(load: Load) -> None:
    rows = [files.involvement(service=service) for service in ("social care", "youth offending", "education welfare")]
    delivery = load("social-care", files.csv_file(files.SOCIAL_CARE, rows))
    assert counts(delivery) == {"created": 1, "updated": 2}
    assert Child.objects.get().involvements.count() == 3


def test_nothing_readable_is_kept_of_the_file_nor_of_its_rows(load: Load) -> None:
    """R-SHIELD-7."""
    source = Source.objects.get(code="births")
    whole = files.csv_file(files.BIRTHS, [files.birth(1, surname="Zqxcanary")])
    delivery = receive(BytesIO(whole), source=source, file_name="births.csv", at=NOON)
    step(delivery.pk, at=NOON)
    kept = [bytes(part) for part in DeliveryPart.objects.values_list("sealed", flat=True)]
    rows = [bytes(row.sealed or b"") + bytes(row.key_token or b"") for row in StagedRow.objects.all()]
    assert kept
    assert rows
    assert not any(b"Zqxcanary" in one or b"B2000" in one for one in (*kept, *rows))
    assert b"".join(content(delivery)) == whole
    finish(delivery.pk, now=lambda: NOON)
    assert StagedRow.objects.get().sealed is None


def test_a_source_that_is_not_accredited_changes_nothing(load: Load) -> None:
    """R-FEED-2."""
    Source.objects.update(accredited_at=None)
    delivery = load("births", FORMATS["births"](12))
    assert (delivery.trial, delivery.stopped_because) == (True, Reason.NOT_ACCREDITED)
    assert counts(delivery) == {"created": 12}
    assert not report(delivery).accepted
    assert not Child.objects.exists()
    assert not DeliveryPart.objects.exists()
    Source.objects.update(accredited_at=NOON)
    assert counts(load("births", FORMATS["births"](12))) == {"created": 12}
    assert Child.objects.count() == 12


def test_a_trial_reports_and_undoes(load: Load) -> None:
    load("births", FORMATS["births"](3))
    before, events = digest(), Event.objects.count()
    tried = load("births", FORMATS["births"](12), trial=True)
    assert report(tried).accepted
    assert counts(tried) == {"created": 9, "unchanged": 3}
    assert digest() == before
    assert set(Event.objects.order_by("id")[events:].values_list("verb", flat=True)) == {
        "feed.received",
        "feed.staged",
        "feed.tried",
    }


def test_a_source_says_only_its_own_items(load: Load) -> None:
    Source.objects.filter(code="births").update(asserts=["names", "birth_date", "addresses"])
    delivery = load("births", FORMATS["births"](1))
    assert delivery.dropped == {"gender": 1, "carers": 1, "identifiers": 1}
    assert set(SourceRecord.objects.get().assertion) == {"names", "date_of_birth", "addresses"}


def test_a_source_speaks_only_of_its_own_area(load: Load) -> None:
    Source.objects.filter(code="social-care").update(area=people.manchester())
    delivery = load("social-care", FORMATS["social-care"](2))
    assert counts(delivery) == {"refused": 2}
    assert report(delivery).reasons == (("refused", "not_its_area", 2),)


def test_every_change_is_in_the_log_under_its_source(load: Load) -> None:
    """R-AUDIT-1, R-USER-8."""
    load("births", FORMATS["births"](2))
    numbers = set(Child.objects.values_list("number", flat=True))
    made = Event.objects.filter(verb="feed.child_created", source="births")
    assert set(made.values_list("child_number", flat=True)) == numbers
    around = Event.objects.filter(child_number="").values_list("verb", flat=True)
    assert set(around) == {"feed.received", "feed.staged", "feed.done"}


def test_a_row_that_the_database_refuses_stands_alone_in_quarantine(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEC-26: the net below all checks."""
    real = apply_assertions

    def refusing(decisions: Any, **more: Any) -> Any:
        if any(decision.key.endswith("0000003") for decision in decisions):
            Child.objects.create(
                number="x" * 10, responsible_authority=people.liverpool(), made_at=NOON, words_key_id=UUID(int=0)
            )
        return real(decisions, **more)

    monkeypatch.setattr(apply, "apply_assertions", refusing)
    delivery = load("births", FORMATS["births"](12))
    assert counts(delivery) == {"created": 11, "quarantined": 1}
    refused = StagedRow.objects.get(state="quarantined")
    assert refused.reason_code == Reason.CANNOT_KEEP
    monkeypatch.undo()
    correct(refused.pk, {}, by=people.operator(), at=timezone.now())
    assert counts(finish(delivery.pk, now=lambda: NOON)) == {"created": 12}


def test_a_worker_finishes_what_was_received(load: Load) -> None:
    """The same as a job: it carries the delivery's id and nothing else."""
    source = Source.objects.get(code="births")
    delivery = receive(BytesIO(FORMATS["births"](3)), source=source, file_name="births.csv", at=NOON)
    run_due(at=NOON)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.created) == (DeliveryState.DONE, 3)


def test_an_older_delivery_of_the_source_comes_first(load: Load) -> None:
    source = Source.objects.get(code="births")
    older = receive(BytesIO(FORMATS["births"](3)), source=source, file_name="one", at=NOON)
    newer = load("births", FORMATS["births"](4), at=NOON + timedelta(minutes=1))
    older.refresh_from_db()
    assert (older.state, older.created, newer.created, newer.unchanged) == (DeliveryState.DONE, 3, 1, 3)


def test_where_everybody_is_invented_a_file_with_a_real_number_is_refused_whole(load: Load, settings: Any) -> None:
    """R-USER-6: nobody tests on real children. No NHS number begins with 998: it stands for a real one here."""
    content = files.csv_file(files.BIRTHS, [files.birth(1), files.birth(2, nhs_number="9980000007")])
    delivery = load("births", content)
    assert (delivery.state, delivery.stopped_because) == (DeliveryState.REFUSED, "real_person")
    assert not Child.objects.exists()
    settings.INVENTED = False
    content = files.csv_file(files.BIRTHS, [files.birth(2, nhs_number="9980000007")])
    assert load("births", content).created == 1
