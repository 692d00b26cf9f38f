"""Does the command say what became of a delivery, to a person and to a program? (architecture: commands)"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from feeds.models import Delivery
from registry.models import Child
from tests.feeds.children import FORMATS

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: Any) -> tuple[dict[str, Any], int]:
    out, code = StringIO(), 0
    try:
        call_command("load_feed", *arguments, json=True, stdout=out, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue()), code


def test_the_command_prints_counts_and_ends_with_0_when_accepted(world: None, tmp_path: Path, settings: Any) -> None:
    settings.INCLUDED_UNTIL_YEARS = 40  # the children of the file are those of January 2009
    file = tmp_path / "births.csv"
    file.write_bytes(FORMATS["births"](5))
    tried, code = run("births", str(file), dry_run=True)
    assert (code, tried["created"], Child.objects.count()) == (0, 5, 0)
    printed, code = run("births", str(file))
    assert code == 0
    assert printed == {
        "received": 5, "created": 5, "updated": 0, "unchanged": 0, "waiting": 0, "quarantined": 0, "refused": 0,
        "stopped_because": None, "delivery": printed["delivery"],
    }  # fmt: skip
    assert run("births", str(file)) == ({**printed, "created": 0, "unchanged": 5}, 0)
    file.write_bytes(FORMATS["births"](5)[:-30])
    printed, code = run("births", str(file))
    assert (code, printed["stopped_because"]) == (1, "total_missing")


def test_the_command_says_what_is_wrong(world: None, tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.write_bytes(b"")
    for arguments, words in (
        (("post-office", str(file)), "There is no source post-office. The sources are: births"),
        (("births", str(tmp_path / "nowhere")), "cannot be read: No such file"),
        (("births",), "Name the file"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("load_feed", *arguments)
    assert run("births", str(file)) == (
        {"received": 0, "created": 0, "updated": 0, "unchanged": 0, "waiting": 0, "quarantined": 0, "refused": 0,
         "stopped_because": "empty", "delivery": str(Delivery.objects.get().pk)}, 1,
    )  # fmt: skip
