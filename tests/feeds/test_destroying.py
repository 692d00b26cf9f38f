"""Are delivered files destroyed after 90 days, and does everything still add up? (R-AUDIT-6, R-FEED-4)"""

from datetime import timedelta
from io import BytesIO

import pytest

from audit.models import Event
from bench.at_rest import found_at_rest, rows_at_rest
from contactpoint.vault.models import DataKey
from feeds.destroying import destroy_old_files
from feeds.models import Delivery, DeliveryPart, DeliveryState, RowState, StagedRow
from feeds.reasons import Reason
from feeds.receive import receive
from registry.models import Child, WaitingRow
from tests.feeds import files
from tests.feeds.conftest import NOON, Load, counts
from tests.feeds.delivered import delivery, stopped
from tests.feeds.quarantined import births, check_counts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BAD = files.birth(2, postcode="L1 ZZZ", surname="Thistlewood")


def old(days: int = 90) -> int:
    return destroy_old_files(at=NOON + days * DAY)


def test_a_file_is_gone_on_the_90th_day_with_its_key_and_not_before(load: Load) -> None:
    done = load("births", births(files.birth(1)))
    tokens = StagedRow.objects.get()
    assert tokens.key_token is not None
    hexed = bytes(tokens.key_token).hex()
    assert old(89) == 0
    assert DeliveryPart.objects.filter(delivery=done).exists()
    assert old() == 1
    assert not DeliveryPart.objects.filter(delivery=done).exists()
    assert done.content_key_id not in DataKey.objects.values_list("pk", flat=True)
    assert not any(hexed in line for table, line in rows_at_rest() if table.startswith("feeds"))
    assert counts(Delivery.objects.get(pk=done.pk)) == {"created": 1}
    assert Child.objects.get().names.filter(surname="Smith").exists()
    assert old() == 0
    assert Event.objects.filter(verb="feed.file_destroyed", source="births").count() == 1


def test_what_nobody_put_right_is_refused_and_its_words_are_gone(load: Load) -> None:
    done = load("births", births(BAD, *(files.birth(n, surname=f"Okafor{'abcdefghij'[n % 10]}") for n in range(3, 63))))
    assert counts(done)["quarantined"] == 1
    assert old() == 1
    row = StagedRow.objects.get(delivery=done, number=1)
    assert (row.state, row.reason_code, row.sealed) == (RowState.REFUSED, Reason.POSTCODE_INVALID, None)
    check_counts(done)
    assert found_at_rest(["Thistlewood"]) == set()


def test_a_stopped_delivery_that_nobody_came_to_ends_with_its_file(load: Load) -> None:
    waits = stopped()
    assert old() == 1
    waits.refresh_from_db()
    assert (waits.state, waits.refused, waits.pending, waits.quarantined) == (DeliveryState.REFUSED, 20, 0, 0)
    assert not StagedRow.objects.exclude(sealed=None).exists()
    check_counts(waits)


def test_what_is_at_work_is_left_alone(load: Load) -> None:
    delivery(state="applying", pending=0)
    assert old() == 0


def test_a_row_that_waits_for_a_person_waits_on_and_is_counted_when_it_ends(load: Load) -> None:
    nowhere = files.birth(5, address_1="", postcode="")
    done = load("births", births(nowhere))
    assert counts(done) == {"waiting": 1}
    assert old() == 1
    assert counts(Delivery.objects.get(pk=done.pk)) == {"waiting": 1}
    assert WaitingRow.objects.get().ended_at is None
    check_counts(done)


def test_the_same_file_after_its_destruction_is_known_still(load: Load) -> None:
    """The checksum stays: it says nothing of anybody, and a file is one delivery however often it comes."""
    content = births(files.birth(1))
    done = load("births", content)
    old()
    again = receive(BytesIO(content), source=done.source, file_name="again", at=NOON + 100 * DAY)
    assert again.pk == done.pk
