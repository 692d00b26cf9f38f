"""What does an administrator see of an access review: who is left, and how complete was each? (R-USER-5)"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts import roles
from accounts.access import NotYours, Refused
from accounts.access_review import left_in, reviews_of
from accounts.clearance import ends_on
from accounts.models import AccessReview, AccessReviewAnswer, Answer, Practitioner
from accounts.scope import MANAGE, Scope, scope_of

AT_ONCE: Final = 50  # people on a page
ANSWERS: Final = 200  # shown; the log has them all
OWN: Final = "Your own account: another administrator answers for it"
WHOLE: Final = "An administrator of the whole organisation answers for this account"


@dataclass(frozen=True)
class Progress:
    """How far one review is; `mine` is how many of those left this administrator may answer for."""

    review: AccessReview
    confirmed: int
    withdrawn: int
    left: int
    mine: int
    overdue: bool

    @property
    def answered(self) -> int:
        return self.confirmed + self.withdrawn

    @property
    def asked(self) -> int:
        return self.answered + self.left


@dataclass(frozen=True)
class Asked:
    """Somebody to answer for, unless `why_not` says who does it instead."""

    person: Practitioner
    roles: Sequence[str]
    clearance_ends_on: date | None
    why_not: str


def all_progress(by: Practitioner, *, at: datetime) -> list[Progress]:
    """Every review of this administrator's organisations, the newest first. Raises Refused."""
    scope = scope_of(by, at=at)
    return [_progress(review, scope, by=by, at=at) for review in _counted(scope, by=by)]


def reviews_open(by: Practitioner, *, at: datetime) -> list[Progress]:
    """Those that run, for the first page; none for whoever administers nobody."""
    try:
        scope = scope_of(by, at=at)
    except Refused:
        return []
    return [_progress(review, scope, by=by, at=at) for review in _counted(scope, by=by, closed_at=None)]


def progress_of(review: int, *, by: Practitioner, at: datetime) -> Progress:
    """Raises Refused, NotYours."""
    scope = scope_of(by, at=at)
    for row in _counted(scope, by=by, pk=review):
        return _progress(row, scope, by=by, at=at)
    raise NotYours(MANAGE, by.organisation_id)


def asked_in(review: AccessReview, *, by: Practitioner, at: datetime) -> list[Asked]:
    """The first of those who are left and within the scope, by name. Raises Refused."""
    scope = scope_of(by, at=at)
    left = left_in(review) & scope.people()
    issued = Max("clearances__issued_on", filter=Q(clearances__issued_on__lte=timezone.localdate(at)))
    people = list(left.annotate(issued=issued).order_by("surname", "forename", "pk")[:AT_ONCE])
    held = held_by(people)
    return [_asked(person, held[person.pk], scope, by=by) for person in people]


def held_by(people: Sequence[Practitioner]) -> Mapping[UUID, Sequence[type[roles.Role]]]:
    """The roles of each, in as many queries as one person takes."""
    named = Practitioner.groups.through.objects.filter(practitioner__in=people).order_by("group__name")
    found: list[tuple[UUID, UUID, str]] = []
    for person, name in named.values_list("practitioner", "group__name"):
        where, _, code = name.partition(":")
        found.append((person, UUID(where), code))
    count = set(roles.counting({where for _, where, _ in found}))
    return {one.pk: _held(one, found, count) for one in people}


def may_sign_off(progress: Progress, *, by: Practitioner, at: datetime) -> bool:
    """Everybody is answered for, and this administrator administers the whole. Raises Refused."""
    complete = progress.review.closed_at is None and progress.left == 0
    return complete and progress.review.organisation_id in scope_of(by, at=at).granting


def answers_in(review: AccessReview) -> list[AccessReviewAnswer]:
    """The withdrawn first, then the latest."""
    return list(review.answers.select_related("practitioner", "by").order_by("-answer", "-at", "pk")[:ANSWERS])


def _held(one: Practitioner, found: list[tuple[UUID, UUID, str]], count: set[UUID]) -> tuple[type[roles.Role], ...]:
    codes = [code for person, where, code in found if person == one.pk and where in {one.organisation_id, *count}]
    return tuple(roles.ROLES[code] for code in dict.fromkeys(codes))


def _counted(scope: Scope, *, by: Practitioner, **only: int | None) -> Iterable[AccessReview]:
    confirmed = Count("answers", filter=Q(answers__answer=Answer.CONFIRMED))
    withdrawn = Count("answers", filter=Q(answers__answer=Answer.WITHDRAWN))
    return reviews_of(scope, by=by).filter(**only).annotate(confirmed=confirmed, withdrawn=withdrawn)


def _progress(review: AccessReview, scope: Scope, *, by: Practitioner, at: datetime) -> Progress:
    running = review.closed_at is None
    return Progress(
        review=review,
        confirmed=review.confirmed,  # type: ignore[attr-defined]  # annotated
        withdrawn=review.withdrawn,  # type: ignore[attr-defined]
        left=left_in(review).count() if running else review.left_open,
        mine=(left_in(review) & scope.people()).exclude(pk=by.pk).count() if running else 0,
        overdue=running and timezone.localdate(at) > review.due_on,
    )


def _asked(person: Practitioner, held: Sequence[type[roles.Role]], scope: Scope, *, by: Practitioner) -> Asked:
    issued: date | None = person.issued  # type: ignore[attr-defined]  # annotated
    why_not = OWN if person.pk == by.pk else ""
    if not scope.may_change(held):
        why_not = why_not or WHOLE
    return Asked(person, [role.name for role in held], ends_on(issued) if issued else None, why_not)
