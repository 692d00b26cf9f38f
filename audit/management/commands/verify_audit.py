"""bin/contactpoint verify_audit: is the log as it was sealed? (R-AUDIT-2)"""

import json
import time
from argparse import ArgumentParser, FileType
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from audit.exporting import read_notes
from audit.notes import NotANote
from audit.verifying import Report, verify

MOST_NAMED: Final = 20


class Command(BaseCommand):
    help = (
        "Hashes every event again, checks every seal, and names the first event that was altered, removed, inserted "
        "or exchanged: then the exit status is 1. --against also compares seals that were exported before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--against", type=FileType("r"), metavar="FILE", help="seals as export_seals wrote them")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            exported = read_notes(options["against"]) if options["against"] else []
        except NotANote as error:
            raise CommandError(str(error)) from error
        began = time.perf_counter()
        report = verify(against=exported)
        seconds = time.perf_counter() - began
        self.stdout.write(as_json(report, seconds) if options["json"] else _in_words(report, seconds, len(exported)))
        if report.findings:
            raise CommandError(f"The log is not as it was sealed. First: {report.findings[0].sentence}")


def as_json(report: Report, seconds: float) -> str:
    return json.dumps(
        {
            "events": report.events,
            "seals": report.seals,
            "waiting": report.waiting,
            "verified_per_s": round(report.events / seconds),
            "findings": [one.sentence for one in report.findings],
        }
    )


def _in_words(report: Report, seconds: float, exported: int) -> str:
    lines = [one.sentence for one in report.findings[:MOST_NAMED]]
    if len(report.findings) > MOST_NAMED:
        lines.append(f"And {len(report.findings) - MOST_NAMED:,} more.")
    lines.append(
        f"Checked {report.events:,} events under {report.seals:,} seals, {report.events / seconds:,.0f} a second."
    )
    if exported:
        lines.append(f"Compared with {exported:,} exported seals.")
    if report.waiting:
        lines.append(f"{report.waiting:,} events wait for their seal.")
    if not report.findings:
        lines.append("The log is as it was sealed.")
    return "\n".join(lines)
