"""Does a delivery come in over SFTP as the page says, and does each supplier see its own folder alone? (SEC-30)"""

import json
import os
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from contactpoint.jobs.queue import run_due
from dev.population.make import Plan, make_population
from feeds import folder
from feeds.models import Delivery, DeliveryState
from tests.feeds.children import FORMATS
from tests.feeds.delivering import collected, later, left, names, receipt
from tests.feeds.sftp import SSHD, Server, as_worker, sent_as_the_page_says, served

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not SSHD.exists() or os.geteuid() != 0, reason="needs sshd (openssh-server), and root for it"),
]
OWN = {"incoming", "receipts", "refused"}
OTHER = "/srv/feeds/social-care/incoming"


@pytest.fixture(scope="module")
def suppliers() -> Iterator[Server]:
    with served("births", "social-care") as server:
        yield server


@pytest.fixture
def births(suppliers: Server, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The folder of one supplier, empty; what is to be sent lies in tmp_path."""
    settings.FEEDS_FOLDER = suppliers.feeds
    place = suppliers.feeds / "births"
    yield place
    for path in (*place.glob("*/*"), *suppliers.feeds.glob("social-care/*/*")):
        path.unlink()


@pytest.mark.django_db
def test_a_file_of_the_population_is_sent_collected_and_loaded(suppliers: Server, births: Path, tmp_path: Path) -> None:
    """Its children are as old as they are today: the registry's clock is the machine's."""
    call_command("load_reference_data", stdout=StringIO())
    made = make_population(tmp_path / "made", Plan(children=300, seed=7, today=timezone.localdate()))
    rows = made["rows"]["births"]  # type: ignore[index]
    left(tmp_path, "births.csv", (tmp_path / "made" / "births.csv").read_bytes(), count=rows)
    sent = suppliers.sftp("births", *sent_as_the_page_says(), at=tmp_path)
    assert (sent.returncode, sent.stderr) == (0, "")
    assert names(births / "incoming") == {"births.csv", "births.csv.manifest.json"}
    with as_worker():
        assert collected() == 1
    run_due(at=later(minutes=3))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.stopped_because, delivery.received) == (DeliveryState.DONE, "", rows)
    assert delivery.created > 0.9 * rows
    assert names(births / "incoming") == set()
    told = suppliers.sftp("births", "get /receipts/births.csv.json", at=tmp_path)
    assert told.returncode == 0, told.stderr
    assert json.loads((tmp_path / "births.csv.json").read_text("utf-8"))["delivery"] == str(delivery.pk)


@pytest.mark.usefixtures("world")
def test_a_file_for_its_owner_alone_is_told_hinders_nobody_and_is_taken_when_it_is_opened(
    suppliers: Server, births: Path, tmp_path: Path
) -> None:
    """sftp sends the mode along, and who sends personal data from a careful machine has 600 there."""
    for number, name in enumerate(("shut.csv", "open.csv")):
        left(tmp_path, name, FORMATS["births"](3 + number), count=3 + number)
    (tmp_path / "shut.csv").chmod(0o600)
    puts = [f"put {path.name}" for path in sorted(tmp_path.glob("*.csv*"))]
    assert suppliers.sftp("births", *puts, at=tmp_path).returncode == 0
    with as_worker():
        assert collected() == 1
    assert receipt(births, "receipts", "shut.csv")["outcome"] == folder.SHUT
    assert suppliers.sftp("births", "chmod 640 shut.csv").returncode == 0
    with as_worker():
        assert collected() == 1
    assert sorted(Delivery.objects.values_list("file_name", flat=True)) == ["open.csv", "shut.csv"]


def test_a_supplier_sees_its_own_folder_and_nothing_above_it(suppliers: Server, births: Path) -> None:
    for up in ("cd ..", "cd ../..", "cd /", "cd ../../../../.."):
        seen = suppliers.sftp("births", up, "pwd", "ls -1a")
        assert seen.returncode == 0, seen.stderr
        assert set(words(seen.stdout)) == {"Remote", "working", "directory:", "/", *OWN}, seen.stdout
    assert {Path(word).name for word in words(suppliers.sftp("births", "ls -1 ..").stdout)} == OWN


def words(said: str) -> list[str]:
    """Of what the server answered, without the commands and the folder itself."""
    lines = [line for line in said.splitlines() if not line.startswith("sftp>")]
    return [word for word in " ".join(lines).split() if word not in (".", "..")]


@pytest.mark.parametrize(
    "command",
    [
        "cd /srv", f"cd {OTHER}", "cd ../../social-care", f"ls {OTHER}", "ls ../../social-care/incoming", "ls /etc",
        f"get {OTHER}/cases.csv", "get ../../social-care/incoming/cases.csv", "get /etc/passwd", "get out/cases.csv",
        "get up/cases.csv", "ls out/", "ls up/",
        f"put own.csv {OTHER}/cases.csv", "put own.csv ../../social-care/incoming/cases.csv", "put own.csv out/new.csv",
        "put own.csv /new.csv", "put own.csv /receipts/new.csv", "put own.csv ../refused/new.csv",
        "put own.csv up/new.csv", f"rename lies.csv {OTHER}/lies.csv", "rename lies.csv /receipts/lies.csv",
        "rename /incoming /taken", "rm /receipts/told.json", f"rm {OTHER}/cases.csv", "rmdir /refused", "mkdir within",
        "symlink / all", f"symlink {OTHER} other", "ln lies.csv second.csv", "chmod 777 /", "chmod 777 /receipts",
    ],
)  # fmt: skip
def test_a_supplier_neither_reads_nor_changes_what_is_not_its_own(
    suppliers: Server, births: Path, tmp_path: Path, command: str
) -> None:
    """Nor through links, which lie there as if the server had let them be made."""
    (tmp_path / "own.csv").write_text("own", "utf-8")
    (births / "incoming" / "lies.csv").write_text("lies", "utf-8")
    (births / "receipts" / "told.json").write_text("told", "utf-8")
    (suppliers.feeds / "social-care" / "incoming" / "cases.csv").write_text("another's", "utf-8")
    (births / "incoming" / "out").symlink_to(OTHER)
    (births / "incoming" / "up").symlink_to("../../social-care/incoming")
    before = everything(suppliers.feeds)
    tried = suppliers.sftp("births", command, at=tmp_path)
    assert tried.returncode != 0, tried.stdout
    assert "another's" not in tried.stdout
    assert everything(suppliers.feeds) == before
    assert names(tmp_path) == {"own.csv"}


def everything(feeds: Path) -> dict[str, tuple[int, int, int]]:
    """What stands anywhere, whose, with which mode and how long."""
    found = {str(path): path.lstat() for path in (feeds, *feeds.rglob("*"))}
    sizes = {name: 0 if stat.S_ISDIR(one.st_mode) else one.st_size for name, one in found.items()}
    return {name: (one.st_uid, one.st_mode, sizes[name]) for name, one in found.items()}


def test_a_key_opens_one_login_and_nothing_but_sftp(suppliers: Server, births: Path) -> None:
    assert suppliers.sftp("births", "pwd").returncode == 0
    assert suppliers.sftp("social-care", "pwd", key="births").returncode != 0
    assert "uid=" not in suppliers.ssh("births", "127.0.0.1", "id").stdout
    assert suppliers.ssh("births", "-W", f"127.0.0.1:{suppliers.port}", "127.0.0.1").returncode != 0
    assert suppliers.ssh("births", "-o", "PreferredAuthentications=password", "127.0.0.1").returncode != 0
