"""What do authorities and the national team read about use, speed, requests and data? Counts, never persons (issue 7).

Of the last four weeks. An authority reads its own, by kind of service; the national team all, by area. A count below
FEWEST is not shown, nor what could be reckoned from it: it might tell of a child or of a sensitive service. Each report
leads to the page where whoever may see them has the things themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from accounts.access import actor, may, require
from accounts.limits import midnight
from accounts.models import Organisation, Practitioner
from audit.log import record
from feeds.models import Delivery
from oversight.looks import OPENED
from oversight.reviewing import NATIONAL, REVIEW
from shielding.models import ContactRequest

FEWEST: Final = 5
FEW: Final = f"Fewer than {FEWEST}"
HIDDEN: Final = "Not shown"
WEEKS: Final = 4
OWN: Final = (REVIEW, "sign_return", "manage_users")
ENGLAND: Final = (NATIONAL, "decide_readiness")


@dataclass(frozen=True)
class Row:
    """`named`: each cell under its heading; `share` of the longest bar, of 100."""

    label: str
    named: tuple[tuple[str, str], ...]
    share: int

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(cell for _, cell in self.named)


@dataclass(frozen=True)
class Report:
    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    list_page: str  # where the things themselves are; empty for who may not see them
    list_words: str


@dataclass(frozen=True)
class Kind:
    """`read` answers rows of a label and numbers; the first number decides whether the row is shown at all."""

    title: str
    note: str
    header: tuple[str, ...]
    read: Callable[[UUID | None, datetime, datetime], Iterable[Sequence[Any]]]
    list_page: str
    list_words: str
    permissions: tuple[str, ...]


def report(name: str, *, by: Practitioner, at: datetime) -> Report:
    """One of KINDS; that it was read is in the log. Raises Refused."""
    area = area_of(by, at=at)
    kind, until = KINDS[name], midnight(at)
    rows = sorted(kind.read(area, until - timedelta(weeks=WEEKS), until), key=lambda row: (-row[1], row[0]))
    with transaction.atomic():
        record("report.read", at=at, actor=actor(by), because=name, facts={"rows": len(rows)})
    most = max((row[1] for row in rows), default=0)
    lists = any(may(by, permission, by.organisation, at=at) for permission in kind.permissions)
    return Report(
        title=kind.title,
        note=kind.note,
        header=kind.header,
        rows=tuple(_row(row, kind.header[1:], most) for row in rows),
        list_page=kind.list_page if lists else "",
        list_words=kind.list_words,
    )


def area_of(by: Practitioner, *, at: datetime) -> UUID | None:
    """Whose numbers this person reads; None for all of England. Raises Refused."""
    if any(may(by, permission, by.organisation, at=at) for permission in ENGLAND):
        return None
    if not any(may(by, permission, by.organisation, at=at) for permission in OWN):
        require(by, REVIEW, by.organisation, at=at)
    return by.organisation_id


def _row(row: Sequence[Any], names: Sequence[str], most: int) -> Row:
    label, first, *others = row
    if first < FEWEST:
        cells = (FEW, *(HIDDEN for _ in others))
    else:
        cells = (_count(first), *(_count(one) if isinstance(one, int) else str(one) for one in others))
    share = round(100 * first / most) if first >= FEWEST else 0
    return Row(str(label), tuple(zip(names, cells, strict=True)), share)


def _count(number: int) -> str:
    return f"{number:,}" if number >= FEWEST or not number else FEW


_USE: Final = """
    SELECT {label}, count(DISTINCT event.actor), count(*)
    FROM audit_event event
    JOIN accounts_organisation area ON area.id = event.organisation
    JOIN accounts_practitioner person ON person.id = event.actor
    LEFT JOIN accounts_organisation employer ON employer.id = person.employer_id
    WHERE event.verb = %(verb)s AND event.at >= %(since)s AND event.at < %(until)s
      AND (%(area)s::uuid IS NULL OR event.organisation = %(area)s::uuid)
    GROUP BY 1
