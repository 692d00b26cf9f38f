"""What do the reports of early adopters come to, what was done about it, and what of it does everybody read? (R-LARA-9)

A finding groups reports. What was done is added to it and stays; only then it can be published, by its title, the
number of its reports and what was done.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from readiness import in_force
from readiness.experiencing import reports
from readiness.guidance.library import read_library
from readiness.models import Change, ChangeKind, Experience, Finding
from readiness.moderating import decides, refuse_others
from readiness.returning import right_of


class NoFinding(Http404):
    """There is no such finding."""


@dataclass(frozen=True)
class Changed:
    """What was done, as it was said: a version of a guidance, one of the framework, or neither."""

    kind: str
    words: str
    slug: str = ""
    version: int | None = None


def all_findings(*, by: Practitioner, at: datetime) -> QuerySet[Finding]:
    """The newest first, with how many reports and changes. Raises Refused."""
    refuse_others(by, at=at)
    counted = Finding.objects.annotate(count=Count("reports", distinct=True), done=Count("changes", distinct=True))
    return counted.order_by("-at")


def finding_for(one: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Finding:
    """Raises Refused, NoFinding."""
    refuse_others(by, at=at)
    rows = Finding.objects.select_related("by", "published_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=one).first()
    if found is None:
        raise NoFinding
    return found


def add(*, title: str, found: str, by: Practitioner, at: datetime) -> Finding:
    """Raises Refused."""
    refuse_others(by, at=at)
    with transaction.atomic():
        made = Finding.objects.create(title=title, found=found, by=by, at=at)
        _record("finding.added", made, by=by, at=at, words=f"{title}: {found}")
    return made


def to_group(*, by: Practitioner, at: datetime) -> QuerySet[Experience]:
    """Under no finding yet, answered or not: the worst first. Raises Refused."""
    refuse_others(by, at=at)
    return Experience.objects.filter(finding=None).select_related("organisation").order_by("-severity", "at")


def group(one: UUID, these: Collection[UUID], *, by: Practitioner, at: datetime) -> int:
    """How many came under it: what a colleague has grouped meanwhile stays there. Raises Refused, NoFinding."""
    with transaction.atomic():
        row = finding_for(one, by=by, at=at, lock=True)
        count = Experience.objects.filter(pk__in=these, finding=None).update(finding=row)
        _record("finding.grouped", row, by=by, at=at, reports=count)
    return count


def say_what_was_done(one: UUID, changed: Changed, *, by: Practitioner, at: datetime) -> None:
    """Raises Refused, NoFinding, NotDone."""
    _refuse_unknown_version(changed)
    with transaction.atomic():
        row = finding_for(one, by=by, at=at, lock=True)
        if changed.kind == ChangeKind.NOTHING and row.changes.exists():
            raise NotDone("It says already what was done")
        Change.objects.create(
            of=row,
            kind=changed.kind,
            slug=changed.slug,
            version=changed.version,
            words=changed.words,
            by=by,
            at=at,
        )
        _record("finding.change_recorded", row, by=by, at=at, words=changed.words, kind=changed.kind)


def guidance_versions() -> list[tuple[str, int, str]]:
    """Slug, version and title of every version of every guidance."""
    return [(one.slug, one.version, one.title) for one in read_library()]


def framework_versions() -> list[int]:
    return [one.version for one in in_force.published()]


def _refuse_unknown_version(changed: Changed) -> None:
    known = {(slug, version) for slug, version, _ in guidance_versions()}
    if changed.kind == ChangeKind.GUIDANCE and (changed.slug, changed.version) not in known:
        raise NotDone("Select the version of the guidance in which the change stands")
    if changed.kind == ChangeKind.FRAMEWORK and changed.version not in framework_versions():
        raise NotDone("Select the version of the framework in which the change stands")


def publish(one: UUID, *, by: Practitioner, at: datetime) -> None:
    """Once; who reported is told. Raises Refused, NoFinding, NotDone."""
    with transaction.atomic():
        row = finding_for(one, by=by, at=at, lock=True)
        if row.published_at is not None:
            raise NotDone("It is published already")
        if not row.reports.exists() or not row.changes.exists():
            raise NotDone("Group at least one report under it, and say what was done")
        Finding.objects.filter(pk=row.pk).update(published_by=by, published_at=at)
        _record("finding.published", row, by=by, at=at)
        for person in Practitioner.objects.filter(pk__in=row.reports.values("by")).order_by("pk"):
            tell(person, "finding_published", at=at, path="/readiness/said-and-done")


def published(*, by: Practitioner, at: datetime) -> QuerySet[Finding]:
    """For who assesses, decides, or is of an early adopter; the newest first. Raises Refused."""
    if not (decides(by, at=at) or reports(by, at=at)):
        right_of(by, at=at)
    rows = Finding.objects.exclude(published_at=None).annotate(count=Count("reports"))
    return rows.prefetch_related("changes").order_by("-published_at", "title")


def _record(verb: str, row: Finding, *, by: Practitioner, at: datetime, words: str = "", **facts: str | int) -> None:
    record(verb, at=at, actor=actor(by), facts={"finding": str(row.pk), **facts}, words=words)
