"""Whom does this administrator look after, and what of them expires next? (R-USER-3, ux 2e)"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.utils import timezone

from accounts.expiring import EVERYBODY, GROUPS, end_in_words, with_end
from accounts.models import Organisation, Practitioner
from accounts.roles import ROLES
from accounts.scope import Scope, scope_of

PAGE: Final = 50
BY_NAME: Final = (F("surname").asc(), F("forename").asc(), F("pk").asc())
ORDERS: Final[dict[str, tuple[OrderBy, ...]]] = {
    "expiry": (F("ends_on").asc(nulls_last=True), *BY_NAME),
    "name": BY_NAME,
    "last": (F("last_used_at").asc(nulls_first=True), *BY_NAME),
}
SORTED: Final = {
    "expiry": "sorted by next expiry",
    "name": "sorted by name",
    "last": "sorted by last sign-in, longest ago first",
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. Only codes and ids stand in an address; `words` never do."""

    group: str = EVERYBODY
    role: str = ""
    team: UUID | None = None
    words: str = ""
    order: str = "expiry"
    page: int = 1


@dataclass(frozen=True)
class Listed:
    id: UUID
    name: str
    email: str
    job_title: str
    team: str
    state: str
    ends_on: date | None
    expiry: str
    last_used_at: datetime | None
    own: bool  # nothing is done to the own account


@dataclass(frozen=True)
class Counted:
    code: str
    name: str
    people: int


@dataclass(frozen=True)
class Listing:
    people: Sequence[Listed]
    groups: Sequence[Counted]
    total: int
    pages: int
    wanted: Wanted

    @property
    def caption(self) -> str:
        """302 people, sorted by next expiry."""
        return f"{self.total:,} {'person' if self.total == 1 else 'people'}, {SORTED[self.wanted.order]}"


def listing(wanted: Wanted, *, by: Practitioner, at: datetime) -> Listing:
    """One page of the people in this administrator's scope, and how many there are of each group. Raises Refused."""
    on = timezone.localdate(at)
    people = _narrowed(scope_of(by, at=at), wanted, on=on)
    groups = _counts(people, on=on)
    total = next(group.people for group in groups if group.code == wanted.group)
    pages = max(1, -(-total // PAGE))
    wanted = replace(wanted, page=min(max(wanted.page, 1), pages))
    first = (wanted.page - 1) * PAGE
    rows = _ordered(people, wanted, on=on)[first : first + PAGE]
    return Listing([_listed(row, by=by, on=on) for row in rows], groups, total, pages, wanted)


def everybody_listed(wanted: Wanted, *, by: Practitioner, at: datetime) -> list[Listed]:
    """All pages at once, for a file or for paper. Raises Refused."""
    on = timezone.localdate(at)
    people = _narrowed(scope_of(by, at=at), wanted, on=on)
    return [_listed(row, by=by, on=on) for row in _ordered(people, wanted, on=on)]


def teams_to_choose(by: Practitioner, *, at: datetime) -> list[tuple[str, str]]:
    """The teams and bodies within the scope, as a form's choices. Raises Refused."""
    scope = scope_of(by, at=at)
    within = Organisation.objects.filter(pk__in=scope.within - scope.granting).order_by("name")
    return [(str(team.pk), team.name) for team in within]


def _narrowed(scope: Scope, wanted: Wanted, *, on: date) -> QuerySet[Practitioner]:
    """By everything but the group: the counts of all groups are shown beside."""
    people = with_end(scope.people(), on=on)
    if wanted.role in ROLES:
        holders = Practitioner.objects.filter(groups__name__endswith=f":{wanted.role}")
        people = people.filter(pk__in=holders.values("pk"))
    if wanted.team:
        people = people.filter(team=wanted.team)
    for word in wanted.words.split():
        matches = Q(forename__icontains=word) | Q(surname__icontains=word) | Q(email__icontains=word)
        people = people.filter(matches)
    return people


def _counts(people: QuerySet[Practitioner], *, on: date) -> list[Counted]:
    asked = {code: Count("pk", filter=group.condition(on)) for code, group in GROUPS.items()}
    found = people.aggregate(**asked)
    return [Counted(code, group.name, found[code]) for code, group in GROUPS.items()]


def _ordered(people: QuerySet[Practitioner], wanted: Wanted, *, on: date) -> QuerySet[Practitioner]:
    shown = people.filter(GROUPS[wanted.group].condition(on)).select_related("team")
    return shown.order_by(*ORDERS[wanted.order])


def _listed(row: Practitioner, *, by: Practitioner, on: date) -> Listed:
    ends_on: date | None = row.ends_on  # type: ignore[attr-defined]  # annotated by with_end
    return Listed(
        id=row.pk,
        name=row.name,
        email=row.email,
        job_title=row.job_title,
        team=row.team.name if row.team else "",
        state=row.get_account_state_display(),
        ends_on=ends_on,
        expiry=end_in_words(ends_on, on=on),
        last_used_at=row.last_used_at,
        own=row.pk == by.pk,
    )
