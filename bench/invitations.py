"""How long does a file about many people take, from its upload to its preview, and to the last invitation?

Made in one transaction that is taken back: nobody is invited in earnest, and the commits, one a chunk, are not counted.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from allauth.mfa.totp.internal.auth import generate_totp_secret
from dateutil.relativedelta import relativedelta
from django.db import connection, transaction
from django.utils import timezone

from accounts import agreement, codes, roles
from accounts.bulk import sending, uploading
from accounts.bulk.kinds import KINDS
from accounts.models import AccountState, Bulk, Kind, Organisation, Practitioner, RowState, Stage
from accounts.vetting import Seen, vet

BAD_ONE_IN: Final = 50  # and three of them: 300 in 5,000
BARE: Final = "INSERT INTO bare VALUES (%s, %s, %s, %s, %s)"
Say = Callable[[str], Any]


def measure(*, rows: int = 5_000, say: Say) -> dict[str, Any]:
    """Seconds; rows a second; and how often longer the whole takes than the same rows inserted bare, one by one."""
    at = timezone.now()
    with transaction.atomic():
        by, file = _administrator(at=at), _file(rows)
        bulk, upload_s = _timed(lambda: uploading.upload("invite", file, file_name="bench.csv", by=by, at=at))
        first_s, checked_s = _advance(bulk, at=at)
        say(f"{rows} rows checked")
        _, press_s = _timed(lambda: sending.send(bulk.pk, by=by, at=at))
        _, sent_s = _advance(bulk, at=at)
        again = uploading.upload("invite", file, file_name="bench.csv", by=by, at=at)
        _advance(again, at=at)
        found = {
            "rows": rows,
            "invited": bulk.rows.filter(state=RowState.DONE).count(),
            "to_fix": bulk.rows.filter(state=RowState.FIX).count(),
            "invited_by_the_same_file_again": again.rows.filter(state=RowState.READY).count(),
        }
        bare_s = _bare(rows)
        transaction.set_rollback(True)
    return found | {
        "upload_s": round(upload_s, 2),
        "first_progress_s": round(upload_s + first_s, 2),
        "preview_s": round(upload_s + checked_s, 2),
        "sent_s": round(press_s + sent_s, 2),
        "previewed_rows_per_s": round(rows / (upload_s + checked_s)),
        "invited_per_s": round(found["invited"] / (press_s + sent_s)),
        "preview_ratio": round((upload_s + checked_s) / bare_s, 1),
        "sent_ratio": round((press_s + sent_s) / bare_s, 1),
    }


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = perf_counter()
    return act(), perf_counter() - began


def _advance(bulk: Bulk, *, at: datetime) -> tuple[float, float]:
    """Seconds to the end of the first step, and to that of the last."""
    began = perf_counter()
    more = sending.advance(bulk.pk, at=at)
    first = perf_counter() - began
    while more:
        more = sending.advance(bulk.pk, at=at)
    return first, perf_counter() - began


def _administrator(*, at: datetime) -> Practitioner:
    """Somebody with every right that it takes, of an organisation that nobody else knows."""
    today, name = timezone.localdate(at), uuid4().hex[:12]
    where = Organisation.objects.create(
        kind=Kind.NATIONAL_PARTNER, code=f"BENCH-{name}", name="Bench", stage=Stage.LIVE
    )
    person = Practitioner.objects.create(
        email=f"bench.{name}@example.org", organisation=where, employer=where, account_state=AccountState.ACTIVE
    )
    roles.give(person, "partner_administrator", where)
    number = f"{uuid4().int % 10**12:012}"
    vet(person, Seen(today, number, today - relativedelta(months=1), today), by=None, at=at)
    agreement.accept(person, at=at)
    codes.add_app(person, generate_totp_secret())
    return person


def _file(rows: int) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(KINDS["invite"].columns)
    writer.writerows(_lines(rows))
    return out.getvalue().encode()


def _lines(rows: int) -> Iterator[list[str]]:
    fields = KINDS["invite"].columns.values()
    for number in range(rows):
        wrong = number % BAD_ONE_IN < 3
        email = "no address" if wrong else f"bench.{number}@example.org"
        cells = {**KINDS["invite"].example, "email": email}
        yield [cells[field] for field in fields]


def _bare(rows: int) -> float:
    """The floor: as many statements, with nothing but the values of a row."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (email text, forename text, surname text, job_title text, phone text)")
        began = perf_counter()
        for number in range(rows):
            cursor.execute(BARE, [f"bench.{number}@example.org", "Alex", "Morgan", "Social worker", "01632 960001"])
        return perf_counter() - began
