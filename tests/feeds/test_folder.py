"""Is what a supplier leaves in its folder taken once, whole, and by nobody else's way? (SEC-30, R-FEED-3)"""

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import Event
from contactpoint.jobs.models import Job
from contactpoint.jobs.queue import run_due
from feeds import folder, receipts
from feeds.incoming import Incoming
from feeds.models import Delivery, DeliveryPart, DeliveryState, Way
from feeds.receive import content
from registry.models import Source
from tests.feeds import files
from tests.feeds.children import FORMATS
from tests.feeds.delivering import collected, later, left, names, receipt
from tests.feeds.sftp import as_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FILE = FORMATS["births"](3)


class Killed(BaseException):
    """As by kill -9: nothing after it is done."""


@pytest.fixture
def births(tmp_path: Path, settings: Any) -> Path:
    """The folder of one source, as an administrator makes it."""
    settings.FEEDS_FOLDER = tmp_path
    made = tmp_path / "births"
    (made / "incoming").mkdir(parents=True)
    return made


def test_a_delivery_is_taken_with_its_manifest(births: Path) -> None:
    left(births / "incoming", "births-7.csv", FILE, sequence=7, as_at="2009-01-20T06:00:00+00:00")
    assert collected() == 1
    delivery = Delivery.objects.get()
    assert (delivery.way, delivery.file_name, delivery.announced, delivery.sequence) == (
        Way.FOLDER,
        "births-7.csv",
        3,
        7,
    )
    assert b"".join(content(delivery)) == FILE
    assert names(births / "incoming") == set()
    said = receipt(births, "receipts", "births-7.csv")
    assert (said["outcome"], said["delivery"]) == ("Received", str(delivery.pk))


def test_nothing_of_a_delivery_stays_in_the_clear(births: Path) -> None:
    """R-SHIELD-7: neither of one that is taken nor of one that is refused."""
    rows = [files.birth(1, surname="Zqxcanary")]
    left(births / "incoming", "good.csv", files.csv_file(files.BIRTHS, rows))
    left(births / "incoming", "cut.csv", files.csv_file(files.BIRTHS, rows)[:-9], sha256="0" * 64)
    assert collected() == 2
    everything = [path for path in births.rglob("*") if path.is_file()]
    assert everything
    assert not [path for path in everything if b"Zqxcanary" in path.read_bytes()]


def test_what_became_of_a_delivery_lies_beside_when_it_is_known(births: Path) -> None:
    content = files.csv_file(files.BIRTHS, [files.birth(n) for n in range(3)], total=4)
    left(births / "incoming", "births.csv", content)
    assert collected() == 1
    run_due(at=later(minutes=3))
    report = (births / "receipts" / "births.csv.report.txt").read_text("utf-8")
    assert "Nothing of it was taken. The control total is not the number of rows in the file." in report


def test_what_is_still_being_written_is_left_alone(births: Path) -> None:
    left(births / "incoming", "births.csv", FILE)
    assert collected(later(seconds=30)) == 0
    assert names(births / "incoming") == {"births.csv", "births.csv.manifest.json"}
    assert not (births / "receipts").exists()


def test_a_file_without_manifest_waits_is_told_and_given_up(births: Path) -> None:
    (births / "incoming" / "births.csv").write_bytes(FILE)
    assert collected(later(minutes=5)) == 0
    assert not (births / "receipts").exists()
    assert collected(later(hours=2)) == 0
    assert receipt(births, "receipts", "births.csv")["outcome"] == folder.NO_MANIFEST
    assert names(births / "incoming") == {"births.csv"}
    assert collected(later(days=2)) == 1
    assert receipt(births, "refused", "births.csv")["outcome"] == folder.GIVEN_UP
    assert names(births / "receipts") | names(births / "incoming") == set()
    assert Event.objects.get(verb="feed.not_taken").source == "births"


