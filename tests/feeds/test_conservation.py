"""Does every row that was received end in exactly one place, whatever the file holds? (SEC-25, SEC-27)"""

import json
import random

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.models import Delivery, DeliveryState, StagedRow
from feeds.report import report
from registry.models import Source, SourceRecord
from tests.feeds import files
from tests.feeds.children import born, digest, home, one
from tests.feeds.conftest import Load, load_now

pytestmark = pytest.mark.django_db
SPOILT = (
    lambda row: row + ",extra",
    lambda row: row.rpartition(",")[0],
    lambda row: row.replace("Liverpool", "Liver\x00pool"),
    lambda row: row.replace("Karen", "Ka\u202eren"),
    lambda row: row.replace("L15 3HQ", "nowhere"),
    lambda row: row.replace("2008-02-01", "2008-02-31"),
    lambda row: row.replace("Smith", "\u0405mith"),
    lambda row: row.replace("B2000", ""),
    lambda row: row.replace("B2000-", "B2000-" + "9" * 50),
    lambda row: "",
    lambda row: row.replace("Rise", 'Rise "quoted'),
)
ROWS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([None, None, None, *SPOILT])), max_size=25)
CUT = st.one_of(st.none(), st.integers(0, 3000))


@pytest.fixture
def every_share(world: None) -> None:
    Source.objects.update(error_share_allowed=1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, cut=CUT, share=st.sampled_from([0.02, 1]))
def test_received_is_the_sum_of_all_ends(
    world: None, rows: list[tuple[int, object]], cut: int | None, share: float
) -> None:
    with transaction.atomic():
        Source.objects.update(error_share_allowed=share)
        lines = [spoil(born(number)) if callable(spoil) else born(number) for number, spoil in rows]
        delivery = load_now("births", files.csv_file(files.BIRTHS, lines)[:cut])
        found = report(delivery).counts
        assert found.pop("received") == sum(found.values())
        if delivery.state != DeliveryState.REFUSED:
            assert delivery.received == StagedRow.objects.filter(delivery=delivery).count()
            for state in ("created", "updated", "unchanged", "waiting", "quarantined", "refused"):
                kept = StagedRow.objects.filter(delivery=delivery, state=state).count()
                assert kept == getattr(delivery, state)
        else:
            assert not StagedRow.objects.filter(delivery=delivery).exists()
        assert delivery.state in (DeliveryState.DONE, DeliveryState.REFUSED, DeliveryState.STOPPED)
        transaction.set_rollback(True)


def test_the_database_refuses_counts_that_do_not_add_up(load: Load) -> None:
    delivery = load("births", files.csv_file(files.BIRTHS, [born(1)]))
    with pytest.raises(IntegrityError, match="rows_add_up"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(created=2)


def test_one_bad_row_of_every_kind_stops_none_of_the_others(every_share: None) -> None:
    """SEC-26: 200 rows, each fault once; all others are applied and each fault has its line and code."""
    rows = [json.dumps(files.patient(**one(n), **home(n), number=files.nhs_of(n))) for n in range(200)]
    faults = {
        3: rows[3][:-1],
        10: rows[10].replace('"family": "', '"family": "\\u0000'),
        20: rows[20].replace('"family": "', '"family": "\\ud800'),
        30: rows[30].replace('"birthDate": "', '"birthDate": "x'),
        40: rows[40].replace('"gender": "male"', '"gender": NaN'),
        50: rows[50].replace('"gender": "male"', '"gender": "male", "gender": "female"'),
        60: rows[60].replace('"gender": "male"', '"gender": ' + "7" * 5000),
        70: rows[70].replace('"postalCode": "L15', '"postalCode": "=cmd()'),
        80: "{}",
        90: rows[90].replace(files.nhs_of(90), "9990000000"),
    }
    for number, line in faults.items():
        rows[number] = line
    delivery = load_now("health-demographics", files.ndjson(*rows))
    assert (delivery.created, delivery.quarantined) == (190, 10)
    bad = StagedRow.objects.filter(state="quarantined")
    assert {row.line - 1 for row in bad} == set(faults)


def test_any_order_of_the_rows_gives_the_same_registry(world: None) -> None:
    """SEC-27: permuted rows and files that overlap. Only what is made by chance (ids, numbers) may differ."""
    rows = [
        files.patient(**one(n), **home(n), number=files.nhs_of(n), as_at=f"2009-01-{1 + n % 9:02}T00:00:00Z")
        for n in range(20)
    ]
    ends = []
    for seed in (1, 2):
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        with transaction.atomic():
            load_now("health-demographics", files.ndjson(*shuffled[:15]))
            load_now("health-demographics", files.ndjson(*shuffled[5:]))
            ends.append(sorted(SourceRecord.objects.values_list("key", "assertion__names", "as_at")))
            before = digest()
            load_now("health-demographics", files.ndjson(*shuffled))
            assert digest() == before
            transaction.set_rollback(True)
    assert ends[0] == ends[1]
    assert len(ends[0]) == 20


def test_the_application_may_do_what_a_feed_needs_and_no_more(load: Load) -> None:
    """R-SHIELD-3: the role that runs feeds can take no shield away."""
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_shieldevent")
