"""How much misuse does the monthly list show, and how much of the list is misuse? (SEC-44, R-AUDIT-3)

On a year of made-up looks (bench.misusing says how), month after month, as a reviewer would get them.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from dateutil.relativedelta import relativedelta

from bench.misused import make_year
from bench.misusing import FIRST, Incident, Year
from bench.watched import watched
from oversight.ranking import HISTORY, Finding, ranked
from oversight.weighing import is_explained

MONTHS: Final = 12
WORKING_DAYS: Final = 20
Say = Callable[[str], Any]


def measure(*, users: int = 2_000, seed: int = 20090129, say: Say) -> dict[str, Any]:
    """Shares of the seeded incidents and of the findings; `false_per_1000` looks, by kind the sensitivity."""
    year = make_year(users=users, seed=seed)
    say(f"{len(year.looks)} looks of {users} people, {len(set(year.misuse.values()))} incidents")
    months = [_month(year, number) for number in range(MONTHS)]
    findings = [one for month in months for one in month]
    true = [one for one in findings if _holds_misuse(one, year)]
    honest = [look for look in year.looks if look.event not in year.misuse]
    seeded = set(year.misuse.values())
    found = {incident for one in true for incident in _incidents(one, year)}
    return {
        "accesses": len(year.looks),
        "users": users,
        "incidents": len(seeded),
        "findings": len(findings),
        "sensitivity": _share(len(found), len(seeded)),
        "precision": _share(len(true), len(findings)),
        "false_per_1000": round(1000 * (len(findings) - len(true)) / len(year.looks), 2),
        "honest_explained": _share(sum(is_explained(look.ties) for look in honest), len(honest)),
        "alerts_a_reviewer_a_day": max(_busiest(month, year) for month in months) / WORKING_DAYS,
        "by_kind": _by_kind(seeded, found),
        "false_by_reason": _by_reason(findings, true),
        "within_the_hour": watched(year, seed=seed),
    }


def _month(year: Year, number: int) -> list[Finding]:
    since = datetime(FIRST.year, FIRST.month, 1, tzinfo=UTC) + relativedelta(months=number)
    until = since + relativedelta(months=1)
    return ranked((look for look in year.looks if since - HISTORY <= look.at < until), since=since, until=until)


def _incidents(one: Finding, year: Year) -> set[Incident]:
    return {year.misuse[look.event] for look in one.looks if look.event in year.misuse}


def _holds_misuse(one: Finding, year: Year) -> bool:
    return bool(_incidents(one, year))


def _by_kind(seeded: set[Incident], found: set[Incident]) -> dict[str, dict[str, float]]:
    many, hit = (Counter(one.kind for one in incidents) for incidents in (seeded, found))
    return {kind: {"seeded": many[kind], "sensitivity": _share(hit[kind], many[kind])} for kind in sorted(many)}


def _by_reason(findings: list[Finding], true: list[Finding]) -> dict[str, int]:
    kept = {id(one) for one in true}
    return dict(Counter(reason.why.value for one in findings if id(one) not in kept for reason in one.reasons))


def _busiest(month: list[Finding], year: Year) -> int:
    """Findings of the organisation that has most: each has a reviewer."""
    return max(Counter(year.organisation_of[one.user] for one in month).values(), default=0)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