def test_a_manifest_without_its_file_waits_too(births: Path) -> None:
    left(births / "incoming", "births.csv", FILE)
    (births / "incoming" / "births.csv").unlink()
    assert collected(later(hours=2)) == 0
    assert receipt(births, "receipts", "births.csv.manifest.json")["outcome"] == folder.NO_FILE
    (births / "incoming" / "births.csv").write_bytes(FILE)
    assert collected() == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"sha256": "0" * 64}, "checksum_wrong"),
        ({"sequence": "seven"}, "manifest_wrong"),
        ({"sequence": 1}, "stale_sequence"),
    ],
)
def test_a_wrong_one_is_refused_with_the_reason_in_words(births: Path, said: dict[str, Any], reason: str) -> None:
    left(births / "incoming", "first.csv", FORMATS["births"](4), sequence=2)
    assert collected() == 1
    left(births / "incoming", "births.csv", FILE, **said)
    assert collected() == 1
    told = receipt(births, "refused", "births.csv")
    refused = Delivery.objects.get(state=DeliveryState.REFUSED)
    assert (told["reason"], told["outcome"]) == (reason, refused.get_stopped_because_display())
    assert told["delivery"] == str(refused.pk)
    assert names(births / "incoming") == set()


def test_deliveries_that_come_together_are_taken_in_the_order_of_their_numbers(births: Path) -> None:
    for name, number in (("a.csv", 11), ("b.csv", 10), ("c.csv", 9)):
        left(births / "incoming", name, FORMATS["births"](number), sequence=number)
    assert collected() == 3
    taken = Delivery.objects.order_by("received_at", "sequence").values_list("sequence", "state")
    assert list(taken) == [(9, "received"), (10, "received"), (11, "received")]


def test_the_same_delivery_again_changes_nothing(births: Path) -> None:
    for name in ("births.csv", "again.csv"):
        left(births / "incoming", name, FILE)
        assert collected() == 1
    delivery = Delivery.objects.get()
    assert receipt(births, "receipts", "again.csv")["delivery"] == str(delivery.pk)


def steps() -> list[tuple[Any, str]]:
    """What is done on the way of a delivery, one after the other."""
    return [(folder, "receive"), (folder, "leave"), (receipts, "_write"), (Incoming, "remove")]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("step", range(4))
def test_killed_between_any_two_steps_nothing_is_lost_and_nothing_comes_twice(
    births: Path, monkeypatch: pytest.MonkeyPatch, step: int, call: int, before: bool
) -> None:
    left(births / "incoming", "good.csv", FILE, sequence=7)
    left(births / "incoming", "wrong.csv", FORMATS["births"](5), sha256="0" * 64)
    place, name = steps()[step]
    with monkeypatch.context() as patch:
        patch.setattr(place, name, killing(getattr(place, name), call=call, before=before))
        with pytest.raises(Killed):
            collected()
    collected()
    assert sorted(Delivery.objects.values_list("file_name", "state")) == [
        ("good.csv", "received"),
        ("wrong.csv", "refused"),
    ]
    assert b"".join(content(Delivery.objects.get(file_name="good.csv"))) == FILE
    assert DeliveryPart.objects.count() == 1
    assert names(births / "incoming") == set()
    assert (names(births / "receipts"), names(births / "refused")) == ({"good.csv.json"}, {"wrong.csv.json"})


