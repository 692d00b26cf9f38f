"""How is one delivery run to its end in the foreground? The same steps as a worker's."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.commanding import person_named
from feeds.advance import finish
from feeds.formats.row import FeedError
from feeds.let_through import NotStopped, let_through
from feeds.manifest import Manifest, read_manifest
from feeds.models import Delivery, DeliveryState
from feeds.receive import receive
from feeds.report import report
from registry.models import Source


class Command(BaseCommand):
    help = (
        "Runs one delivery of a source to its end and prints what became of its rows. "
        "Exit 0 when the delivery was accepted, else 1. Acts as the source, and is audited."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="code of the source, as pupil-data")
        parser.add_argument("file", nargs="?", type=Path, help="the delivery")
        parser.add_argument("--dry-run", action="store_true", help="try it out: report, change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--manifest", type=Path, help="JSON beside the delivery: count, sha256, sequence, as_at")
        parser.add_argument("--let-through", metavar="DELIVERY", help="apply the good rows of a stopped delivery")
        parser.add_argument("--because", default="", help="with --let-through: why")
        parser.add_argument("--by", default="", metavar="EMAIL", help="with --let-through: who decides")

    def handle(self, *args: Any, **options: Any) -> None:
        source = _source(options["source"])
        try:
            delivery = self._let_through(source, options) if options["let_through"] else self._receive(source, options)
        except FeedError as error:
            raise CommandError(str(error)) from error
        again = delivery.state == DeliveryState.DONE
        found = report(finish(delivery.pk, now=timezone.now), again=again)
        self.stdout.write(json.dumps(found.as_json()) if options["json"] else found.as_text())
        if not found.accepted:
            raise SystemExit(1)

    def _receive(self, source: Source, options: dict[str, Any]) -> Delivery:
        path: Path | None = options["file"]
        if path is None:
            raise CommandError("Name the file to load, or a delivery to let through.")
        try:
            with path.open("rb") as stream:
                return receive(
                    stream,
                    source=source,
                    file_name=path.name,
                    trial=options["dry_run"],
                    manifest=_manifest(options["manifest"]),
                    at=timezone.now(),
                )
        except OSError as error:
            raise CommandError(f"The file {error.filename} cannot be read: {error.strerror}.") from error

    def _let_through(self, source: Source, options: dict[str, Any]) -> Delivery:
        if not (options["because"] and options["by"]):
            raise CommandError("Say who lets the delivery through (--by EMAIL) and why (--because WORDS).")
        by = person_named(options["by"])
        try:
            delivery = Delivery.objects.get(pk=UUID(options["let_through"]), source=source)
            let_through(delivery.pk, by=by, because=options["because"], at=timezone.now())
        except (ValueError, Delivery.DoesNotExist) as error:
            raise CommandError(f"{source.code} has no delivery {options['let_through']}.") from error
        except NotStopped as error:
            raise CommandError(str(error.__doc__)) from error
        except PermissionDenied as error:
            raise CommandError("This person may not let deliveries of this source through now.") from error
        return delivery


def _manifest(path: Path | None) -> Manifest | None:
    """Raises FeedError, OSError."""
    return read_manifest(path.read_bytes(), at=timezone.now()) if path else None


def _source(code: str) -> Source:
    found = Source.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Source.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no source {code}. The sources are: {known}.")
    return found
