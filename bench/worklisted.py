"""Who reads a long worklist, and a short one? The process that makes both up: python -m bench.worklisted CHILDREN SEED

One child in twenty has no school, one in fifty nothing at all. Prints one JSON object.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any, Final

import django
import psycopg2

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Organisation  # noqa: E402
from bench.crowd import children as make_crowd  # noqa: E402
from bench.leaks_world import area_for, make, said_of, somebody  # noqa: E402
from bench.worklist import LESS  # noqa: E402
from registry.assertion import Assertion, PracticeSaid, SettingSaid, but  # noqa: E402
from registry.models import EducationalSetting, Item, Practice, Source  # noqa: E402
from registry.unserved import worklist  # noqa: E402

BATCH: Final = 1_000
TIMES: Final = 7
NO_SCHOOL, NOTHING = 20, 50  # one in so many


def lists(children: int, seed: int) -> dict[str, Any]:
    areas = {"many": authority_with(children, seed), "few": authority_with(max(children // LESS, 1), seed + 1)}
    _analyse()
    return {name: measured(area, count) for name, (area, count) in areas.items()}


def authority_with(count: int, seed: int) -> tuple[Organisation, int]:
    """Its children are there afterwards, as after deliveries: batch by batch."""
    now = timezone.now()
    area = area_for(at=now)
    source = Source.objects.create(
        code=f"bench-{area.code}", name="Bench", body=area, legal_basis="required", format="ctf", asserts=Item.values
    )
    crowd = make_crowd(count, seed=seed)
    while batch := list(_served(said_of(islice(crowd, BATCH)))):
        with transaction.atomic():
            make(batch, source, area, at=now)
    return area, count


def _served(said: list[Assertion]) -> Iterator[Assertion]:
    school = EducationalSetting.objects.order_by("pk").values_list("urn", flat=True)[0]
    practice = Practice.objects.order_by("pk").values_list("ods_code", flat=True)[0]
    at_school, with_doctor = (SettingSaid("at_setting", school),), PracticeSaid(practice, date(2020, 1, 6))
    for number, one in enumerate(said):
        taught = number % NO_SCHOOL and number % NOTHING
        yield but(one, settings=at_school if taught else (), practice=with_doctor if number % NOTHING else None)


def _analyse() -> None:
    """As the database does by itself some time after a load; its owner's to say."""
    owner = psycopg2.connect(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    owner.close()


def measured(area: Organisation, children: int) -> dict[str, Any]:
    """Each page by somebody of its own: a day allows one person no two pages."""
    pages = {"first": _page(area, 1)}
    pages["last"] = _page(area, pages["first"]["pages"])
    told = {f"{name}_{what}": page[what] for name, page in pages.items() for what in ("ms", "statements", "named")}
    return {"children": children, "listed": pages["first"]["listed"], **told}


def _page(area: Organisation, number: int) -> dict[str, Any]:
    """Once for what is only asked once, once to count the statements, then the middle of TIMES."""
    now = timezone.now()
    by, times = somebody(area, at=now, role="data_officer"), []
    worklist(by=by, at=now, page=str(number))
    with CaptureQueriesContext(connection) as made:
        found = worklist(by=by, at=now, page=str(number))
    for _ in range(TIMES):
        began = perf_counter()
        worklist(by=by, at=now, page=str(number))
        times.append((perf_counter() - began) * 1000)
    told = {"named": len(found.rows), "listed": found.total, "pages": found.pages}
    return {"ms": round(median(times), 1), "statements": len(made), **told}


if __name__ == "__main__":
    print(json.dumps(lists(int(sys.argv[1]), int(sys.argv[2]))))