def killing(real: Callable[..., Any], *, call: int, before: bool) -> Callable[..., Any]:
    calls = 0

    def deadly(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and before:
            raise Killed
        done = real(*arguments, **named)
        if calls == call:
            raise Killed
        return done

    return deadly


def test_each_source_has_its_own_folder_and_no_other(births: Path, tmp_path: Path) -> None:
    """SEC-30."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "incoming").mkdir(parents=True)  # no source of that name
    left(elsewhere / "incoming", "births.csv", FILE)
    (tmp_path / "pupil-data").symlink_to(births)  # another's under its own name
    left(births / "incoming", "births.csv", FILE)
    assert collected() == 1
    assert Delivery.objects.get().source.code == "births"
    assert names(elsewhere / "incoming") == {"births.csv", "births.csv.manifest.json"}


def test_a_link_leads_nowhere(births: Path, tmp_path: Path) -> None:
    """SEC-30."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"KEY_RING")
    left(births / "incoming", "births.csv", FILE)
    (births / "incoming" / "births.csv").unlink()
    (births / "incoming" / "births.csv").symlink_to(secret)
    os.link(secret, births / "incoming" / "second.csv")
    os.mkfifo(births / "incoming" / "pipe.csv")
    (births / "incoming" / "folder.csv").mkdir()
    collected()
    assert not Delivery.objects.exists()
    assert secret.read_bytes() == b"KEY_RING"
    for name in ("births.csv", "second.csv", "pipe.csv"):
        assert receipt(births, "refused", name)["outcome"] == folder.NOT_A_FILE
    assert receipt(births, "receipts", "folder.csv")["outcome"] == folder.IS_FOLDER
    assert names(births / "incoming") == {"births.csv.manifest.json", "folder.csv"}


def test_a_link_in_place_of_the_folder_itself_is_not_followed(births: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    left(other, "births.csv", FILE)
    (births / "incoming").rmdir()
    (births / "incoming").symlink_to(other)
    assert collected() == 0
    assert names(other) == {"births.csv", "births.csv.manifest.json"}


@pytest.mark.parametrize("name", [".births.csv.filepart", "births\n.csv", "-rf", "ä.csv", "x" * 151])
def test_an_odd_name_is_never_taken_and_goes_after_a_day(births: Path, name: str) -> None:
    left(births / "incoming", name, FILE)
    assert collected(later(hours=2)) == 0
    assert collected(later(days=2)) == 2
    assert not Delivery.objects.exists()
    assert names(births / "incoming") == set()
    assert len(names(births / "refused")) in (1, 2)


def test_a_file_for_its_owner_alone_is_told_hinders_no_other_and_goes_after_a_day(settings: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        settings.FEEDS_FOLDER = Path(name)
        for place in (Path(name), births := Path(name) / "births", births / "incoming"):
            place.mkdir(exist_ok=True)
            place.chmod(0o777)
        left(births / "incoming", "shut.csv", FORMATS["births"](4), count=4)
        (births / "incoming" / "shut.csv").chmod(0)
        left(births / "incoming", "open.csv", FILE)
        with as_worker():
            assert collected() == 1
            assert receipt(births, "receipts", "shut.csv")["outcome"] == folder.SHUT
            assert collected(later(days=2)) == 2
            assert receipt(births, "refused", "shut.csv")["outcome"].endswith(folder.SHUT)
    assert Delivery.objects.get().file_name == "open.csv"


def test_what_cannot_be_taken_hinders_nobody_else(
    births: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = Incoming.entries

    def failing(incoming: Incoming) -> Any:
        found = real(incoming)
        if "births.csv" in found:
            raise PermissionError
        return found

    monkeypatch.setattr(Incoming, "entries", failing)
    left(births / "incoming", "births.csv", FILE)
    (tmp_path / "social-care" / "incoming").mkdir(parents=True)
    left(tmp_path / "social-care" / "incoming", "cases.csv", FORMATS["social-care"](3))
    assert collected() == 1
    assert Delivery.objects.get().source.code == "social-care"


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_another_worker_looks_into_is_left_alone(births: Path) -> None:
    left(births / "incoming", "births.csv", FILE)
    other = connection.copy()
    source = Source.objects.get(code="births")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [folder.FOLDER_LOCK, str(source.pk)])
    assert collected() == 0
    other.close()
    assert collected() == 1


def test_one_look_a_minute_however_many_ask(births: Path, settings: Any) -> None:
    """SEC-41."""
    at = timezone.now().replace(second=1)
    for _ in range(3):
        folder.promise_collecting(at=at)
    folder.promise_collecting(at=at + timedelta(minutes=1))
    assert Job.objects.filter(name=folder.COLLECT).count() == 2
    settings.FEEDS_FOLDER = None
    folder.promise_collecting(at=at + timedelta(minutes=2))
    assert Job.objects.filter(name=folder.COLLECT).count() == 2
