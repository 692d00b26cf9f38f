"""Is a delivery received whole, once, in its turn, and as its manifest says? (R-FEED-3, SEC-27, SEC-28)"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from feeds.advance import finish
from feeds.formats.row import FeedError
from feeds.manifest import Manifest, read_manifest
from feeds.models import Delivery, DeliveryPart, DeliveryState, Way
from feeds.reasons import Reason
from feeds.receive import receive
from feeds.report import report
from registry.models import ChildName, Source, SourceRecord
from tests import people
from tests.feeds.children import FORMATS
from tests.feeds.conftest import NOON
from tests.feeds.test_mapped_tables import MAPPING, csv, line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FILE = FORMATS["births"](3)
OTHER = FORMATS["births"](4)


def manifest(content: bytes = FILE, **said: Any) -> Manifest:
    return Manifest(**{"count": 3, "sha256": hashlib.sha256(content).digest(), **said})


def came(content: bytes = FILE, said: Manifest | Reason | None = None, **more: Any) -> Delivery:
    source = Source.objects.get(code="births")
    return receive(BytesIO(content), source=source, file_name="births.csv", manifest=said, **{"at": NOON, **more})


def numbered(number: int) -> Delivery:
    content = FILE + b"\n" * number
    return came(content, manifest(content, sequence=number))


def test_a_delivery_knows_how_it_came_and_what_its_manifest_says() -> None:
    opal = people.operator()
    delivery = came(said=manifest(sequence=7, as_at=NOON - timedelta(days=1)), way=Way.UPLOAD, sent_by=opal)
    kept = Delivery.objects.get(pk=delivery.pk)
    assert (kept.way, kept.sent_by, kept.announced, kept.sequence) == ("upload", opal, 3, 7)
    assert kept.as_at == NOON - timedelta(days=1)
    event = Event.objects.get(verb="feed.received")
    assert (event.actor, event.facts["way"]) == (opal.pk, "upload")


def test_a_row_that_does_not_say_its_age_is_of_the_moment_that_the_manifest_names() -> None:
    """R-FEED-3: older never overwrites newer, though it comes later."""
    mapped = {"format": "table", "mapping": MAPPING | {"as_at": None}, "control_total_required": False}
    Source.objects.filter(code="births").update(**mapped)
    for day, surname in ((20, "Newname"), (10, "Oldname")):
        file = csv(line(surname=surname), "#END,1")
        moment = datetime(2009, 1, day, tzinfo=UTC)
        finish(came(file, manifest(file, count=1, as_at=moment)).pk, now=lambda: NOON)
    assert SourceRecord.objects.get().as_at == datetime(2009, 1, 20, tzinfo=UTC)
    assert ChildName.objects.get().surname == "Newname"


def test_a_file_that_is_not_the_one_announced_is_refused_and_not_kept() -> None:
    delivery = came(said=manifest(OTHER))
    assert (delivery.state, delivery.stopped_because) == (DeliveryState.REFUSED, Reason.CHECKSUM_WRONG)
    assert delivery.finished_at == NOON
    assert not DeliveryPart.objects.exists()
    assert Event.objects.get(verb="feed.refused").because == "checksum_wrong"


def test_the_same_file_comes_again_with_a_better_manifest() -> None:
    refused = came(said=manifest(OTHER))
    assert came(said=manifest(OTHER)).pk == refused.pk
    taken = came(said=manifest())
    assert (taken.pk == refused.pk, taken.state) == (False, DeliveryState.RECEIVED)
    assert came(said=manifest()).pk == taken.pk
    assert came().pk == taken.pk
    assert Delivery.objects.count() == 2


def test_a_count_that_is_wrong_refuses_the_file_with_that_manifest_alone() -> None:
    """The rows are counted when they are staged, by which time the file may come again."""
    wrong = finish(came(said=manifest(count=5)).pk, now=lambda: NOON)
    assert (wrong.state, wrong.stopped_because) == (DeliveryState.REFUSED, Reason.COUNT_WRONG)
    assert came(said=manifest(count=5)).pk == wrong.pk
    right = finish(came(said=manifest(count=3)).pk, now=lambda: NOON)
    assert (right.state, right.created) == (DeliveryState.DONE, 3)


@pytest.mark.parametrize("number", [4, 5])
def test_a_number_that_is_not_new_is_refused(number: int) -> None:
    """SEC-28."""
    assert numbered(5).state == DeliveryState.RECEIVED
    late = came(OTHER, manifest(OTHER, sequence=number))
    assert (late.state, late.stopped_because) == (DeliveryState.REFUSED, Reason.STALE_SEQUENCE)
    assert not DeliveryPart.objects.filter(delivery=late).exists()
    assert came(OTHER, manifest(OTHER, sequence=number)).pk == late.pk
    assert came(OTHER, manifest(OTHER, sequence=6)).state == DeliveryState.RECEIVED


def test_the_number_of_a_delivery_that_was_refused_can_be_used_again() -> None:
    Delivery.objects.filter(pk=numbered(5).pk).update(state="refused", stopped_because=Reason.WRONG_FORMAT)
    assert came(OTHER, manifest(OTHER, sequence=5)).state == DeliveryState.RECEIVED


@pytest.mark.parametrize(
    ("numbers", "warning"),
    [
        ((1, 2), None),
        ((2,), None),
        ((1, 3), "Delivery number 2 of this source has not come"),
        ((1, 5), "Deliveries number 2 to 4 of this source have not come"),
    ],
)
def test_a_gap_is_taken_and_the_report_warns_of_it(numbers: tuple[int, ...], warning: str | None) -> None:
    last = [numbered(number) for number in numbers][-1]
    assert last.state == DeliveryState.RECEIVED
    assert report(last).warnings == ((warning,) if warning else ())


def test_a_trial_takes_no_number() -> None:
    numbered(5)
    assert came(OTHER, manifest(OTHER, sequence=5), trial=True).state == DeliveryState.RECEIVED
    Source.objects.update(accredited_at=None)
    assert came(OTHER, manifest(OTHER, sequence=5)).trial


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "[" * 9_000,
        "{",
        '{"count": 3}',
        '{"count": 3, "sha256": "abc"}',
        '{"count": 3, "sha256": 7}',
        '{"count": -1, "sha256": "SUM"}',
        '{"count": true, "sha256": "SUM"}',
        '{"count": 1e3, "sha256": "SUM"}',
        '{"count": 3, "sha256": "SUM", "sequence": "7"}',
        '{"count": 3, "sha256": "SUM", "as_at": "2009-01-20T06:00:00"}',
        '{"count": 3, "sha256": "SUM", "as_at": "2009-01-27T06:00:00+00:00"}',
        '{"count": 3, "sha256": "SUM", "name": "John Smith"}',
        '{"count": 3, "count": 4, "sha256": "SUM"}',
        '{"count": 3, "sha256": "SUM"}' + " " * 10_000,
    ],
)
def test_a_manifest_that_says_something_else_is_none(said: str) -> None:
    with pytest.raises(FeedError) as error:
        read_manifest(said.replace("SUM", "0" * 64).encode(), at=NOON)
    assert error.value.reason == Reason.MANIFEST_WRONG


def test_a_manifest_is_read() -> None:
    said = {"count": 3, "sha256": "AB" * 32, "sequence": 7, "as_at": "2009-01-20T06:00:00+00:00"}
    read = read_manifest(json.dumps(said).encode(), at=NOON)
    assert read == Manifest(3, b"\xab" * 32, 7, NOON.replace(day=20, hour=6))
    assert read_manifest(b'{"count": 3, "sha256": "' + b"0" * 64 + b'"}', at=NOON) == Manifest(3, bytes(32))


def test_the_command_takes_a_manifest(tmp_path: Path) -> None:
    file, beside = tmp_path / "births.csv", tmp_path / "births.csv.manifest.json"
    file.write_bytes(FILE)
    beside.write_text(json.dumps({"count": 3, "sha256": hashlib.sha256(OTHER).hexdigest()}), "utf-8")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("load_feed", "births", str(file), manifest=beside, json=True, stdout=out)
    assert json.loads(out.getvalue())["stopped_because"] == "checksum_wrong"
    beside.write_text("{", "utf-8")
    with pytest.raises(CommandError, match="The manifest is not one"):
        call_command("load_feed", "births", str(file), manifest=beside)