"""
_SPEED: Final = """
    SELECT {label}, count(*),
           round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM event.at - searched.at)))::int
    FROM audit_event event
    JOIN accounts_organisation area ON area.id = event.organisation
    JOIN accounts_practitioner person ON person.id = event.actor
    LEFT JOIN accounts_organisation employer ON employer.id = person.employer_id
    JOIN LATERAL (
        SELECT before.at FROM audit_event before
        WHERE before.actor = event.actor AND before.verb = 'search.run'
          AND before.at <= event.at AND before.at > event.at - interval '30 minutes'
        ORDER BY before.at DESC LIMIT 1
    ) searched ON true
    WHERE event.verb = %(verb)s AND event.at >= %(since)s AND event.at < %(until)s
      AND (%(area)s::uuid IS NULL OR event.organisation = %(area)s::uuid)
    GROUP BY 1
"""
_BY_AREA: Final = "area.name || ', ' || coalesce(nullif(employer.sector, ''), 'service not stated')"
_BY_SERVICE: Final = "coalesce(nullif(employer.sector, ''), 'service not stated')"


def _asked(query: str, area: UUID | None, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """`query` is one of ours above; nothing that anybody typed is in it."""
    label = _BY_AREA if area is None else _BY_SERVICE
    with connection.cursor() as cursor:
        told: dict[str, Any] = {"verb": OPENED, "since": since, "until": until, "area": str(area) if area else None}
        cursor.execute(query.format(label=label), told)
        return list(cursor.fetchall())


def _use(area: UUID | None, since: datetime, until: datetime) -> Iterable[Sequence[Any]]:
    return _asked(_USE, area, since, until)


def _speed(area: UUID | None, since: datetime, until: datetime) -> Iterable[Sequence[Any]]:
    return [(label, many, f"{seconds} seconds") for label, many, seconds in _asked(_SPEED, area, since, until)]


def _requests(area: UUID | None, _: datetime, until: datetime) -> Iterable[Sequence[Any]]:
    """Those that wait now, whenever they were asked."""
    teams = Organisation.objects.filter(pk=area) if area else Organisation.objects.all()
    open_now = ContactRequest.objects.filter(team__in=teams, ended_at=None, asked_at__lt=until)
    rows = open_now.values("team__name").annotate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=until)))
    return [(row["team__name"], row["all"], row["late"]) for row in rows]


def _data(area: UUID | None, since: datetime, until: datetime) -> Iterable[Sequence[Any]]:
    deliveries = Delivery.objects.filter(trial=False, received_at__gte=since, received_at__lt=until)
    if area:
        deliveries = deliveries.filter(source__area=area)
    rows: Iterable[Any] = deliveries.values("source__name", "source__body__name").annotate(
        lines=Sum("received"), quarantine=Sum("quarantined"), refusals=Sum("refused"), queue=Sum("waiting")
    )
    counts = ("lines", "quarantine", "refusals", "queue")
    return [(f"{row['source__name']}, {row['source__body__name']}", *(row[one] for one in counts)) for row in rows]


KINDS: Final = {
    "use": Kind(
        "Use by area and service",
        "People who opened records, and how often. No person is compared with another.",
        ("Service", "People", "Records opened"),
        _use,
        "search_log",
        "The log",
        (REVIEW, NATIONAL),
    ),
    "speed": Kind(
        "Time from search to contact",
        "From a search to the record that names the contacts, within half an hour; half were quicker.",
        ("Service", "Records opened after a search", "Time in the middle"),
        _speed,
        "search_log",
        "The log",
        (REVIEW, NATIONAL),
    ),
    "requests": Kind(
        "Requests for contact that are not answered",
        "Requests that wait now, and those whose time is over.",
        ("Team", "Waiting", "Late"),
        _requests,
        "shielding_home",
        "Requests of your team",
        ("shield_children",),
    ),
    "data": Kind(
        "Data quality by source",
        "Rows that each source delivered, and those that could not be taken as they were.",
        ("Source", "Rows", "In quarantine", "Refused", "Waiting for a decision"),
        _data,
        "feeds",
        "Feeds",
        ("manage_data", "decide_readiness"),
    ),
}
